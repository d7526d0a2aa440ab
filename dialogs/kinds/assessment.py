"""assessment: scored questions that end in one band, with what to do about every risky answer. It keeps nothing."""

from collections.abc import Iterator
from typing import Literal
from urllib.parse import quote

from dialogs.kinds.asking import BEGUN, VIEW, Asking, Reading, screens
from dialogs.kinds.choices import Given, Question, When, holds
from dialogs.kinds.counted import Brings, Count
from dialogs.kinds.menu import packed, paired
from dialogs.kinds.page import Fault
from dialogs.kinds.scores import Band, Risk, Scored, reached, unreached
from dialogs.lists import Lists
from dialogs.texts import Path, Text, plain, say
from dialogs.turn import Button, Here, Place, Screen, Turn, Urgent

COMFORT = 800  # characters of a result before it goes on on a further screen
SHARED = 1500  # characters of a link that shares a result, as it is encoded


class Assessment(Asking):
    """Spots: `-` begins, `qaAb` are answers; behind the last one stands the result, and its views: `qaAb.2` goes on,
    `.talk` writes to people, `.now` and `.quiet` call them, `.later` says how to reach them another time. A `quiet`
    one tells neither points nor reasons: whoever looks at the screen reads nothing of the answers."""

    kind: Literal["assessment"]
    questions: tuple[Scored, ...]
    bands: tuple[Band, ...]
    store: Literal["band_only", "none"] = "band_only"
    count_by: str = ""
    quiet: bool = False
    share: Text | None = None
    later: Text | None = None

    def links(self) -> Iterator[str]:
        yield from self.next
        for band in self.bands:
            yield from band.next

    def samples(self, here: Here) -> Iterator[str]:
        """Every question with every choice of answers, and of every band the result that has most to say."""
        longest: dict[str, tuple[int, str]] = {}
        seen = set[tuple[str, ...]]()
        for world in self.worlds():
            given, trail = dict[str, str](), ""
            for question in (one for one in self.questions if holds(one.when, world)):
                offered = question.offered(given)
                if (question.id, *offered) not in seen:
                    yield trail or BEGUN
                seen.add((question.id, *offered))
                allowed = {c: a for c, a in offered.items() if world.get(question.id, a) == a}
                code = max(allowed, key=lambda code: question.weight(allowed[code], given).score)
                given[question.id] = allowed[code]
                trail += question.code + code
            band = self.band(given).id
            longest[band] = max(longest.get(band, (-1, "")), (len(self.risky(given)), trail))
        yield from (trail for _, trail in longest.values())

    @property
    def remembered(self) -> bool:
        return not self.quiet

    # --- what a person sees -------------------------------------------------------------------------------------------
    def ended(self, here: Here, reading: Reading) -> Screen:
        if reading.view == "later" and self.later:
            return Screen(here.place, say(self.later, here.locale), self.back(here, reading.trail))
        return self._result(here, reading)

    def tap(self, here: Here) -> Turn:
        reading = self.read(here.place.spot)
        if not here.place.spot or self.open(reading.given):
            return super().tap(here)
        band = self.band(reading.given)
        brings = Brings(Place(here.place.page, reading.trail))
        escalate = band.escalate
        if escalate and reading.view == "talk":
            return Turn((brings,), onward=Place("talk", f"{escalate.topic}~{here.place.page}"))
        if escalate and escalate.urgent and reading.view in ("now", "quiet"):
            grave = {question.id for question, _, risk in self.risky(reading.given) if risk.critical}
            priority = 1 if grave & set(escalate.sooner) else int(escalate.urgent)
            calls = [Urgent("said", escalate.topic, priority)]
            calls += [Urgent("quiet")] if reading.view == "quiet" else []
            return Turn((brings, *calls), then=Place("urgent", "quiet" if reading.view == "quiet" else "yes"))
        counts = self.store == "band_only" and not reading.view
        about = reading.given.get(self.count_by, "")
        effects = (Count("band", here.place.page, band.id, about),) if counts else ()
        return Turn(effects, self.screen(here))

    def label(self, here: Here, question: Question, answer: str) -> str:
        unsure = question.unsure.text if isinstance(question, Scored) and question.unsure else None
        return say(unsure, here.locale) if unsure and answer == "unsure" else super().label(here, question, answer)

    def _result(self, here: Here, reading: Reading) -> Screen:
        band = self.band(reading.given)
        head = say(band.text, here.locale)
        told: list[str] = []
        if not self.quiet:
            points, most = self.points(reading.given), self.most(reading.given)
            head += f"\n\n<i>{here.words('Signs of danger')}: {points} / {most}</i>"
            told = [_advised(risk, here) for _, _, risk in self.risky(reading.given)]
        shown = screens(head, told, COMFORT)
        at = int(reading.view) if reading.view.isdecimal() and 0 < int(reading.view) <= len(shown) else 1
        last = self.footer(here) if at == len(shown) else ""
        rows: list[tuple[Button, ...]] = []
        if at < len(shown):
            rows.append((here.spot(f"{reading.trail}{VIEW}{at + 1}", "▸ " + here.words("More")),))
        rows += self._ways(here, reading, band)
        rows.append((here.spot(BEGUN, "🔁 " + here.words("Check again")),))
        return Screen(here.place, shown[at - 1] + last, (*rows, *self.back(here, reading.trail[:-2])))

    def _ways(self, here: Here, reading: Reading, band: Band) -> list[tuple[Button, ...]]:
        """Out of the result: to people first."""
        spot = reading.trail + VIEW
        rows: list[tuple[Button, ...]] = []
        if band.escalate and band.escalate.urgent:
            calls = [
                here.spot(spot + "now", "🤝 " + here.words("Talk now")),
                here.spot(spot + "quiet", "🤫 " + here.words("Quietly")),
                here.spot(spot + "later", "🕓 " + here.words("Not now")),
            ]
            rows += paired(calls[:2])
            rows += [(calls[2],)] if self.later else []
        elif band.escalate:
            rows.append((here.spot(spot + "talk", here.title("talk")),))
        rows += packed([here.button(page) for page in band.next])
        if self.share:
            rows.append((Button("↗️ " + here.words("Send to a friend"), url=self._shared(here, reading.given)),))
        return rows

    def _shared(self, here: Here, given: Given) -> str:
        """A link that offers the list to somebody: what to ask about, and nothing of who asks."""
        link = quote(plain(say(self.share or {}, here.locale)))
        for question, _, risk in self.risky(given):
            line = quote("\n• " + plain(say(question.short or risk.why or {}, here.locale)))
            link += line if len(link) + len(line) < SHARED else ""
        return "https://t.me/share/url?url=" + link

    # --- what comes out -----------------------------------------------------------------------------------------------
    def risky(self, given: Given) -> list[tuple[Scored, str, Risk]]:
        """The answers that are worth points, with what to say: the critical ones first, then the heaviest."""
        found = [(one, given[one.id], one.risk(given[one.id], given)) for one in self.questions if one.id in given]
        found = [(question, answer, risk) for question, answer, risk in found if risk.score]
        return sorted(found, key=lambda one: (not one[2].critical, 0 if one[2].critical else -one[2].score))

    def points(self, given: Given) -> int:
        return sum(risk.score for _, _, risk in self.risky(given))

    def most(self, given: Given) -> int:
        """The points of the worst answers that could have been given to these questions."""
        decided = {name: given[name] for name in self.deciding() if name in given}
        return sum(one.worst(decided) for one in self.questions if holds(one.when, given))

    def band(self, given: Given) -> Band:
        criticals = sum(risk.critical for _, _, risk in self.risky(given))
        return reached(self.bands, self.points(given), criticals)

    def outcome(self, given: Given, locale: str) -> str:
        return f"{plain(say(self.band(given).text, locale)).splitlines()[0]} ({self.points(given)})"

    def mark(self, question: Question, given: Given) -> str:
        risk = next((risk for one, _, risk in self.risky(given) if one is question), None)
        return "❗" if risk and risk.critical else "▫️" if risk else "·"

    # --- what an editor is told ---------------------------------------------------------------------------------------
    def conditions(self) -> Iterator[tuple[Path, When, int]]:
        yield from super().conditions()
        for at, question in enumerate(self.questions):
            for nth, answer in enumerate(question.answers):
                for which, one in enumerate(answer.varies):
                    yield ("questions", at, "answers", nth, "varies", which, "when"), one.when, at

    def faults(self, name: str, lists: Lists) -> Iterator[Fault]:
        before = list(super().faults(name, lists))
        yield from before
        for at, question in enumerate(self.questions):
            yield from question.faults(("questions", at), quiet=self.quiet)
        for at, band in enumerate(self.bands):
            topic = band.escalate.topic if band.escalate else None
            if topic and topic not in lists.topics:
                yield Fault(("bands", at, "escalate"), "there is no topic '{topic}'", {"topic": topic})
            for one in set(band.escalate.sooner if band.escalate else ()) - {one.id for one in self.questions}:
                yield Fault(("bands", at, "escalate"), "'{name}' is no question here", {"name": one})
        if self.count_by and all(one.id != self.count_by for one in self.questions):
            yield Fault(("count_by",), "'{name}' is no question here", {"name": self.count_by})
        if not before:
            yield from unreached(self.bands, *self._worst())

    def _worst(self) -> tuple[int, int]:
        """The most points and the most critical answers that there can be."""
        most, criticals = 0, 0
        for world in self.worlds():
            asked = [one for one in self.questions if holds(one.when, world)]
            most = max(most, sum(one.worst(world) for one in asked))
            may = [[world[one.id]] if one.id in world else list(one.offered(world).values()) for one in asked]
            stops = [any(one.weight(a, world).critical for a in all) for one, all in zip(asked, may, strict=True)]
            criticals = max(criticals, sum(stops))
        return most, criticals


def _advised(risk: Risk, here: Here) -> str:
    mark = "❗ " if risk.critical else "▫️ "
    why = f"{mark}<b>{say(risk.why, here.locale)}</b>" if risk.why else mark
    return f"{why}\n→ {say(risk.advice, here.locale)}" if risk.advice else why
