"""What people answer in surveys, and the lists that they join."""

import json

from bot.migrant.acting import Act, performs
from bot.store import surveys
from dialogs.kinds.survey import Replied, Reply, TakeReplyBack


@performs(Reply)
async def reply(act: Act, effect: Reply) -> Replied:
    body = json.dumps(dict(effect.answers), ensure_ascii=False).encode()
    about = (act.conn, act.desk.vault, effect.page, act.person["id"], act.today, body)
    if effect.anonymous:
        return Replied(again=not await surveys.count(*about, effect.time))
    await surveys.join(*about)
    return Replied()


@performs(TakeReplyBack)
async def take_back(act: Act, effect: TakeReplyBack) -> None:
    await surveys.leave(act.conn, effect.page, act.person["id"])
