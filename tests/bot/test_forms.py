"""A form through the whole house: its answers are kept, survive, and reach people once."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import timers
from bot.app import Sapar
from bot.clock import VirtualClock
from bot.store import retention, summaries, surveys
from bot.store.retention import Due
from bot.store.tables import drafts, people, replied, replies, reported
from bot.store.vault import new_key
from dialogs.book import Book
from dialogs.kinds.fields import Field
from dialogs.kinds.form import Form
from tests.bot.actors import Consultant, Person, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_story import asks, chooses


async def opens(migrant: Person) -> None:
    await chooses(migrant, "Русский")
    for label in ("🌍", "Не заплатили", "✍️"):
        await migrant.taps(label)
    await migrant.sees("в безопасности")


async def to_the_sum(migrant: Person) -> None:
    """Up to the question how much was agreed."""
    await opens(migrant)
    await migrant.taps("Да")
    await migrant.taps("Казахстан")
    await migrant.says("Работал на стройке, не платят с августа")
    await migrant.sees("Кто работодатель")
    await migrant.says("Стройка-Люкс")
    await migrant.sees("С какого времени")
    await migrant.says("август 2026")
    await migrant.sees("Сколько должны были")


async def kept(sapar: Sapar) -> int:
    async with sapar.store.reading() as conn:
        return int(await conn.scalar(select(func.count()).select_from(drafts)) or 0)


async def test_a_complaint_reaches_the_desk_with_its_files(
    migrant: Person, consultant: Consultant, sapar: Sapar
) -> None:
    await to_the_sum(migrant)
    await migrant.says("1,2 млн тенге")
    await migrant.sees("Сколько из этого")
    await migrant.says("200 000")
    await migrant.sees("В какой валюте?")
    await migrant.taps("200\u00a0000 тенге")
    await migrant.taps("Договорились на словах")
    await migrant.taps("Нет")
    await migrant.sends("photo", caption="договор")
    await migrant.sees("Файлов: 1")
    await migrant.taps("Дальше")
    await migrant.taps("Совет")
    await migrant.taps("Дальше")
    check = await migrant.sees("Пока ничего не отправлено")
    assert not consultant.topics
    await migrant.taps("✅ Отправить", check)
    await migrant.sees("Прежде чем")
    await migrant.taps("✅")
    await migrant.sees("№1")

    topic = await consultant.topic("№1")
    told = await consultant.sees(topic, "Не выплачено: 1\u00a0000\u00a0000 тенге")
    assert "Работал на стройке, не платят с августа" in told.text
    await consultant.sees(topic, "договор")
    order = [seen.text[:1] for seen in consultant.messages(topic) if seen.by_bot and seen.kind != "service"]
    assert order.index("№") < order.index("📋") < order.index("д")
    assert await kept(sapar) == 0
    async with sapar.store.reading() as conn:
        assert "Стройка-Люкс" in await summaries.of(conn, sapar.desk.vault, 1)


async def test_three_taps_on_send_open_one_case(migrant: Person, consultant: Consultant, sandbox: Sandbox) -> None:
    """A-11 (an update that Telegram brings twice: delivery/test_intake.py)."""
    await to_the_sum(migrant)
    await migrant.taps("Отправить как есть")
    check = await migrant.sees("Пока ничего не отправлено")
    await migrant.taps("✅ Отправить", check)
    agree = await migrant.sees("Прежде чем")
    key = agree.key("✅")
    assert key is not None
    await asyncio.gather(*(migrant.presses(agree, key["callback_data"], force=True) for _ in range(3)))
    await migrant.sees("№1")
    topic = await consultant.topic("№1")
    await consultant.sees(topic, "📋")
    await migrant.presses(check, "wage-form/.send", force=True)
    assert list(consultant.topics) == [topic]
    assert sum("📋" in seen.text for seen in consultant.messages(topic)) == 1
    assert sum("№1" in seen.text for seen in migrant.messages) == 1


async def test_a_restart_in_the_middle_goes_on_at_the_same_question(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    key, migrant = new_key(), sandbox.person(11)
    async with running(settings_for(sandbox, tmp_path, key), book):
        await to_the_sum(migrant)
    async with running(settings_for(sandbox, tmp_path, key), book):
        await migrant.says("300 000 тенге")
        await migrant.sees("Сколько из этого")
        await migrant.taps("Отправить как есть")
        check = await migrant.sees("Пока ничего не отправлено")
        for answer in ("Казахстан", "Стройка-Люкс", "08.2026", "300\u00a0000 тенге"):
            assert answer in check.text


async def test_urgent_help_and_a_consultants_words_keep_the_draft(
    migrant: Person, consultant: Consultant, sapar: Sapar
) -> None:
    await to_the_sum(migrant)
    await migrant.taps("🆘")
    urgent = await migrant.sees("112")
    topic = await consultant.topic("№1")
    await consultant.taps(topic, "✋")
    await consultant.says(topic, "Вы в безопасности?")
    await migrant.sees("Вы в безопасности?")
    await migrant.says("да, просто спросил")
    await consultant.sees(topic, "да, просто спросил")
    await migrant.taps("Продолжить анкету", urgent)
    await migrant.sees("Сколько должны были")
    await migrant.says("300 000 тенге")
    await migrant.sees("Сколько из этого")
    await migrant.taps("Отправить как есть")
    await migrant.taps("✅ Отправить")
    await migrant.sees("Добавлено")
    await consultant.sees(topic, "📋")
    assert len(consultant.topics) == 1


async def test_urgent_help_in_a_form_has_the_numbers_of_its_country(
    migrant: Person, consultant: Consultant, sapar: Sapar
) -> None:
    """A-05: he is at question 6 of the wage complaint, and has chosen Korea."""
    await opens(migrant)
    await migrant.taps("Да")
    await migrant.taps("Корея")
    for words in ("Не платят с августа", "Стройка-Люкс", "август 2026"):
        await migrant.says(words)
    await migrant.sees("6/10")
    await migrant.taps("🆘")
    urgent = await migrant.sees("1577-1366")
    assert "круглосуточно" in urgent.text.lower(), "what is to be known of a number stands with it"
    assert "Казахстан" not in urgent.text and "🇰🇿" in urgent.buttons, "other countries are one tap away"
    topic = await consultant.topic("№1 🟥")
    await consultant.sees(topic, "🆘")
    assert await kept(sapar) == 1
    await migrant.taps("Продолжить анкету", urgent)
    await migrant.sees("6/10")
    await migrant.says("2 000 000 вон")
    await migrant.sees("Сколько из этого")


async def test_a_form_joins_the_case_that_is_open(migrant: Person, consultant: Consultant) -> None:
    await asks(migrant, "Не заплатили", "Русский")
    topic = await consultant.topic("№1")
    await migrant.taps("🏠")
    for label in ("🌍", "Не заплатили", "✍️", "Да", "Казахстан"):
        await migrant.taps(label)
    await migrant.says("Работал на стройке")
    await migrant.taps("Отправить как есть")
    await migrant.taps("✅ Отправить")
    await migrant.sees("Добавлено")
    await consultant.sees(topic, "Работал на стройке")


async def test_three_people_go_on_where_a_question_is_taken_away_from_under_them(
    sandbox: Sandbox, sapar: Sapar
) -> None:
    """A-34: the question on their screens is gone, and there is a new first one, which they have passed."""
    people = [sandbox.person(number) for number in (11, 12, 13)]
    for migrant in people:
        await opens(migrant)
        for label in ("Да", "Казахстан"):
            await migrant.taps(label)
        for words in ("Не платят с августа", "Стройка-Люкс"):
            await migrant.says(words)
        await migrant.sees("С какого времени")
    book = sapar.desk.shelf.book
    form = book.pages["wage-form"]
    assert isinstance(form, Form)
    added = Field(type="yesno", label={"kk": "Жаңа?", "kaa": "Жаңа?", "ru": "Новый?"})
    fields = {"added": added, **{name: one for name, one in form.fields.items() if name != "since"}}
    edited = {**book.pages, "wage-form": form.model_copy(update={"fields": fields})}
    sapar.desk.shelf.book = replace(book, pages=edited)
    tapping, writing, returning = people
    await tapping.taps("⏭ Пропустить")
    await writing.says("август 2026")
    await returning.presses(returning.last, "wage-form/country=KZ", force=True)
    for migrant in (tapping, writing):
        await migrant.sees("Анкета обновилась")
    for migrant in people:
        asked = await migrant.sees("Сколько должны были")
        assert "Новый?" not in asked.text
        await migrant.says("300 000 тенге")
        await migrant.sees("Сколько из этого")
        await migrant.taps("Отправить как есть")
        check = await migrant.sees("Пока ничего не отправлено")
        assert "Стройка-Люкс" in check.text and "300\u00a0000 тенге" in check.text


async def complains(migrant: Person, consultant: Consultant) -> int:
    """Sends the shortest complaint; its topic."""
    await opens(migrant)
    for label in ("Да", "Казахстан"):
        await migrant.taps(label)
    await migrant.says("Работал на стройке")
    await migrant.taps("Отправить как есть")
    await migrant.taps("✅ Отправить")
    await migrant.taps("✅")
    await migrant.sees("№1")
    topic = await consultant.topic("№1")
    await consultant.sees(topic, "📋")
    return topic


async def test_who_only_reads_leaves_nothing_in_the_database(migrant: Person, sapar: Sapar) -> None:
    await opens(migrant)
    await migrant.taps("Да")
    await migrant.taps("Казахстан")
    assert await kept(sapar) == 1
    await migrant.says("Не платят")
    await migrant.taps("Отправить как есть")
    await migrant.taps("✅ Отправить")
    await migrant.taps("👁")
    assert await kept(sapar) == 0
    await migrant.presses(migrant.last, "wage-form/employer", force=True)
    await migrant.says("Стройка-Люкс")
    await migrant.sees("С какого времени")
    await migrant.taps("Отправить как есть")
    assert "Казахстан" in (await migrant.sees("Пока ничего не отправлено")).text, "it is remembered for a while"
    assert await kept(sapar) == 0


async def test_a_draft_is_gone_after_a_day(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock = VirtualClock()
    async with Sandbox(clock) as timed, running(settings_for(timed, tmp_path), book, clock) as sapar:
        migrant = timed.person(11)
        await opens(migrant)
        await migrant.taps("Да")
        assert await kept(sapar) == 1
        clock.advance(timedelta(hours=25).total_seconds())
        await timers.fire_due(sapar.desk, sapar.store)
        assert await kept(sapar) == 0


async def test_who_wants_home_keeps_the_embassy_in_the_chat(migrant: Person, consultant: Consultant) -> None:
    """A-02, through the house."""
    await chooses(migrant, "Русский")
    for label in ("🌍", "Хочу домой", "✍️", "Да", "Казахстан", "Узбекистан", "У меня", "Нет", "Да"):
        await migrant.taps(label)
    road = await migrant.sees("Не переходите границу обходной дорогой")
    assert "Посольство" in road.text
    assert not consultant.topics
    await migrant.taps("Дальше")
    await migrant.taps("Отправить как есть")
    await migrant.taps("✅ Отправить")
    await migrant.taps("✅")
    sent = await migrant.sees("№1")
    await migrant.taps("🏠", sent)
    assert any("Посольство" in seen.text and not seen.keys for seen in migrant.messages), "it stays whatever is tapped"
    topic = await consultant.topic("№1 🟧")
    await consultant.sees(topic, "⚠️ Требуют долг")


async def reports(migrant: Person, contact: str) -> None:
    """Tells of a firm; the name is another one each time."""
    await chooses(migrant, "Русский")
    await migrant.presses(migrant.last, "firm-report", force=True)
    await migrant.sees("Как называется")
    await migrant.says(f"Фирма {migrant.id}")
    await migrant.sees("Телефон, ссылка")
    await migrant.says(contact)
    await migrant.sees("В какую страну")
    await migrant.taps("Пропустить")
    await migrant.sees("Что случилось")
    await migrant.says("Взяли задаток и пропали")
    await migrant.taps("Отправить как есть")
    await migrant.taps("✅ Отправить")
    await migrant.taps("✅")
    await migrant.sees("№")


async def test_the_desk_sees_that_others_reported_the_same_number(
    sandbox: Sandbox, sapar: Sapar, consultant: Consultant
) -> None:
    """F-06: under whatever name; nothing of the number can be read in the database."""
    typed = ("8 701 555 44 33, @Korea_Job", "+7 (701) 555-44-33", "https://wa.me/77015554433")
    for who, contact in zip((11, 12, 13), typed, strict=True):
        await reports(sandbox.person(who), contact)
    [first, second, third] = [await consultant.topic(f"№{number}") for number in (1, 2, 3)]
    assert "сообщение об этом" not in (await consultant.sees(first, "📋")).text
    assert "2-е сообщение об этом: +77015554433" in (await consultant.sees(second, "📋")).text
    told = (await consultant.sees(third, "📋")).text
    assert "3-е сообщение об этом: +77015554433" in told and "@korea_job" not in told
    async with sapar.store.reading() as conn:
        tokens = (await conn.execute(select(reported.c.token))).scalars().all()
    assert len(tokens) == 4 and not any(b"7015554433" in token or b"korea" in token for token in tokens)
    later = sapar.clock.now() + timedelta(days=sapar.desk.lists.retention.reports + 1)

    async def sweep(conn: AsyncConnection) -> None:
        assert Due("reports", "4") in await retention.due(conn, sapar.desk.lists, later)
        await retention.sweep(conn, "reports", sapar.desk.lists, later)
        assert (await conn.execute(select(reported))).all() == []

    await sapar.store.write(sweep)


async def test_a_survey_is_kept_for_a_week_and_a_form_beside_it_for_a_day(book: Book, tmp_path: Path) -> None:
    clock = VirtualClock()
    async with Sandbox(clock) as timed, running(settings_for(timed, tmp_path), book, clock) as sapar:
        migrant = timed.person(11)
        await opens(migrant)
        await migrant.taps("Да")
        await migrant.presses(migrant.last, "service-survey", force=True)
        await migrant.taps("Частично")
        assert await kept(sapar) == 2
        for days, left in ((1, 1), (5, 1), (2, 0)):
            clock.advance(timedelta(days=days, minutes=1).total_seconds())
            await timers.fire_due(sapar.desk, sapar.store)
            assert await kept(sapar) == left


async def test_a_survey_is_counted_once_and_belongs_to_nobody(migrant: Person, sapar: Sapar) -> None:
    await chooses(migrant, "Русский")
    for _ in range(2):
        for label in ("⋯", "⭐", "Частично", "4", "Нет", "Пропустить"):
            await migrant.taps(label)
        await migrant.taps("✅ Отправить")
        await migrant.sees("Спасибо")
        await migrant.taps("🏠")
    async with sapar.store.reading() as conn:
        [row] = (await conn.execute(select(replies))).mappings()
        assert row["person"] is None
        [(_, body)] = await surveys.of(conn, sapar.desk.vault, "service-survey")
        assert b"partly" in body
        [token] = (await conn.execute(select(replied.c.token))).scalars()
        people_ids = (await conn.execute(select(people.c.id))).scalars().all()
    assert all(one.encode() not in token + body for one in people_ids)
