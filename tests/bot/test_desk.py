"""Between a person and the desk: what reaches whom, and what never does."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import Sapar
from bot.store.tables import cases, history, people
from bot.store.vault import new_key
from dialogs.book import Book
from tests.bot.actors import Consultant, Person, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_story import asks, chooses


async def opened(migrant: Person, consultant: Consultant, words: str = "Ис ҳақымды бермеди") -> int:
    """A case that the consultant has claimed; its topic."""
    await asks(migrant, words)
    topic = await consultant.topic("№1")
    await consultant.sees(topic, words)
    await consultant.taps(topic, "✋")
    return topic


async def rows(sapar: Sapar, table: object) -> list[object]:
    async with sapar.store.reading() as conn:
        return list((await conn.execute(select(table))).all())  # type: ignore[call-overload]


async def test_two_quick_first_messages_open_one_case(migrant: Person, consultant: Consultant, sapar: Sapar) -> None:
    await chooses(migrant)
    await migrant.taps("💬")
    await migrant.says("бир")
    await migrant.taps("✅")
    await migrant.sees("№1")
    await asyncio.gather(*(migrant.says(words) for words in ("еки", "үш", "төрт")))
    topic = await consultant.topic("№1")
    for words in ("бир", "еки", "үш", "төрт"):
        await consultant.sees(topic, words)
    assert len(consultant.topics) == 1
    assert len(await rows(sapar, cases)) == 1


async def test_words_typed_before_anything_is_chosen_are_not_lost(migrant: Person, consultant: Consultant) -> None:
    await migrant.says("Паспортымды жойттым")
    await migrant.taps("Қарақалпақша")
    await migrant.taps("✉️")
    await migrant.says("Алматыдаман")
    await migrant.taps("✅")
    topic = await consultant.topic("№1")
    await consultant.sees(topic, "Паспортымды жойттым")
    await consultant.sees(topic, "Алматыдаман")


async def test_only_reading_sends_nothing_and_keeps_nothing(
    migrant: Person, consultant: Consultant, sapar: Sapar
) -> None:
    await chooses(migrant, "Русский")
    await migrant.taps("💬")
    await migrant.says("Мне страшно")
    await migrant.taps("👁")
    [person] = await rows(sapar, people)
    assert person.consent == "read_only"  # type: ignore[attr-defined]
    assert person.held is None  # type: ignore[attr-defined]
    assert await rows(sapar, cases) == []
    assert consultant.topics == {}


async def test_two_claim_at_once_and_one_wins(
    migrant: Person, consultant: Consultant, colleague: Consultant, sapar: Sapar
) -> None:
    await asks(migrant, "Ис ҳақымды бермеди")
    topic = await consultant.topic("№1")
    await consultant.sees(topic, "Ис ҳақымды бермеди")
    card = next(seen for seen in consultant.messages(topic) if seen.key("✋"))
    toasts = await asyncio.gather(
        consultant.presses(card, "claim/1", force=True), colleague.presses(card, "claim/1", force=True)
    )
    [case] = await rows(sapar, cases)
    assert case.claimer in (901, 902)  # type: ignore[attr-defined]
    assert len({toast.text for toast in toasts}) == 2
    claimed = [row for row in await rows(sapar, history) if row.what == "claimed"]  # type: ignore[attr-defined]
    assert len(claimed) == 1


async def test_a_name_and_a_username_never_reach_the_group(
    sandbox: Sandbox, migrant: Person, consultant: Consultant
) -> None:
    topic = await opened(migrant, consultant)
    await migrant.sends("photo", caption="мынаў шәртнама")
    await migrant.says("сәлем", forwarded_from="Дослық")
    await consultant.sees(topic, "мынаў шәртнама")
    await consultant.sees(topic, "сәлем")
    group = str([seen.raw for seen in consultant.messages(topic)])
    person = next(one for one in sandbox.told["people"] if one["id"] == 11)
    for secret in (person["name"], person["username"], "Дослық"):
        assert secret
        assert secret not in group


@pytest.mark.parametrize("kind", ["photo", "video", "voice", "video_note", "audio", "document", "sticker", "animation"])
async def test_everything_travels_both_ways(migrant: Person, consultant: Consultant, kind: str) -> None:
    topic = await opened(migrant, consultant)
    sent = await migrant.sends(kind)
    copy = await consultant.sandbox.until(
        lambda: next((seen for seen in consultant.messages(topic) if seen.by_bot and seen.kind == kind), None),
        lambda: f"no {kind} in the topic",
    )
    assert copy.id != sent.id
    await consultant.sends(topic, kind)
    await migrant.sandbox.until(
        lambda: next((seen for seen in migrant.messages if seen.by_bot and seen.kind == kind), None),
        lambda: f"no {kind} came back",
    )


async def test_an_album_stays_an_album(migrant: Person, consultant: Consultant, sandbox: Sandbox) -> None:
    topic = await opened(migrant, consultant)
    for at in range(4):
        await migrant.sends("photo", media_group_id="7", caption="шәртнама" if at == 0 else None)
    await consultant.sandbox.until(
        lambda: len([seen for seen in consultant.messages(topic) if seen.kind == "photo"]) == 4 or None,
        lambda: "the album is not in the topic",
    )
    copied = await sandbox.calls("copyMessages")
    assert [len(call["params"]["message_ids"]) for call in copied] == [4]


async def test_a_contact_and_a_location_go_only_after_a_yes(migrant: Person, consultant: Consultant) -> None:
    topic = await opened(migrant, consultant)
    await migrant.sends("location")
    await migrant.sees("?")
    assert not [seen for seen in consultant.messages(topic) if seen.kind == "location"]
    await migrant.taps("✅ Аўа")
    await consultant.sandbox.until(
        lambda: [seen for seen in consultant.messages(topic) if seen.kind == "location"] or None,
        lambda: "the location did not come after the yes",
    )


async def test_an_edit_is_shown_under_what_was_said(migrant: Person, consultant: Consultant) -> None:
    topic = await opened(migrant, consultant)
    said = await migrant.says("500 төлейди")
    first = await consultant.sees(topic, "500 төлейди")
    await migrant.edits(said, "50 төлейди")
    now = await consultant.sees(topic, "50 төлейди", after=first)
    assert "✏️" in now.text
    assert now.reply_to == first.id
    assert "500 төлейди" in (await consultant.sees(topic, "500")).text


async def test_a_consultants_edit_changes_the_copy(migrant: Person, consultant: Consultant) -> None:
    topic = await opened(migrant, consultant)
    said = await consultant.says(topic, "Саат 9 да келиң")
    copy = await migrant.sees("Саат 9 да келиң")
    await consultant.edits(said, "Саат 10 да келиң")
    assert (await migrant.sees("Саат 10 да келиң")).id == copy.id


async def test_replies_point_at_the_same_words_on_both_sides(migrant: Person, consultant: Consultant) -> None:
    topic = await opened(migrant, consultant)
    question = await migrant.says("Қайда барайын?")
    copy = await consultant.sees(topic, "Қайда барайын?")
    await consultant.says(topic, "Елшиханаға", reply_to=copy.id)
    answer = await migrant.sees("Елшиханаға")
    assert answer.reply_to == question.id
    await migrant.says("Қашан?", reply_to=answer.id)
    back = await consultant.sees(topic, "Қашан?")
    assert back.reply_to == next(seen.id for seen in consultant.messages(topic) if seen.text == "Елшиханаға")


async def test_other_peoples_words_and_notes_stay(
    migrant: Person, consultant: Consultant, colleague: Consultant
) -> None:
    topic = await opened(migrant, consultant)
    await colleague.says(topic, "адам саўдасына мегзейди")
    await consultant.says(topic, "// еслетпе")
    await consultant.says(topic, "Сәлем")
    await migrant.sees("Сәлем")
    assert not [seen for seen in migrant.messages if "саўда" in seen.text or "еслетпе" in seen.text]
    draft = next(seen for seen in consultant.messages(topic) if "саўда" in seen.text)
    await consultant.sandbox.until(
        lambda: "✍" in consultant.sandbox.shown[draft.chat, draft.id]["reactions"] or None, lambda: "not marked ✍"
    )


async def test_answer_and_take(migrant: Person, consultant: Consultant, colleague: Consultant, sapar: Sapar) -> None:
    await asks(migrant, "Ис ҳақымды бермеди")
    topic = await consultant.topic("№1")
    await consultant.sees(topic, "Ис ҳақымды бермеди")
    await colleague.says(topic, "Сәлем, мен юристпен")
    offer = await colleague.sees(topic, "")
    await colleague.sandbox.until(
        lambda: next((s for s in colleague.messages(topic) if s.key("✉️")), None), lambda: "no [Answer and take]"
    )
    offer = next(seen for seen in colleague.messages(topic) if seen.key("✉️"))
    key = offer.key("✉️")
    assert key
    stranger = await consultant.presses(offer, key["callback_data"])
    assert stranger.text, "only who wrote it can send it"
    await colleague.presses(offer, key["callback_data"])
    await migrant.sees("Сәлем, мен юристпен")
    [case] = await rows(sapar, cases)
    assert case.claimer == 902  # type: ignore[attr-defined]


async def test_a_case_is_released_and_taken_by_another(
    migrant: Person, consultant: Consultant, colleague: Consultant
) -> None:
    topic = await opened(migrant, consultant)
    await consultant.taps(topic, "↩️")
    await colleague.taps(topic, "✋")
    await colleague.says(topic, "Енди мен жуўап беремен")
    await migrant.sees("Енди мен жуўап беремен")


async def test_a_case_closes_with_an_outcome_and_other_words_open_another(
    migrant: Person, consultant: Consultant, sapar: Sapar, book: Book
) -> None:
    topic = await opened(migrant, consultant)
    await consultant.taps(topic, "✅")
    outcome = next(iter(book.lists.outcomes.values()))["ru"]
    await consultant.taps(topic, outcome)
    await consultant.taps(topic, book.lists.causes["employer"]["ru"])
    await migrant.sees("№1")
    await consultant.sandbox.until(lambda: topic in consultant.closed_topics or None, lambda: "the topic is open")
    await migrant.taps("🏠")
    await migrant.taps("💬")
    await migrant.taps("🚫")
    await migrant.says("Және бир сораў")
    await migrant.sees("№2")
    second = await consultant.topic("№2")
    await consultant.sees(second, "Және бир сораў")
    assert [row.status for row in await rows(sapar, cases)] == ["closed", "new"]  # type: ignore[attr-defined]


async def test_the_card_follows_the_case(migrant: Person, consultant: Consultant) -> None:
    topic = await opened(migrant, consultant)
    await consultant.sees(topic, "Гүлнар")
    card = next(seen for seen in consultant.messages(topic) if seen.key("↩️"))
    assert card.raw["pinned"]
    assert "Бердах" not in card.text


async def test_urgent_help_opens_a_case_without_asking_anything(migrant: Person, consultant: Consultant) -> None:
    await migrant.says("/start")
    await migrant.taps("🆘")
    numbers = await migrant.sees("112")
    topic = await consultant.topic("🟥")
    await consultant.sees(topic, "🆘")
    await migrant.says("Мени шығармай атыр")
    await consultant.sees(topic, "Мени шығармай атыр")
    await migrant.taps("🤫", numbers)
    await consultant.sees(topic, "🤫")


async def test_strangers_and_anonymous_administrators_change_nothing(
    sandbox: Sandbox, migrant: Person, consultant: Consultant, sapar: Sapar
) -> None:
    await asks(migrant, "Ис ҳақымды бермеди")
    topic = await consultant.topic("№1")
    await consultant.sees(topic, "Ис ҳақымды бермеди")
    card = next(seen for seen in consultant.messages(topic) if seen.key("✋"))
    stranger = sandbox.consultant(13)
    refused = await stranger.presses(card, "claim/1", force=True)
    assert refused.alert
    await consultant.says(topic, "жасырын жуўап", anonymous=True)
    await consultant.says(topic, "/claim", anonymous=True)
    nonsense = await consultant.presses(card, "claim/999999", force=True)
    assert nonsense.text
    [case] = await rows(sapar, cases)
    assert case.claimer is None  # type: ignore[attr-defined]
    assert not [seen for seen in migrant.messages if "жасырын" in seen.text]


async def test_a_group_without_topics_works_by_replies(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    group = await sandbox.new_group("Sapar", [901, 902])
    async with running(settings_for(sandbox, tmp_path, staff_group_id=group), book):
        migrant, consultant = sandbox.person(11), sandbox.consultant(901, group)
        await asks(migrant, "Ис ҳақымды бермеди")
        words = await consultant.sees(None, "Ис ҳақымды бермеди")
        await consultant.taps(None, "✋")
        await consultant.says(None, "Сәлем", reply_to=words.id)
        await migrant.sees("Сәлем")


async def test_a_stopped_bot_is_told_truthfully(migrant: Person, consultant: Consultant) -> None:
    topic = await opened(migrant, consultant)
    await migrant.blocks()
    await consultant.sees(topic, "⛔")
    await consultant.says(topic, "Қайдасыз?")
    await consultant.sees(topic, "👎")
    await migrant.blocks(False)
    await migrant.says("/start")
    await consultant.sees(topic, "✅")


async def test_what_was_refused_with_no_is_never_sent(migrant: Person, consultant: Consultant) -> None:
    topic = await opened(migrant, consultant)
    await migrant.sends("location")
    await migrant.taps("✖")
    await migrant.taps("💬")
    await migrant.says("Басқа сораў")
    await consultant.sees(topic, "Басқа сораў")
    assert not [seen for seen in consultant.messages(topic) if seen.kind == "location"]


async def test_an_edit_of_what_was_never_sent_stays_unsent(migrant: Person, consultant: Consultant) -> None:
    await chooses(migrant)
    searched = await migrant.says("күйеўим билмесин")
    await migrant.taps("🏠")
    await migrant.taps("💬")
    await migrant.says("Ис ҳақымды бермеди")
    await migrant.taps("✅")
    topic = await consultant.topic("№1")
    await migrant.edits(searched, "күйеўим ҳеш нәрсе билмесин")
    await migrant.says("Сәлем")
    await consultant.sees(topic, "Сәлем")
    assert not [seen for seen in consultant.messages(topic) if "✏️" in seen.text]


async def test_words_before_and_with_the_cry_for_help_reach_the_case(migrant: Person, consultant: Consultant) -> None:
    await migrant.says("Атым Анна, қоймадамыз")
    await migrant.says("/sos есик жабық")
    topic = await consultant.topic("🟥")
    await consultant.sees(topic, "есик жабық")
    await consultant.sees(topic, "Атым Анна, қоймадамыз")


async def test_an_unknown_command_of_the_claimer_stays(migrant: Person, consultant: Consultant) -> None:
    topic = await opened(migrant, consultant)
    await consultant.says(topic, "/nosuch паспорты жоқ")
    await consultant.sees(topic, "/claim")
    await consultant.says(topic, "Сәлем")
    await migrant.sees("Сәлем")
    assert not [seen for seen in migrant.messages if "/nosuch" in seen.text]


async def test_another_group_in_the_settings_gets_the_open_cases(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    key, migrant, first = new_key(), sandbox.person(11), sandbox.consultant(901)
    other = await sandbox.new_group(
        "Sapar 2", [901, 902], is_forum=True, bot_rights={"can_manage_topics": True, "can_pin_messages": True}
    )
    async with running(settings_for(sandbox, tmp_path, key), book):
        await asks(migrant, "Ис ҳақымды бермеди")
        await first.topic("№1")
    second = sandbox.consultant(901, other)
    async with running(settings_for(sandbox, tmp_path, key, staff_group_id=other), book):
        topic = await second.topic("№1")
        await second.taps(topic, "✋")
        await migrant.says("Еле усы жердемен")
        await second.sees(topic, "Еле усы жердемен")
