"""ask: talk to a person. The first words open the case, so no case is ever empty."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from dialogs.kinds.menu import paired
from dialogs.kinds.page import Page
from dialogs.texts import Text, say
from dialogs.turn import Button, CaseOpened, Here, Hold, OpenCase, Place, Screen, Turn

OTHER = "other"  # the topic of what nobody has given a topic


class Ask(Page):
    """Spots: a topic; `said` offers to send what was typed elsewhere, `share` asks before a contact or location goes to people,
    `send` sends what is held, `sent` confirms."""

    needs: ClassVar[frozenset[str]] = frozenset({"held", "case"})

    kind: Literal["ask"]
    prompt: Text
    sent: Text
    topics: tuple[str, ...] = ()

    def spots(self, here: Here) -> Iterator[str]:
        yield from ("", *self.topics, "said", "share")

    def screen(self, here: Here) -> Screen:
        spot = here.place.spot
        if spot == "said":
            send = here.spot("send", "✉️ " + here.words("Send this to a specialist"))
            text = here.words("I have no answer to these words. A specialist can read them, or choose from the menu.")
            return Screen(here.place, text, ((send,), (here.button("home"),), (Button("🆘", Place("urgent")),)))
        if spot == "share":
            send = here.spot("send", "✅ " + here.words("Yes, send it"))
            text = here.words("This shows who or where you are. Send it to the specialist?")
            return Screen(here.place, text, ((send,), (here.button("home", "✖ " + here.words("No")),)))
        if spot == "sent":
            return self._sent(here)
        prompt = say(self.prompt, here.locale)
        if spot in self.topics:
            text = f"<b>{say(here.lists.topics[spot].label, here.locale)}</b>\n\n{prompt}"
            return Screen(here.place, text, here.way_back(), listens=True)
        buttons = [here.spot(topic, say(here.lists.topics[topic].label, here.locale)) for topic in self.topics]
        place = Place(here.place.page)
        text = f"<b>{say(self.title, here.locale)}</b>\n\n{prompt}"
        return Screen(place, text, (*paired(buttons), *here.at(place).way_back()), listens=True)

    def tap(self, here: Here) -> Turn:
        if here.place.spot == "send":
            held = here.kept.get("held")
            if held is None:
                return Turn(screen=self.screen(here.at(Place(here.place.page))))
            return self._open(here, held or OTHER)
        return super().tap(here)

    def say(self, here: Here, words: str) -> Turn:
        topic = here.place.spot if here.place.spot in self.topics else OTHER
        if not self._may_send(here):
            return Turn((Hold(topic),), then=self._gate(here))
        return self._open(here, topic)

    def _may_send(self, here: Here) -> bool:
        """They agreed, or a case stands already: danger opens one without asking."""
        return here.person.consent == "full" or here.kept.get("case") is not None

    def _open(self, here: Here, topic: str) -> Turn:
        if not self._may_send(here):
            return Turn(then=self._gate(here))
        return Turn((OpenCase(topic, here.place.page),), then=Place(here.place.page, "sent"), arrives=True)

    def _gate(self, here: Here) -> Place:
        return Place("consent", f":{here.place.page}/send")

    def _sent(self, here: Here) -> Screen:
        opened = next((result for result in here.results if isinstance(result, CaseOpened)), None)
        lines = []
        if opened:
            number = opened.number
            if opened.known:
                lines.append("<b>" + here.words("Added to your request №{number}.", number=number) + "</b>")
            else:
                lines.append("<b>" + here.words("Your request №{number} has been received.", number=number) + "</b>")
        lines.append(say(self.sent, here.locale))
        if here.person.alias:
            lines.append(here.words("Specialists see you as «{alias}».", alias=here.person.alias))
        return Screen(here.place, "\n\n".join(lines), ((Button("🏠 " + here.words("Main menu"), Place("home")),),))
