"""The main job, as people live it: somebody asks in Karakalpak, a consultant answers."""

from tests.bot.actors import Consultant, Person


async def chooses(migrant: Person, language: str = "Қарақалпақша") -> None:
    await migrant.says("/start")
    await migrant.taps(language)


async def asks(migrant: Person, words: str, language: str = "Қарақалпақша") -> None:
    """Up to an open case with these words."""
    await chooses(migrant, language)
    await migrant.taps("💬")
    await migrant.says(words)
    await migrant.taps("✅")
    await migrant.sees("№")


async def test_a_person_asks_in_karakalpak_and_a_consultant_answers(migrant: Person, consultant: Consultant) -> None:
    await chooses(migrant)
    await migrant.taps("✈️")
    await migrant.taps("🇬🇧")
    await migrant.taps("Ҳүжжетлер")
    await migrant.sees("22.11.2026")
    await migrant.taps("💬")
    await migrant.says("Маған виза керек пе?")
    await migrant.taps("✅")
    await migrant.sees("№1")

    topic = await consultant.topic("№1")
    await consultant.sees(topic, "Маған виза керек пе?")
    await consultant.taps(topic, "✋")
    await consultant.says(topic, "Аўа, мәўсимлик жумыс визасы керек.")
    await migrant.sees("Аўа, мәўсимлик жумыс визасы керек.")
    await migrant.says("Рахмет!")
    await consultant.sees(topic, "Рахмет!")
