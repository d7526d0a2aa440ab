"""A case is referred to a partner: the person sees what would be passed; without a yes nothing is written."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import screens
from bot.desk import card, states
from bot.desk.desk import Desk, keyboard
from bot.desk.hands import Consultant, Told
from bot.store import cases, people, referrals, timers
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from bot.store.referrals import Referral, Status
from bot.store.timers import Timer
from dialogs.formats import short_date
from dialogs.kinds.referral import Passing, told
from dialogs.lists import Partner
from dialogs.texts import plain, say
from dialogs.turn import Person, Place
from dialogs.words import words

PAGE = "pass-on"  # the page on which the person decides
PATIENCE = timedelta(days=7)  # without a word of the partner the topic is reminded
LONGEST = 500  # characters of what a consultant writes for a partner
REVOCABLE = (Status.ASKED, Status.AGREED)
AFTER = {
    Status.SENT: (Status.AGREED,),
    Status.ACCEPTED: (Status.SENT, Status.NO_ANSWER),
    Status.SERVED: (Status.SENT, Status.ACCEPTED, Status.NO_ANSWER),
    Status.DECLINED: (Status.SENT, Status.ACCEPTED, Status.NO_ANSWER),
    Status.NO_ANSWER: (Status.SENT, Status.ACCEPTED),
}


def listed(desk: Desk, case: Case) -> Outgoing:
    """The partners to choose from; an agreement that has ended, or that nobody has confirmed, is marked."""
    rows = [
        [(f"{_doubt(desk, one)}{say(one.name, desk.staff_locale)}"[:60], f"ref/{case.id}:{code}")]
        for code, one in desk.lists.partners.items()
    ]
    text = "↗️ " + desk.words("To whom? ⚠ = we know of no agreement with them that holds today.")
    return desk.notice(case, text, reply_markup=keyboard(rows))


def explained(desk: Desk, case: Case, code: str) -> Told:
    """What to write, once a partner is chosen."""
    partner = desk.lists.partners.get(code)
    if partner is None:
        return Told(desk.words("There is no such partner."))
    lines = [
        f"↗️ {say(partner.name, desk.staff_locale)}: {say(partner.does, desk.staff_locale)}",
        desk.words("Write in a sentence what the person needs. They see it and decide:"),
        f"/ref {code} …",
    ]
    if _doubt(desk, partner):
        lines.insert(1, "⚠️ " + desk.words("We know of no agreement with them that holds today. Ask your lead first."))
    return Told("\n".join(lines), done=True)


async def ask(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, code: str, need: str) -> Told:
    """The person is asked in their own language what may be passed."""
    partner = desk.lists.partners.get(code)
    if partner is None:
        return Told(desk.words("There is no such partner."))
    if not case.answered_by(who.id) or not case.is_open:
        return Told(desk.words("Only who answers this case can do that."))
    if len(need) > LONGEST:
        return Told(desk.words("Write it in {limit} characters at most.", limit=LONGEST))
    now = desk.clock.now()
    number = await referrals.add(conn, desk.vault, case.id, code, who.id, partner.may_pass, need, now)
    await cases.record(conn, case.id, now, str(who.id), "referral asked", {"partner": code, "referral": number})
    person, page = await people.get(conn, case.person), desk.shelf.book.pages[PAGE]
    asked = await referrals.find(conn, desk.vault, number)
    assert person is not None and asked is not None
    seen = Person(case.locale or desk.shelf.book.locales[0])
    kept = {"referrals": {number: passing(desk, case, asked)}}
    shown = page.screen(desk.shelf.book.here(Place(PAGE, str(number)), seen, now, kept))
    await desk.put(
        conn,
        Outgoing(
            method="sendMessage",
            params=screens.params(shown) | ({"disable_notification": True} if case.quiet else {}),
            to=f"person:{case.person}",
            stream=f"person:{case.person}",
            priority=Priority.ANSWER,
            note={"what": "line", "case": case.id},
            key=f"referral:{number}",
        ),
        *await card.refreshed(desk, conn, case.id, soon=True),
    )
    return Told("↗️ " + desk.words("The person is asked. Nothing is passed before they say yes."), done=True)


def passing(desk: Desk, case: Case, referral: Referral) -> Passing:
    """What the person is shown, and what a letter would say: the same."""
    read = desk.shelf.book.pages.get(case.page or "")
    country = read.country if read and read.country else ""
    status = str(referral.status)
    return Passing(
        referral.id, referral.partner, referral.fields, case.topic, case.locale, country, referral.need, status
    )


async def answered(desk: Desk, conn: AsyncConnection, case: Case, number: int, agrees: bool) -> None:
    """The person's word: recorded, and a letter with the agreed fields only; or nothing at all."""
    now = desk.clock.now()
    if agrees:
        if not await referrals.move(conn, number, (Status.ASKED,), Status.AGREED, now, decided=True):
            return
        referral = await referrals.find(conn, desk.vault, number)
        assert referral is not None
        detail = {"partner": referral.partner, "referral": number, "fields": list(referral.fields)}
        await cases.record(conn, case.id, now, "person", "referral agreed", detail)
        await desk.put(conn, _letter(desk, case, referral))
    else:
        if not await referrals.move(conn, number, REVOCABLE, Status.REFUSED, now, decided=True):
            return
        await cases.record(conn, case.id, now, "person", "referral refused", {"referral": number})
        line = desk.words("The person does not want this passed on. Nothing may be sent to the partner.")
        await desk.put(conn, desk.notice(case, "🚫 " + line))
    await desk.put(conn, *await card.refreshed(desk, conn, case.id, soon=True))


async def came_to(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, number: int, to: str) -> Told:
    """What became of a referral: sent, accepted, served, declined, no answer."""
    now = desk.clock.now()
    referral = await referrals.find(conn, desk.vault, number)
    known = to in set(AFTER)
    if referral is None or referral.case != case.id or not known:
        return Told(words(who.locale)("There is no such referral here."))
    if not await referrals.move(conn, number, AFTER[Status(to)], Status(to), now):
        return Told(
            words(who.locale)(
                "That does not follow from where it stands: {status}", status=card.referred(desk, referral.status)
            )
        )
    await cases.record(conn, case.id, now, str(who.id), f"referral {to}", {"partner": referral.partner})
    if to == Status.SENT:
        await states.move(desk, conn, case.id, str(who.id), "referred", detail={"partner": referral.partner})
    subject = f"referral:{number}"
    if to in (Status.SENT, Status.ACCEPTED):
        await timers.arm(conn, Timer("referral", subject, now + PATIENCE, {"case": case.id, "referral": number}))
    else:
        await timers.disarm(conn, "referral", subject)
    await desk.put(
        conn, _steps(desk, case, referral, Status(to)), *await card.refreshed(desk, conn, case.id, soon=True)
    )
    return Told(card.referred(desk, Status(to)), done=True)


async def remind(desk: Desk, conn: AsyncConnection, number: int, which: int) -> None:
    """A week has passed without a word of the partner."""
    case, referral = await cases.find(conn, number), await referrals.find(conn, desk.vault, which)
    if case and referral and referral.status in (Status.SENT, Status.ACCEPTED):
        await desk.put(conn, _steps(desk, case, referral, referral.status, waits=True))


def _letter(desk: Desk, case: Case, referral: Referral) -> Outgoing:
    """A text to print or to send on: what was agreed, and not a word more."""
    day = desk.clock.now().astimezone(desk.zone)
    organisation = desk.lists.organisation
    lines = [
        say(organisation.name, desk.staff_locale) + (f", {organisation.phone}" if organisation.phone else ""),
        desk.words("Referral {number} of {day}", number=f"{case.id}/{referral.id}", day=short_date(day)),
        desk.words("To: {partner}", partner=_name(desk, referral.partner)),
        "",
        *(plain(one) for one in told(desk.lists, passing(desk, case, referral), desk.staff_locale, desk.words)),
        "",
        desk.words(
            "The person has agreed to this being passed on, {day}. Name them only if they do so themselves.",
            day=short_date(day),
        ),
    ]
    sent = [("📤 " + desk.words("Sent to the partner"), f"refto/{case.id}:{referral.id}.sent")]
    file = [f"sapar-{case.id}-{referral.id}.txt", "\n".join(lines) + "\n"]
    caption = "✅ " + desk.words(
        "The person agrees. Send this letter to {partner}.", partner=_name(desk, referral.partner)
    )
    params: dict[str, Any] = {"file": {"document": file}, "caption": caption, "reply_markup": keyboard([sent])}
    return Outgoing(
        method="sendDocument",
        params=params,
        to=f"case:{case.id}",
        stream=f"case:{case.id}",
        priority=Priority.WORDS,
        note={"what": "notice", "case": case.id},
        key=f"letter:{referral.id}",
    )


def _steps(desk: Desk, case: Case, referral: Referral, status: Status, *, waits: bool = False) -> Outgoing:
    """How a referral stands, and what may come next."""
    line = desk.words("No word yet. What became of it?") if waits else card.referred(desk, status)
    after = [to for to, origins in AFTER.items() if status in origins]
    rows = [[(card.referred(desk, to), f"refto/{case.id}:{referral.id}.{to}")] for to in after]
    text = f"↗️ {_name(desk, referral.partner)}: {line}"
    return desk.notice(case, text, reply_markup=keyboard(rows))


def _name(desk: Desk, code: str) -> str:
    partner = desk.lists.partners.get(code)
    return say(partner.name, desk.staff_locale) if partner else code


def _doubt(desk: Desk, partner: Partner) -> str:
    """⚠ where no agreement with a partner is known to hold today."""
    until, today = partner.memorandum, desk.clock.now().astimezone(desk.zone).date()
    return "" if isinstance(until, date) and until >= today else "⚠ "
