"""What answers weigh, and which band they reach: the half of an assessment that knows of no screen."""

from collections.abc import Iterator
from typing import Literal

from dialogs.kinds.choices import UNSURE, Given, Question, When, holds
from dialogs.kinds.choices import Answer as Plain
from dialogs.kinds.page import Fault
from dialogs.model import Model
from dialogs.texts import Path, Text


class Risk(Model):
    """What an answer is worth: points of danger, whether it alone is reason to stop, why, and what to demand."""

    score: int = 0
    critical: bool = False
    why: Text | None = None
    advice: Text | None = None


NOTHING = Risk()


class Variant(Risk):
    """An answer weighs otherwise for who has given these answers before: what is danger here is lawful there."""

    when: When


class Answer(Plain, Risk):
    varies: tuple[Variant, ...] = ()

    def risk(self, given: Given) -> Risk:
        return next((one for one in self.varies if holds(one.when, given)), self)


class Unsure(Risk):
    """ "I don't know", or another way not to say it."""

    text: Text | None = None


class Scored(Question):
    """`why` and `advice` hold for its risky answers that say nothing else; `short` names the danger in a few words."""

    answers: tuple[Answer, ...]
    unsure: Unsure | None = None
    short: Text | None = None
    why: Text | None = None
    advice: Text | None = None

    def offered(self, given: Given) -> dict[str, str]:
        return {**super().offered(given), **({UNSURE: "unsure"} if self.unsure else {})}

    def weight(self, answer: str, given: Given) -> Risk:
        """What an answer weighs for who has given these."""
        chosen = next((one for one in self.answers if one.id == answer), None)
        return chosen.risk(given) if chosen else self.unsure or NOTHING

    def risk(self, answer: str, given: Given) -> Risk:
        """What is to be said of an answer, with what the question says of all."""
        risk = self.weight(answer, given)
        why, advice = risk.why or self.why, risk.advice or self.advice
        return Risk(score=risk.score, critical=risk.critical, why=why, advice=advice)

    def worst(self, given: Given) -> int:
        """The points of its worst answer for who has given these; one that is given already is the worst."""
        offered = self.offered(given).values()
        answers = [given[self.id]] if self.id in given else offered
        return max((self.weight(answer, given).score for answer in answers), default=0)

    def risks(self) -> Iterator[tuple[Path, Risk]]:
        """Everything that an answer to it may weigh, with its path."""
        for nth, answer in enumerate(self.answers):
            yield ("answers", nth), answer
            for which, variant in enumerate(answer.varies):
                yield ("answers", nth, "varies", which), variant
        if self.unsure:
            yield ("unsure",), self.unsure

    def faults(self, where: Path, *, quiet: bool) -> Iterator[Fault]:
        risks = dict(self.risks())
        for path, risk in risks.items():
            if risk.critical and not quiet and not (risk.advice or self.advice):
                yield Fault((*where, *path), "a critical answer needs advice: what to demand, what to do")
            if risk.critical and not risk.score:
                yield Fault((*where, *path), "a critical answer needs points: write its score")
        if not self.unsure and any(risk.score for risk in risks.values()):
            yield Fault(where, "nobody may be forced to know: add 'unsure:' with its score")


class Escalate(Model):
    """To whom a band leads: the topic of the case; `urgent`: they are called at once, with this priority, and with the
    first one where an answer to a question of `sooner` is critical."""

    topic: str
    urgent: Literal["1", "2"] | None = None
    sooner: tuple[str, ...] = ()


class Band(Model):
    """Bands stand from calm to worst. A result is in the worst that its points or its critical answers reach: the
    first whose `upto` holds its points; one that wants no more critical answers (`criticals`) than there are; or,
    with one of them, no more points (`with_critical`)."""

    id: str
    upto: int | None = None
    criticals: int | None = None
    with_critical: int | None = None
    text: Text
    escalate: Escalate | None = None
    next: tuple[str, ...] = ()

    def called(self, points: int, criticals: int) -> bool:
        many = self.criticals is not None and criticals >= self.criticals
        return many or (self.with_critical is not None and criticals > 0 and points >= self.with_critical)


def reached(bands: tuple[Band, ...], points: int, criticals: int) -> Band:
    """The one band of a result, whatever it is."""
    at = next((at for at, one in enumerate(bands) if one.upto is not None and points <= one.upto), len(bands) - 1)
    return bands[max([at, *(worse for worse, one in enumerate(bands) if one.called(points, criticals))])]


def unreached(bands: tuple[Band, ...], most: int, criticals: int) -> Iterator[Fault]:
    """Bands ascend, leave no gap, and some answers lead to each; `most` points and critical answers there can be."""
    if not bands:
        yield Fault(("bands",), "there must be a band for every result")
        return
    below = -1
    for at, band in enumerate(bands):
        last = at == len(bands) - 1
        if band.upto is not None and band.upto <= below:
            yield Fault(("bands", at, "upto"), "bands ascend: this one ends before the one above it")
        by_points = below < most and (last or band.upto is not None)
        if not by_points and not (criticals and band.called(most, criticals)):
            yield Fault(
                ("bands", at),
                "no answers lead to this band: the highest score is {most}, with {criticals} critical answers",
                {"most": most, "criticals": criticals},
            )
        below = max(below, band.upto if band.upto is not None else below)
    end = bands[-1].upto
    if end is not None and end < most:
        yield Fault(
            ("bands", len(bands) - 1, "upto"),
            "the highest score is {most}, but the last band ends at {end}: what lies above would get no answer",
            {"most": most, "end": end},
        )
