"""checklist: what to do before a journey, ticked off; a list for each destination, a day of departure, reminders."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dialogs.formats import long_date, short_date
from dialogs.kinds.menu import packed
from dialogs.kinds.page import Fault, Page
from dialogs.lists import Lists
from dialogs.model import Model
from dialogs.texts import Text, say
from dialogs.turn import Button, Effect, Here, Place, Rows, Screen, Turn
from dialogs.typed.dates import read_date

AHEAD = 730  # days: a departure lies no further
MONTHS = 12  # offered as buttons
ACROSS = 4  # ticks in a row of buttons
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,19}$")]


class Task(Model):
    """`only`: for these lists; `days_before`: when somebody who wishes it is reminded; `see`: the page that helps."""

    id: Id
    group: str
    text: Text
    must: bool = False
    days_before: Annotated[int, Field(ge=0, le=AHEAD)] | None = None
    see: str | None = None
    only: tuple[str, ...] = ()


class Heading(Model):
    title: Text


class Journey(Model):
    """A destination; `next`: where to when all is done."""

    title: Text
    next: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ticks:
    """What one person has done of one list. `known`: the items they have seen, so that what was added since is new."""

    done: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    day: date | None = None
    remind: bool = False


@dataclass(frozen=True, slots=True)
class KeepTicks(Effect):
    """Remember a list (`page/list`); who only reads has it in memory."""

    place: str
    ticks: Ticks


class Checklist(Page):
    """Spots: `gb` is a list, `gb.copy+` ticks and `gb.copy-` unticks, `gb.when` asks for the day of departure,
    `gb.m-2027-03` and `gb.d-2027-03-05` answer it, `gb.remind+` and `gb.remind-` set reminders."""

    needs: ClassVar[frozenset[str]] = frozenset({"ticks"})

    kind: Literal["checklist"]
    text: Text
    done: Text
    groups: dict[str, Heading]
    lists: dict[str, Journey]
    tasks: tuple[Task, ...]

    def links(self) -> Iterator[str]:
        yield from self.next
        yield from (item.see for item in self.tasks if item.see)
        for journey in self.lists.values():
            yield from journey.next

    def of(self, name: str) -> dict[str, Task]:
        """The items of a list, group by group."""
        mine = [item for item in self.tasks if not item.only or name in item.only]
        order = list(self.groups)
        return {item.id: item for item in sorted(mine, key=lambda item: order.index(item.group))}

    def left(self, name: str, ticks: Ticks) -> dict[str, Task]:
        return {id: item for id, item in self.of(name).items() if id not in ticks.done}

    def reminders(self, name: str, ticks: Ticks) -> list[date]:
        """The days on which something that is not done yet is due, the earliest first."""
        if not ticks.day or not ticks.remind:
            return []
        before = {item.days_before for item in self.left(name, ticks).values() if item.days_before is not None}
        return sorted(ticks.day - timedelta(days) for days in before)

    def samples(self, here: Here) -> Iterator[str]:
        for name in self.lists:
            yield from (name, f"{name}.when")

    # --- what a person sees -------------------------------------------------------------------------------------------
    def screen(self, here: Here) -> Screen:
        name, _, act = here.place.spot.partition(".")
        if name not in self.lists:
            place = Place(here.place.page)
            lists = [here.spot(code, say(journey.title, here.locale)) for code, journey in self.lists.items()]
            text = f"<b>{say(self.title, here.locale)}</b>\n\n{say(self.text, here.locale)}{self.footer(here)}"
            rows = (*packed(lists), *packed([here.button(page) for page in self.next]), *here.at(place).way_back())
            return Screen(place, text, rows)
        if act == "when" or act.startswith("m-"):
            return self._asks(here, name, act)
        return self._list(here, name, self._ticks(here, name))

    def tap(self, here: Here) -> Turn:
        name, _, act = here.place.spot.partition(".")
        if name not in self.lists:
            return super().tap(here)
        ticks, items = self._ticks(here, name), self.of(name)
        if act[:-1] in items and act[-1:] in ("+", "-"):
            done = {*ticks.done, act[:-1]} if act.endswith("+") else {*ticks.done} - {act[:-1]}
            return self._keep(here, name, replace(ticks, done=tuple(id for id in items if id in done)))
        if act in ("remind+", "remind-"):
            return self._keep(here, name, replace(ticks, remind=act.endswith("+")))
        if act == "d-":
            return self._keep(here, name, replace(ticks, day=None, remind=False))
        if act.startswith("d-") and (day := self._day(here, act[2:])):
            return self._keep(here, name, replace(ticks, day=day))
        return super().tap(here)

    def say(self, here: Here, words: str) -> Turn | None:
        name, _, act = here.place.spot.partition(".")
        if name not in self.lists or act != "when":
            return None
        today = here.now.date()
        read = read_date(words, today)
        if isinstance(read, date) and today <= read <= today + timedelta(AHEAD):
            return self._keep(here, name, replace(self._ticks(here, name), day=read))
        return Turn(screen=self._asks(here, name, act, again=True))

    def _keep(self, here: Here, name: str, ticks: Ticks) -> Turn:
        ticks = replace(ticks, known=tuple(self.of(name)))
        return Turn((KeepTicks(f"{here.place.page}/{name}", ticks),), self._list(here, name, ticks))

    def _ticks(self, here: Here, name: str) -> Ticks:
        kept: Mapping[str, Ticks] = here.kept.get("ticks") or {}
        return kept.get(f"{here.place.page}/{name}", Ticks())

    def _day(self, here: Here, text: str) -> date | None:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        return day if here.now.date() <= day <= here.now.date() + timedelta(AHEAD) else None

    def _list(self, here: Here, name: str, ticks: Ticks) -> Screen:
        here = here.at(Place(here.place.page, name))
        items, left = self.of(name), self.left(name, ticks)
        done = here.words("{done} of {all}", done=len(items) - len(left), all=len(items))
        lines = [f"<b>{say(self.lists[name].title, here.locale)}</b> · {done}"]
        if ticks.day:
            lines[0] += f"\n🗓 {long_date(here.locale, ticks.day)}"
        lines += self._groups(here, items, ticks)
        if not left:
            lines.append(say(self.done, here.locale))
        if here.person.consent == "read_only":
            lines.append("ℹ️ " + here.words("You only read: your ticks stay in memory and are gone after a while."))
        buttons = [
            here.spot(f"{name}.{id}{'+' if id in left else '-'}", f"{'☐' if id in left else '☑'} {at}")
            for at, id in enumerate(items, 1)
        ]
        rows: Rows = tuple(tuple(buttons[at : at + ACROSS]) for at in range(0, len(buttons), ACROSS))
        helps = dict.fromkeys(item.see for item in left.values() if item.see)
        leads = list(self.lists[name].next) if not left else list(helps)[:4]
        rows = (*rows, *packed([here.button(page) for page in leads]), *self._when(here, name, ticks))
        return Screen(here.place, "\n\n".join(lines), (*rows, *here.way_back()))

    def _groups(self, here: Here, items: Mapping[str, Task], ticks: Ticks) -> Iterator[str]:
        for group, heading in self.groups.items():
            lines = [
                f"{'☑' if id in ticks.done else '☐'} {at}. {say(item.text, here.locale)}"
                + (" ❗" if item.must and id not in ticks.done else "")
                + (" 🆕" if ticks.known and id not in ticks.known else "")
                for at, (id, item) in enumerate(items.items(), 1)
                if item.group == group
            ]
            if lines:
                yield "\n".join([f"<b>{say(heading.title, here.locale)}</b>", *lines])

    def _when(self, here: Here, name: str, ticks: Ticks) -> Rows:
        """The day of departure, and reminders for who may be written to."""
        rows = [(here.spot(f"{name}.when", "🗓 " + here.words("Day of departure")),)]
        if ticks.day and here.person.consent == "full" and not here.person.discreet:
            on, off = "🔔 " + here.words("Remind me"), "🔕 " + here.words("Do not remind me")
            rows.append((here.spot(f"{name}.remind{'-' if ticks.remind else '+'}", off if ticks.remind else on),))
        return tuple(rows)

    def _asks(self, here: Here, name: str, act: str, *, again: bool = False) -> Screen:
        """A month, then a day; or the day in one's own words."""
        place, today = Place(here.place.page, f"{name}.when"), here.now.date()
        lines = [f"<b>{here.words('When do you leave?')}</b>"]
        example = short_date(today + timedelta(90))
        lines.append(here.words("Choose, or write the day, for example {day}.", day=example))
        if again:
            lines.insert(1, here.words("I did not understand this day. It must lie ahead, within two years."))
        year, _, month = act.removeprefix("m-").partition("-")
        back = here.at(Place(here.place.page, name)).spot(name, "◀ " + here.words("Back"))
        if act.startswith("m-") and year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12:
            last = monthrange(int(year), int(month))[1] if 2000 < int(year) < 2100 else 0
            days = [date(int(year), int(month), day) for day in range(1, last + 1)]
            buttons = [here.spot(f"{name}.d-{day}", str(day.day)) for day in days if day >= today]
            rows: Rows = tuple(tuple(buttons[at : at + 7]) for at in range(0, len(buttons), 7))
        else:
            first = [
                (today.year + (today.month - 1 + at) // 12, (today.month - 1 + at) % 12 + 1) for at in range(MONTHS)
            ]
            buttons = [here.spot(f"{name}.m-{y}-{m:02}", f"{m:02}.{y}") for y, m in first]
            rows = tuple(tuple(buttons[at : at + 4]) for at in range(0, len(buttons), 4))
        none: tuple[Button, ...] = (here.spot(f"{name}.d-", "✖ " + here.words("No day yet")),)
        return Screen(place, "\n\n".join(lines), (*rows, none, (back,)), listens=True)

    # --- what an editor is told ---------------------------------------------------------------------------------------
    def faults(self, name: str, lists: Lists) -> Iterator[Fault]:
        yield from super().faults(name, lists)
        ids: set[str] = set()
        for at, item in enumerate(self.tasks):
            if item.id in ids:
                yield Fault(("tasks", at, "id"), "there is another '{name}' here", {"name": item.id})
            ids.add(item.id)
            if item.group not in self.groups:
                yield Fault(("tasks", at, "group"), "there is no group '{name}'", {"name": item.group})
            for one in set(item.only) - self.lists.keys():
                yield Fault(("tasks", at, "only"), "there is no list '{name}'", {"name": one})
            if item.id in ("remind", "when"):
                yield Fault(("tasks", at, "id"), "'{name}' is taken: choose another", {"name": item.id})
        for one in self.lists:
            if not any(not item.only or one in item.only for item in self.tasks):
                yield Fault(("lists", one), "this list has no items")
