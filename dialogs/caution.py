"""What a consultant is asked about before it goes out: numbers and addresses nobody has checked, betraying words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from dialogs.fold import fold
from dialogs.kinds import Page
from dialogs.lists import Lists
from dialogs.texts import plain

LONG = 200  # characters of a message that somebody else may read over a shoulder
SAME = 9  # last digits by which two ways to write a number are one: 8 701 ... and +7 701 ...

DATES = re.compile(r"\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}:\d{2}\b")
NUMBER = re.compile(r"(?<![\w.,/№])(\+?)\d(?:[\s()\-–.]{0,2}\d){6,14}(?!\w)")
LOCAL = 10  # digits of a number without its +: fewer are sums, years and short numbers of the state
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
ACCOUNT = re.compile(r"(?<![\w@./])@[A-Za-z]\w{3,31}")
LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]+"
    r"|(?<![\w@./-])(?:[\w-]+\.)+(?:kz|uz|kg|tj|tm|ru|com|org|net|me|info|io|int|eu|uk|kr|qa|tr|ae|pl|de|рф)\b(?:/[^\s<>\"]*)?",
    re.IGNORECASE,
)
PEOPLE = (
    "t.me",
    "telegram.me",
    "wa.me",
    "instagram.com",
    "facebook.com",
    "vk.com",
    "youtube.com",
)  # anybody may be there


@dataclass(frozen=True)
class Known:
    """The numbers (their last digits), hosts and mails that stand in the guidance and in the directory."""

    numbers: frozenset[str]
    addresses: frozenset[str]

    @classmethod
    def of(cls, pages: Mapping[str, Page], lists: Lists) -> "Known":
        said = [plain(text) + " " + " ".join(re.findall(r'href="([^"]+)"', text)) for text in _texts(pages, lists)]
        numbers = {digits[-SAME:] for text in said for digits, _ in _numbers(text)}
        addresses = {address for text in said for address, _ in _addresses(text)}
        return cls(frozenset(numbers), frozenset(addresses))

    def unknown(self, text: str) -> list[str]:
        """What in a text can be called, written to or opened, and stands nowhere in the guidance; as it was written."""
        numbers = [shown for digits, shown in _numbers(text) if digits[-SAME:] not in self.numbers]
        return numbers + [shown for address, shown in _addresses(text) if address not in self.addresses]


def betraying(text: str, lists: Lists) -> str:
    """The first word that would betray a person to whoever reads along; "" where there is none."""
    stems = [fold(word) for said in lists.betraying.values() for word in said]
    padded = f" {fold(text)}"
    return next((stem for stem in stems if f" {stem}" in padded), "")


def split(text: str, most: int = LONG) -> list[str]:
    """A long text as short messages, cut after sentences, else between words."""
    parts: list[str] = []
    for sentence in re.split(r"(?<=[.!?…])\s+|\n+", text.strip()):
        while len(sentence) > most:
            at = sentence.rfind(" ", 0, most)
            at = at if at > 0 else most
            parts.append(sentence[:at])
            sentence = sentence[at:].strip()
        if parts and len(parts[-1]) + 1 + len(sentence) <= most:
            parts[-1] = f"{parts[-1]} {sentence}"
        elif sentence:
            parts.append(sentence)
    return parts


def _texts(pages: Mapping[str, Page], lists: Lists) -> Iterator[str]:
    yield lists.organisation.phone
    for contact in lists.contacts.values():
        if contact.shows_phone:
            yield from contact.phone
        if contact.listed:
            yield from (*contact.email, contact.site)
    for fact in lists.facts.values():
        yield fact.url or ""
    for page in pages.values():
        for _, text in page.texts():
            yield from text.values()
    for one in lists.canned.values():
        yield from one.text.values()


def _numbers(text: str) -> Iterator[tuple[str, str]]:
    """Telephone numbers: their digits, and how they were written."""
    for found in NUMBER.finditer(DATES.sub("·", text)):
        digits = re.sub(r"\D", "", found.group())
        if found.group(1) or len(digits) >= LOCAL:
            yield digits, found.group().strip()


def _addresses(text: str) -> Iterator[tuple[str, str]]:
    """Mails, accounts and links, as they are compared and as they were written; of a link the host counts."""
    rest = text
    for mail in MAIL.findall(text):
        yield mail.lower(), mail
        rest = rest.replace(mail, " ")
    for account in ACCOUNT.findall(rest):
        yield f"t.me/{account[1:].lower()}", account
    for link in LINK.findall(rest):
        whole = link.rstrip(".,;:!?)»")
        parts = urlsplit(whole if "://" in whole else f"https://{whole}")
        host = (parts.hostname or "").removeprefix("www.")
        path = parts.path.strip("/").lower()
        yield (f"{host}/{path}" if host in PEOPLE else host), whole
