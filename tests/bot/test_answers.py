"""What consultants say: ready answers and pages in the person's language, warnings, taking words back."""

from bot.app import Sapar
from bot.store import staff
from bot.store.tables import history
from dialogs.book import Book
from dialogs.texts import say
from tests.bot.actors import Consultant, Person, Seen
from tests.bot.test_desk import opened, rows
from tests.bot.test_story import asks, chooses

LONG = "Біз сізге көмектесеміз. " * 15


async def quiet(migrant: Person, consultant: Consultant) -> int:
    """An urgent case of somebody who can only write quietly, claimed; its topic."""
    await chooses(migrant)
    await migrant.taps("🆘")
    await migrant.taps("🤫")
    topic = await consultant.topic("🟥")
    await consultant.sees(topic, "🤫")
    await consultant.taps(topic, "✋")
    return topic


async def under(consultant: Consultant, topic: int, said: Seen, sign: str) -> Seen:
    """What the bot answers under a message, by its first sign."""
    return await consultant.sandbox.until(
        lambda: next(
            (s for s in consultant.messages(topic) if s.reply_to == said.id and s.text.startswith(sign)), None
        ),
        lambda: f"no {sign} under {said}: {[str(s) for s in consultant.messages(topic)]}",
    )


def answers_to(migrant: Person) -> list[str]:
    return [seen.text for seen in migrant.messages if seen.by_bot]


async def what(sapar: Sapar) -> list[str]:
    return [row.what for row in await rows(sapar, history)]  # type: ignore[attr-defined]


async def test_a_ready_answer_goes_in_the_persons_language_and_the_topic_shows_both(
    migrant: Person, consultant: Consultant, sapar: Sapar, book: Book
) -> None:
    """A-25."""
    answer = book.lists.canned["ask-country"]
    topic = await opened(migrant, consultant)
    await consultant.says(topic, f"/canned {answer.label['ru'].split()[0]}")
    await consultant.taps(topic, say(answer.label, "ru"))
    preview = await consultant.sees(topic, answer.text["kaa"])
    assert answer.text["ru"] in preview.text
    assert answer.text["kaa"] not in answers_to(migrant), "nothing leaves before [Send]"
    key = preview.key("✉️")
    assert key
    await consultant.presses(preview, key["callback_data"])
    got = await migrant.sees(answer.text["kaa"])
    assert got.text == answer.text["kaa"]
    await consultant.presses(preview, key["callback_data"], force=True)
    await consultant.says(topic, "Күтемен")
    await migrant.sees("Күтемен")
    assert answers_to(migrant).count(answer.text["kaa"]) == 1, "a second tap sends nothing twice"
    assert "sent canned" in await what(sapar)
    await migrant.says("Өзбекстанда", reply_to=got.id)
    assert (await consultant.sees(topic, "Өзбекстанда")).reply_to == preview.id


async def test_a_ready_answer_in_latin_for_who_reads_latin(migrant: Person, consultant: Consultant, book: Book) -> None:
    topic = await opened(migrant, consultant, "Jumıs haqımdı bermedi")
    await migrant.says("/lang")
    await migrant.taps("Qaraqalpaqsha")
    await consultant.sees(topic, "Qaraqalpaqsha")
    await consultant.taps(topic, "📋")
    await consultant.taps(topic, "▶")
    await consultant.taps(topic, "◀")
    first = next(label for label in (await consultant.sees(topic, "📋")).buttons if len(label) > 2)
    answer = next(one for one in book.lists.canned.values() if say(one.label, "ru") == first)
    await consultant.taps(topic, first)
    await consultant.taps(topic, "✏️")
    await consultant.sees(topic, say(answer.text, "kaa_Latn"))
    await consultant.taps(topic, "✉️")
    await migrant.sees(say(answer.text, "kaa_Latn"))


async def test_a_page_is_sent_as_the_person_would_see_it(
    migrant: Person, consultant: Consultant, sapar: Sapar, book: Book
) -> None:
    topic = await opened(migrant, consultant)
    await consultant.says(topic, "/article британия документы")
    title = book.pages["uk-documents"].title
    await consultant.taps(topic, title["ru"])
    preview = await consultant.sees(topic, title["kaa"])
    assert title["ru"] in preview.text
    await consultant.taps(topic, "✉️")
    page = await migrant.sees(title["kaa"])
    await migrant.taps("💬", page)
    sent = next(row for row in await rows(sapar, history) if row.what == "sent article")  # type: ignore[attr-defined]
    assert sent.detail == {"page": "uk-documents"}  # type: ignore[attr-defined]


async def test_only_who_answers_sends_and_a_free_case_is_taken_by_sending(
    migrant: Person, consultant: Consultant, colleague: Consultant, book: Book
) -> None:
    topic = await opened(migrant, consultant)
    await colleague.says(topic, "/canned")
    label = next(label for label in (await colleague.sees(topic, "📋")).buttons if len(label) > 2)
    answer = next(one for one in book.lists.canned.values() if say(one.label, "ru") == label)
    await colleague.taps(topic, label)
    refused = await colleague.taps(topic, "✉️")
    assert "Гүлнар" in refused.text
    await consultant.taps(topic, "↩️")
    await consultant.sees(topic, "Гүлнар")
    await colleague.taps(topic, "✉️")
    await migrant.sees(say(answer.text, "kaa"))


async def test_an_unknown_number_waits_for_the_consultants_word(migrant: Person, consultant: Consultant) -> None:
    topic = await opened(migrant, consultant)
    said = await consultant.says(topic, "Хабарласың: +7 701 999 88 77")
    question = await under(consultant, topic, said, "⚠️")
    assert "+7 701 999 88 77" in question.text
    assert not [text for text in answers_to(migrant) if "999 88 77" in text]
    key = question.key("✉️")
    assert key
    await consultant.presses(question, key["callback_data"])
    await migrant.sees("+7 701 999 88 77")
    await consultant.presses(question, key["callback_data"], force=True)
    await consultant.says(topic, "Күтемен")
    await migrant.sees("Күтемен")
    assert len([text for text in answers_to(migrant) if "999 88 77" in text]) == 1


async def test_quiet_mode_warns_and_never_gags(migrant: Person, consultant: Consultant) -> None:
    """A-06."""
    topic = await quiet(migrant, consultant)
    said = await consultant.says(topic, (LONG + "police")[:350])
    question = await under(consultant, topic, said, "⚠️")
    assert question.key("✉️") and question.key("✂️")
    short = await consultant.says(topic, "Жақсы. Қолайлы ўақытта бир ноқат қойып жиберсеңиз болады.")
    answer = await migrant.sees(short.text)
    assert answer.raw["silent"] and not answer.buttons and "№" not in answer.text
    assert not [text for text in answers_to(migrant) if "көмектесеміз" in text]
    await consultant.presses(question, question.key("✂️")["callback_data"])  # type: ignore[index]
    await migrant.sees("көмектесеміз")
    await consultant.says(topic, "Осы ғой.")
    await migrant.sees("Осы ғой.")
    pieces = [text for text in answers_to(migrant) if "көмектесеміз" in text]
    assert len(pieces) == 2 and all(len(piece) <= 200 for piece in pieces)
    split = next(seen for seen in consultant.messages(topic) if seen.id == said.id)
    await consultant.says(topic, "/undo", reply_to=split.id)
    await under(consultant, topic, said, "↩️")
    assert not [text for text in answers_to(migrant) if "көмектесеміз" in text]


async def test_words_are_taken_back(migrant: Person, consultant: Consultant, sapar: Sapar) -> None:
    topic = await opened(migrant, consultant)
    said = await consultant.says(topic, "Қәте жазыўға жибердим")
    copy = await migrant.sees("Қәте жазыўға")
    await consultant.says(topic, "/undo", reply_to=said.id)
    await migrant.sees_gone(copy)
    await under(consultant, topic, said, "↩️")
    assert "undone" in await what(sapar)
    await consultant.sandbox.until(
        lambda: list(consultant.sandbox.shown[said.chat, said.id]["reactions"]) == ["✍"] or None, lambda: "not marked ✍"
    )


async def test_an_edit_that_adds_a_link_waits_too(migrant: Person, consultant: Consultant) -> None:
    topic = await opened(migrant, consultant)
    said = await consultant.says(topic, "Мына жерде")
    copy = await migrant.sees("Мына жерде")
    await consultant.edits(said, "Мына жерде: https://visa-fast.example.com")
    question = await under(consultant, topic, said, "⚠️")
    assert (await migrant.sees("Мына жерде")).text == "Мына жерде"
    await consultant.presses(question, question.key("✉️")["callback_data"])  # type: ignore[index]
    assert (await migrant.sees("visa-fast")).id == copy.id


async def test_a_trainees_draft_goes_only_when_a_mentor_approves(
    migrant: Person, consultant: Consultant, colleague: Consultant, sapar: Sapar
) -> None:
    now = sapar.clock.now()
    await sapar.store.write(lambda conn: staff.enter(conn, 902, "Айдана", ["trainee"], now))
    await sapar.store.write(lambda conn: staff.enter(conn, 901, "Гүлнар", ["operator"], now))
    topic = await opened(migrant, consultant)
    draft = await colleague.says(topic, "Қайсы қаладасыз? +7 701 999 88 77")
    question = await under(colleague, topic, draft, "🎓")
    assert "999 88 77" in question.text, "the mentor sees what is doubtful"
    key = question.key("✅")["callback_data"]  # type: ignore[index]
    refused = await colleague.presses(question, key)
    assert refused.alert
    assert not [text for text in answers_to(migrant) if "Қайсы қаладасыз" in text]
    await consultant.presses(question, key)
    await migrant.sees("Қайсы қаладасыз")
    assert "approved" in await what(sapar)


async def test_a_wish_is_offered_only_where_it_can_be_met(
    migrant: Person, consultant: Consultant, sapar: Sapar
) -> None:
    now = sapar.clock.now()
    await sapar.store.write(lambda conn: staff.enter(conn, 901, "Гүлнар", ["operator"], now))
    await sapar.store.write(lambda conn: staff.change(conn, 901, gender="f", peer=True))
    await sapar.store.write(lambda conn: staff.enter(conn, 902, "Сергей", ["operator"], now))
    await asks(migrant, "Ис ҳақымды бермеди")
    offered = (await migrant.sees("№1")).buttons
    assert [label for label in offered if label[0] in "👩🧳"] and not [label for label in offered if "👨" in label]
    await migrant.taps("👩")
    await migrant.sees("Ҳәрекет етемиз")
    topic = await consultant.topic("№1")
    called = await consultant.sees(topic, "🙏")
    assert "👉 Гүлнар" in called.text and "Сергей" not in called.text, "who meets the wish is called by name"
