"""The pure core: content becomes a book, and (book, person, event) becomes a turn; no Telegram, no database, no clock."""
