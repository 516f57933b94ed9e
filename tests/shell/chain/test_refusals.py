import pytest
from web3 import Web3
from web3.utils import get_abi_input_types

from tallystick.evidence.wording import Language, word
from tallystick.shell.chain import refusals

SAMPLES = {
    "uint8": 1,
    "uint32": 2,
    "uint64": 1_789_000_000,
    "uint256": 1_789_000_001,
    "bytes32": b"agent".ljust(32, b"\0"),
}


def encoded(error) -> bytes:
    types = get_abi_input_types(error)
    values = ["0x" + "11" * 20 if each == "address" else SAMPLES[each] for each in types]
    return refusals._selector(error) + Web3().codec.encode(types, values)


@pytest.mark.parametrize("error", refusals._errors().values(), ids=lambda error: error["name"])
@pytest.mark.parametrize("language", list(Language))
def test_every_error_is_worded_from_its_own_fields(error, language: Language) -> None:
    refused = refusals.refusal(encoded(error))
    assert refused.finding.code == refusals._CODES[error["name"]]
    assert word(refused.finding, language).what


@pytest.mark.parametrize("answer", [b"", b"\x01\x02", bytes.fromhex("08c379a0")])
def test_an_answer_nobody_knows_is_shown_as_it_is(answer: bytes) -> None:
    refused = refusals.refusal(answer)
    assert refused.finding.code == "chain.refused-without-reason"
    assert f"0x{answer.hex()}" in str(refused)
