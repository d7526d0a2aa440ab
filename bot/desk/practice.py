"""Practice cases: a scripted person, played in the topic for training. They are no cases: one row of a timer holds all.

Every message begins with 🎓. Nothing here is counted, owed, rung for or shown on a board.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from html import escape
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import MAIN, Desk, keyboard
from bot.desk.hands import Consultant, Told
from bot.store import timers, topics
from bot.store.outbox import Outgoing, Priority
from bot.store.timers import Timer
from dialogs.fold import fold
from dialogs.lists import Practice
from dialogs.texts import Text, say
from dialogs.words import words

OPEN_FOR = timedelta(days=1)  # what nobody ended by then is over
PROMPT = timedelta(minutes=5)  # as soon as danger must be taken
CHOICES = 6  # ready answers or pages to choose from, the right ones among them
ASKS_SAFETY = "ask-safe"
# Who asks in words of their own whether it is safe to write: beginnings of folded words, in every language.
SAFETY = tuple(fold("қауіп қәўип безопас опасн тыныш спокойн қарап смотр жалғыз ялғыз").split())

Rows = list[list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Play:
    """How far somebody is in a practice case. `taken`: seconds until it was claimed."""

    who: int
    code: str
    began: float
    step: int = 1  # how many turns of the scripted person have been told
    taken: float | None = None
    asked: bool = False
    used: tuple[str, ...] = ()
    page: str = ""
    outcome: str = ""


async def of(conn: AsyncConnection, who: int) -> Play | None:
    """The practice case that somebody is in."""
    found = next(iter(await timers.of(conn, _subject(who))), None)
    if found is None:
        return None
    detail: dict[str, Any] = dict(found.detail)
    return Play(**{**detail, "used": tuple(detail["used"])})


async def offer(desk: Desk, conn: AsyncConnection, who: Consultant) -> None:
    """The list of practice cases; whoever begins another leaves the one they are in."""
    rows: Rows = [
        [(say(one.title, desk.staff_locale), _data(who.id, "begin", code))] for code, one in desk.lists.training.items()
    ]
    await _tell(desk, conn, desk.words("Training. Nobody here is real. Which case?"), rows)


async def heard(desk: Desk, conn: AsyncConnection, who: int, text: str) -> bool:
    """What somebody wrote is their answer to the scripted person, who goes on; False: they practise nothing now."""
    play = await of(conn, who)
    if play is None or play.code not in desk.lists.training:
        return False
    if play.taken is None:
        await _tell(desk, conn, desk.words("Claim the case first, as you would a real one."), [_claim(desk, play)])
        return True
    asked = play.asked or any(word.startswith(SAFETY) for word in fold(text).split())
    await _goes_on(desk, conn, replace(play, asked=asked))
    return True


async def press(desk: Desk, conn: AsyncConnection, who: Consultant, whose: int, verb: str, detail: str) -> Told:
    """A button of a practice case."""
    tell = words(who.locale)
    if whose != who.id:
        return Told(tell("Somebody else is practising here. Begin your own: /practice"), alert=True)
    if verb == "begin" and detail in desk.lists.training:
        await _begin(desk, conn, who, detail)
        return Told("", done=True)
    play = await of(conn, who.id)
    case = desk.lists.training.get(play.code) if play else None
    if play is None or case is None:
        return Told(tell("This practice case is over. Begin another: /practice"))
    match verb:
        case "claim" if play.taken is None:
            await _claimed(desk, conn, who, replace(play, taken=desk.clock.now().timestamp() - play.began))
        case "ready" if play.taken is not None and not detail:
            labels = {code: desk.lists.canned[code].label for code in _ready(desk, case)}
            await _choose(desk, conn, play, desk.words("Which ready answer do you send?"), "ready", labels)
        case "ready" if play.taken is not None and detail in desk.lists.canned:
            await _tell(desk, conn, f"→ {say(desk.lists.canned[detail].text, case.persona.locale)}", [])
            asked = play.asked or detail == ASKS_SAFETY
            await _goes_on(desk, conn, replace(play, asked=asked, used=(*play.used, detail)))
        case "page" if play.taken is not None and not detail:
            titles = {page: desk.shelf.book.pages[page].title for page in _pages(desk, case)}
            await _choose(desk, conn, play, desk.words("Which page do you send?"), "page", titles)
        case "page" if play.taken is not None and detail in desk.shelf.book.pages:
            await _keep(desk, conn, replace(play, page=detail))
            title = say(desk.shelf.book.pages[detail].title, case.persona.locale)
            await _tell(desk, conn, f"→ {title}", [_acts(desk, play)])
        case "close" if play.taken is not None and not detail:
            await _choose(desk, conn, play, desk.words("How did it end?"), "outcome", desk.lists.outcomes)
        case "outcome" if detail in desk.lists.outcomes:
            await _keep(desk, conn, replace(play, outcome=detail))
            await _choose(desk, conn, play, desk.words("What was the cause?"), "cause", desk.lists.causes)
        case "cause" if play.outcome and detail in desk.lists.causes:
            await timers.forget(conn, _subject(who.id))
            await _tell(desk, conn, _result(desk, who, play, case, detail), [])
        case _:
            return Told(tell("This button is too old. Use the newest message."))
    return Told("", done=True)


async def _begin(desk: Desk, conn: AsyncConnection, who: Consultant, code: str) -> None:
    case, play = desk.lists.training[code], Play(who.id, code, desk.clock.now().timestamp())
    await _keep(desk, conn, play)
    topic, language = desk.lists.topics[case.persona.topic], desk.lists.languages[case.persona.locale]
    lines = [
        f"<b>{escape(desk.words('TRAINING'))}</b> · {escape(who.name)}",
        f"{desk.words('writes')}: {language.name} · {desk.words('Topic')}: {say(topic.label, desk.staff_locale)}",
        "",
        escape(case.turns[0]),
    ]
    await _tell(desk, conn, "\n".join(lines), [_claim(desk, play)], parse_mode="HTML")


async def _claimed(desk: Desk, conn: AsyncConnection, who: Consultant, play: Play) -> None:
    await _keep(desk, conn, play)
    line = desk.words("{name} takes the case. Answer here, in your own words or with a button.", name=who.name)
    await _tell(desk, conn, line, [_acts(desk, play)])


async def _goes_on(desk: Desk, conn: AsyncConnection, play: Play) -> None:
    turns = desk.lists.training[play.code].turns
    await _keep(desk, conn, replace(play, step=min(play.step + 1, len(turns))))
    said = turns[play.step] if play.step < len(turns) else desk.words("They have said all. Close the case.")
    await _tell(desk, conn, said, [_acts(desk, play)])


async def _choose(
    desk: Desk, conn: AsyncConnection, play: Play, question: str, verb: str, labels: dict[str, Text]
) -> None:
    buttons = [(say(label, desk.staff_locale), _data(play.who, verb, code)) for code, label in labels.items()]
    await _tell(desk, conn, question, [buttons[at : at + 2] for at in range(0, len(buttons), 2)])


def _ready(desk: Desk, case: Practice) -> list[str]:
    """The ready answers that would be right, and others that serve the topic, in the order of the list."""
    speciality = desk.lists.topics[case.persona.topic].speciality
    serving = [code for code, one in desk.lists.canned.items() if one.serves(case.persona.topic, speciality)]
    shown = [*case.expected.canned, *(code for code in serving if code not in case.expected.canned)][:CHOICES]
    return [code for code in desk.lists.canned if code in shown]


def _pages(desk: Desk, case: Practice) -> list[str]:
    """The page that would be right, and others that the words lead to or other cases expect."""
    book = desk.shelf.book
    found = [hit.page for turn in case.turns for hit in book.ear.index.search(turn)]
    found += [one.expected.page for one in desk.lists.training.values()]
    others = [page for page in dict.fromkeys(found) if page != case.expected.page]
    return sorted([case.expected.page, *others[: CHOICES - 1]])


def _result(desk: Desk, who: Consultant, play: Play, case: Practice, cause: str) -> str:
    """What was done as it should be and what was not, and the lesson, in the language of who practised."""
    wanted, own, lists = case.expected, desk.staff_locale, desk.lists
    minutes = int((play.taken or 0) // 60)
    done = [((play.taken or 0) <= PROMPT.total_seconds(), desk.words("taken after {minutes} min", minutes=minutes))]
    if wanted.ask_safety:
        done.append((play.asked, desk.words("asked whether it is safe to write")))
    page = say(desk.shelf.book.pages[wanted.page].title, own)
    done.append((play.page == wanted.page, desk.words("page: {title}", title=page)))
    done.append(
        (play.outcome == wanted.outcome, f"{desk.words('Outcome')}: {say(lists.outcomes[wanted.outcome], own)}")
    )
    done.append((cause == wanted.cause, f"{desk.words('Cause')}: {say(lists.causes[wanted.cause], own)}"))
    title = f"{desk.words('TRAINING')} · {say(case.title, own)} · {who.name}"
    lines = [title, f"{sum(right for right, _ in done)}/{len(done)}"]
    lines += [f"{'✅' if right else '❌'} {what}" for right, what in done]
    lines.append("📋 " + ", ".join(say(lists.canned[code].label, own) for code in wanted.canned))
    return "\n".join([*lines, "", say(case.lesson, who.locale if who.locale in case.lesson else own)])


def _claim(desk: Desk, play: Play) -> list[tuple[str, str]]:
    return [("✋ " + desk.words("Claim"), _data(play.who, "claim"))]


def _acts(desk: Desk, play: Play) -> list[tuple[str, str]]:
    named = {"ready": "📋 " + desk.words("Ready answer"), "page": "📖 " + desk.words("Page")}
    named["close"] = "✅ " + desk.words("Close")
    return [(label, _data(play.who, verb)) for verb, label in named.items()]


def _data(who: int, verb: str, detail: str = "") -> str:
    return f"practice/{who}.{verb}" + (f".{detail}" if detail else "")


def _subject(who: int) -> str:
    return f"practice:{who}"


async def _keep(desk: Desk, conn: AsyncConnection, play: Play) -> None:
    detail = {name: getattr(play, name) for name in Play.__dataclass_fields__}
    due = desk.clock.now() + OPEN_FOR
    await timers.arm(conn, Timer("practice", _subject(play.who), due, {**detail, "used": list(play.used)}))


async def is_there(conn: AsyncConnection, group: str | None, thread: int | None) -> bool:
    """Whether this is the topic for training."""
    return group == MAIN and thread is not None and (await topics.threads(conn, MAIN)).get("training") == thread


async def _tell(desk: Desk, conn: AsyncConnection, text: str, rows: Rows, **more: Any) -> None:
    row = Outgoing(
        method="sendMessage",
        params={"text": f"🎓 {text}", **more, **({"reply_markup": keyboard(rows)} if rows else {})},
        to=f"service:{MAIN}:training",
        stream=f"training:{MAIN}",
        priority=Priority.CARD,
        note={"what": "said"},
    )
    await desk.put(conn, row)
