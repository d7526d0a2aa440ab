"""Between the program and Telegram: what comes in is stored first, what goes out survives."""
