"""The desk: a case between a person's chat and the staff group. The only room that changes a case."""
