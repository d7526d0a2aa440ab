"""Checklists: buttons state the end, ticks are kept by id, a day of departure in any words, the right reminders."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.talk import Seat
from dialogs.book import Book
from dialogs.kinds.checklist import Checklist, KeepTicks, Ticks
from dialogs.texts import MESSAGE, length
from dialogs.turn import MAX_DATA, Person, Place, Say, Tap

TODAY = datetime.now(UTC).date()


@pytest.fixture
def list_(shipped: Book) -> Checklist:
    page = shipped.pages["checklist"]
    assert isinstance(page, Checklist)
    return page


@pytest.fixture
def seat(shipped: Book) -> Seat:
    return Seat(shipped, Person(locale="ru", alias="Тырна-27", consent="full"))


def tap(seat: Seat, spot: str) -> str:
    seat.does(Tap(Place("checklist", spot)))
    assert seat.shown is not None
    return seat.shown.text


def test_a_tick_stays_however_often_it_is_set(seat: Seat) -> None:
    assert "0 из 15" in tap(seat, "gb")
    for _ in range(2):
        text = tap(seat, "gb.copy-pass+")
        assert "1 из 15" in text and "☑ 2. Оставил(а) копию паспорта дома" in text
    for _ in range(2):
        assert "0 из 15" in tap(seat, "gb.copy-pass-")


def test_what_must_be_done_is_marked_until_it_is(seat: Seat) -> None:
    assert tap(seat, "gb").count("❗") == 5
    assert tap(seat, "gb.hotline+").count("❗") == 4


def test_every_destination_has_its_own_list(seat: Seat) -> None:
    assert "Виза выдана именно на эту работу" in tap(seat, "gb")
    assert "Виза выдана именно на эту работу" not in tap(seat, "kz")
    tap(seat, "gb.contract+")
    assert "0 из" in tap(seat, "kz"), "another journey has ticks of its own"


def test_when_all_is_done_it_says_so_and_leads_on(seat: Seat, list_: Checklist) -> None:
    for id in list_.of("qa"):
        text = tap(seat, f"qa.{id}+")
    assert "Всё готово" in text and seat.shown is not None
    assert "contacts-qa" in [str(button.to) for row in seat.shown.rows for button in row]


def test_what_was_added_is_new_and_what_is_gone_is_ignored(list_: Checklist, shipped: Book) -> None:
    ids = tuple(list_.of("ru"))
    kept = {"checklist/ru": Ticks(done=("passport", "gone-long-ago"), known=(*ids[:-1], "gone-long-ago"))}
    here = shipped.here(Place("checklist", "ru"), Person("ru"), datetime.now(UTC), {"ticks": kept})
    text = list_.screen(here).text
    assert text.count("🆕") == 1 and "1 из" in text


@pytest.mark.parametrize("words", ["через две недели", "{day}", "{day:%d.%m.%Y}"])
def test_the_day_of_departure_in_ones_own_words(seat: Seat, words: str) -> None:
    tap(seat, "gb.when")
    day = TODAY + timedelta(14)
    seat.does(Say(words.format(day=day)))
    assert seat.kept["ticks"]["checklist/gb"].day == day
    assert seat.person.waiting is None


def test_a_day_that_cannot_be_is_asked_again_with_buttons(seat: Seat) -> None:
    for words in ("вчера", "когда-нибудь", "🙂", "01.01.1990"):
        tap(seat, "gb.when")
        seat.does(Say(words))
        assert seat.shown is not None and "Не понял" in seat.shown.text, words
        assert seat.shown.listens and len(seat.shown.rows) > 3
        assert "checklist/gb" not in seat.kept.get("ticks", {})


def test_the_day_by_buttons(seat: Seat) -> None:
    tap(seat, "gb.when")
    assert seat.shown is not None
    month = seat.shown.rows[0][1].to
    assert month is not None
    tap(seat, month.spot)
    assert seat.shown is not None
    day = seat.shown.rows[0][0].to
    assert day is not None
    assert "🗓" in tap(seat, day.spot)
    tap(seat, "gb.d-")
    assert seat.kept["ticks"]["checklist/gb"].day is None


def test_reminders_only_for_what_is_left_and_only_who_may_be_written_to(seat: Seat, list_: Checklist) -> None:
    day = TODAY + timedelta(100)
    tap(seat, f"gb.d-{day}")
    assert seat.shown is not None
    labels = [button.label for row in seat.shown.rows for button in row]
    assert any("🔔" in label for label in labels)
    ticks: Ticks = replace(seat.kept["ticks"]["checklist/gb"], remind=True)
    every = list_.reminders("gb", ticks)
    assert every[0] == day - timedelta(60) and every == sorted(set(every))
    ticks = replace(ticks, done=("passport",))
    assert list_.reminders("gb", ticks)[0] == day - timedelta(30)
    seat.person = replace(seat.person, discreet=True)
    tap(seat, "gb")
    assert seat.shown is not None
    assert not any("🔔" in button.label for row in seat.shown.rows for button in row)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_order_of_taps_ends_in_what_was_tapped_last(shipped: Book, data: Any) -> None:
    page = shipped.pages["checklist"]
    assert isinstance(page, Checklist)
    name = data.draw(st.sampled_from(sorted(page.lists)))
    ids, kept, last = list(page.of(name)), Ticks(), dict[str, bool]()
    for _ in range(data.draw(st.integers(0, 12))):
        id, on = data.draw(st.sampled_from(ids)), data.draw(st.booleans())
        place = Place("checklist", f"{name}.{id}{'+' if on else '-'}")
        here = shipped.here(place, Person("kaa"), datetime.now(UTC), {"ticks": {f"checklist/{name}": kept}})
        turn = page.tap(here)
        [effect] = turn.effects
        assert isinstance(effect, KeepTicks) and turn.screen
        kept, last[id] = effect.ticks, on
        assert 0 < length(turn.screen.text) <= MESSAGE
        for button in (button for row in turn.screen.rows for button in row):
            assert button.to and len(str(button.to).encode()) <= MAX_DATA
    assert set(kept.done) == {id for id, on in last.items() if on}


def test_a_day_is_a_day(list_: Checklist, shipped: Book) -> None:
    for spot in ("gb.d-2027-02-30", "gb.d-x", "gb.m-0-0", "gb.m-99999-12", "gb.nothing+", "xx.copy-pass+"):
        here = shipped.here(Place("checklist", spot), Person("ru"), datetime.now(UTC), {"ticks": {}})
        turn = list_.tap(here)
        assert turn.screen and not turn.effects, spot
