"""Who may do what at the desk: asked of every button and every command, refused in private, written down."""

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import Sapar
from bot.sandbox.world import STAFF_GROUP
from bot.staff.buttons import buttons_by_name
from bot.staff.commands import commands_by_name, group_commands
from bot.store.tables import audit, cases, staff
from dialogs.book import Book
from dialogs.words import words
from tests.bot.actors import Consultant, Person, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_desk import opened, rows
from tests.bot.test_failures_topics import settled
from tests.bot.test_story import asks

say = words("ru")
BUTTONS = sorted({*buttons_by_name, *commands_by_name})


async def written(sapar: Sapar) -> list[tuple[int, str, str]]:
    """The audit: who, what, and what came of it."""
    async with sapar.store.reading() as conn:
        found = await conn.execute(select(audit.c.who, audit.c.what, audit.c.after).order_by(audit.c.id))
        return [(row.who, row.what, row.after) for row in found]


@pytest.mark.parametrize("who", ["stranger", "former", "anonymous", "elsewhere"])
async def test_no_button_obeys_who_may_not_press_it(
    sandbox: Sandbox, sapar: Sapar, migrant: Person, consultant: Consultant, who: str
) -> None:
    topic = await opened(migrant, consultant)
    await settled(sapar, sandbox)
    card = next(seen for seen in consultant.messages(topic) if seen.key("↩️"))
    presser, under = sandbox.consultant(902), card
    if who == "stranger":
        presser = sandbox.consultant(12)
    elif who == "former":
        await sandbox.ask("member", {"chat": STAFF_GROUP, "as": 902, "status": "left"})
    elif who == "anonymous":
        hides = {"chat": STAFF_GROUP, "as": 902, "status": "administrator", "anonymous": True}
        await sandbox.ask("member", hides)
    else:
        chat = await sandbox.new_group("Elsewhere", [902])
        presser = Consultant(sandbox, 902, chat)
        under = await presser.says(None, "a message of another chat")
    await settled(sapar, sandbox)
    before, heard = await rows(sapar, cases), len(migrant.messages)
    for name in BUTTONS:
        toast = await presser.presses(under, f"{name}/1:x", force=True)
        assert toast.text, f"{name} says nothing"
        assert toast.alert, name
    await settled(sapar, sandbox)
    assert await rows(sapar, cases) == before
    assert len(migrant.messages) == heard
    refusals = [(what, after) for by, what, after in await written(sapar) if by == presser.id]
    assert [what for what, _ in refusals] == BUTTONS
    assert all(after.startswith("refused") for _, after in refusals)


async def test_an_anonymous_administrator_commands_nothing(
    sandbox: Sandbox, sapar: Sapar, migrant: Person, consultant: Consultant
) -> None:
    topic = await opened(migrant, consultant)
    await settled(sapar, sandbox)
    before, heard = await rows(sapar, cases), len(migrant.messages)
    for name in (*commands_by_name, *group_commands):
        told = await consultant.says(topic, f"/{name} x", anonymous=True)
        await consultant.sees(topic, say("You write anonymously, so we cannot tell who answers. Switch that off in your rights."), after=told)  # fmt: skip  # noqa: E501
    assert await rows(sapar, cases) == before
    assert len(migrant.messages) == heard


async def test_with_a_closed_list_only_who_stands_on_it_works(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    migrant, owner, colleague = sandbox.person(11), sandbox.consultant(901), sandbox.consultant(902)
    async with running(settings_for(sandbox, tmp_path, staff_registry="closed"), book) as sapar:
        await asks(migrant, "Ис ҳақымды бермеди")
        topic = await owner.topic("№1")
        unlisted = "Ask an administrator for an invitation."
        toast = await colleague.taps(topic, "✋")
        assert toast.alert and toast.text == say(f"You are not on the list of staff. {unlisted}")
        await owner.says(None, "/invite operator")
        link = (await owner.sees(None, "https://t.me/")).text.rpartition("=")[2]
        stranger, invited = sandbox.person(12), sandbox.person(902)
        await stranger.says(f"/start {link}")  # the link went astray: it opens nothing, and is not spent
        await stranger.sees(words("kk")("Only members of this group can do that."))
        await invited.says(f"/start {link}")
        await invited.sees(say("You are on the list of staff."))
        await colleague.taps(topic, "✋")
        await colleague.says(topic, "Салем")
        await migrant.sees("Салем")
        await invited.says(f"/start {link}")
        await invited.sees(say("This invitation is spent or older than a day. Ask for a new one."))

        await sandbox.ask("member", {"chat": STAFF_GROUP, "as": 902, "status": "left"})
        await owner.sees(topic, say("{name} has left the desk. The case is free again.", name="Сергей"))
        await owner.sees(None, "№1")  # and the whole group is told
        assert await rows(sapar, staff) == []
        [case] = await rows(sapar, cases)
        assert (case.status, case.claimer) == ("new", None)  # type: ignore[attr-defined]


async def test_what_only_leads_may_see(
    sapar: Sapar, sandbox: Sandbox, migrant: Person, consultant: Consultant, colleague: Consultant
) -> None:
    await opened(migrant, consultant)
    asked = await colleague.says(None, "/audit case 1")
    await colleague.sees(None, say("Only a lead can do that."), after=asked)
    asked = await consultant.says(None, "/audit case 1")  # who made the group leads
    trail = await consultant.sees(None, "claim", after=asked)
    assert "new P3 other main - → claimed P3 other main 901" in trail.text
    await settled(sapar, sandbox)
    helped = await colleague.says(None, "/help")
    text = (await colleague.sees(None, "/claim", after=helped)).text
    assert "/shift" in text
    assert "/audit" not in text
