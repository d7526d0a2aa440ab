"""Karakalpak Latin is made, and only from what is Karakalpak text."""

import pytest

from dialogs.latin import cyrillic_left, to_latin


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Сизге қандай жәрдем керек?", "Sizge qanday járdem kerek?"),
        ("аўыл, ҳүжжет, ўәлаят, ҳәм", "awıl, hújjet, wálayat, hám"),
        ("ИСЕНИМ орайы, Шымбай Чех", "ISENIM orayı, Shımbay Chex"),
        ("ШЫМБАЙ Чех", "SHÍMBAY Chex"),
        ("премьера", "premyera"),
        ("«Қамқорлық жанұя орталығы»", "«Qamqorlıq januya ortalıǵı»"),
        ("Қазақстан Республикасы", "Qazaqstan Respublikası"),
    ],
)
def test_words(cyrillic: str, latin: str) -> None:
    assert to_latin(cyrillic) == latin


@pytest.mark.parametrize(
    "text",
    [
        "<b>{name}</b>",
        "%(count)s",
        '<a href="https://gov.kz/виза">gov.kz</a>',
        "https://gov.kz/виза",
        "info@mfa.kz @huquqiyyordamuzbot /start",
        "<code>Сапар</code>",
        "&amp; &lt;",
    ],
)
def test_what_is_no_text_stays(text: str) -> None:
    assert to_latin(text) == text


def test_a_text_around_tags_and_fields() -> None:
    assert to_latin("<b>Мүрәжат</b> №{number}: <code>Сапар</code> сайты https://gov.kz/виза") == (
        "<b>Múrájat</b> №{number}: <code>Сапар</code> saytı https://gov.kz/виза"
    )
    assert not cyrillic_left(to_latin("Мүрәжат <code>Сапар</code> https://gov.kz/виза"))
    assert cyrillic_left("Мүрәжат")
