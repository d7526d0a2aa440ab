"""A consultant's first hour, by hand on the page: what docs/consultants.md tells, step by step, with its pictures."""

from pathlib import Path

from playwright.async_api import Page, expect

from bot.app import Sapar
from dialogs.book import Book
from tests.bot.actors import Sandbox
from tests.bot.test_browser import NEW_PICTURE, Open, Side, browser, open_page  # noqa: F401  (fixtures)
from tests.bot.test_story import asks

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "consultants"


async def pictured(page: Page, name: str, folder: Path) -> None:
    """The staff group as it looks now; kept for the docs when SAPAR_SCREENSHOT is set."""
    await page.mouse.move(0, 0)
    await expect(page.get_by_test_id("toast")).to_have_count(0)
    await page.get_by_test_id("staff").screenshot(path=(PICTURES if NEW_PICTURE else folder) / f"{name}.png")


async def test_the_first_hour(
    open_page: Open,  # noqa: F811
    sandbox: Sandbox,
    sapar: Sapar,
    book: Book,
    tmp_path: Path,
) -> None:
    page = await open_page(1280)
    phone, staff = Side(page, "phone"), Side(page, "staff")
    migrant = sandbox.person(11)
    await asks(migrant, "Қожайын мийнет ҳақымды еки ай бермеди. Не қылыўым керек?")

    await staff.opens("№1")
    await staff.sees("еки ай бермеди")
    await pictured(page, "1-case", tmp_path)
    await staff.taps("✋")
    await staff.taps("📋")
    await staff.taps(book.lists.canned["ask-country"].label["ru"])
    await staff.sees(book.lists.canned["ask-country"].text["kaa"])
    await pictured(page, "2-ready", tmp_path)
    await staff.taps("✉️")
    await phone.sees(book.lists.canned["ask-country"].text["kaa"])

    await staff.says("Позвоните юристу: +7 701 999 88 77")
    await staff.sees("Это не отправлено")
    await pictured(page, "3-warning", tmp_path)
    await staff.taps("✖")

    await staff.says("/note Говорит тихо, лучше писать коротко")
    await staff.says("/next Написать в инспекцию завтра")
    await staff.sees("Следующий шаг")
    await staff.says("/history")
    await staff.sees("🕓")
    await pictured(page, "4-history", tmp_path)

    await staff.says("/close advised employer")
    await phone.sees("№1")
    await phone.sees("1 —")
