"""What the organisation must confirm before it goes live, by who could confirm it, with the source that we have."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from dialogs.book import Book
from dialogs.kinds.phrases import Phrases
from dialogs.sources import Contact, Fact, Standing
from dialogs.texts import say

HEAD = """# To confirm before going live

Made by `sapar to-verify` from the content: do not edit. Nobody has dialled these numbers yet, and no lawyer has read
these rules. A contact stays here until a test call is its source (`sapar export`, `sapar import`); a rule until its
fact in `content/facts.yaml` has a new source and date.
"""
CALLED = "test call"  # how a source_title begins once somebody has called
MISSIONS = ("embassy", "consulate")
WHO = {
    "state": "The state bodies themselves, by a call in working hours",
    "hotline": "The hotlines themselves, by a test call agreed with them",
    "ngo": "The partner organisations themselves",
    "intl": "The international organisations (IOM, ICRC and others)",
}
KINDS = (
    ("quota", re.compile(r"quota|квот", re.I)),
    ("fee", re.compile(r"\b(?:fee|fine|cost|pay|GBP|QAR|won|tenge|сум|сом|тенге|руб|штраф|пошлин|МРП|БРВ)", re.I)),
)


def document(book: Book) -> str:
    """The whole list, as Markdown."""
    parts = [HEAD, *_organisation(book), *_readers(book), *_speakers(book), *_partners(book), *_quotas(book)]
    parts += [*_contacts(book), *_values(book), *_facts(book)]
    return "\n".join(parts).rstrip() + "\n"


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"## {title} ({len(rows)})", "", f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    lines += ["| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _organisation(book: Book) -> Iterator[str]:
    own = book.lists.organisation
    rows = []
    if not own.phone:
        rows.append(("own telephone", "none: the bot does not start for people without it"))
    if not own.police_text_approved:
        rows.append(("what is promised about police and law", own.police_text["ru"]))
    hours = ", ".join(f"{day} {time}" for day, time in own.hours.items())
    rows.append(("working hours", f"{hours}; at night: {own.night}"))
    yield _table("The organisation", ("what", "as it stands"), rows)


def _readers(book: Book) -> Iterator[str]:
    rows = []
    for language in book.lists.written:
        unread = [name for name, page in book.pages.items() if page.review.get(language) == "none"]
        if unread:
            rows.append((book.lists.languages[language].name, f"{len(unread)} of {len(book.pages)} pages"))
        if book.lists.review.get(language) == "none":
            several = f"{len(book.lists.canned)} ready answers, {len(book.lists.training)} practice cases, all lists"
            rows.append((book.lists.languages[language].name, several))
    yield _table("Native readers", ("language", "unread"), rows)


def _speakers(book: Book) -> Iterator[str]:
    """Phrases of other languages: `checked` on their page is the day on which a speaker read them aloud."""
    rows = [
        (f"`{name}`", page.host, str(len(page.every)))
        for name, page in book.pages.items()
        if isinstance(page, Phrases) and not page.checked
    ]
    if rows:
        yield _table("Speakers of the languages abroad", ("page", "language", "phrases"), rows)


def _partners(book: Book) -> Iterator[str]:
    rows = [
        (
            f"`{name}`",
            partner.name["ru"],
            partner.does["ru"],
            "; ".join(_source(book.lists.facts[f]) for f in partner.source),
        )
        for name, partner in book.lists.partners.items()
        if partner.memorandum == "unknown"
    ]
    if rows:
        yield _table("Partners: is there a memorandum, until when", ("partner", "name", "does", "source"), rows)


def _quotas(book: Book) -> Iterator[str]:
    regions, values = book.lists.lists.get("regions", {}), book.lists.values
    rows = [
        (
            regions[quota.region]["ru"],
            quota.kind,
            f"{quota.year}: {values[quota.places].value if quota.places else ''}",
            "; ".join(_source(book.lists.facts[fact]) for fact in quota.source),
        )
        for quota in book.lists.quotas
        if quota.state == "unknown"
    ]
    if rows:
        yield _table("Regions: are there places left", ("region", "for", "places of the year", "source"), rows)


def _contacts(book: Book) -> Iterator[str]:
    groups = defaultdict[str, list[tuple[str, ...]]](list)
    for name, contact in book.lists.contacts.items():
        if not contact.source_title.startswith(CALLED):
            groups[_who(book, contact)].append(_contact(name, contact))
    for who, rows in sorted(groups.items()):
        yield _table(who, ("contact", "name", "number", "shown", "source", "of"), rows)


def _who(book: Book, contact: Contact) -> str:
    if contact.kind in MISSIONS:
        land = book.lists.countries.get(contact.of)
        return f"The consular service of {say(land, 'ru') if land else contact.of}: its missions"
    return WHO[contact.kind]


def _contact(name: str, contact: Contact) -> tuple[str, ...]:
    source = f"[{contact.source_title}]({contact.source_url})" if contact.source_url else contact.source_title
    numbers = "somebody's own" if contact.hide_phone == "personal" else ", ".join(contact.phone)
    numbers = numbers or contact.site or contact.address
    return f"`{name}`", contact.name["ru"], numbers, contact.standing, source, contact.source_date


def _values(book: Book) -> Iterator[str]:
    facts = book.lists.facts
    rows = [
        (
            f"`{name}`",
            value.value,
            value.valid_until.isoformat(),
            "; ".join(_source(facts[fact]) for fact in value.source),
        )
        for name, value in book.lists.values.items()
    ]
    yield _table("Numbers of the year: the offices that set them", ("value", "now", "until", "source"), rows)


def _facts(book: Book) -> Iterator[str]:
    """Rules, fees and quotas that are shown as not confirmed, for a lawyer of the country they hold in."""
    used = defaultdict[str, list[str]](list)
    for name, page in book.pages.items():
        for source in page.source:
            used[source].append(name)
    groups = defaultdict[str, list[tuple[str, ...]]](list)
    for name, fact in book.lists.facts.items():
        if name in used and fact.standing is not Standing.SURE:
            lands = [land for page in used[name] if (land := book.pages[page].country)]
            country = book.lists.countries.get(lands[0]) if lands else None
            who = f"A lawyer for {say(country, 'ru')}" if country else "A lawyer at home, or the centre that runs it"
            pages = ", ".join(used[name])
            groups[who].append((f"`{name}`", _kind(fact), fact.statement, _source(fact), fact.standing, pages))
    for who, rows in sorted(groups.items()):
        yield _table(who, ("fact", "kind", "statement", "source", "shown", "pages"), rows)


def _kind(fact: Fact) -> str:
    return next((kind for kind, words in KINDS if words.search(fact.statement)), "rule")


def _source(fact: Fact) -> str:
    title = f"[{fact.title}]({fact.url})" if fact.url else fact.title
    return f"{title}, {fact.date}"
