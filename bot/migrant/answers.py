"""What comes of pages of questions: a number for the day, and what was answered, for the people who are written to."""

from datetime import timedelta

from bot.migrant.acting import Act, performs
from bot.store import cases, tallies
from dialogs.kinds.asking import Asking
from dialogs.kinds.counted import Begins, Brings, Count
from dialogs.turn import Place

ONCE = timedelta(hours=1)  # a result that is looked at again is not counted again


@performs(Begins)
async def begins(act: Act, effect: Begins) -> None:
    act.held.begins(act.person, effect.page)


@performs(Count)
async def count(act: Act, effect: Count) -> None:
    """A result once an hour; an answer of a quiz once for who began it. An old button, and one that is pressed again
    after a restart, counts nothing: rather one too few than one twice."""
    if effect.first:
        counts = act.held.is_first(act.person, effect.page, effect.code)
    else:
        counts = act.desk.may_tell(f"count:{act.person['id']}:{effect.page}:{effect.code}", ONCE)
    if counts:
        await tallies.add(act.conn, act.today, effect.what, effect.page, effect.code, effect.about)


@performs(Brings)
async def brings(act: Act, effect: Brings) -> None:
    act.held.brings(act.person, str(effect.place))


async def tell_brought(act: Act, number: int, page: str | None = None) -> None:
    """The answers that somebody brought from a page (from any, if None) stand in the topic of their case, once."""
    brought = act.held.brought(act.person)
    place = Place.parse(brought) if brought else None
    case = await cases.find(act.conn, number)
    asked = act.desk.shelf.book.pages.get(place.page) if place else None
    if place and case and isinstance(asked, Asking) and page in (None, place.page):
        act.held.brings(act.person, None)
        summary = asked.summary(place.spot, act.desk.staff_locale)
        await act.desk.put(act.conn, act.desk.notice(case, f"🔎 {summary}"))
