"""The effects that every conversation knows: language, consent, words to people, danger; and what is noted."""

from bot.desk import card, hands, inviting, opening, turning
from bot.migrant import drafts, ticks
from bot.migrant.acting import Act, keeps, performs
from bot.migrant.answers import tell_brought
from bot.store import cases, contacts, people, searches, timers
from bot.store.cases import Case
from dialogs.hours import when_read
from dialogs.turn import (
    AddWords,
    CaseOpened,
    Hold,
    LetGo,
    NotPassed,
    OpenCase,
    ReportContact,
    SetConsent,
    SetLanguage,
    Sounds,
    Unanswered,
    Urgent,
)
from dialogs.words import words

SOUNDS_MOST = 5000


@keeps("held")
async def held_topic(act: Act) -> str | None:
    found = act.held.of(act.person)
    return found["topic"] if found else None


@keeps("asked")
async def asked(act: Act) -> int:
    """How often they sent something before they have said whether it may go to people; an album is one sending."""
    found = act.held.of(act.person)
    return len({item["album"] or item["message"] for item in found["messages"]}) if found else 0


@keeps("case")
async def open_case(act: Act) -> int | None:
    case = await cases.open_of(act.conn, act.person["id"])
    return case.id if case else None


@keeps("raised")
async def raised(act: Act) -> bool:
    case = await cases.open_of(act.conn, act.person["id"])
    return case is not None and case.urgent


@keeps("sounds")
async def sounds_like(act: Act) -> str | None:
    return act.held.sounds.get(act.person["id"])


@performs(SetLanguage)
async def set_language(act: Act, effect: SetLanguage) -> None:
    await people.save(act.conn, act.desk.vault, act.person["id"], locale=effect.locale)
    for case in await cases.all_open(act.conn, act.person["id"]):
        await cases.place(act.conn, case.id, locale=effect.locale)
        await act.desk.put(act.conn, *await card.refreshed(act.desk, act.conn, case.id))


@performs(SetConsent)
async def set_consent(act: Act, effect: SetConsent) -> None:
    consent = {
        "consent": effect.kind,
        "consent_version": effect.version,
        "consent_on": act.desk.clock.now(),
    }
    before = act.held.of(act.person) if effect.waits else None
    if effect.kind == "read_only":  # nothing stays but this choice
        await act.held.keep(act.conn, act.person, None)
        await drafts.to_memory(act)
        await ticks.to_memory(act)
        for what in ("drafts", "checkin", *inviting.UNASKED):
            await timers.disarm(act.conn, what, f"person:{act.person['id']}")
        await act.desk.seen.move_to_memory(act.conn, act.person["id"])
        consent |= {"waiting": None, "source": None, "active": None}
    await people.save(act.conn, act.desk.vault, act.person["id"], **consent)
    reader = await people.get(act.conn, act.person["id"])
    if effect.waits and reader and act.sent:
        await act.held.keep(act.conn, reader, before)
        await act.held.add(act.conn, reader, effect.waits, act.sent)


@performs(Hold)
async def hold(act: Act, effect: Hold) -> None:
    if act.sent:
        await act.held.add(act.conn, act.person, effect.topic, act.sent, answer=effect.answer)


@performs(LetGo)
async def let_go(act: Act, effect: LetGo) -> None:
    await act.held.keep(act.conn, act.person, None)


@performs(OpenCase)
async def open_a_case(act: Act, effect: OpenCase) -> CaseOpened | NotPassed:
    until = act.person["muted_until"]
    if until and until > act.desk.clock.now() and await cases.open_of(act.conn, act.person["id"]) is None:
        await act.held.keep(act.conn, act.person, None)
        return NotPassed(until.astimezone(act.desk.zone))
    words = [*(act.held.messages(act.person) if effect.held else []), *([act.sent] if act.sent else [])]
    await act.held.keep(act.conn, act.person, None)
    opened = await opening.open_case(act.desk, act.conn, act.person, effect.topic, effect.page, words)
    await tell_brought(act, opened.number, effect.page)
    return opened


@performs(AddWords)
async def add_words(act: Act, effect: AddWords) -> None:
    found = await cases.all_open(act.conn, act.person["id"])
    if found and act.sent:
        said, reply = act.sent.said, act.sent.reply_to
        case = await turning.meant(act.desk, act.conn, found, said=said, reply=reply)
        await opening.add_words(act.desk, act.conn, case, act.sent)
        if len(found) > 1 and not act.desk.sounds_dangerous(said):
            await turning.tell(act.desk, act.conn, act.person, case, about=act.sent.message)
        if line := _when_read(act, case):
            await act.desk.put(act.conn, hands.to_person(case, line))


def _when_read(act: Act, case: Case) -> str:
    """With the first words after working hours: when somebody reads them. Not where a line more could betray."""
    desk, own = act.desk, act.desk.lists.organisation
    now = desk.clock.now().astimezone(desk.zone)
    before = own.working.opening(case.heard, desk.zone) if case.heard else None
    if case.quiet or act.person["hidden"] is not None or (case.urgent and own.night == "on_call"):
        return ""
    if case.heard and (before is None or before > now):
        return ""  # they have written since the hours ended, and heard it then
    return when_read(words(act.person["locale"] or ""), own.working, now)


@performs(Urgent)
async def urgent(act: Act, effect: Urgent) -> CaseOpened | None:
    opened = await opening.urgent(act.desk, act.conn, act.person, effect, act.sent)
    if opened and effect.sign in ("tap", "said"):  # what they wrote just before belongs to it
        case = await cases.find(act.conn, opened.number)
        for before in act.held.before_danger(act.person):
            edited = act.sent is not None and before.message == act.sent.message  # it comes as it is now
            if case and not before.personal and not edited:
                await opening.add_words(act.desk, act.conn, case, before)
        await act.held.keep(act.conn, act.person, None)
        await tell_brought(act, opened.number)
    return opened


@performs(ReportContact)
async def report_contact(act: Act, effect: ReportContact) -> None:
    await contacts.report(act.conn, effect.contact, act.today)


# --- notes ------------------------------------------------------------------------------------------------------------
@performs(Sounds)
async def sounds(act: Act, note: Sounds) -> None:
    remembered = act.held.sounds
    remembered[act.person["id"]] = note.language
    remembered.move_to_end(act.person["id"])
    while len(remembered) > SOUNDS_MOST:
        remembered.popitem(last=False)


@performs(Unanswered)
async def unanswered(act: Act, note: Unanswered) -> None:
    words = note.words if act.person["consent"] != "read_only" else ()  # then it is a number only
    await searches.missed(act.conn, act.desk.vault, act.person["id"], words, act.today)
