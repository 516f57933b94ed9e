"""`verify TOKEN` where no token of the filing stands: nothing, an ordinary token, or an answer in another form."""

from typing import Any

import pytest
from web3 import HTTPProvider

from tallystick.shell.chain.connection import Connection
from tallystick.shell.chain.reading import ChainReader
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.supervision.public.by_token import verify_token
from tests.shell.operations.example import CLOSING, codes, crossed

ELSEWHERE = "0x5FbDB2315678afecb367f032d93F642f64180aa3"


@pytest.mark.parametrize(
    "answer",
    [
        {"result": "0x"},
        {"error": {"code": 3, "message": "execution reverted", "data": "0x"}},
        {"error": {"code": -32000, "message": "execution reverted"}},
        {"error": {"code": -32000, "message": "invalid opcode: INVALID"}},
        {"result": "0x" + "00" * 31 + "12"},
        {"result": "0x" + "ff" * 1024},
    ],
    ids=["nothing", "stopped", "stopped without bytes", "an old contract", "one word", "another form"],
)
def test_an_address_without_a_token_of_the_filing_is_told_in_plain_words(
    answer: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HTTPProvider, "make_request", lambda *_: answer)
    reader = ChainReader(Connection("http://127.0.0.1:9"))
    told = verify_token(reader, ELSEWHERE, crossed(), trusted=Trusted.of({}, ()), roll={}, at=CLOSING)
    assert (told.value, codes(told), told.exit_code()) == (None, ["supervision.token-other"], 1)
    assert told.findings[0].argument("address") == ELSEWHERE
