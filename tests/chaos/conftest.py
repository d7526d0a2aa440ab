"""The town is built once for all; bots are forked from one process that has imported everything."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests import planted
from tests.chaos import town as towns
from tests.chaos.town import Town
from tests.planted import watched  # noqa: F401  (for every test)

planted.install()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    yield await towns.build(tmp_path_factory.mktemp("town"))
