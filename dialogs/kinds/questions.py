"""One question on the screen: its text, and the buttons that answer it."""

from collections.abc import Iterator

from dialogs.kinds.draft import Answer
from dialogs.kinds.fields import Field, quoted, shown
from dialogs.kinds.menu import WHOLE, packed
from dialogs.texts import Text, say
from dialogs.turn import HOME, Button, Here, Place, Screen

GO, NEW, STOP, DROP = ".go", ".new", ".stop", ".drop"
PAGE = 8  # choices on one screen
BAR = 8


def asked(here: Here, title: Text, one: Field, at: int, count: int, head: str, answer: Answer, *, help: bool) -> str:
    """Where one is, what was just taken or not understood, the question, what was answered before."""
    done = round(BAR * (at - 1) / max(count, 1))
    parts = [f"<b>{say(title, here.locale)}</b>  {at}/{count} {'▓' * done}{'░' * (BAR - done)}", head]
    parts.append(say(one.label, here.locale))
    if help and one.help:
        parts.append("ℹ️ " + say(one.help, here.locale))
    if one.type == "several":
        parts.append(here.words("You can choose several, then press «Next»."))
    if one.type == "items":
        parts.append(here.words("Each thing on a line of its own, {limit} at most. Then press «Next».", limit=one.most))
    if one.type == "files":
        parts.append(here.words("Send photos or documents, {limit} at most, then press «Next».", limit=one.most))
    if answer and one.type != "note":
        value = quoted(shown(one, here.lists, here.locale, here.words, answer))
        parts.append(here.words("Your answer now: {answer}", answer=value))
    return "\n\n".join(filter(None, parts))


def choosing(here: Here, name: str, one: Field, answer: Answer, page: int) -> Iterator[tuple[Button, ...]]:
    """The buttons that answer a question."""
    if one.type == "yesno":
        yield (here.spot(f"{name}=yes", here.words("Yes")), here.spot(f"{name}=no", here.words("No")))
    elif one.type == "note":
        if "🆘" in say(one.label, here.locale):
            yield (here.button("urgent"),)
        yield (here.spot(f"{name}=read", "▶ " + here.words("Next")),)
    elif one.type in ("choice", "search", "several"):
        yield from _listed(here, name, one, answer, page)
    if one.type == "items" and answer:
        yield (here.spot(f"{name}=", "🗑 " + here.words("Write it anew")),)
    if one.type in ("several", "files", "items"):
        yield (here.spot(f"{name}!", "▶ " + here.words("Next")),)
    if one.help:
        yield (here.spot(f"{name}?", "ℹ️ " + here.words("Why and how")),)


def _listed(here: Here, name: str, one: Field, answer: Answer, page: int) -> Iterator[tuple[Button, ...]]:
    """A short list whole; of a long one a part, with what is asked most first."""
    labels = one.choices(here.lists)
    codes = [*(code for code in one.first if code in labels), *(code for code in labels if code not in one.first)]
    first = len(one.first) or PAGE
    size = len(codes) if len(codes) <= PAGE + 1 else PAGE
    start = 0 if page <= 1 else first + (page - 2) * size
    end = (first if len(codes) > PAGE + 1 else size) if page <= 1 else start + size
    ticked = answer if isinstance(answer, list) else []
    buttons = []
    for code in codes[start:end]:
        label = say(labels[code], here.locale)
        if one.type == "several":
            on = code in ticked
            buttons.append(here.spot(f"{name}{'-' if on else '+'}{code}", f"{'☑' if on else '☐'} {label}"))
        else:
            buttons.append(here.spot(f"{name}={code}", label))
    yield from packed(buttons, WHOLE)
    if end < len(codes):
        yield (here.spot(f"{name}~{page + 1}", "▸ " + here.words("Show more")),)
    elif page > 1:
        yield (here.spot(f"{name}~1", "◂ " + here.words("From the beginning")),)


def begun(here: Here, title: Text, at: int, count: int) -> Screen:
    """Somebody comes back to what they have begun."""
    text = here.words("You have begun this: question {at} of {count}. Go on, or begin anew?", at=at, count=count)
    go, new = here.spot(GO, "▶ " + here.words("Continue")), here.spot(NEW, "🔄 " + here.words("Begin anew"))
    text = f"<b>{say(title, here.locale)}</b>\n\n{text}"
    return Screen(Place(here.place.page), text, ((go,), (new,), *here.at(Place(here.place.page)).way_back()))


def stopped(here: Here, memory: bool) -> Screen:
    """Somebody has enough for now."""
    if memory or here.person.consent == "read_only":
        text = here.words("Your answers are kept for {count} minutes, and not written down.", count=30)
    else:
        text = here.words("Your answers are kept for {count} hours. You can go on at any time.", count=24)
    go, drop = "▶ " + here.words("Continue"), "🗑 " + here.words("Delete my answers")
    home = Button("🏠 " + here.words("Main menu"), HOME)
    return Screen(here.place, text, ((here.spot(GO, go),), (here.spot(DROP, drop),), (home,)))


def gone(here: Here) -> Screen:
    """Sent twice, or after the draft was gone."""
    text = here.words("There is nothing to send here: it was sent already, or your answers are no longer kept.")
    return Screen(here.place, text, ((here.spot(NEW, "🔄 " + here.words("Begin anew")),), *here.way_back()))
