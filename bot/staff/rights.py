"""Who may do what: one matrix of roles, asked before every act."""

from enum import StrEnum

from bot.desk.hands import Consultant
from dialogs.words import words


class Role(StrEnum):
    TRAINEE = "trainee"
    OPERATOR = "operator"
    LEAD = "lead"
    EDITOR = "editor"
    OUTREACH = "outreach"
    REPORTER = "reporter"
    ADMIN = "admin"


TRAINEE, OPERATOR, LEAD, EDITOR, OUTREACH, REPORTER, ADMIN = Role

RIGHTS: dict[str, frozenset[Role]] = {
    "look": frozenset(Role),  # one's own group's queue, help
    "work": frozenset({OPERATOR, LEAD}),  # claim, answer, note, close, transfer, refer
    "oversee": frozenset({LEAD}),  # another's case, lower an urgent one, the audit
    "govern": frozenset({ADMIN}),  # the list of staff, service topics
    "read content": frozenset({LEAD, EDITOR, ADMIN}),
    "edit content": frozenset({EDITOR, ADMIN}),
    "compose": frozenset({LEAD, OUTREACH}),  # broadcasts
    "approve": frozenset({LEAD, ADMIN}),
    "events": frozenset({OPERATOR, LEAD, OUTREACH, ADMIN}),
    "sources": frozenset({LEAD, OUTREACH, ADMIN}),
    "statistics": frozenset(Role) - {TRAINEE},
    "exports": frozenset({LEAD, REPORTER, ADMIN}),
}

# Which right a command or a button asks for; one that is not named here is work at a case.
ASKS = {
    "help": "look",
    "practice": "look",
    "queue": "look",
    "find": "look",
    "shift": "look",
    "rota": "look",
    "selfcheck": "look",
    "rules": "look",
    "audit": "oversee",
    "assign": "oversee",
    "hold": "oversee",
    "setup": "govern",
    "staff": "govern",
    "invite": "govern",
}


def may(who: Consultant, what: str) -> bool:
    """Whether somebody may do this; `what` is the name of a command, of a button or of a right."""
    if who.barred:
        return False
    return not RIGHTS[what if what in RIGHTS else ASKS.get(what, "work")].isdisjoint(who.roles)


def refusal(who: Consultant, what: str) -> str:
    """Why somebody may not do this, in their language; nothing where they may."""
    say = words(who.locale)
    if who.barred == "stranger":
        return say("Only members of this group can do that.")
    if who.barred == "anonymous":
        return say("You write anonymously, so we cannot tell who answers. Switch that off in your rights.")
    if who.barred == "unlisted":
        return say("You are not on the list of staff. Ask an administrator for an invitation.")
    if may(who, what):
        return ""
    needed = ASKS.get(what, what)
    return say("Only a lead can do that.") if needed == "oversee" else say("Your role does not allow that.")
