"""Telegram on one's own machine: a strict local Bot API server, its world and a page to look at it."""
