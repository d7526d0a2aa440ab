"""What breaks texts, media and buttons (FAILURES B.3), through the whole house; see docs/failures.md."""

import asyncio
from typing import Any
from unittest.mock import patch

import pytest

from bot.app import Sapar
from bot.sandbox import telling
from bot.sandbox.methods import checks
from bot.sandbox.refused import Refused
from bot.store import tallies
from bot.store.tables import cases, people
from dialogs.book import Book
from tests.bot.actors import Consultant, Person, Sandbox, Seen
from tests.bot.test_desk import opened, rows
from tests.bot.test_failures_person import marked
from tests.bot.test_failures_topics import find, said, settled
from tests.bot.test_story import chooses

MARKUP = "<b>&_-*`[x](y)</b> &amp; <script>"


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def filled(head: str, most: int) -> str:
    """A text of exactly so many UTF-16 units, most of them emoji."""
    return head + "😀" * ((most - units(head)) // 2) + "a" * ((most - units(head)) % 2)


async def arrives(sandbox: Sandbox, messages: Any, right: Any, missing: str) -> Seen:
    return await sandbox.until(lambda: next((seen for seen in messages() if right(seen)), None), lambda: missing)


async def test_b37_signs_of_markup_in_words_and_names_stay_signs(
    consultant: Consultant, colleague: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    migrant = await sandbox.new_person(MARKUP)
    for who in (consultant, colleague):
        await sandbox.ask("person", {"as": who.id, "name": MARKUP})
    topic = await opened(migrant, consultant, MARKUP)
    assert find(consultant.messages(topic), lambda seen: seen.text == MARKUP)
    await consultant.says(topic, MARKUP)
    await migrant.sees(MARKUP)
    photo = await migrant.sends("photo", caption=MARKUP)
    assert photo.text == (await consultant.sees(topic, MARKUP)).text
    await consultant.sees(topic, f"Отвечает: {MARKUP}")
    await colleague.says(topic, MARKUP)
    assert MARKUP in (await colleague.sees(topic, f"отвечает {MARKUP}")).text
    await settled(sapar, sandbox)


async def test_b38_the_longest_texts_pass_whole_both_ways(
    migrant: Person, consultant: Consultant, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    await migrant.sends("voice", media={"duration": 180})
    long = filled("<b>узын</b> ", 4096)
    await migrant.says(long)
    assert (await consultant.sees(topic, "узын")).text == long
    back = filled("жуўап & ", 4096)
    await consultant.says(topic, back)
    assert (await migrant.sees("жуўап")).text == back
    caption = filled("сүўрет ", 1024)
    await migrant.sends("photo", caption=caption)
    assert (await consultant.sees(topic, "сүўрет")).text == caption
    await consultant.sends(topic, "photo", caption=caption)
    assert (await migrant.sees("сүўрет")).text == caption


async def test_b38_what_grows_too_long_goes_as_several(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    """A change is shown with ✏️ before it, which makes the longest text too long for one message."""
    topic = await opened(migrant, consultant)
    first = await migrant.says("қысқа")
    await consultant.sees(topic, "қысқа")
    now = " ".join(f"сөз{at:04}" for at in range(512))
    await migrant.edits(first, now)
    await consultant.sees(topic, "сөз0511")
    await settled(sapar, sandbox)
    assert now in " ".join(said(consultant, topic)).replace("\n", " ")


async def test_b39_an_album_is_one_album_and_late_parts_follow(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    """A-12: seven pictures, two of them a moment late, and one that comes when the album has left."""
    topic = await opened(migrant, consultant)
    sent = [await migrant.sends("photo", media_group_id="7", caption="шәртнама") for _ in range(1)]
    sent += [await migrant.sends("photo", media_group_id="7") for _ in range(6)]
    await settled(sapar, sandbox)
    photos = [seen for seen in consultant.messages(topic) if seen.kind == "photo"]
    assert [seen.text for seen in photos] == ["шәртнама", *[""] * 6]
    assert len({seen.raw["media_group_id"] for seen in photos}) == 1
    assert [len(call["params"]["message_ids"]) for call in await sandbox.calls("copyMessages")] == [7]
    await marked(sandbox, sent[-1], "👍")
    await settled(sapar, sandbox)
    assert len([seen for seen in migrant.messages if seen.reactions]) == 2, (
        "one 👍 for the first words, one for the album"
    )
    await migrant.sends("photo", media_group_id="7", caption="кешиккен")
    assert (await consultant.sees(topic, "кешиккен")).kind == "photo"


async def test_b39_an_album_as_the_very_first_words(migrant: Person, consultant: Consultant, sandbox: Sandbox) -> None:
    await chooses(migrant)
    await migrant.taps("💬")
    await asyncio.gather(*(migrant.sends("photo", media_group_id="8", caption=f"{at}") for at in range(3)))
    await migrant.taps("✅")
    topic = await consultant.topic("№1")
    await arrives(
        sandbox,
        lambda: [consultant.messages(topic)],
        lambda seen: len([one for one in seen if one.kind == "photo"]) == 3,
        "the album is not whole",
    )
    assert len([seen for seen in migrant.messages if seen.key("✅")]) == 0, "asked once, and answered"


async def test_b41_changes_of_captions_and_media_are_shown(
    migrant: Person, consultant: Consultant, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    photo = await migrant.sends("photo", caption="500 төлейди")
    first = await consultant.sees(topic, "500 төлейди")
    await migrant.edits(photo, "50 төлейди")
    now = await consultant.sees(topic, "50 төлейди", after=first)
    assert (now.kind, now.reply_to) == ("photo", first.id)
    answer = await consultant.sends(topic, "document", caption="1-бет")
    copy = await migrant.sees("1-бет")
    _exchange(sandbox, answer, "мынаў дурыс")
    changed = await migrant.sees("мынаў дурыс")
    assert changed.id == copy.id
    assert changed.raw["file"] == sandbox.shown[answer.chat, answer.id]["file"] != copy.raw["file"]


def _exchange(sandbox: Sandbox, message: Seen, caption: str) -> None:
    """The author puts another file in place of the one they sent."""
    here = sandbox.inside.messages[message.chat, message.id]
    here.file = sandbox.inside.keep(b"%PDF another", "another.pdf", "application/pdf", "document")
    here.text, here.edited = caption, sandbox.inside.now()
    sandbox.inside.touch(here)
    telling.message(sandbox.inside, here, "edited_message")


async def test_b41_a_reaction_that_looks_like_an_edit_changes_nothing(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    words_ = await migrant.says("500 төлейди")
    answer = await consultant.says(topic, "Түсиндим")
    await migrant.sees("Түсиндим")
    await settled(sapar, sandbox)
    texts, copies = said(consultant, topic), [seen.text for seen in migrant.messages]
    for seen in (words_, answer):
        telling.message(sandbox.inside, sandbox.inside.messages[seen.chat, seen.id], "edited_message")
    await migrant.reacts(find(migrant.messages, lambda seen: seen.text == "Түсиндим"), "👍")
    await settled(sapar, sandbox)
    assert said(consultant, topic) == texts
    assert [seen.text for seen in migrant.messages] == copies


async def test_b41_changed_and_changed_back(migrant: Person, consultant: Consultant) -> None:
    topic = await opened(migrant, consultant)
    answer = await consultant.says(topic, "Саат 9 да")
    await migrant.sees("Саат 9 да")
    for text in ("Саат 10 да", "Саат 9 да"):
        await consultant.edits(answer, text)
        await migrant.sees(text)


async def test_b43_pressing_fast_is_no_error(migrant: Person, sapar: Sapar, sandbox: Sandbox) -> None:
    await chooses(migrant)
    menu = await migrant.sees("")
    key = find([menu], lambda seen: seen.key("✈️")).key("✈️")
    assert key
    toasts = await asyncio.gather(*(migrant.presses(menu, key["callback_data"], force=True) for _ in range(5)))
    assert {toast.text for toast in toasts} == {""}
    await settled(sapar, sandbox)
    assert any("not modified" in (call["error"] or "") for call in await sandbox.calls("editMessageText"))
    assert [seen.id for seen in migrant.messages if seen.keys] == [menu.id]


async def test_b45_a_screen_that_cannot_be_changed_is_sent_anew(migrant: Person, sandbox: Sandbox) -> None:
    await chooses(migrant)
    menu = await migrant.sees("")
    await migrant.deletes(menu)
    await migrant.presses(menu, "home", force=True)
    await arrives(sandbox, lambda: migrant.messages, lambda seen: seen.id > menu.id and seen.key("💬"), "no new screen")


async def test_b45_a_card_that_is_gone_says_where_to_look(migrant: Person, consultant: Consultant) -> None:
    topic = await opened(migrant, consultant)
    card = find(consultant.messages(topic), lambda seen: seen.keys)
    await consultant.deletes(card)
    assert (await consultant.presses(card, "release/1", force=True)).text, "told to use the card of the case"


async def test_b47_two_presses_on_a_language_are_one_welcome(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    await migrant.says("Паспортымды жойттым")
    choice = await arrives(sandbox, lambda: migrant.messages, lambda seen: seen.key("Қарақалпақша"), "no languages")
    key = choice.key("Қарақалпақша")
    assert key
    await asyncio.gather(*(migrant.presses(choice, key["callback_data"], force=True) for _ in range(2)))
    await settled(sapar, sandbox)
    assert len([seen for seen in migrant.messages if seen.by_bot]) == 1
    await migrant.taps("✉️")
    await migrant.taps("✅")
    await consultant.sees(await consultant.topic("№1"), "Паспортымды жойттым")
    assert len(await rows(sapar, cases)) == 1


@pytest.mark.parametrize(
    ("payload", "source", "lost"),
    [
        ("", None, False),
        ("a_home", None, False),
        ("s_flyer-7", "flyer-7", False),
        ("a_", None, True),
        ("a_nosuchpage", None, True),
        ("a=b.c%20d", None, True),
        ("x_" + "y" * 62, None, True),
        ("a_home extra", None, True),
        ("ә", None, True),
        ("s_" + "f" * 41, None, True),
        ("s_998907654321", None, True),
        ("s_call-7012223344", None, True),
    ],
)
async def test_b48_any_payload_begins_like_a_start(
    migrant: Person, sapar: Sapar, sandbox: Sandbox, payload: str, source: str | None, lost: bool
) -> None:
    """What we cannot read is a number of the day; a code is kept, but never somebody's telephone."""
    await migrant.says(f"/start {payload}".strip())
    await migrant.taps("Қарақалпақша")
    await arrives(sandbox, lambda: migrant.messages, lambda seen: seen.key("💬"), "no home screen")
    await settled(sapar, sandbox)
    [person] = await rows(sapar, people)
    assert person.source == source  # type: ignore[attr-defined]
    today = sapar.desk.clock.now().astimezone(sapar.desk.zone).date()
    async with sapar.store.reading() as conn:
        assert await tallies.of(conn, "start", today, today) == ([("unknown", "", "", 1)] if lost else [])


async def test_b50_no_screen_shows_a_placeholder(book: Book) -> None:
    for screen in book.screens.values():
        assert not {"{", "}"} & set(screen.text + "".join(button.label for row in screen.rows for button in row))


async def test_b36_an_answer_does_not_throw_a_person_out_of_what_they_do(
    migrant: Person, consultant: Consultant
) -> None:
    topic = await opened(migrant, consultant)
    await migrant.says("/menu")
    await migrant.taps("💬")
    await consultant.says(topic, "Қайдасыз?")
    await migrant.sees("Қайдасыз?")
    await migrant.says("Алматыдаман")
    await consultant.sees(topic, "Алматыдаман")
    await migrant.sees("№1")


async def test_b25_a_reply_finds_its_person_however_forwards_are_hidden(
    migrant: Person, consultant: Consultant
) -> None:
    topic = await opened(migrant, consultant)
    await migrant.says("маған усыны жазды", forwarded_from="Жасырын")
    copy = await consultant.sees(topic, "маған усыны жазды")
    await consultant.says(topic, "Жуўап бермең", reply_to=copy.id)
    assert (await migrant.sees("Жуўап бермең")).reply_to


async def test_words_refused_for_a_reason_nobody_knows_go_once_more_as_a_mere_copy(
    migrant: Person, consultant: Consultant
) -> None:
    topic = await opened(migrant, consultant)
    known, reasons = checks.text, list[str]()

    def odd(source: str | None, *more: Any) -> Any:
        if "гүдик" in (source or ""):
            raise Refused(reasons[-1])
        return known(source, *more)

    with patch.object(checks, "text", odd):
        for why in ("something that nobody has heard of", "message to be replied not found"):
            reasons.append(why)
            await migrant.says(f"Бул гүдик сөз, {why}")
            await consultant.sees(topic, why)
    await migrant.says("ҳәм буның артынан")
    await consultant.sees(topic, "ҳәм буның артынан")
    assert not any("⚠️" in seen.text for seen in consultant.messages(topic))
