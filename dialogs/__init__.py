"""The pure core: content becomes a book, (book, person, event) becomes a turn; no Telegram, database or clock."""
