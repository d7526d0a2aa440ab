"""Telephones, cards, links and accounts, each in one form however they are typed."""

import pytest

from dialogs.contacted import recognised


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("+7 701 123-45-67", ["+77011234567"]),
        ("8 (701) 123 45 67", ["+77011234567"]),
        ("87011234567", ["+77011234567"]),
        ("701 123 45 67", ["+77011234567"]),
        ("wa.me/77011234567", ["+77011234567"]),
        ("90 123 45 67", ["+998901234567"]),
        ("+998 90 123-45-67", ["+998901234567"]),
        ("87011234567 87771234567", ["+77011234567", "+77771234567"]),
        ("87011234567, 8 777 123 45 67", ["+77011234567", "+77771234567"]),
        ("карта 4400 4301 2345 6789", ["4400430123456789"]),
        ("@Korea_Job", ["@korea_job"]),
        ("https://t.me/korea_job", ["@korea_job"]),
        ("t.me/Korea_Job/15", ["@korea_job"]),
        ("https://www.instagram.com/korea.visa/?hl=ru", ["instagram.com/korea.visa"]),
        ("www.UK-Visa-Jobs.com/apply", ["uk-visa-jobs.com"]),
        ("boss@uk-jobs.com", ["boss@uk-jobs.com"]),
        ("instagram.com", []),
        ("Стройка-Люкс, ул. Абая 15, оф. 3", []),
        ("не знаю", []),
        ("@korea_job и t.me/korea_job", ["@korea_job"]),
    ],
)
def test_the_same_is_recognised_however_it_is_typed(typed: str, known: list[str]) -> None:
    assert recognised(typed) == known
