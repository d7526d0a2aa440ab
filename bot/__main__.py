"""python -m bot: the same as the script `sapar`."""

from bot.cli import main

main()
