"""The card of a journey as a file: made of what the page says, kept nowhere here."""

from dataclasses import replace

from bot.migrant.acting import Act, performs
from bot.migrant.mydata import document
from dialogs.kinds.trip import SaveCard


@performs(SaveCard)
async def save(act: Act, effect: SaveCard) -> None:
    """One at a time: a second tap while the first waits to be sent adds nothing."""
    row = document(act.person["id"], effect.name, effect.html)
    await act.desk.put(act.conn, replace(row, key=f"trip:{act.person['id']}:{effect.name}"))
