"""What people type where a form waits for a day, an amount, a number or a telephone: a value, or a question back.

None of these guesses: what may mean two things comes back as Unclear, with the readings where there are few.
"""

from dialogs.typed.dates import Near, read_date
from dialogs.typed.money import Money, read_money
from dialogs.typed.numbers import read_integer
from dialogs.typed.phones import read_phone, shown_phone
from dialogs.typed.tokens import Unclear

__all__ = ["Money", "Near", "Unclear", "read_date", "read_integer", "read_money", "read_phone", "shown_phone"]
