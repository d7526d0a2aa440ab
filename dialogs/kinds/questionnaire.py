"""Questions one by one, answers kept as a draft, looked through before they are sent: what forms and surveys share."""

import re
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from pydantic import Field as Key

from dialogs.fold import fold
from dialogs.kinds.ask import OTHER
from dialogs.kinds.draft import (
    Answer,
    Answers,
    Draft,
    DropDraft,
    KeepDraft,
    When,
    applicable,
    pending,
    seen,
)
from dialogs.kinds.fields import CHOSEN, TYPED, Field, possible, quoted, shown
from dialogs.kinds.menu import packed
from dialogs.kinds.page import Page
from dialogs.kinds.questions import DROP, GO, NEW, STOP, asked, begun, choosing, gone, stopped
from dialogs.kinds.reading import YES, Doubt, itemised, read
from dialogs.texts import Text, say
from dialogs.turn import HOME, Button, Here, Hold, Place, Rows, Say, Screen, Turn

STEP = re.compile(r"([a-z][a-z0-9_]{0,15})(?:([=+\-!~?.])(.*))?")
CHECK, SEND, SENT = ".check", ".send", ".sent"
HELP_FROM, SKIP_FROM = 3, 2  # at which failure in a row a specialist is offered, and passing over
NONE = "none"  # the code of "nothing of these"
KINDS_OF_FILES = ("photo", "document", "video", "animation", "voice", "video_note", "audio")


class Questionnaire(Page):
    """Spots: a question, or `.check` and its like. What stands behind a question's name is done to it: `paid=450000KZT`
    answers, `paid=` passes over, `wish+advice` and `wish-advice` tick, `proof!` goes on, `country~2` shows more of
    the list, `paid?` its help; `paid.2` is where somebody stands whose words were not understood twice."""

    needs: ClassVar[frozenset[str]] = frozenset({"drafts", "case"})
    resumes: ClassVar[bool] = True

    intro: Text
    fields: dict[str, Field] = Key(min_length=1)
    enough: str = ""  # once this question is answered the rest may be left out
    memory: bool = False  # nothing of it is written down before it is sent

    days: ClassVar[int] = 1  # that a draft is kept
    own_number: ClassVar[bool] = False  # the telephone that is asked for is one's own

    # --- what each kind has of its own -------------------------------------------------------------------------------
    topic: ClassVar[str] = OTHER  # what it is about, for who would rather write to a specialist

    def head(self, here: Here) -> str:
        """What is said of the answers before the first one."""
        return ""

    def beside(self, here: Here, draft: Draft) -> str:
        """What stands under a text that is only read."""
        return ""

    @abstractmethod
    def deliver(self, here: Here, answers: Answers) -> Turn:
        """The answers are whole, looked through, and sent."""

    @abstractmethod
    def sent_screen(self, here: Here) -> Screen:
        """What is read afterwards."""

    # --- what an editor wrote ----------------------------------------------------------------------------------------
    def links(self) -> Iterator[str]:
        yield from super().links()
        for one in self.fields.values():
            yield from one.leads.values()

    def told(self) -> Iterator[Text]:
        yield self.intro
        yield from (one.label for one in self.fields.values())

    def spots(self, here: Here) -> Iterator[str]:
        yield from self.fields

    # --- the way through ---------------------------------------------------------------------------------------------
    @property
    def whens(self) -> dict[str, When]:
        return {name: one.when for name, one in self.fields.items()}

    def given(self, answers: Answers) -> dict[str, Answer]:
        """The answers to questions that apply."""
        return {name: answers[name] for name in applicable(self.whens, answers) if name in answers}

    def next_of(self, draft: Draft) -> str | None:
        again = frozenset(name for name, one in self.fields.items() if one.ask_again)
        return pending(applicable(self.whens, draft.answers), draft, again)

    def _draft(self, here: Here) -> Draft:
        """What was answered; what is no question any more is left out."""
        kept: Draft | None = (here.kept.get("drafts") or {}).get(here.place.page)
        if kept is None:
            return Draft()
        return replace(kept, answers={name: value for name, value in kept.answers.items() if name in self.fields})

    def _changed(self, here: Here) -> bool:
        """Whether a question that was answered is no longer asked."""
        kept: Draft | None = (here.kept.get("drafts") or {}).get(here.place.page)
        return kept is not None and any(name not in self.fields for name in kept.answers)

    def screen(self, here: Here) -> Screen:
        draft, spot = self._draft(here), here.place.spot
        if spot == SENT:
            return self.sent_screen(here)
        if spot == STOP:
            return stopped(here, self.memory)
        if spot in (CHECK, SEND):
            return self._check_screen(here, draft)
        if not spot and draft.answers:
            return self._resume(here, draft)
        step = STEP.fullmatch(spot)
        if step and step[1] in self.fields:
            page = int(step[3]) if step[2] == "~" and step[3].isdigit() else 1
            return self._ask(here, draft, step[1], page=page, help=step[2] == "?")
        first = "" if draft.answers else "\n\n".join(filter(None, (say(self.intro, here.locale), self.head(here))))
        moved = spot not in ("", GO, NEW) and (step is not None or self._changed(here))
        return self._onward(here, draft, here.words("The questionnaire was updated.") if moved else first)

    def _onward(self, here: Here, draft: Draft, head: str = "") -> Screen:
        """The next question, or all answers once more."""
        name = self.next_of(draft)
        return self._ask(here, draft, name, head) if name else self._check_screen(here, draft, head)

    def tap(self, here: Here) -> Turn:
        draft, spot = self._draft(here), here.place.spot
        if spot == NEW:
            fresh = replace(here, kept={}, place=Place(here.place.page))
            return Turn((DropDraft(here.place.page),), self.screen(fresh))
        if spot == DROP:
            return Turn((DropDraft(here.place.page),), then=HOME, toast=here.words("Your answers were deleted."))
        if spot == SEND:
            return self._send(here, draft)
        step = STEP.fullmatch(spot)
        if step and step[1] in self.fields and step[2] in ("=", "+", "-", "!"):
            return self._answered(here, draft, step[1], step[2], step[3])
        return super().tap(here)

    def _answered(self, here: Here, draft: Draft, name: str, sign: str, value: str) -> Turn:
        """A button: it states the answer, so that pressing it again changes nothing."""
        one, before = self.fields[name], draft.answers.get(name)
        if sign in "+-":
            ticked = [code for code in (before if isinstance(before, list) else []) if code != value]
            if sign == "+":  # "nothing of these" and one of these are not both true
                ticked = [value, *([] if value == NONE else [code for code in ticked if code != NONE])]
            answer: Answer = [code for code in one.choices(here.lists) if code in ticked]
            draft = self._with(draft, name, answer)
            return Turn((self._keep(here, draft),), self._ask(here, draft, name))
        if sign == "!":
            if one.required and not before:
                return self._unanswered(here, draft, name)
            return self._forward(here, self._with(draft, name, before if before else None), name)
        if not value and one.type == "items" and before:  # the list is written anew
            draft = Draft({key: kept for key, kept in draft.answers.items() if key != name}, seen(self.fields, draft))
            return Turn((self._keep(here, draft),), self._ask(here, draft, name))
        if not value and one.required:
            return self._unanswered(here, draft, name)
        if value and not possible(one, here, value):
            return Turn(screen=self._ask(here, draft, name, here.words("The questionnaire was updated.")))
        return self._forward(here, self._with(draft, name, value or None), name)

    def _forward(self, here: Here, draft: Draft, name: str, head: str = "") -> Turn:
        """Keep the answer and go on; some answers lead to another page first."""
        answer, kept = draft.answers.get(name), self._keep(here, draft)
        if isinstance(answer, str) and (page := self.fields[name].leads.get(answer)):
            return Turn((kept,), onward=Place(page))
        return Turn((kept,), self._onward(here, draft, head))

    def _with(self, draft: Draft, name: str, answer: Answer) -> Draft:
        return Draft({**draft.answers, name: answer}, seen(self.fields, draft))

    def _keep(self, here: Here, draft: Draft, attach: str = "") -> KeepDraft:
        return KeepDraft(here.place.page, draft, self.memory, attach, self.days)

    # --- words -------------------------------------------------------------------------------------------------------
    def answered(self, here: Here, words: str) -> Place | None:
        """Who has looked through their answers may also write that they are to be sent, or yes."""
        named = YES | {fold(here.words("Send"))}
        sends = here.place.spot == CHECK and fold(re.sub(r"[^\w\s]", "", words)) in named
        return Place(here.place.page, SEND) if sends else None

    def hears(self, here: Here, event: Say) -> Turn | None:
        step, draft = STEP.fullmatch(here.place.spot), self._draft(here)
        name = step[1] if step else ""
        if not step or name not in self.fields:
            updated = here.words("The questionnaire was updated.")
            return Turn((Hold(answer=True),), self._onward(here, draft, updated)) if name else None
        one, failed = self.fields[name], int(step[3]) + 1 if step[2] == "." and step[3].isdigit() else 1
        if one.type == "files" and event.kind in KINDS_OF_FILES:
            return self._attached(here, draft, name, event)
        if one.type == "location" and event.kind in ("location", "venue"):
            kept = self._keep(here, self._with(draft, name, []), attach=name)
            return Turn((kept,), self._onward(here, self._with(draft, name, [{}])))
        if one.type == "phone" and event.phone:
            return self._taken(here, draft, name, read(one, here, event.phone), failed)
        if event.media or not event.words:
            return self._not_taken(here, draft, name, Doubt(self._wanted(here, one)), max(failed, HELP_FROM))
        if one.type == "items":
            return self._itemised(here, draft, name, event.words, failed)
        if one.type in ("files", "note", "several"):
            wanted = Doubt(self._wanted(here, one)) if one.type == "files" else None
            return self._taken(here, draft, name, wanted, failed)
        return self._taken(here, draft, name, read(one, here, event.words), failed)

    def _taken(self, here: Here, draft: Draft, name: str, found: str | Doubt | None, failed: int) -> Turn | None:
        if isinstance(found, Doubt):
            return self._not_taken(here, draft, name, found, failed)
        if found is None:
            return None
        one = self.fields[name]
        label = say(one.short or one.label, here.locale)
        value = shown(one, here.lists, here.locale, here.words, found)
        head = f"✓ {label}: <b>{quoted(value)}</b>" if one.type in ("money", "date", "phone", "search") else ""
        return self._forward(here, self._with(draft, name, found), name, head)

    def _not_taken(self, here: Here, draft: Draft, name: str, doubt: Doubt, failed: int) -> Turn:
        """First the reason with an example, then buttons, then a person: never a dead end, and nothing is lost."""
        offered = [here.spot(f"{name}={value}", label) for label, value in doubt.choices]
        rows: list[tuple[Button, ...]] = [(button,) for button in offered]
        if failed >= HELP_FROM or here.kept.get("case") is not None:
            rows.append((Button("✉️ " + here.words("Send this to a specialist"), Place("talk", "send")),))
        asked = self._ask(here, draft, name, doubt.hint, above=tuple(rows), skip=failed >= SKIP_FROM)
        return Turn((Hold(answer=True),), replace(asked, place=Place(here.place.page, f"{name}.{min(failed, 9)}")))

    def _attached(self, here: Here, draft: Draft, name: str, event: Say) -> Turn | None:
        one, before = self.fields[name], draft.answers.get(name)
        files = before if isinstance(before, list) else []
        if len(files) >= one.most:
            limit = here.words("{limit} at most. Go on with «Next».", limit=one.most)
            return self._not_taken(here, draft, name, Doubt(limit), 1)
        same = bool(event.album) and any(file.get("album") == event.album for file in files)
        kept = self._keep(here, self._with(draft, name, files), attach=name)
        if same:
            return Turn((kept,))  # an album is answered once
        shown_with = self._with(draft, name, [*files, {}])
        return Turn((kept,), self._ask(here, shown_with, name))

    def _itemised(self, here: Here, draft: Draft, name: str, words: str, failed: int) -> Turn:
        before = draft.answers.get(name)
        found = itemised(self.fields[name], here, words, before if isinstance(before, list) else [])
        if isinstance(found, Doubt):
            return self._not_taken(here, draft, name, found, failed)
        draft = self._with(draft, name, found)
        return Turn((self._keep(here, draft),), self._ask(here, draft, name))

    def _unanswered(self, here: Here, draft: Draft, name: str) -> Turn:
        """Said on the button too: who presses it again would see nothing change."""
        told = here.words("Please answer this question.")
        return Turn(screen=self._ask(here, draft, name, told), toast=told)

    def _wanted(self, here: Here, one: Field) -> str:
        if one.type == "files":
            return here.words("Send a photo or a document, or press «Next».")
        if one.type in ("choice", "several", "yesno", "note"):
            return here.words("Please press a button here.")
        return here.words("Please write it in words or digits here.")

    # --- screens -----------------------------------------------------------------------------------------------------
    def _ask(
        self,
        here: Here,
        draft: Draft,
        name: str,
        head: str = "",
        *,
        page: int = 1,
        help: bool = False,
        above: Rows = (),
        skip: bool = False,
    ) -> Screen:
        names = applicable(self.whens, draft.answers)
        one, at = self.fields[name], names.index(name) if name in names else 0
        text = asked(here, self.title, one, at + 1, len(names), head, draft.answers.get(name), help=help)
        if one.type == "note":
            text += self.beside(here, draft)
        rows = [*above, *choosing(here, name, one, draft.answers.get(name), page)]
        if not one.required and one.type in TYPED + CHOSEN:
            rows.append((here.spot(f"{name}=", "⏭ " + here.words("Skip")),))
        elif skip and one.required:
            rows.append((Button("💬 " + here.words("Write to a specialist"), Place("talk", self.topic)),))
        if self._may_send(draft):
            rows.append((here.spot(CHECK, "✉️ " + here.words("Send what I have")),))
        rows += self._way(here, names, at)
        shares = one.type == "phone" and self.own_number
        return Screen(Place(here.place.page, name), text, tuple(rows), listens=True, shares=shares)

    def _way(self, here: Here, names: list[str], at: int) -> Rows:
        """✖ stop, which keeps what was answered; below it ◀ back · 🏠, as on every other screen."""
        stop = here.spot(STOP, "✖ " + here.words("Stop"))
        home = Button("🏠", HOME)
        if at > 0:
            return ((stop,), (here.spot(names[at - 1], "◀ " + here.words("Back")), home))
        return ((stop, home),)

    def _may_send(self, draft: Draft) -> bool:
        """Whether all that is needed is there, and something more could still be asked."""
        if self.enough not in draft.answers or self.next_of(draft) is None:
            return False
        return self._missing(draft) is None

    def _missing(self, draft: Draft) -> str | None:
        names = applicable(self.whens, draft.answers)
        return next((name for name in names if self.fields[name].required and not draft.answers.get(name)), None)

    def _check_screen(self, here: Here, draft: Draft, head: str = "") -> Screen:
        missing = self._missing(draft)
        if missing:
            return self._ask(here, draft, missing, head or here.words("Please answer this question."))
        lines, change = [], []
        for name, answer in self.given(draft.answers).items():
            one = self.fields[name]
            if one.type == "note":
                continue
            label = say(one.short or one.label, here.locale)
            value = quoted(shown(one, here.lists, here.locale, here.words, answer))
            lines.append(f"{label}: <b>{value}</b>")
            change.append(here.spot(name, f"✏️ {label}"[:30]))
        told = here.words("Look through your answers. Nothing has been sent yet.")
        send = here.spot(SEND, "✅ " + here.words("Send"))
        parts = [head, f"<b>{say(self.title, here.locale)}</b>", "\n".join(lines), told]
        rows = ((send,), *packed(change), (here.spot(STOP, "✖ " + here.words("Stop")), Button("🏠", HOME)))
        return Screen(Place(here.place.page, CHECK), "\n\n".join(filter(None, parts)), rows, asks=not self.memory)

    def _resume(self, here: Here, draft: Draft) -> Screen:
        names = applicable(self.whens, draft.answers)
        name = self.next_of(draft)
        return begun(here, self.title, names.index(name) + 1 if name else len(names), len(names))

    def _send(self, here: Here, draft: Draft) -> Turn:
        """Nothing is sent twice: the draft goes with it, and without a draft there is nothing to send."""
        if not draft.answers:
            return Turn(screen=gone(here))
        if self._missing(draft):
            return Turn(screen=self._check_screen(here, draft))
        return self.deliver(here, self.given(draft.answers))
