"""checkin: somebody on the way is asked how they are, if they wish it, in words that tell nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dialogs.formats import short_date
from dialogs.kinds.page import Page
from dialogs.texts import Text, say
from dialogs.turn import Button, Effect, Here, Hold, Place, Rows, Say, Screen, Turn


@dataclass(frozen=True, slots=True)
class Asking:
    """On which days somebody wishes to be asked; `tell`: where they do not answer, a consultant hears of it."""

    days: tuple[date, ...] = ()
    tell: bool = False


@dataclass(frozen=True, slots=True)
class KeepAsking(Effect):
    """Remember it; no day left: forget it."""

    asking: Asking


@dataclass(frozen=True, slots=True)
class Answered(Effect):
    """They gave a sign of life: there is no need to ask again before the next day."""


class CheckIn(Page):
    """Spots: `14+` and `14-` set the day so many days ahead, `tell+` and `tell-` what silence means, `off` ends it,
    `ok` is the answer that all is well; that it is not leads to urgent help, whatever is remembered. `asked` waits for
    an answer in one's own words."""

    needs: ClassVar[frozenset[str]] = frozenset({"asking"})

    kind: Literal["checkin"]
    text: Text
    ask: Text
    thanks: Text
    days: Annotated[tuple[Annotated[int, Field(ge=1, le=90)], ...], Field(min_length=1)]

    def spots(self, here: Here) -> Iterator[str]:
        yield from ()

    def samples(self, here: Here) -> Iterator[str]:
        yield from ("", "ok")

    def question(self, locale: str) -> Screen:
        """What is sent on the day: harmless to whoever looks at the screen."""
        answers = (Button("👍", Place("check-in", "ok")), Button("✋", Place("urgent")))
        return Screen(Place("check-in"), say(self.ask, locale), (answers,))

    # --- what a person sees -------------------------------------------------------------------------------------------
    def screen(self, here: Here) -> Screen:
        if here.place.spot == "ok":
            return Screen(here.place, say(self.thanks, here.locale), here.way_back())
        return self._shown(here, here.kept.get("asking") or Asking())

    def tap(self, here: Here) -> Turn:
        spot, asking = here.place.spot, here.kept.get("asking") or Asking()
        if spot == "ok":
            return Turn((Answered(),), self.screen(here))
        changed = self._changed(here, spot, asking)
        if changed is None or here.person.consent != "full":
            return Turn(screen=self._shown(here, asking))
        return Turn((KeepAsking(changed),), self._shown(here, changed))

    def unseen(self, here: Here) -> tuple[Effect, ...]:
        return (Answered(),) if here.place.spot == "ok" else ()

    def hears(self, here: Here, event: Say) -> Turn | None:
        """Whatever they write is an answer, and they are asked whether people shall read it."""
        if here.place.spot != "asked" or event.personal or here.kept.get("case") is not None:
            return None
        return Turn((Answered(), Hold()), then=Place("talk", "said-none"))

    def _changed(self, here: Here, spot: str, asking: Asking) -> Asking | None:
        if spot == "off":
            return Asking()
        if spot in ("tell+", "tell-"):
            return replace(asking, tell=spot == "tell+") if asking.days else None
        number, sign = spot[:-1], spot[-1:]
        if sign not in ("+", "-") or number not in map(str, self.days):
            return None
        day = here.now.date() + timedelta(int(number))
        days = {*asking.days, day} if sign == "+" else {*asking.days} - {day}
        return replace(asking, days=tuple(sorted(days))[-len(self.days) * 2 :], tell=asking.tell and bool(days))

    def _shown(self, here: Here, asking: Asking) -> Screen:
        here = here.at(Place(here.place.page))
        lines = [f"<b>{say(self.title, here.locale)}</b>", say(self.text, here.locale)]
        if asking.days:
            days = ", ".join(short_date(day) for day in asking.days)
            lines.append("🔔 " + here.words("We ask you on: {days}", days=days))
        rows: Rows = ()
        if here.person.consent == "full":
            rows = self._choices(here, asking)
        elif here.person.consent == "read_only":
            lines.append("ℹ️ " + here.words("You only read: this cannot be kept, so we cannot ask you."))
            rows = ((Button("🤝 " + here.words("Change this"), Place("consent", ":check-in")),),)
        else:
            lines.append("ℹ️ " + here.words("To ask you, we must remember it. First say whether we may."))
            rows = ((Button("🤝 " + here.words("Read and decide"), Place("consent", ":check-in")),),)
        return Screen(here.place, "\n\n".join(lines), (*rows, *here.way_back()))

    def _choices(self, here: Here, asking: Asking) -> Rows:
        rows: list[tuple[Button, ...]] = []
        for number in self.days:
            day = here.now.date() + timedelta(number)
            label = here.words("in {days} days, {day}", days=number, day=short_date(day))
            on = day in asking.days
            rows.append((here.spot(f"{number}{'-' if on else '+'}", f"{'🔕' if on else '🔔'} {label}"),))
        if asking.days:
            tell = here.words("If I do not answer, tell a specialist"), here.words("If I do not answer, tell nobody")
            rows.append((here.spot(f"tell{'-' if asking.tell else '+'}", tell[asking.tell]),))
            rows.append((here.spot("off", "✖ " + here.words("Do not ask me at all")),))
        return tuple(rows)
