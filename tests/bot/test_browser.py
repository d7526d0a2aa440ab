"""The sandbox's page in a real browser: the main job of Sapar, done by hand on both sides of the glass."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.app import Sapar
from tests.bot.actors import Sandbox
from tests.bot.test_story import asks, chooses

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "sandbox.png"
NEW_PICTURE = bool(os.environ.get("SAPAR_SCREENSHOT"))  # take the README's picture anew
# Chromium asks nobody but the sandbox, and in a container it runs without a sandbox of its own.
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
)

Open = Callable[[int], Awaitable[Page]]


class Side:
    """The phone or the staff group, as hands and eyes find it on the page."""

    def __init__(self, page: Page, name: str) -> None:
        self.root, self.name = page.get_by_test_id(name), name

    async def taps(self, label: str) -> None:
        await self.root.get_by_test_id("button").filter(has_text=label).last.click()

    async def says(self, words: str) -> None:
        await self.root.get_by_test_id(f"{self.name}-input").fill(words)
        await self.root.get_by_test_id(f"{self.name}-send").click()

    async def opens(self, topic: str) -> None:
        await self.topic(topic).click()

    async def sees(self, words: str) -> None:
        await expect(self.root.get_by_test_id("message").filter(has_text=words).last).to_be_in_viewport()

    def topic(self, name: str) -> Locator:
        """The topic of a case: General, where alarms name cases by number, is none."""
        return self.root.locator('[data-test="topic"]:not([data-thread="general"])').filter(has_text=name)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.fail("there is no chromium on this machine: `apt install chromium`", pytrace=False)
    async with async_playwright() as playwright:
        playwright.selectors.set_test_id_attribute("data-test")
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS.split())
        yield browser
        await browser.close()


@pytest.fixture
async def open_page(browser: Browser, sandbox: Sandbox, sapar: Sapar) -> AsyncIterator[Open]:
    """Opens the page at a width. Whatever it complains of, and whatever it asks of anybody else, fails the test."""
    complaints: list[str] = []
    ours = (sandbox.url, "data:", "blob:")

    async def open_page(width: int) -> Page:
        page = await browser.new_page(
            viewport={"width": width, "height": 800},
            device_scale_factor=2 if NEW_PICTURE else 1,
            timezone_id="Asia/Almaty",
        )
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("request", lambda sent: None if sent.url.startswith(ours) else complaints.append(sent.url))
        await page.goto(sandbox.url)
        return page

    yield open_page
    assert complaints == []


async def others_ask(sandbox: Sandbox) -> None:
    """Two more people: the group is never as quiet as one conversation."""
    aigul, dinara = sandbox.person(12), sandbox.person(13)
    await asks(aigul, "Жұмыс беруші екі айлық жалақымды бермей жүр", "Қазақша")
    await chooses(dinara, "Русский")
    await dinara.taps("🆘")
    await dinara.taps("🇷🇺")
    await dinara.says("Нас не выпускают из цеха")


async def photographed(page: Page, folder: Path) -> None:
    await page.screenshot(path=folder / "sandbox.png")
    if NEW_PICTURE:
        await page.mouse.move(0, 0)
        await expect(page.get_by_test_id("toast")).to_have_count(0)
        await page.screenshot(path=PICTURE)


async def test_on_the_page_a_person_asks_and_a_consultant_answers(
    open_page: Open, sandbox: Sandbox, tmp_path: Path
) -> None:
    page = await open_page(1280)
    phone, staff = Side(page, "phone"), Side(page, "staff")
    await page.get_by_test_id("language-select").select_option("en")
    await page.get_by_test_id("phone-start").click()
    for label in ("Қарақалпақша", "✈️", "🇬🇧", "Ҳүжжетлер"):
        await phone.taps(label)
    await phone.sees("Дерек: ")
    await phone.sees("Тексерилген күни: 22.11.2026")
    for label in ("💬", "🪪"):
        await phone.taps(label)
    await phone.says("Қожайын мийнет ҳақымды еки ай бермеди. Не қылыўым керек?")
    await phone.taps("✅")
    await phone.sees("№1")
    await others_ask(sandbox)

    await staff.opens("№1")
    await staff.sees("Қожайын мийнет ҳақымды еки ай бермеди")
    await staff.taps("✋")
    await expect(staff.root.get_by_test_id("button").filter(has_text="✋")).to_have_count(0)
    await staff.says("Сиз жалғыз емессиз, жәрдем беремиз. Ҳәзир қайсы қаладасыз?")
    await phone.sees("жәрдем беремиз")
    await phone.says("Кентте, фермада ислеймен.")
    await staff.sees("фермада ислеймен")
    await expect(staff.topic("№3")).to_contain_text("Нас не выпускают")
    await photographed(page, tmp_path)


async def test_the_page_works_at_the_width_of_a_phone(open_page: Open) -> None:
    page = await open_page(390)
    phone, staff = Side(page, "phone"), Side(page, "staff")
    await page.get_by_test_id("phone-start").click()
    for label in ("Qaraqalpaqsha", "💬"):
        await phone.taps(label)
    await phone.says("Miynet haqımdı bermedi")
    await phone.taps("✅")
    await phone.sees("№1")
    await expect(staff.root).to_be_hidden()
    await expect(page.get_by_test_id("tab-staff")).to_have_text("Сотрудники2")  # the card and the words are new
    await page.get_by_test_id("tab-staff").click()
    await staff.opens("№1")
    await staff.sees("Miynet haqımdı bermedi")
    await expect(phone.root).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
