"""A person's own requests as they see them, and how they say it was: codes with the case, never words."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import screens
from bot.desk import inviting, taking_back
from bot.desk.desk import Desk
from bot.desk.turning import is_silent
from bot.store import cases, pairs, people
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from dialogs.kinds.ask import REQUESTS
from dialogs.kinds.requests import Request
from dialogs.turn import Person, Place

AFTER_THE_END = timedelta(seconds=3)  # it comes after the line that says it has ended
UNRATED = ("duplicate", "abuse", "no-answer")  # outcomes after which nobody is asked how it was


async def of(desk: Desk, conn: AsyncConnection, person: str) -> tuple[Request, ...]:
    """The newest first."""
    found = await cases.of_person(conn, person)
    answered = await pairs.last_answers(conn, [case.id for case in found])
    last = {case.id: await taking_back.last_of(desk, conn, case) for case in found if case.is_open}
    talk = max((case for case in found if case.is_open), key=lambda case: case.turned or case.opened, default=None)
    return tuple(
        replace(_request(desk, case, answered.get(case.id), last.get(case.id)), current=case is talk) for case in found
    )


def _request(desk: Desk, case: Case, answered: datetime | None, last: int | None = None) -> Request:
    def day(moment: datetime | None) -> date | None:
        return moment.astimezone(desk.zone).date() if moment else None

    opened = case.opened.astimezone(desk.zone).date()
    days = (opened, day(answered), day(case.closed))
    return Request(case.id, case.topic, case.status, *days, silent=is_silent(desk, case), last=last)


async def ask_how_it_was(desk: Desk, conn: AsyncConnection, case: Case) -> None:
    """Once after its end, without a sound; never where somebody might read along."""
    person, page = await people.get(conn, case.person), desk.shelf.book.pages.get(REQUESTS)
    if (
        person is None
        or case.person == people.NOBODY
        or page is None
        or is_silent(desk, case)
        or case.outcome in UNRATED
    ):
        return
    if person["discreet"] or person["hidden"] is not None or person["blocked"]:
        return
    await inviting.arm(desk, conn, person, case.outcome or "")
    who = Person(person["locale"] or desk.shelf.book.locales[0])
    place, kept = Place(REQUESTS, f"{case.id}.rate"), {"requests": (_request(desk, case, None),)}
    asked = page.screen(desk.shelf.book.here(place, who, desk.clock.now(), kept))
    await desk.put(
        conn,
        Outgoing(
            method="sendMessage",
            params=screens.params(asked) | {"disable_notification": True},
            to=f"person:{case.person}",
            stream=f"rate:{case.id}",
            priority=Priority.DIGEST,
            note={"what": "line", "case": case.id},
            key=f"rate:{case.id}",
            not_before=desk.clock.now() + AFTER_THE_END,
        ),
    )
