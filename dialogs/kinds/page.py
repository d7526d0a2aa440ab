"""What every page has, whatever its kind, and the lines under a text that say where it comes from."""

from collections.abc import Iterator
from datetime import date
from html import escape
from typing import Any, ClassVar

from pydantic import Field

from dialogs.formats import short_date
from dialogs.lists import Days, Model, Standing, overdue, source_day
from dialogs.texts import Text
from dialogs.turn import Here, Screen, Turn


class Page(Model):
    """The common keys. `spots`: the fixed sub-places whose screens can be made in advance, "" being the page itself."""

    needs: ClassVar[frozenset[str]] = frozenset()
    made_ahead: ClassVar[bool] = True

    kind: str
    title: Text
    aliases: dict[str, tuple[str, ...]] = {}
    country: str | None = None
    source: tuple[str, ...] = ()
    checked: date | None = None
    review_every: Days | None = None
    valid_until: date | None = None
    review: dict[str, str] = {}
    hidden: bool = False
    next: tuple[str, ...] = Field(default=())

    def links(self) -> Iterator[str]:
        """The pages that this one leads to."""
        yield from self.next

    def texts(self) -> Iterator[tuple[tuple[str, ...], Text]]:
        """Every text an editor wrote here, with its path."""
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if field.annotation == Text and value:
                yield (name,), value

    def spots(self, here: Here) -> Iterator[str]:
        yield ""

    def screen(self, here: Here) -> Screen:
        raise NotImplementedError

    def tap(self, here: Here) -> Turn:
        """Somebody came to this place by a button."""
        return Turn(screen=self.screen(here))

    def say(self, here: Here, words: str) -> Turn | None:
        """Somebody wrote while standing here. None: this page does not wait for words."""
        return None

    def footer(self, here: Here) -> str:
        """Source and date; what is doubtful is said."""
        lines = []
        facts = [here.lists.facts[name] for name in self.source if name in here.lists.facts]
        if facts:
            named = dict[str, None]()
            for fact in facts:
                mark = "⚠ " if fact.standing is not Standing.SURE else ""
                day = source_day(fact.date)
                shown = escape(fact.host, quote=False)
                link = f'<a href="{escape(fact.url)}">{shown}</a>' if fact.url else shown
                named[f"{mark}{link} ({day})" if day else f"{mark}{link}"] = None
            lines.append("📎 " + here.words("Source") + ": " + ", ".join(named))
            if any(fact.standing is not Standing.SURE for fact in facts):
                lines.append("⚠ — " + here.words("not confirmed: check before you pay or sign"))
        if self.checked:
            lines.append("✓ " + here.words("Checked") + ": " + short_date(self.checked))
            if self.review_every and overdue(self.checked, self.review_every, here.now.date()):
                lines.append("⚠ " + here.words("This may be out of date. Ask a specialist."))
        if self.valid_until and here.now.date() > self.valid_until:
            lines.append("⚠ " + here.words("As of {day}. Ask what holds now.", day=short_date(self.valid_until)))
        return "\n\n<i>" + "\n".join(lines) + "</i>" if lines else ""


Extra = dict[str, Any]
