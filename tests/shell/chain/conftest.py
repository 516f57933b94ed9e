"""One local chain per test module; each test has a filing of its own on it."""

from collections.abc import Iterator

import pytest

from tallystick.shell.chain.agents import AgentChain
from tests.shell.chain.stage import need_anvil, opened


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AgentChain]:
    need_anvil()
    with opened(tmp_path_factory.mktemp("chain")) as (chain, _):
        yield chain
