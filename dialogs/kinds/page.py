"""What every page has, whatever its kind, and the lines under a text that say where it comes from."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from pydantic import Field

from dialogs.formats import short_date
from dialogs.lists import Lists
from dialogs.model import Days, Model
from dialogs.sources import DOUBT, overdue
from dialogs.texts import Path, Text, said
from dialogs.turn import Effect, Here, Place, Say, Screen, Turn

FEW = 3  # sources named on a screen that is not the last


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a page, in an editor's words; `where` is the path inside it."""

    where: Path
    what: str
    values: Mapping[str, object] = field(default_factory=dict)


class Page(Model):
    """The common keys. `spots`: the fixed sub-places whose screens can be made in advance, "" being the page itself."""

    needs: ClassVar[frozenset[str]] = frozenset()
    nameless: ClassVar[bool] = False  # what is written here is nobody's: words of danger are answered, and told nobody
    resumes: ClassVar[bool] = False  # questions that one goes on answering: whatever comes between leads back to them

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

    def texts(self) -> Iterator[tuple[Path, Text]]:
        """Every text an editor wrote here, with its path."""
        yield from said(self)

    def named(self) -> Iterator[str]:
        """Names by which typed words find it, beside its title and its aliases."""
        yield from ()

    def told(self) -> Iterator[Text]:
        """The texts by which typed words find it."""
        yield from (text for _, text in self.texts())

    def spots(self, here: Here) -> Iterator[str]:
        yield ""

    def samples(self, here: Here) -> Iterator[str]:
        """Spots whose screens are not made in advance, but looked at when the book is checked."""
        yield from ()

    def faults(self, name: str, lists: Lists) -> Iterator[Fault]:
        """What only this kind of page can have wrong."""
        yield from ()

    @abstractmethod
    def screen(self, here: Here) -> Screen:
        """What is shown at a place of this page."""

    def answered(self, here: Here, words: str) -> Place | None:
        """Where the button leads whose answer was typed, if this place asks something."""
        return None

    def tap(self, here: Here) -> Turn:
        """Somebody came to this place by a button."""
        return Turn(screen=self.screen(here))

    def unseen(self, here: Here) -> tuple[Effect, ...]:
        """What a tap does of somebody who hid: they see the decoy whatever it is."""
        return ()

    def hears(self, here: Here, event: Say) -> Turn | None:
        """Somebody wrote or sent something while standing here. None: this page does not wait for that."""
        return None if event.personal else self.say(here, event.words)

    def say(self, here: Here, words: str) -> Turn | None:
        """Somebody wrote while standing here. None: this page does not wait for words."""
        return None

    def footer(self, here: Here, *, short: bool = False, only: Sequence[str] = ()) -> str:
        """Source and date; what is doubtful is said. `short`: the first sources only, the last screen has all; `only`:
        the facts of one part."""
        lines = []
        named = _sources(here, only or self.source)
        if named:
            shown = [*named[:FEW], f"… +{len(named) - FEW}"] if short and len(named) > FEW else named
            lines.append("📎 " + here.words("Source") + ": " + ", ".join(shown))
            if any(source.startswith(DOUBT) for source in shown):
                lines.append(DOUBT + "— " + here.words("not confirmed: check before you pay or sign"))
        if self.checked:
            lines.append("✓ " + here.words("Checked") + ": " + short_date(self.checked))
            if self.review_every and overdue(self.checked, self.review_every, here.now.date()):
                lines.append("⚠ " + here.words("This may be out of date. Ask a specialist."))
        if self.valid_until and here.now.date() > self.valid_until:
            lines.append("⚠ " + here.words("As of {day}. Ask what holds now.", day=short_date(self.valid_until)))
        return "\n\n<i>" + "\n".join(lines) + "</i>" if lines else ""


def _sources(here: Here, names: Sequence[str]) -> list[str]:
    """Each source once: where it stands, and of when."""
    facts = here.lists.facts
    return list(dict.fromkeys(facts[name].link for name in names if name in facts))
