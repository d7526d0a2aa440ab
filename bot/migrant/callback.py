"""A person asks to be called."""

from bot.desk import callback
from bot.migrant.acting import Act, performs
from dialogs.kinds.callback import AskCall, CallBooked, CallRefused


@performs(AskCall)
async def ask_call(act: Act, effect: AskCall) -> CallBooked | CallRefused:
    return await callback.ask(act.desk, act.conn, act.person, effect)
