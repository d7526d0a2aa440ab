"""ask: talk to a person. The first words open the case, so no case is ever empty."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from dialogs.formats import short_date
from dialogs.hours import when_read
from dialogs.kinds.heard import heard
from dialogs.kinds.menu import packed
from dialogs.kinds.page import Page
from dialogs.latin import to_latin
from dialogs.texts import Text, say
from dialogs.turn import (
    HOME,
    Button,
    CaseOpened,
    Effect,
    Here,
    Hold,
    LetGo,
    NotPassed,
    OpenCase,
    Place,
    Rows,
    Screen,
    Turn,
)

URGENT = Button("🆘", Place("urgent"))
WISHES = ("woman", "man", "peer")
REQUESTS = "my"  # the page of a person's own requests: who asks from there asks about something else
OTHER = "other"  # the topic of what nobody has given a topic


@dataclass(frozen=True, slots=True)
class Wish(Effect):
    """Whom the person would rather talk to: a woman, a man, or `peer`, somebody who moved too."""

    whom: str


class Ask(Page):
    """Spots: a topic, with the page one comes from behind a ~ (`wages~uk-pay`); `said` offers to send what was typed
    elsewhere, `share` asks before a contact or location goes to people, `send` sends what is held, `sent` confirms."""

    needs: ClassVar[frozenset[str]] = frozenset({"held", "case", "wishes"})

    kind: Literal["ask"]
    prompt: Text
    sent: Text
    topics: tuple[str, ...] = ()

    def spots(self, here: Here) -> Iterator[str]:
        yield from ("", *self.topics, "said", "share")

    def screen(self, here: Here) -> Screen:
        topic, origin = _read(here.place.spot)
        if topic.startswith(("said", "foreign")):
            return heard(here)
        if topic == "share":
            send = here.spot("send", "✅ " + here.words("Yes, send it"))
            text = here.words("This shows who or where you are. Send it to the specialist?")
            return Screen(here.place, text, ((send,), (here.spot("drop", "✖ " + here.words("No")),)))
        if topic == "sent":
            return self._sent(here)
        if topic == "wished":
            text = here.words("We will try. It may take longer: whoever is free sooner may answer you first.")
            return Screen(here.place, text, ((Button("🏠 " + here.words("Main menu"), HOME),),))
        prompt = say(self.prompt, here.locale)
        if topic in self.topics:
            about = here.lists.topics[topic]
            text = f"<b>{say(about.label, here.locale)}</b>\n\n{prompt}"
            danger = ((URGENT,),) if about.group == "restricted" else ()
            return Screen(here.place, text, (*danger, *here.way_back()), listens=True)
        place = Place(here.place.page, f"~{origin}" if origin else "")
        labels = {topic: say(here.lists.topics[topic].label, here.locale) for topic in self.topics}
        buttons = [here.spot(f"{topic}{place.spot}", label) for topic, label in labels.items()]
        text = f"<b>{say(self.title, here.locale)}</b>\n\n{prompt}"
        others = packed([here.button(page) for page in self.next])
        return Screen(place, text, (*packed(buttons), *others, *here.at(place).way_back()), listens=True)

    def tap(self, here: Here) -> Turn:
        if here.place.spot == "send":
            held = here.kept.get("held")
            if held is None:
                return Turn(screen=self.screen(here.at(Place(here.place.page))))
            return self._open(here, *_read(held), held=True)
        wish = here.place.spot.removeprefix("wish.")
        if wish != here.place.spot and wish in WISHES:
            return Turn((Wish(wish),), then=Place(here.place.page, "wished"))
        if here.place.spot == "drop":
            return Turn((LetGo(),), onward=HOME)
        return super().tap(here)

    def say(self, here: Here, words: str) -> Turn:
        topic, origin = _read(here.place.spot)
        topic = topic if topic in self.topics else OTHER
        if not self._may_send(here, origin):
            return Turn((Hold(f"{topic}~{origin}" if origin else topic),), then=self._gate(here))
        return self._open(here, topic, origin)

    def _may_send(self, here: Here, origin: str) -> bool:
        """They agreed, or a case stands already (danger opens one without asking) and these words are for that one."""
        return here.person.consent == "full" or (here.kept.get("case") is not None and origin != REQUESTS)

    def _open(self, here: Here, topic: str, origin: str, *, held: bool = False) -> Turn:
        if not self._may_send(here, origin):
            return Turn(then=self._gate(here))
        opened = OpenCase(topic or OTHER, origin or here.place.page, held)
        return Turn((opened,), then=Place(here.place.page, "sent"), arrives=True)

    def _gate(self, here: Here) -> Place:
        return Place("consent", f":{here.place.page}/send")

    def _not_passed(self, here: Here, day: str) -> str:
        return here.words("Your messages are not passed on until {day}. In danger press 🆘: that reaches us.", day=day)

    def _sent(self, here: Here) -> Screen:
        opened = next((result for result in here.results if isinstance(result, CaseOpened)), None)
        home = ((Button("🏠 " + here.words("Main menu"), HOME),),)
        muted = next((result for result in here.results if isinstance(result, NotPassed)), None)
        if muted:
            until = short_date(muted.until)
            text = here.words(
                "Your messages are not passed on until {day}. In danger press 🆘: that reaches us.", day=until
            )
            return Screen(here.place, text, ((URGENT,), *home))
        if here.person.discreet:
            return Screen(here.place, "Ok.", ((Button("🏠", HOME),),))
        if opened and opened.known:
            return Screen(here.place, here.words("Added to your request №{number}.", number=opened.number), home)
        lines = []
        if opened:
            lines.append("<b>" + here.words("Your request №{number} has been received.", number=opened.number) + "</b>")
        lines.append(say(self.sent, here.locale))
        lines += filter(None, [when_read(here.words, here.lists.organisation.working, here.now)])
        if here.person.alias:
            alias = to_latin(here.person.alias) if here.locale == "kaa_Latn" else here.person.alias
            lines.append(here.words("Specialists see you as «{alias}».", alias=alias))
        return Screen(here.place, "\n\n".join(lines), (*(self._wishes(here) if opened else ()), *home))

    def _wishes(self, here: Here) -> Rows:
        """Whom one may ask for: only such people as there are."""
        labels = {
            "woman": "👩 " + here.words("Rather a woman"),
            "man": "👨 " + here.words("Rather a man"),
            "peer": "🧳 " + here.words("Somebody who moved too"),
        }
        return packed([here.spot(f"wish.{one}", labels[one]) for one in here.kept.get("wishes") or () if one in labels])


def _read(spot: str) -> tuple[str, str]:
    """`wages~uk-pay`: a topic, and the page somebody came from."""
    topic, _, origin = spot.partition("~")
    return topic, origin
