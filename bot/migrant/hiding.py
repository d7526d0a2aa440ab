"""Quick hide: what a person takes back, and how they come back themselves."""

from bot import screens
from bot.desk import opening, veil
from bot.migrant import drafts
from bot.migrant.acting import Act, keeps, performs
from bot.store import people
from bot.store.outbox import Outgoing, Priority
from dialogs.fold import fold
from dialogs.kinds.hide import Back, ComeBack, TakeBack
from dialogs.turn import Urgent
from dialogs.words import words


@keeps("hides")
async def knows_hiding(act: Act) -> bool:
    return bool(act.person["hides"])


@keeps("older")
async def older(act: Act) -> int:
    """How many messages could not be deleted."""
    return int(act.person["older"])


@keeps("word")
async def said_the_hidden_word(act: Act) -> bool:
    """Whether what was just written is the word that the person chose, and nothing else."""
    if act.person["word"] is None or act.sent is None:
        return False
    return any(act.person["word"] == one for one in act.desk.vault.hashes("hidden word", fold(act.sent.text)))


@performs(TakeBack)
async def take_back(act: Act, effect: TakeBack) -> None:
    await act.held.keep(act.conn, act.person, None)
    await drafts.forget(act)
    if effect.word:  # before the chat is cleared: what it sends is part of what goes
        await opening.urgent(act.desk, act.conn, act.person, Urgent("tap"))
        await opening.urgent(act.desk, act.conn, act.person, Urgent("quiet"))
    await veil.hide(act.desk, act.conn, act.person, hold=not effect.word)
    await act.desk.put(act.conn, _without_keyboard(act))


@performs(ComeBack)
async def come_back(act: Act, effect: ComeBack) -> Back:
    await veil.come_back(act.desk, act.conn, act.person)
    if effect.told and act.person["older"]:
        await people.save(act.conn, act.desk.vault, act.person["id"], older=0)
    if effect.keyboard and not act.person["discreet"]:
        below = words(act.person["locale"] or "")("Help is free. 🆘 and 🏠 are always below.")
        await act.desk.put(act.conn, _keyboard(act, below))
    return Back(int(act.person["older"]))


def _keyboard(act: Act, text: str) -> Outgoing:
    return Outgoing(
        method="sendMessage",
        params={"text": text, "reply_markup": screens.SMALL_KEYBOARD},
        to=f"person:{act.person['id']}",
        stream=f"person:{act.person['id']}",
        priority=Priority.ANSWER,
        note={"what": "line"},
    )


def _without_keyboard(act: Act) -> Outgoing:
    """The small keyboard goes with a word that tells nothing."""
    return Outgoing(
        method="sendMessage",
        params={"text": "📖", "reply_markup": {"remove_keyboard": True}, "disable_notification": True},
        to=f"person:{act.person['id']}",
        stream=veil.stream(act.person["id"]),
        priority=Priority.URGENT,
        note={"what": "hide", "veil": True},
    )
