"""The bot's own words: gettext catalogues from locales/, read and compiled in memory; msgids are English."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from dialogs.latin import to_latin

LOCALES = Path(__file__).resolve().parent.parent / "locales"
DOMAIN = "bot"
MADE = {"kaa_Latn": ("kaa", to_latin)}  # locales that nobody writes by hand


class Words:
    """Says a msgid in one language; an empty translation counts as missing and falls back to the msgid."""

    __slots__ = ("known", "locale")

    def __init__(self, locale: str, known: Mapping[str, str]) -> None:
        self.locale = locale
        self.known = known

    def __call__(self, msgid: str, /, **values: object) -> str:
        text = self.known.get(msgid) or msgid
        return text.format(**values) if values else text


@cache
def words(locale: str) -> Words:
    """The catalogue of a locale. English needs none: it is what the msgids say."""
    if locale in MADE:
        origin, make = MADE[locale]
        return Words(locale, {msgid: make(text) for msgid, text in _read(origin).items()})
    return Words(locale, _read(locale))


@cache
def catalogues() -> tuple[str, ...]:
    """The locales that have a catalogue of their own."""
    return tuple(sorted(path.name for path in LOCALES.iterdir() if path.is_dir())) if LOCALES.is_dir() else ()


def _read(locale: str) -> dict[str, str]:
    path = LOCALES / locale / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not path.is_file():
        return {}
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalogue = read_po(file)
    return {
        str(m.id): str(m.string) for m in catalogue if m.id and m.string and not m.fuzzy and isinstance(m.string, str)
    }
