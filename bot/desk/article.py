"""Pages of guidance in a case: found by words, previewed in both languages, sent as the screen the person would see."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import screens
from bot.desk import offering
from bot.desk.desk import Desk, keyboard
from bot.desk.hands import Consultant, Told
from bot.store.cases import Case
from bot.store.outbox import Outgoing
from dialogs.kinds import Page
from dialogs.texts import plain, say
from dialogs.turn import Button, Person, Place, Screen
from dialogs.words import words

FOUND = 6
BENEATH = 700  # characters of our own language under a preview


def found(desk: Desk, case: Case, typed: str) -> list[str]:
    """The pages that may answer typed words; without any, where the person came from and what is near their topic."""
    book = desk.shelf.book
    topic = desk.lists.topics.get(case.topic)
    about = typed or (say(topic.label, desk.staff_locale) if topic else "")
    came = [case.page] if case.page and not typed else []
    hits = [hit.page for hit in book.ear.index.search(about, FOUND)]
    return [page for page in dict.fromkeys([*came, *hits]) if page in book.pages and _is_read(book.pages[page])][:FOUND]


def _is_read(page: Page) -> bool:
    return not page.hidden and page.kind not in ("ask", "consent", "language")


def listed(desk: Desk, case: Case, typed: str) -> Outgoing:
    """The pages to choose from, by their titles in our language."""
    pages = desk.shelf.book.pages
    rows = [
        [(plain(say(pages[name].title, desk.staff_locale))[:60], f"art/{case.id}:{name}")]
        for name in found(desk, case, typed)
    ]
    if not rows:
        return desk.notice(case, desk.words("No page has these words. Try others: /article word"))
    text = "📖 " + desk.words("Pages to send. For others write: /article word")
    return desk.notice(case, text, reply_markup=keyboard(rows))


def screen_of(desk: Desk, page: str, locale: str) -> Screen:
    """The first screen of a page, as a person of that language sees it; a page that must know them is a button."""
    book = desk.shelf.book
    here = book.here(Place(page), Person(locale or book.locales[0]), desk.clock.now())
    known = book.pages[page]
    if known.needs:
        return Screen(here.place, f"<b>{here.title(page)}</b>", ((Button("▸ " + here.words("Open"), here.place),),))
    return known.screen(here)


def preview(desk: Desk, case: Case, page: str) -> Outgoing | None:
    """What the person would get, ours beneath, and the button that sends it."""
    if page not in desk.shelf.book.pages:
        return None
    theirs, ours = screen_of(desk, page, case.locale).text, screen_of(desk, page, desk.staff_locale).text
    if len(ours) > BENEATH:  # cut outside of any tag
        ours = plain(ours)[:BENEATH].replace("&", "&amp;").replace("<", "&lt;") + " …"
    shown = offering.both(desk, case, theirs, ours)
    rows = [[("✉️ " + desk.words("Send"), f"artsend/{case.id}:{page}")]]
    more = {"parse_mode": "HTML", "link_preview_options": screens.NO_PREVIEW}
    return desk.notice(case, f"📖 {shown}", reply_markup=keyboard(rows), **more)


async def send(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, page: str, preview: int) -> Told:
    """The page goes to the person with its buttons working."""
    if page not in desk.shelf.book.pages:
        return Told(words(who.locale)("This page is no longer here."))
    shown = screens.params(screen_of(desk, page, case.locale))
    return await offering.send(desk, conn, case, who, preview, shown, ("sent article", {"page": page}))
