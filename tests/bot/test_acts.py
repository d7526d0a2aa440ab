"""What consultants do with a case besides answering it: each a button and a command, each told and written down."""

import asyncio
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from bot.app import Sapar
from bot.clock import VirtualClock
from bot.sandbox.world import STAFF_GROUP
from bot.store.tables import cases, history
from dialogs.book import Book
from dialogs.words import words
from tests.bot.actors import Consultant, Person, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_desk import opened, rows
from tests.bot.test_failures_topics import settled
from tests.bot.test_rights import written
from tests.bot.test_states import closes, standing, told
from tests.bot.test_story import asks

say, kazakh = words("ru"), words("kk")  # the desk, and Гүлнар


async def test_twenty_claim_at_once_and_one_has_it(
    sandbox: Sandbox, sapar: Sapar, migrant: Person, consultant: Consultant
) -> None:
    await asks(migrant, "Ис ҳақымды бермеди")
    topic = await consultant.topic("№1")
    await settled(sapar, sandbox)
    card = next(seen for seen in consultant.messages(topic) if seen.key("✋"))
    crowd = [sandbox.consultant((await sandbox.new_person(f"Кеңесші {at}")).id) for at in range(20)]
    for one in crowd:
        await sandbox.ask("member", {"chat": STAFF_GROUP, "as": one.id})
    toasts = await asyncio.gather(*(one.presses(card, "claim/1") for one in crowd))
    [case] = await rows(sapar, cases)
    owner = next(at for at, one in enumerate(crowd) if one.id == case.claimer)  # type: ignore[attr-defined]
    others = [toast.text for at, toast in enumerate(toasts) if at != owner]
    assert others == [say("{name} has already taken it.", name=f"Кеңесші {owner}")] * 19
    assert (await told(sapar)).count("claimed") == 1
    assert [what for _, what, _ in await written(sapar)] == ["claim"], "one line of the audit"


async def test_a_case_is_passed_on_and_the_person_hears_nothing(
    sandbox: Sandbox, sapar: Sapar, migrant: Person, consultant: Consultant, colleague: Consultant
) -> None:
    topic = await opened(migrant, consultant)
    await settled(sapar, sandbox)
    heard = len(migrant.messages)
    await colleague.says(topic, "/transfer wages")  # not theirs to give
    await colleague.sees(topic, say("Only who answers this case can do that."))
    await consultant.taps(topic, "▾")
    await consultant.taps(topic, "➡️")
    await consultant.taps(topic, "💰")
    await consultant.sees(topic, "💰 Не заплатили")
    await settled(sapar, sandbox)
    assert consultant.topics[topic] == "№1 🟨 ⚖️ kaa"
    assert await standing(sapar) == "new"
    assert len(migrant.messages) == heard
    await colleague.taps(topic, "✋")
    assert await standing(sapar) == "claimed"


async def test_anybody_raises_and_only_some_lower(
    sandbox: Sandbox, sapar: Sapar, migrant: Person, consultant: Consultant, colleague: Consultant
) -> None:
    topic = await opened(migrant, colleague)
    await consultant.says(topic, "/prio 2")
    await consultant.sees(topic, "🟨 → 🟧 Гүлнар")
    await colleague.says(topic, "/prio 3")
    await colleague.sees(topic, say("Write why: /prio {number} and the reason.", number=3))
    await colleague.says(topic, "/prio 3 юрист табылды")
    await colleague.sees(topic, "🟧 → 🟨 Сергей: юрист табылды")
    await colleague.says(topic, "/prio 1")
    await colleague.sees(topic, "🟨 → 🟥")
    asked = await colleague.says(topic, "/prio 4 no")  # danger is lowered by a lead
    await colleague.sees(topic, say("Only who answers this case, or a lead, may lower it; danger only a lead."), asked)
    await consultant.says(topic, "/prio 3 ол үйінде")
    await consultant.sees(topic, "🟥 → 🟨")
    await settled(sapar, sandbox)
    assert "ол үйінде" not in str(await rows(sapar, history)), "the reason stays in the topic"


async def test_two_answer_together(
    migrant: Person, consultant: Consultant, colleague: Consultant, sandbox: Sandbox, sapar: Sapar
) -> None:
    topic = await opened(migrant, consultant)
    await colleague.taps(topic, "▾")
    await colleague.taps(topic, "👥")
    await colleague.says(topic, "Мен юристпен")
    await migrant.sees("Мен юристпен")
    await consultant.says(topic, "Мен де усындаман")
    await migrant.sees("Мен де усындаман")
    await consultant.sees(topic, "Гүлнар + Сергей")
    await colleague.says(topic, "/leave")
    await settled(sapar, sandbox)
    await colleague.says(topic, "бул енди кетпейди")
    await consultant.sees(topic, say("Not sent: {name} answers this case.", name="Гүлнар"))
    await settled(sapar, sandbox)
    assert not [seen for seen in migrant.messages if "кетпейди" in seen.text]


async def test_where_two_answer_the_person_sees_who_speaks(
    migrant: Person, consultant: Consultant, colleague: Consultant, sandbox: Sandbox, sapar: Sapar
) -> None:
    topic = await opened(migrant, consultant)
    for one, toast in ((consultant, kazakh), (colleague, say)):
        asked = await one.says(None, "/shift on")
        await one.sees(None, toast("You are at work."), after=asked)
    await consultant.says(None, "/staff 901 specialities=psychologist")
    await consultant.sees(None, "901 Гүлнар")
    await consultant.says(None, "/staff 902 specialities=lawyer")
    await consultant.sees(None, "902 Сергей")
    await consultant.says(topic, "Жалғызбан")
    alone = await migrant.sees("Жалғызбан")
    assert alone.text == "Жалғызбан", "one who answers alone has no role"
    await colleague.says(topic, "/join")
    await consultant.sees(topic, "Гүлнар + Сергей")
    said = await colleague.says(topic, "Шәртнама бар ма?")
    answer = await migrant.sees("Шәртнама")
    assert answer.text == "⚖️ Юрист:\nШәртнама бар ма?"
    await colleague.edits(said, "Шәртнамаңыз қолыңызда ма?")
    changed = await migrant.sees("қолыңызда")
    assert (changed.id, changed.text) == (answer.id, "⚖️ Юрист:\nШәртнамаңыз қолыңызда ма?")
    await consultant.says(topic, "Қалайсыз?")
    assert (await migrant.sees("Қалайсыз")).text == "💚 Психолог:\nҚалайсыз?"
    await colleague.says(topic, "/undo", reply_to=said.id)
    await migrant.sees_gone(changed)
    await settled(sapar, sandbox)
    by = {row.what: row.actor for row in await rows(sapar, history)}  # type: ignore[attr-defined]
    assert by["undone"] == "902", "the history names who took it back"


async def test_what_is_copied_comes_after_a_line_with_the_role(
    migrant: Person, consultant: Consultant, colleague: Consultant
) -> None:
    topic = await opened(migrant, consultant)
    asked = await colleague.says(None, "/shift on")
    await colleague.sees(None, say("You are at work."), after=asked)
    await consultant.says(None, "/staff 902 specialities=lawyer")
    await consultant.sees(None, "902 Сергей")
    await colleague.says(topic, "/join")
    await consultant.sees(topic, "Гүлнар + Сергей")
    await colleague.sends(topic, "photo", caption="Үлги")
    copy = await migrant.sees("Үлги")
    role = await migrant.sees("⚖️ Юрист:")
    assert role.text == "⚖️ Юрист:" and role.id < copy.id


async def test_abuse_ends_a_case_and_danger_still_passes(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock = VirtualClock()
    migrant, consultant = sandbox.person(11), sandbox.consultant(901)
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        topic = await opened(migrant, consultant)
        await consultant.taps(topic, "▾")
        await consultant.taps(topic, "🚫")
        clock.advance(5)
        await settled(sapar, sandbox)
        await migrant.taps("🏠")
        await migrant.taps("💬")
        await migrant.says("және мен")
        await migrant.sees("23.11.2026")
        assert len(await rows(sapar, cases)) == 1, "nothing was passed on"
        await migrant.taps("🆘")
        await consultant.topic("№2")
        clock.advance(timedelta(hours=25).total_seconds())
        second = await consultant.topic("№2")
        await migrant.says("кешириң")
        await consultant.sees(second, "кешириң")


async def test_a_returning_person_is_known_by_number_and_outcome_never_by_words(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    clock = VirtualClock()
    migrant, consultant = sandbox.person(11), sandbox.consultant(901)
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        topic = await opened(migrant, consultant, "Айлығымды бермеди")
        await closes(consultant, topic, book, "wages-full", clock)
        await settled(sapar, sandbox)
        clock.advance(timedelta(days=40).total_seconds())
        await migrant.taps("🏠")
        await migrant.taps("💬")
        await migrant.taps("🚫")
        await migrant.says("Маған Россияға кириўге болмайды ма")
        second = await consultant.topic("№2")
        card = await consultant.sees(second, "№1 · ❓ Другой вопрос · Зарплата взыскана полностью · Гүлнар")
        assert "Айлығымды" not in card.text
        await consultant.taps(second, "✋")
        await consultant.sees(second, "Маған Россияға")  # what nobody has read yet, nobody can close
        await consultant.says(second, "/merge 1")
        await consultant.sees(second, "Повторное обращение")
        clock.advance(5)
        await consultant.sees(second, kazakh("Joined: it goes on as №{number}.", number=1))
        await settled(sapar, sandbox)
        assert [await standing(sapar, number) for number in (1, 2)] == ["claimed", "closed"]
        await migrant.says("Тағы бир сораў")
        await consultant.sees(topic, "Тағы бир сораў")
        async with sapar.store.reading() as conn:
            ended = (await conn.execute(select(cases.c.outcome, cases.c.link).where(cases.c.id == 2))).one()
        assert tuple(ended) == ("duplicate", 1)


async def test_nobody_is_joined_with_another_persons_case(
    sandbox: Sandbox, sapar: Sapar, migrant: Person, consultant: Consultant
) -> None:
    await opened(migrant, consultant)
    other = sandbox.person(12)
    await asks(other, "Паспортым жоқ", "Қазақша")
    second = await consultant.topic("№2")
    await consultant.taps(second, "✋")
    await consultant.says(second, "/merge 1")
    await consultant.sees(second, kazakh("Only another case of the same person can be joined with this one."))
    assert await standing(sapar, 2) == "claimed"


async def test_a_closed_case_is_opened_again_by_a_button(
    sandbox: Sandbox, sapar: Sapar, migrant: Person, consultant: Consultant, book: Book
) -> None:
    topic = await opened(migrant, consultant)
    await closes(consultant, topic, book)
    await consultant.taps(topic, "🔁")
    await consultant.sees(topic, say("The case is open again."))
    await settled(sapar, sandbox)
    assert topic not in consultant.closed_topics
    assert (await told(sapar))[-2:] == ["closed", "reopened"]
