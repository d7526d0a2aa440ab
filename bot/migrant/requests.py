"""A person's own requests: listed, opened again, rated. A number that is not theirs is no number."""

from bot.desk import codes, opening, requests, splitting, taking_back
from bot.migrant.acting import Act, keeps, performs
from bot.store import cases
from bot.store.cases import Case
from dialogs.kinds.requests import Code, MakeCode, Rate, Reopen, Request, TakeBack, TurnTo


@keeps("requests")
async def own_requests(act: Act) -> tuple[Request, ...]:
    return await requests.of(act.desk, act.conn, act.person["id"])


@performs(Reopen)
async def reopen(act: Act, effect: Reopen) -> bool:
    case = await _own(act, effect.number)
    return case is not None and await opening.reopen(act.desk, act.conn, case, "person")


@performs(TurnTo)
async def turn_to(act: Act, effect: TurnTo) -> bool:
    case = await _own(act, effect.number)
    return case is not None and await splitting.turn_to(act.desk, act.conn, case, effect.message)


@performs(TakeBack)
async def take_back(act: Act, effect: TakeBack) -> bool:
    case = await _own(act, effect.number)
    return case is not None and await taking_back.take_back(act.desk, act.conn, case, effect.message)


@performs(MakeCode)
async def make_code(act: Act, effect: MakeCode) -> Code:
    return Code(await codes.made(act.desk, act.conn, act.person["id"]))


@performs(Rate)
async def rate(act: Act, effect: Rate) -> None:
    """The first mark counts: a second tap on an old message changes nothing."""
    case = await _own(act, effect.number)
    if case is None or case.is_open:
        return
    if effect.mark is not None:
        await cases.rate(act.conn, case.id, rating=effect.mark)
    if effect.solved is not None:
        await cases.rate(act.conn, case.id, solved=effect.solved)


async def _own(act: Act, number: int) -> Case | None:
    case = await cases.find(act.conn, number)
    return case if case and case.person == act.person["id"] else None
