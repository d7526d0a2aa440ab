"""A person decides whether something of them may be passed to a partner."""

from bot.desk import referral
from bot.migrant.acting import Act, keeps, performs
from bot.store import cases, referrals
from dialogs.kinds.referral import AnswerReferral, Passing


@keeps("referrals")
async def own_referrals(act: Act) -> dict[int, Passing]:
    """Those of the person's own cases, by number."""
    found: dict[int, Passing] = {}
    for case in await cases.of_person(act.conn, act.person["id"]):
        for one in await referrals.of_case(act.conn, act.desk.vault, case.id):
            found[one.id] = referral.passing(act.desk, case, one)
    return found


@performs(AnswerReferral)
async def answer_referral(act: Act, effect: AnswerReferral) -> None:
    asked = await referrals.find(act.conn, act.desk.vault, effect.number)
    case = await cases.find(act.conn, asked.case) if asked else None
    if case and case.person == act.person["id"]:
        await referral.answered(act.desk, act.conn, case, effect.number, effect.agrees)
