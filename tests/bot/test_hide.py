"""Quick hide: the chat is taken back, a phrase of the day stands there, and what people answer waits."""

import asyncio
from datetime import timedelta

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import Sapar
from bot.store import people as persons
from bot.store import seen as ids
from bot.store.tables import cases, history, outbox, people, seen
from dialogs.words import words
from tests.bot.actors import Consultant, Person, Sandbox
from tests.bot.test_desk import opened, rows
from tests.bot.test_failures_topics import settled
from tests.bot.test_story import chooses

DECOY = "Күнниң сөзи"


async def hides(migrant: Person) -> None:
    said = await migrant.says("🙈")
    await migrant.sees(DECOY, after=said)


async def knows_hiding(migrant: Person, sapar: Sapar) -> None:
    """They have read once what 🙈 does."""

    async def work(conn: AsyncConnection) -> None:
        person = await persons.find(conn, sapar.desk.vault, migrant.id)
        assert person is not None
        await persons.save(conn, sapar.desk.vault, person["id"], hides=True)

    await sapar.store.write(work)


async def waits_alone(sapar: Sapar, sandbox: Sandbox) -> None:
    """Everything has left but one answer, which nobody may send now."""
    async with asyncio.timeout(10):
        while len(left := await rows(sapar, outbox)) != 1:
            await sandbox.refresh(wait=0.05)
    assert left[0].address.startswith("person:")  # type: ignore[attr-defined]


async def test_a07_the_chat_is_taken_back_and_the_answer_waits(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    await knows_hiding(migrant, sapar)
    for number in range(12):
        await migrant.says(f"сөз {number}")
        await consultant.says(topic, f"жуўап {number}")
    await migrant.sees("жуўап 11")
    await settled(sapar, sandbox)
    [person] = await rows(sapar, people)
    old = sapar.clock.now() - ids.KEPT
    late = [{"person": person.id, "message": -number, "at": old} for number in range(1, 6)]  # type: ignore[attr-defined]
    await sapar.store.write(lambda conn: conn.execute(insert(seen), late))

    began = asyncio.get_running_loop().time()
    await hides(migrant)
    await settled(sapar, sandbox)
    assert asyncio.get_running_loop().time() - began < 2
    assert [seen.text for seen in migrant.messages if DECOY not in seen.text] == ["📖"]
    assert migrant.keyboard == []
    await consultant.sees(topic, "СПРЯТАЛСЯ")
    [case] = await rows(sapar, cases)
    assert case.closed is None  # type: ignore[attr-defined]

    answer = await consultant.says(topic, "Полиция барады")
    await consultant.sees(topic, "не пропало", after=answer)
    await waits_alone(sapar, sandbox)
    assert not any("Полиция" in seen.text for seen in migrant.messages)
    await migrant.says("мен усы жердемен")
    await migrant.sees("Полиция барады")
    await consultant.sees(topic, "мен усы жердемен")
    # Who looks at the telephone sees nothing but words to learn; the count is told behind the question.
    await hides(migrant)
    await migrant.taps("▸")
    await migrant.taps("Аўа")
    await migrant.sees("өшире алмайтуғын ески хабарлар: 5")


async def test_a_consultant_may_write_all_the_same_with_a_reason(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    await knows_hiding(migrant, sapar)
    await hides(migrant)
    await consultant.sees(topic, "СПРЯТАЛСЯ")
    await consultant.says(topic, "Қайдасыз?")
    await consultant.sees(topic, "не пропало")
    await consultant.says(topic, "/override")
    await consultant.sees(topic, words("kk")("Write the reason behind the command. It stays in this topic."))
    await consultant.says(topic, "/override өмирге қәўип")
    await migrant.sees("Қайдасыз?")
    did = {row.what for row in await rows(sapar, history)}  # type: ignore[attr-defined]
    assert {"hidden", "override"} <= did
    await settled(sapar, sandbox)
    card = next(seen for seen in consultant.messages(topic) if "№1" in seen.text)
    assert "СПРЯТАЛСЯ" not in card.text


async def test_who_answers_together_may_do_so_too(
    migrant: Person, consultant: Consultant, colleague: Consultant, sapar: Sapar
) -> None:
    topic = await opened(migrant, consultant)
    await knows_hiding(migrant, sapar)
    await hides(migrant)
    await consultant.sees(topic, "СПРЯТАЛСЯ")
    await consultant.says(topic, "Қайдасыз?")
    await consultant.sees(topic, "не пропало")
    asked = await colleague.says(topic, "/override өмирге қәўип")
    await colleague.sees(topic, words("ru")("Only who answers this case can do that."), after=asked)
    await colleague.says(topic, "/join")
    await consultant.sees(topic, "Гүлнар + Сергей")
    await colleague.says(topic, "/override өмирге қәўип")
    await migrant.sees("Қайдасыз?")


async def test_the_first_time_it_is_explained_in_two_taps(migrant: Person) -> None:
    await chooses(migrant)
    await migrant.says("🙈")
    await migrant.sees("соңғы еки күнниң")
    await migrant.taps("Ҳәзир жасырыў")
    await migrant.sees(DECOY)
    assert len(migrant.messages) == 2


async def test_in_danger_nothing_is_explained_first(migrant: Person) -> None:
    await chooses(migrant)
    await migrant.taps("🆘")
    await migrant.sees("112")
    await migrant.says("/hide")
    await migrant.sees(DECOY)
    assert not any("112" in seen.text for seen in migrant.messages)


async def test_nothing_but_phrases_shows_until_they_are_back(migrant: Person, sapar: Sapar, sandbox: Sandbox) -> None:
    await chooses(migrant)
    await knows_hiding(migrant, sapar)
    await hides(migrant)
    await settled(sapar, sandbox)
    decoy = migrant.last
    for place in ("home", "talk", "uk-documents", "hide", "hide/decoy.2", "hide/key"):
        await migrant.presses(decoy, place, force=True)
        await settled(sapar, sandbox)
        assert "112" not in migrant.last.text
    await hides(migrant)
    await migrant.says("жумыс керек")
    await settled(sapar, sandbox)
    assert DECOY in migrant.last.text
    await migrant.says("/start")
    await migrant.sees("Сизге қандай жәрдем керек?")
    assert migrant.keyboard


async def test_words_of_danger_are_heard_behind_the_decoy(
    migrant: Person, consultant: Consultant, sapar: Sapar
) -> None:
    await chooses(migrant)
    await knows_hiding(migrant, sapar)
    await hides(migrant)
    await migrant.says("мени урып атыр")
    await migrant.sees("Ok.")
    topic = await consultant.topic("№1")
    await consultant.sees(topic, "мени урып атыр")
    await consultant.sees(topic, "🤫")
    [case] = await rows(sapar, cases)
    assert (case.urgent, case.quiet) == (True, True)  # type: ignore[attr-defined]


async def test_the_call_for_help_is_never_hidden(migrant: Person, sapar: Sapar) -> None:
    await chooses(migrant)
    await knows_hiding(migrant, sapar)
    await hides(migrant)
    await migrant.says("🆘")
    await migrant.sees("112")
    await hides(migrant)
    await migrant.says("/sos мен үйде")
    await migrant.sees("112")


async def test_one_that_cannot_be_deleted_is_counted_and_hinders_no_other(
    migrant: Person, sapar: Sapar, sandbox: Sandbox
) -> None:
    await chooses(migrant)
    await knows_hiding(migrant, sapar)
    first = migrant.messages[0]
    await settled(sapar, sandbox)
    stuck = sandbox.inside.messages[migrant.chat, first.id]
    stuck.date -= int(timedelta(hours=50).total_seconds())
    await hides(migrant)
    await settled(sapar, sandbox)
    assert [seen.id for seen in migrant.messages if DECOY not in seen.text and seen.text != "📖"] == [first.id]
    await migrant.taps("▸")
    await migrant.taps("Аўа")
    await migrant.sees("ески хабарлар: 1")
