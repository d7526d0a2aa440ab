"""What the bot may do in a staff group, read from Telegram itself, and in plain words what to mend."""

from dataclasses import dataclass
from typing import Any, Protocol

from bot.desk.desk import Desk
from bot.telegram.refusals import Refusal, Refused

OUTSIDE = ("left", "kicked")
NO_ENTRY = (Refusal.KICKED, Refusal.CHAT_GONE, Refusal.NO_RIGHTS)


class Api(Protocol):
    async def raw(self, method: str, params: dict[str, Any] | None = None, patience: float | None = None) -> Any: ...


@dataclass(frozen=True, slots=True)
class Fault:
    """`grave`: words wait, or reach the wrong eyes, until it is mended; otherwise something is merely less handy."""

    grave: bool
    said: str


async def look(desk: Desk, api: Api, bot: int, chat: int) -> list[Fault]:
    """What is wrong for the bot in a group; empty where all is right. Raises Refused where Telegram cannot be asked.

    A field that Telegram may leave out counts against nobody: only a clear no does.
    """
    try:
        known = await _asked(api, "getChat", {"chat_id": chat})
        me = await _asked(api, "getChatMember", {"chat_id": chat, "user_id": bot})
    except Refused as refused:
        if refused.refusal not in NO_ENTRY:
            raise
        known, me = {}, {"status": "left"}
    words = desk.words
    group = f"«{known['title']}»" if known.get("title") else words("The staff group")
    if me.get("status") in OUTSIDE:
        return [
            Fault(True, words("{group}: I am not in this group. Add me and make me an administrator.", group=group))
        ]
    if me.get("status") in ("member", "restricted"):
        return [Fault(True, words("{group}: I am no administrator, so I do not hear what you write.", group=group))]
    found = []
    if me.get("can_manage_topics") is False and known.get("is_forum"):
        found.append(Fault(True, words("{group}: I may not manage topics.", group=group)))
    if known.get("username"):
        found.append(
            Fault(True, words("{group}: it is public, strangers can read along. Make it private.", group=group))
        )
    if known.get("has_protected_content"):
        text = words("{group}: it protects its content, so no answer can be copied. Switch that off.", group=group)
        found.append(Fault(True, text))
    if known.get("type") and not known.get("is_forum"):
        text = words("{group}: it has no topics. It works by replies to cards; with topics it is easier.", group=group)
        found.append(Fault(False, text))
    if me.get("can_pin_messages") is False:
        found.append(Fault(False, words("{group}: I may not pin messages, so cards are not pinned.", group=group)))
    if me.get("can_delete_messages") is False:
        found.append(Fault(False, words("{group}: I may not delete messages and topics.", group=group)))
    return found


async def _asked(api: Api, method: str, params: dict[str, Any]) -> dict[str, Any]:
    """A server that does not know the method, or answers something else, tells nothing against the bot."""
    try:
        answer = await api.raw(method, params)
    except Refused as refused:
        if refused.refusal in (*NO_ENTRY, Refusal.UNREACHABLE, Refusal.RETRY_AFTER):
            raise
        return {}
    return answer if isinstance(answer, dict) else {}


async def administrators(api: Api, chat: int) -> list[int]:
    """The people who may change the bot's rights. Raises Refused."""
    found = await api.raw("getChatAdministrators", {"chat_id": chat})
    people = [one.get("user", {}) for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return [one["id"] for one in people if isinstance(one.get("id"), int) and not one.get("is_bot")]
