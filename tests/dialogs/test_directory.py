"""Contacts of a country, for everybody or for the citizens of one."""

from datetime import UTC, datetime

import pytest

from dialogs.book import Book
from dialogs.kinds.directory import now_open
from dialogs.sources import Contact, Standing
from dialogs.turn import Person, Place


def names(book: Book, place: str) -> set[str]:
    return {
        button.to.spot.rpartition("/")[2]
        for row in book.screens["ru", place].rows
        for button in row
        if button.to and button.to.page == "contacts-ru" and button.to.spot.rpartition("/")[2] in book.lists.contacts
    }


def test_citizens_of_one_country_see_their_missions_and_what_is_there_for_everybody(shipped: Book) -> None:
    everything, kazakh = names(shipped, "contacts-ru"), names(shipped, "contacts-ru/of.KZ")
    contacts = shipped.lists.contacts
    assert {contacts[name].of for name in everything} >= {"RU", "KZ", "UZ", "KG"}
    assert kazakh == {name for name in everything if contacts[name].of in ("KZ", "RU")}
    offered = [button.to for row in shipped.screens["ru", "contacts-ru"].rows for button in row]
    assert Place("contacts-ru", "of.UZ") in offered


@pytest.mark.parametrize("chosen", ["", "of.UZ", "in.kazan"])
def test_the_way_back_from_a_contact_leads_to_the_list_it_was_found_in(shipped: Book, chosen: str) -> None:
    place = Place("contacts-ru", chosen)
    keys = [button for row in shipped.screens["ru", str(place)].rows for button in row]
    key = next(key for key in keys if "консульство" in key.label.lower())
    assert key.to is not None
    card = shipped.pages["contacts-ru"].screen(shipped.here(key.to, Person("ru"), datetime(2026, 11, 30, tzinfo=UTC)))
    assert "консульство" in card.text.lower()
    assert [button.to for button in card.rows[-1]] == [place, Place("home")]


def test_where_there_is_no_choice_nothing_is_asked(shipped: Book) -> None:
    assert not any("/of." in place and place.startswith("contacts-qa") for _, place in shipped.screens)


def test_the_nearest_city_first_then_what_is_there_for_the_whole_country(shipped: Book) -> None:
    near = shipped.screens["ru", "contacts-ru/in"]
    assert "📍 Ближайший город" in [b.label for row in shipped.screens["ru", "contacts-ru"].rows for b in row]
    assert Place("contacts-ru", "in.kazan") in [b.to for row in near.rows for b in row]
    contacts = shipped.lists.contacts
    rows = shipped.screens["ru", "contacts-ru/in.kazan"].rows
    listed = [b.to.spot.removeprefix("in.kazan/") for row in rows for b in row if b.to]
    cities = [contacts[name].city for name in listed if name in contacts]
    assert cities == sorted(cities, reverse=True) and set(cities) == {"kazan", ""}
    assert not any(place.startswith("contacts-qa/in") for _, place in shipped.screens), "one city is no choice"


ISTANBUL = "contacts-tr"  # its consulate of Kazakhstan: Monday 9-17, Tuesday 9:30-12:30 and 16-17, no Wednesday


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2026-11-30 06:30", "сейчас открыто, до 17:00"),  # a Monday, 9:30 in Istanbul
        ("2026-11-30 05:59", "сейчас закрыто. Откроется: сегодня, 09:00"),
        ("2026-12-01 09:30", "сейчас закрыто. Откроется: сегодня, 16:00"),  # between the two halves of Tuesday
        ("2026-12-01 13:30", "сейчас открыто, до 17:00"),
        ("2026-12-01 14:00", "сейчас закрыто. Откроется: четверг 03.12.2026, 09:30"),  # to the minute; not Wednesday
        ("2026-12-04 20:00", "сейчас закрыто. Откроется: понедельник 07.12.2026, 09:00"),
    ],
)
def test_whether_somebody_is_there_now(shipped: Book, moment: str, told: str) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    here = shipped.here(Place(ISTANBUL, "kz-istanbul"), Person("ru"), now)
    assert told in shipped.pages[ISTANBUL].screen(here).text
    assert ("ru", f"{ISTANBUL}/kz-istanbul") not in shipped.screens, "never drawn in advance"


@pytest.mark.parametrize(
    ("name", "moment", "told"),
    [
        ("kz-111", "2026-11-29 22:00", {"ru": "🟢 По этим часам сейчас открыто, круглосуточно.", "kk": "тәулік бойы."}),
        ("kz-111", "2027-01-01 09:00", {"kaa": "🟢 Усы кесте бойынша ҳәзир ашық, күни-түни.", "kaa_Latn": "ashıq"}),
        ("ru-mvd", "2026-11-29 22:00", {"ru": "🕘 По этим часам сейчас открыто, круглосуточно."}),
        (
            "kr-1330",
            "2026-11-30 03:00",
            {"ru": "сейчас открыто, до полуночи по местному времени", "kk": "түн ортасына"},
        ),
    ],
)
def test_day_and_night_and_until_midnight(shipped: Book, name: str, moment: str, told: dict[str, str]) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    for locale, words in told.items():
        seen = now_open(shipped.lists.contacts[name], shipped.here(Place("home"), Person(locale), now))
        assert words in seen and "00:00" not in seen


def test_midnight_in_the_middle_of_a_night_is_no_end(shipped: Book) -> None:
    night = {"open": {"mon": "20:00-24:00", "tue": "00:00-02:00"}}
    contact = shipped.lists.contacts["kr-1330"]
    contact = Contact.model_validate(contact.model_dump(exclude_defaults=True) | night)
    here = shipped.here(Place("home"), Person("ru"), datetime(2026, 11, 30, 14, tzinfo=UTC))  # Monday, 23:00 in Seoul
    assert "сейчас открыто, до 02:00" in now_open(contact, here)


def test_an_hour_is_never_promised_of_a_contact_without_hours(shipped: Book) -> None:
    contacts = shipped.lists.contacts
    for name, one in contacts.items():
        assert not one.open or one.hours, f"{name}: the clock knows what the text does not say"
        told = now_open(one, shipped.here(Place("home"), Person("ru"), datetime(2026, 11, 30, 9, tzinfo=UTC)))
        assert bool(told) == bool(one.open and one.standing is not Standing.HIDDEN)
