"""A-39 over the whole suite: whoever acts in a test has a name, a username, a telephone and a passport number, and says
things; after each test its logs, written with debugging on, and its files are searched for all that and for the token.

The database is also searched as it lies while the bot runs, with its write-ahead log. Words of a person are looked for
where they are long enough to be nobody else's; commands and the keys of the keyboard are no secrets."""

import io
import json
import logging
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.app import Sapar
from bot.logs import log_from
from bot.sandbox import deeds, shapes
from bot.sandbox.world import TOKEN, World
from dialogs.conversation import KEYS

PASSPORT = "AA7654321"  # everybody's last name, so that it passes wherever a name does
LONG = 16  # letters of what somebody said
OURS = {".yaml", ".po", ".png", ".html", ".py"}  # what editors wrote, copied for a test


class Watch:
    """What was said since the last test, and where it was found though it should not be."""

    def __init__(self) -> None:
        self.secrets = {TOKEN, PASSPORT}
        self.staff: set[int] = set()  # whoever is or was in a group: cases name who answers them
        self.public: set[str] = set()  # their names
        self.found: set[str] = set()
        self.log = io.StringIO()

    def hears(self, world: World, told: dict[str, Any]) -> None:
        said = str(told.get("text") or told.get("caption") or "").strip()
        if len(said) >= LONG and not said.startswith("/") and said not in KEYS:
            self.secrets.add(said)
        person = world.people.get(told["as"])
        self.staff.update(who for group in world.groups.values() for who in group.members)
        self.public |= {world.people[who].name for who in self.staff if who in world.people}
        if person and person.id not in self.staff:
            self.secrets |= {one for one in (person.name, person.username, person.phone) if one and len(one) > 4}

    def looks(self, where: str, text: bytes) -> None:
        for secret in self.secrets - self.public:
            escaped = json.dumps(secret)[1:-1]
            if any(one.encode() in text for one in {secret, secret.lower(), escaped}):
                self.found.add(f"{secret!r} stands in {where}")

    def looks_into(self, file: Path) -> None:
        with suppress(FileNotFoundError):
            self.looks(file.name, file.read_bytes())
        if zipfile.is_zipfile(file):  # a spreadsheet
            with zipfile.ZipFile(file) as packed:
                for name in packed.namelist():
                    self.looks(f"{file.name}/{name}", packed.read(name))

    def logs(self) -> None:
        """Every line that the program would write with LOG_LEVEL=DEBUG."""
        log_from("DEBUG")
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(self.log))
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setStream(self.log)


watch = Watch()


def install() -> None:
    """Everybody is watched from now on, by whatever road they act."""
    say, edit, press, user, stop = deeds.say, deeds.edit, deeds.press, shapes.user, Sapar.stop

    def says(world: World, told: dict[str, Any]) -> Any:
        watch.hears(world, told)
        return say(world, told)

    def edits(world: World, told: dict[str, Any]) -> Any:
        watch.hears(world, told)
        return edit(world, told)

    def presses(world: World, told: dict[str, Any]) -> Any:
        watch.hears(world, {"as": told["as"]})
        return press(world, told)

    def named(world: World, id: int) -> dict[str, Any]:
        shown = user(world, id)
        staff = any(id in group.members for group in world.groups.values())
        return shown if staff or shown["is_bot"] else {**shown, "last_name": PASSPORT}

    async def stops(sapar: Sapar) -> None:
        file = sapar.settings.database_file
        for one in file.parent.glob(f"{file.name}*") if file else ():
            watch.looks_into(one)
        await stop(sapar)

    deeds.say, deeds.edit, deeds.press, shapes.user = says, edits, presses, named
    Sapar.stop = stops  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def watched(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test after which a secret stands somewhere."""
    watch.__init__()  # type: ignore[misc]
    watch.logs()
    yield
    folder = request.node.funcargs.get("tmp_path")
    for file in folder.rglob("*") if folder else ():
        if file.is_file() and file.suffix not in OURS:
            watch.looks_into(file)
    watch.looks("the log", watch.log.getvalue().encode())
    print(watch.log.getvalue())  # pytest shows it where a test failed
    structlog.reset_defaults()
    assert not watch.found, "\n".join(sorted(watch.found))
