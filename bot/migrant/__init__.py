"""The private chat: its door, one turn of a conversation, and who performs its effects (a file for each kind)."""

from bot.migrant import (  # noqa: F401  (performers enter themselves in the tables of `acting`)
    callback,
    checkins,
    discreet,
    drafts,
    effects,
    hiding,
    mydata,
    quotas,
    referral,
    requests,
    surveys,
    ticks,
    trip,
    wishes,
)
from bot.migrant.door import router
from bot.migrant.held import Held

__all__ = ["Held", "router"]
