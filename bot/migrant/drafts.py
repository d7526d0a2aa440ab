"""Answers to questions: kept while they are given, in memory where nothing may be written down, and sent as one."""

import json
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import submitting
from bot.desk.desk import Desk
from bot.desk.relay import Sent
from bot.migrant.acting import Act, keeps, performs
from bot.store import drafts, timers
from bot.store.outbox import Outgoing, Priority
from bot.store.timers import Timer
from bot.timers import fires
from dialogs.kinds.draft import Draft, DropDraft, KeepDraft, Submit, Tell
from dialogs.turn import CaseOpened

IN_MEMORY = timedelta(minutes=30)
MEMORY_MOST = 1000  # drafts


@keeps("drafts")
async def begun(act: Act) -> dict[str, Draft]:
    """What this person has begun, by page; what is only in memory is newer."""
    now = act.desk.clock.now()
    found = await drafts.of(act.conn, act.desk.vault, act.person["id"], now)
    for (person, page), (until, body) in act.held.drafts.items():
        if person == act.person["id"] and until > now:
            found[page] = body
    return {page: _read(body) for page, body in found.items()}


@performs(KeepDraft)
async def keep(act: Act, effect: KeepDraft) -> None:
    draft, now, who = effect.draft, act.desk.clock.now(), act.person["id"]
    if effect.attach and act.sent:
        before = draft.answers.get(effect.attach)
        item = {**act.sent.kept(), "album": act.sent.album}
        draft = replace(draft, answers={**draft.answers, effect.attach: [*(before or []), item]})
    if effect.memory or act.person["consent"] == "read_only":
        _remember(act, effect.page, _written(draft))
        return
    act.held.drafts.pop((who, effect.page), None)
    until = now + timedelta(days=effect.days)
    await drafts.keep(act.conn, act.desk.vault, who, effect.page, _written(draft), until)
    first = await drafts.purge(act.conn, who, now)
    await timers.arm(act.conn, Timer("drafts", f"person:{who}", first))


@performs(DropDraft)
async def drop(act: Act, effect: DropDraft) -> None:
    act.held.drafts.pop((act.person["id"], effect.page), None)
    await drafts.drop(act.conn, act.person["id"], effect.page)


@performs(Submit)
async def submit(act: Act, effect: Submit) -> CaseOpened:
    files = [Sent(**item) for answer in effect.answers.values() for item in answer or [] if isinstance(item, dict)]
    return await submitting.submit(act.desk, act.conn, act.person, effect, files)


@performs(Tell)
async def tell(act: Act, effect: Tell) -> None:
    row = Outgoing(
        method="sendMessage",
        params={"text": effect.text, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}},
        to=f"person:{act.person['id']}",
        stream=f"person:{act.person['id']}",
        priority=Priority.ANSWER,
        note={"what": "line"},
    )
    await act.desk.put(act.conn, row)


async def to_memory(act: Act) -> None:
    """Who only reads leaves nothing behind: what they began is remembered for a while, and no longer written down."""
    found = await drafts.of(act.conn, act.desk.vault, act.person["id"], act.desk.clock.now())
    for page, body in found.items():
        _remember(act, page, body)
    await drafts.forget(act.conn, act.person["id"])


async def forget(act: Act) -> None:
    """Whatever this person has begun is gone, written or remembered."""
    await drafts.forget(act.conn, act.person["id"])
    act.held.forget(act.person["id"])


@fires("drafts")
async def expired(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """Drafts that nobody went on with leave the database."""
    after = await drafts.purge(conn, timer.subject.removeprefix("person:"), desk.clock.now())
    if after:
        await timers.arm(conn, replace(timer, due=after, attempts=0))


def _remember(act: Act, page: str, body: bytes) -> None:
    remembered, now = act.held.drafts, act.desk.clock.now()
    for known in [known for known, (until, _) in remembered.items() if until <= now]:
        del remembered[known]
    remembered[act.person["id"], page] = (now + IN_MEMORY, body)
    remembered.move_to_end((act.person["id"], page))
    while len(remembered) > MEMORY_MOST:
        remembered.popitem(last=False)


def _written(draft: Draft) -> bytes:
    return json.dumps({"answers": dict(draft.answers), "known": draft.known}, ensure_ascii=False).encode()


def _read(body: bytes) -> Draft:
    plain = json.loads(body)
    return Draft(plain["answers"], tuple(plain["known"]))
