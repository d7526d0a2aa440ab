"""Real processes: the bot is killed in the middle of a form, and the answers go on from there."""

import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.store.vault import new_key
from tests.bot.actors import Person, Sandbox
from tests.bot.test_kill import process
from tests.bot.test_story import chooses

Step = tuple[Callable[[Person], Awaitable[object]], str]  # what is done, and what is read once it is taken


def taps(label: str) -> Callable[[Person], Awaitable[object]]:
    return lambda migrant: migrant.taps(label)


def says(words: str) -> Callable[[Person], Awaitable[object]]:
    return lambda migrant: migrant.says(words)


BEFORE: list[Step] = [
    (taps("Да"), "В какой стране"),
    (taps("Казахстан"), "Что случилось?"),
    (says("Не платят с августа"), "Кто работодатель"),
    (says("Стройка-Люкс"), "С какого времени"),
]
AFTER: list[Step] = [
    (says("август 2026"), "Сколько должны были"),
    (taps("Отправить как есть"), "Пока ничего не отправлено"),
    (taps("✅ Отправить"), "Прежде чем"),
    (taps("✅"), "№1"),
]


async def test_a_form_goes_on_after_kill_9(sandbox: Sandbox, tmp_path: Path) -> None:
    key, migrant, consultant = new_key(), sandbox.person(11), sandbox.consultant(901)
    async with process(sandbox, tmp_path, key) as program:
        await chooses(migrant, "Русский")
        for label in ("🌍", "Не заплатили", "✍️"):
            await migrant.taps(label)
        await migrant.sees("в безопасности")
        for does, read in BEFORE:
            await does(migrant)
            await migrant.sees(read)
        program.kill()
        await program.wait()
    assert program.returncode == -signal.SIGKILL
    async with process(sandbox, tmp_path, key):
        for does, read in AFTER:
            await does(migrant)
            await migrant.sees(read)
        topic = await consultant.topic("№1")
        told = await consultant.sees(topic, "📋")
        for answer in ("Казахстан", "Не платят с августа", "Стройка-Люкс", "08.2026"):
            assert answer in told.text
    assert sum("📋" in seen.text for seen in consultant.messages(topic)) == 1
    assert len(consultant.topics) == 1
