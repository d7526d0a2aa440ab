"""Two matters of one person: a case is split, words land where they are meant, danger in the graver, all is undone."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from bot import timers
from bot.app import Sapar
from bot.clock import SystemClock, VirtualClock
from bot.settings import Settings
from bot.store.tables import audit, cases, history, kept_back, pairs, people
from bot.store.vault import new_key
from dialogs.book import Book
from dialogs.words import words
from tests.bot.actors import Consultant, Person, Sandbox, Seen
from tests.bot.conftest import NO_LIMITS, running, settings_for
from tests.bot.test_desk import opened, rows
from tests.bot.test_failures_topics import said, settled
from tests.bot.test_hide import knows_hiding
from tests.bot.test_mydata import goes, the_person, traces
from tests.bot.test_restricted import RIGHTS
from tests.bot.traces import tables_with

say, theirs = words("ru"), words("kaa")
WAGES, PAPERS, MORE = "Ис ҳақымды бермеди", "Ҳүжжет ҳаққында да сорайын", "Оның мүддети өтти"


async def writes(person: Person, consultant: Consultant, topic: int, text: str) -> Seen:
    """The copy in the topic."""
    await person.says(text)
    return await consultant.sees(topic, text)


async def split(
    migrant: Person, consultant: Consultant, book: Book, clock: VirtualClock | None = None
) -> tuple[int, int]:
    """Two open cases, both claimed: wages in the first topic, papers in the second."""
    first = await opened(migrant, consultant, WAGES)
    begins = await writes(migrant, consultant, first, PAPERS)
    await writes(migrant, consultant, first, MORE)
    await consultant.says(first, "/split", reply_to=begins.id)
    asked = await consultant.sees(first, say("A case of its own, with this message and what follows: {count}. What is it about?", count=2))  # fmt: skip  # noqa: E501
    await consultant.taps(first, book.lists.topics["documents"].label["ru"], asked)
    second = await consultant.topic("№2")
    if clock:
        await consultant.sees(second, "✂️")
        clock.advance(2)
    await consultant.sees(second, MORE)
    await consultant.taps(second, "✋")
    return first, second


async def standing(sapar: Sapar) -> list[tuple[int, str, str]]:
    async with sapar.store.reading() as conn:
        found = await conn.execute(select(cases.c.id, cases.c.status, cases.c.topic).order_by(cases.c.id))
        return [tuple(row) for row in found]  # type: ignore[misc]


async def told(sapar: Sapar, number: int) -> list[str]:
    async with sapar.store.reading() as conn:
        found = await conn.execute(select(history.c.what).where(history.c.case == number).order_by(history.c.id))
        return list(found.scalars())


async def test_a_case_is_split_and_both_are_answered(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox, book: Book
) -> None:
    first, second = await split(migrant, consultant, book)
    # The person is told, and sees which one they write to now.
    line = await migrant.sees(theirs("We opened a request of its own for what you wrote: №{number}.", number=2))
    assert theirs("What you write goes to №{number}.", number=2) in line.text
    assert [text for text in said(consultant, second) if text in (WAGES, PAPERS, MORE)] == [PAPERS, MORE]
    await consultant.sees(first, say("What begins with this message goes on as №{number}.", number=2))
    assert "split" in await told(sapar, 1)
    assert (await told(sapar, 2))[:2] == ["opened", "split off"]
    done = [(row.what, row.case) for row in await rows(sapar, audit) if "split" in row.what]  # type: ignore[attr-defined]
    assert done == [("split", 1), ("split off", 2), ("splitoff", 1)]

    # Both answer; what arrives says of which request it is.
    await consultant.says(second, "Мүддетин узайтыўға болады")
    papers = await migrant.sees("узайтыўға болады")
    assert papers.text.startswith("№2:")
    await consultant.says(first, "Қанша бермеди?")
    wages = await migrant.sees("Қанша бермеди?")
    assert wages.text.startswith("№1:")
    await settled(sapar, sandbox)

    # A plain word answers what came last; a reply goes to what it answers, whatever came last.
    await writes(migrant, consultant, first, "Еки айлық")
    await migrant.says("Қай жерде узайтаман?", reply_to=papers.id)
    answered = await consultant.sees(second, "Қай жерде узайтаман?")
    assert answered.reply_to is not None
    await writes(migrant, consultant, second, "Ертең бараман")
    await migrant.says("500 доллар", reply_to=wages.id)
    await consultant.sees(first, "500 доллар")
    await settled(sapar, sandbox)
    assert "500 доллар" not in said(consultant, second)
    assert [row[1] for row in await standing(sapar)] == ["waiting_staff", "waiting_staff"]


async def test_the_person_says_for_which_it_is(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox, book: Book
) -> None:
    first, second = await split(migrant, consultant, book)
    await settled(sapar, sandbox)
    await consultant.says(first, "Қанша бермеди?")
    await migrant.sees("Қанша бермеди?")
    await settled(sapar, sandbox)
    # Words go to the case whose answer came last, and the person sees that they were meant for the other.
    wrong = await writes(migrant, consultant, first, "Консуллыққа барайын ба?")
    line = await migrant.sees(theirs("What you write goes to №{number}.", number=1))
    assert line.reply_to is not None
    await migrant.taps("↪️ " + theirs("It is for №{number}", number=2), line)
    await consultant.sees(second, "Консуллыққа барайын ба?")
    await consultant.sees(first, say("The person says that this is about something else: it goes on there."))
    await writes(migrant, consultant, second, "Бүгин барайын")
    # A second tap, or one after an answer, brings nothing twice.
    await consultant.says(second, "Аўа, барың")
    await migrant.sees("Аўа, барың")
    await migrant.presses(line, f"my/2.m{line.reply_to}", force=True)
    await settled(sapar, sandbox)
    assert said(consultant, second).count("Консуллыққа барайын ба?") == 1
    # What is edited now is shown where the message went.
    await migrant.edits(next(seen for seen in migrant.messages if seen.id == line.reply_to), "Консуллыққа қашан?")
    await consultant.sees(second, "Консуллыққа қашан?")

    # My requests: go on with either; a third is not begun.
    await migrant.sees("Қайсысы?", after=await migrant.says("/my"))
    await migrant.taps("№1 ·")
    await migrant.taps("✍️ " + theirs("Write to this request"))
    await migrant.sees(theirs("Write here: everything you write now is added to this request."))
    assert not any("➕" in label for label in migrant.buttons)
    await writes(migrant, consultant, first, "Айлығым 500 доллар")
    assert wrong.thread == first


async def test_words_on_their_way_are_taken_to_the_other(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox, book: Book
) -> None:
    first, second = await split(migrant, consultant, book)
    await settled(sapar, sandbox)
    await consultant.says(first, "Қанша бермеди?")
    await migrant.sees("Қанша бермеди?")
    await settled(sapar, sandbox)
    await sandbox.fault("500", method="sendMessage", chat=consultant.chat, probability=1)
    await migrant.says("Консуллыққа барайын ба?")
    line = await migrant.sees(theirs("What you write goes to №{number}.", number=1))
    await migrant.taps("↪️", line)
    await consultant.sees(second, "Консуллыққа барайын ба?")
    await sandbox.clear_faults()
    await consultant.sees(first, say("The person says that this is about something else: it goes on there."))
    await settled(sapar, sandbox)
    assert "Консуллыққа барайын ба?" not in said(consultant, first)


async def test_a_person_asks_about_something_else(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    first = await opened(migrant, consultant, WAGES)
    await migrant.says("/my")
    await migrant.taps("№1")
    await migrant.taps("➕ " + theirs("Ask about something else"))
    await migrant.taps("🪪")
    await migrant.says(PAPERS)
    await migrant.sees("№2")
    second = await consultant.topic("№2")
    await consultant.sees(second, PAPERS)
    await settled(sapar, sandbox)
    assert PAPERS not in said(consultant, first)
    assert len([row for row in await standing(sapar) if row[1] != "closed"]) == 2


async def test_words_of_a_topic_find_its_case(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox, book: Book
) -> None:
    """Whichever the talk was in: who chooses a topic means the case of that topic. So it is with forms."""
    first, second = await split(migrant, consultant, book)
    await settled(sapar, sandbox)
    await consultant.says(first, "Қанша бермеди?")
    await migrant.sees("Қанша бермеди?")
    await settled(sapar, sandbox)
    await migrant.taps("🏠")
    await migrant.taps("💬")
    await migrant.taps("🪪")
    await writes(migrant, consultant, second, "Паспорттың мүддети")
    await migrant.taps("🏠")
    await writes(migrant, consultant, second, "Және бир сораў")  # the talk is there now
    assert len(await rows(sapar, cases)) == 2


async def test_danger_goes_to_the_graver_of_two(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox, book: Book
) -> None:
    first, second = await split(migrant, consultant, book)
    await consultant.says(second, "/prio 2")
    await settled(sapar, sandbox)
    await consultant.says(first, "Қанша бермеди?")
    wages = await migrant.sees("Қанша бермеди?")
    await settled(sapar, sandbox)
    await migrant.taps("🆘")
    await consultant.sees(second, "🆘")
    await writes(migrant, consultant, second, "Үйдемен")  # what follows belongs to it
    await migrant.says("Өлгим келеди", reply_to=wages.id)  # danger, whatever it answers
    await consultant.sees(second, "Өлгим келеди")
    await settled(sapar, sandbox)
    assert "Өлгим келеди" not in said(consultant, first)
    found = {row.id: row for row in await rows(sapar, cases)}  # type: ignore[attr-defined]
    assert found[2].urgent and not found[1].urgent  # type: ignore[attr-defined]
    # An answer in the other does not lead the talk away from danger.
    await consultant.says(first, "Қай күни?")
    await migrant.sees("Қай күни?")
    await settled(sapar, sandbox)
    await writes(migrant, consultant, second, "Жалғызбан")


async def test_one_is_closed_and_the_other_goes_on(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox, book: Book
) -> None:
    first, second = await split(migrant, consultant, book)
    await settled(sapar, sandbox)
    await consultant.says(second, "/close informed no-law")
    line = await migrant.sees("№2 мүрәжатыңыз")
    assert theirs("What you write goes to №{number}.", number=1) in line.text
    await writes(migrant, consultant, first, "Және бир сораў")
    await consultant.says(first, "Қулағым сизде")
    assert not (await migrant.sees("Қулағым сизде")).text.startswith("№")  # there is one again
    # Opened again, it stands beside the first; who opens it writes to it.
    await migrant.sees("Қайсысы?", after=await migrant.says("/my"))
    await migrant.taps("№2 ·")
    await migrant.taps("🔁")
    await writes(migrant, consultant, second, "Қайтадан сорайман")


async def test_merge_takes_a_split_back(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox, book: Book
) -> None:
    first, second = await split(migrant, consultant, book)
    await settled(sapar, sandbox)
    later = await writes(migrant, consultant, second, "Бул екеўи бир ис екен")
    await settled(sapar, sandbox)
    await consultant.says(second, "/merge 1")
    await consultant.sees(first, later.text)
    await settled(sapar, sandbox)
    texts = said(consultant, first)
    assert texts.count(PAPERS) == texts.count(later.text) == 1
    assert await standing(sapar) == [(1, "claimed", "other"), (2, "closed", "documents")]
    await writes(migrant, consultant, first, "Рахмет")
    await consultant.says(first, "Жақсы")
    assert (await migrant.sees("Жақсы")).text == "Жақсы"


async def test_what_cannot_be_split(
    migrant: Person, consultant: Consultant, colleague: Consultant, sapar: Sapar, sandbox: Sandbox, book: Book
) -> None:
    first = await opened(migrant, consultant, WAGES)
    begins = await writes(migrant, consultant, first, PAPERS)
    ours = await consultant.says(first, "Қандай ҳүжжет?")
    await migrant.sees("Қандай ҳүжжет?")
    none = words("kk")("Reply with /split to the message of the person with which the other matter begins.")
    for reply in (None, ours.id):
        asked = await consultant.says(first, "/split", reply_to=reply)
        await consultant.sees(first, none, after=asked)
    stranger = await colleague.says(first, "/split documents", reply_to=begins.id)
    await consultant.sees(first, say("Only who answers this case can do that."), after=stranger)
    asked = await consultant.says(first, "/split nothing", reply_to=begins.id)
    await consultant.sees(first, words("kk")("There is no such topic."), after=asked)
    await settled(sapar, sandbox)
    assert len(await rows(sapar, cases)) == 1
    # Of two there is no third; the button of an old question makes none either.
    await consultant.says(first, "/split", reply_to=begins.id)
    question = await consultant.sees(first, "✂️")
    await consultant.says(first, "/split documents", reply_to=begins.id)
    second = await consultant.topic("№2")
    await consultant.sees(second, PAPERS)
    key = next(key["callback_data"] for key in question.keys if "splitoff" in key["callback_data"])
    toast = await consultant.presses(question, key)
    assert words("kk")("This person has two open cases already. Close one, or join them with /merge.") in toast.text
    await settled(sapar, sandbox)
    assert len(await rows(sapar, cases)) == 2


async def test_both_know_what_the_person_does(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox, book: Book
) -> None:
    """Language, hiding and stopping concern the person: both cases hear of it."""
    _, second = await split(migrant, consultant, book)
    await settled(sapar, sandbox)
    await migrant.says("/lang")
    await migrant.taps("Русский")
    await settled(sapar, sandbox)
    assert {row.locale for row in await rows(sapar, cases)} == {"ru"}  # type: ignore[attr-defined]
    await knows_hiding(migrant, sapar)
    await migrant.says("🙈")
    await migrant.sees("Фраза дня")
    await settled(sapar, sandbox)
    assert [(await told(sapar, number))[-1] for number in (1, 2)] == ["hidden", "hidden"]
    await migrant.says("Я снова здесь")
    await consultant.sees(second, "Я снова здесь")
    await settled(sapar, sandbox)
    assert ["back" in await told(sapar, number) for number in (1, 2)] == [True, True]
    await migrant.blocks()
    await settled(sapar, sandbox)
    for number in (1, 2):
        await consultant.sees(await consultant.topic(f"№{number}"), say("The person has stopped the bot."))


async def test_everything_goes_with_two_open(book: Book, tmp_path: Path) -> None:
    clock, key = VirtualClock(), new_key()
    async with Sandbox(clock) as sandbox, running(settings_for(sandbox, tmp_path, key), book, clock) as sapar:
        migrant, consultant = sandbox.person(11), sandbox.consultant(901)
        first, second = await split(migrant, consultant, book, clock)
        await settled(sapar, sandbox)
        person = await the_person(sapar, migrant)
        await goes(migrant)
        clock.advance(11)
        await timers.fire_due(sapar.desk, sapar.store)
        for topic in (first, second):
            await consultant.sees(topic, say("The person deleted their data. This topic will be deleted."))
        await settled(sapar, sandbox)
        assert [row[1] for row in await standing(sapar)] == ["closed", "closed"]
        assert not await rows(sapar, pairs)
        assert await tables_with(sapar, *traces(person)) <= {"deletions"}


async def test_a_split_goes_on_after_a_restart(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    """All of it is rows: the second topic is refused until the bot dies, and comes with its words afterwards."""
    settings = settings_for(sandbox, tmp_path, new_key())
    migrant, consultant = sandbox.person(11), sandbox.consultant(901)
    async with running(settings, book) as sapar:
        first = await opened(migrant, consultant, WAGES)
        begins = await writes(migrant, consultant, first, PAPERS)
        await settled(sapar, sandbox)
        await sandbox.fault("500", method="createForumTopic", probability=1)
        await consultant.says(first, "/split documents", reply_to=begins.id)
        async with asyncio.timeout(20):
            while len(await sandbox.calls("createForumTopic")) < 2:
                await sandbox.refresh(wait=0.05)
        await migrant.says(MORE)  # it waits for a topic that is not there
    await sandbox.clear_faults()
    sapar = await Sapar.build(settings, book, SystemClock(), NO_LIMITS)
    try:
        await sapar.start()
        second = await consultant.topic("№2")
        await consultant.sees(second, MORE)
        await settled(sapar, sandbox)
        assert [text for text in said(consultant, second) if text in (PAPERS, MORE)] == [PAPERS, MORE]
        await consultant.taps(second, "✋")
        await consultant.says(second, "Жәрдем беремиз")
        assert (await migrant.sees("Жәрдем беремиз")).text.startswith("№2:")
    finally:
        await sapar.stop()


async def test_who_writes_quietly_or_discreetly_is_shown_no_number(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    first = await opened(migrant, consultant, WAGES)
    begins = await writes(migrant, consultant, first, PAPERS)
    await sapar.store.write(lambda conn: conn.execute(update(people).values(discreet=True)))
    await consultant.says(first, "/split documents", reply_to=begins.id)
    second = await consultant.topic("№2")
    await consultant.taps(second, "✋")
    await consultant.says(second, "Қайсы ҳүжжет?")
    answer = await migrant.sees("Қайсы ҳүжжет?")
    await writes(migrant, consultant, second, "Паспорт")
    await sapar.store.write(lambda conn: conn.execute(update(people).values(discreet=False)))
    await sapar.store.write(lambda conn: conn.execute(update(cases).values(quiet=True)))
    await consultant.says(first, "Жақсы")
    assert (await migrant.sees("Жақсы")).text == "Жақсы"
    await settled(sapar, sandbox)
    await writes(migrant, consultant, second, "Және фото")  # an answer in the other leads nobody away unseen
    await settled(sapar, sandbox)
    since = [seen.text for seen in migrant.messages if seen.by_bot and seen.id >= answer.id]
    assert answer.text == "Қайсы ҳүжжет?" and not [text for text in since if "№" in text]


@pytest.fixture
async def guarded(sandbox: Sandbox) -> Consultant:
    """Somebody in the restricted group."""
    return Consultant(sandbox, 901, await sandbox.new_group("Жабық", [901], is_forum=True, rights=RIGHTS))


@pytest.fixture
def two_groups(sandbox: Sandbox, tmp_path: Path, guarded: Consultant) -> Settings:
    return settings_for(sandbox, tmp_path, new_key(), restricted_group_id=guarded.chat)


async def test_what_main_may_not_read_leaves_its_topic(
    sandbox: Sandbox, book: Book, two_groups: Settings, guarded: Consultant
) -> None:
    migrant, consultant = sandbox.person(11), sandbox.consultant(901)
    async with running(two_groups, book) as sapar:
        first = await opened(migrant, consultant, WAGES)
        begins = await writes(migrant, consultant, first, "Хожайын есикти қулыплайды")
        await settled(sapar, sandbox)
        held = insert(kept_back).values(case=1, message=begins.id + 1000, at=sapar.clock.now())
        await sapar.store.write(lambda conn: conn.execute(held))  # it came too fast
        heard = len(migrant.messages)
        await consultant.says(first, "/split protection", reply_to=begins.id)
        second = await guarded.topic("№2")
        copy = await guarded.sees(second, begins.text)
        assert copy.raw["protected"] and copy.kind == "text"
        await guarded.sees(second, say("That is all; what stood in the main group is deleted now."))
        gone = (consultant.chat, begins.id)
        await sandbox.until(lambda: gone not in sandbox.shown or None, lambda: "it still stands in main")
        await consultant.sees(first, say("A part of it goes on in the restricted group."))
        await settled(sapar, sandbox)
        main = "\n".join(said(consultant, first))
        assert WAGES in main and begins.text not in main and "№2" not in main
        assert len(migrant.messages) == heard, "nothing of it lies on their screen"
        copies = [call for call in await sandbox.calls() if call["method"].startswith("copyMessage")]
        assert [row.case for row in await rows(sapar, kept_back)] == [2]  # type: ignore[attr-defined]
        assert {call["params"]["from_chat_id"] for call in copies} == {migrant.id}, "never from the group"
        # An answer in main leads nobody away from it, nor is anything labelled.
        await consultant.says(first, "Айлық қанша?")
        assert (await migrant.sees("Айлық қанша?")).text == "Айлық қанша?"
        await settled(sapar, sandbox)
        await migrant.says("Ҳәзир кетти")
        await guarded.sees(second, "Ҳәзир кетти")
        await settled(sapar, sandbox)
        assert "Ҳәзир кетти" not in said(consultant, first)
