"""The card of a journey through the house: read, kept as a file."""

from bot.app import Sapar
from tests.bot.actors import Person, Sandbox
from tests.bot.test_failures_topics import settled
from tests.bot.test_story import chooses


async def test_the_card_is_read_and_kept_as_a_file(migrant: Person, sapar: Sapar, sandbox: Sandbox) -> None:
    await chooses(migrant, "Русский")
    await migrant.says("/menu")
    await migrant.taps("✈️")
    await migrant.taps("🪪")
    await migrant.taps("🇬🇧")
    await migrant.taps("Казахстан")
    await migrant.sees("+44 20 7925 1757")
    toast = await migrant.taps("📄")
    assert "без интернета" in toast.text
    await settled(sapar, sandbox)
    [file] = [file for file in sandbox.inside.files.values() if file.name == "gb.html"]
    assert "125 Pall Mall" in file.data.decode()
