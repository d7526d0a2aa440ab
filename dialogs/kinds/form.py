"""form: a questionnaire whose answers go to people, into a case."""

from collections.abc import Iterator
from typing import Literal

from dialogs.kinds.draft import Answers, Draft, DropDraft, Submit, Tell, holds
from dialogs.kinds.faults import form_faults
from dialogs.kinds.menu import packed
from dialogs.kinds.page import Fault
from dialogs.kinds.questionnaire import SEND, SENT, Questionnaire
from dialogs.kinds.summary import Sending, embassies
from dialogs.latin import to_latin
from dialogs.lists import Lists
from dialogs.texts import say
from dialogs.turn import HOME, Button, CaseOpened, Effect, Here, Place, Screen, Turn


class Form(Questionnaire):
    kind: Literal["form"]
    submit: Sending

    @property
    def topic(self) -> str:  # type: ignore[override]
        return self.submit.topic

    def links(self) -> Iterator[str]:
        yield from super().links()
        yield from self.submit.next

    def faults(self, name: str, lists: Lists) -> Iterator[Fault]:
        yield from form_faults(self.fields, self.submit, self.enough, lists)

    def beside(self, here: Here, draft: Draft) -> str:
        return embassies(self.submit, here, draft.answers)

    def deliver(self, here: Here, answers: Answers) -> Turn:
        page = here.place.page
        if here.person.consent != "full" and here.kept.get("case") is None:
            return Turn(then=Place("consent", f":{page}/{SEND}"))
        raised = [one.priority for one in self.submit.urgent if holds(one.when, answers)]
        sent = self._submitted(page, min(raised) if raised else None, answers)
        kept = embassies(self.submit, here, answers)
        told = (Tell(kept.strip()),) if kept else ()
        return Turn((*told, sent, DropDraft(page)), then=Place(page, SENT), arrives=True)

    def _submitted(self, page: str, priority: int | None, answers: Answers) -> Effect:
        """What is done with the answers."""
        return Submit(page, self.submit.topic, priority, answers)

    def sent_screen(self, here: Here) -> Screen:
        opened = next((result for result in here.results if isinstance(result, CaseOpened)), None)
        lines = []
        if opened and opened.known:
            lines.append("<b>" + here.words("Added to your request №{number}.", number=opened.number) + "</b>")
        elif opened:
            lines.append("<b>" + here.words("Your request №{number} has been received.", number=opened.number) + "</b>")
        lines.append(say(self.submit.sent, here.locale))
        if opened and not opened.known and here.person.alias:
            alias = to_latin(here.person.alias) if here.locale == "kaa_Latn" else here.person.alias
            lines.append(here.words("Specialists see you as «{alias}».", alias=alias))
        links = packed([here.button(page) for page in self.submit.next])
        return Screen(here.place, "\n\n".join(lines), (*links, (Button("🏠 " + here.words("Main menu"), HOME),)))
