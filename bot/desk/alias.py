"""The nickname under which consultants see a person: a quiet word and a number, drawn by lot."""

import secrets

# Words that Kazakh and Karakalpak write alike and that say nothing of anybody: a crane, a poplar, dawn, a breeze ...
WORDS = "Тырна Терек Қайың Арша Дала Көл Таң Самал Алма Шынар Кеме Жаз Гүл Көпир Лала Бал Тал Қум Тас Жол".split()


def draw(tries: int = 0) -> str:
    """The more often it was somebody else's, the longer the numbers."""
    return f"{secrets.choice(WORDS)}-{10 + secrets.randbelow(990 * 10 ** (tries // 3))}"
