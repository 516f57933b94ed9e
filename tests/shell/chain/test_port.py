import pytest

from tallystick.shell.chain.agents import AgentChain
from tallystick.shell.chain.reading import ChainReader
from tallystick.shell.operations.ports.ledgers.agents import AgentLedger
from tallystick.shell.operations.ports.ledgers.chain import Ledger, LedgerReader

pytestmark = pytest.mark.chain


def test_the_client_fulfils_the_port(chain: AgentChain) -> None:
    """The annotations are the test: mypy holds both classes against the protocols, name by name and type by type."""
    ledger: AgentLedger = chain
    reader: LedgerReader = ChainReader.connect("http://127.0.0.1:1")
    asked = {name for name in dir(AgentLedger) if not name.startswith("_")}
    read = {name for name in dir(LedgerReader) if not name.startswith("_")}
    assert asked <= set(dir(ledger))
    assert {name for name in dir(Ledger) if not name.startswith("_")} < asked
    assert read <= set(dir(reader))
    assert not (asked - read) & set(dir(reader))
