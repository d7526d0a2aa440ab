"""Telegram, storage and the case queue around the pure core in `dialogs`."""
