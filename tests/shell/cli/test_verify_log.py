"""`verify LOG`: a copy of a log by the key a reader trusts, its witnesses by a policy, its timestamps by roots."""

from pathlib import Path

import pytest

from tallystick.shell.files.beside.shadow import ShadowedLog
from tallystick.shell.operations.evidence.cosigning import cosign
from tallystick.shell.operations.evidence.timestamps import stamp_head
from tallystick.shell.operations.evidence.witness import witness_key
from tallystick.shell.signing.remote.http import Http
from tallystick.shell.signing.sm2 import Sm2Key, Sm2Signer, Sm2UnavailableError
from tallystick.shell.signing.sm2_heads import Sm2Heads
from tallystick.shell.wiring import operations
from tests.shell.cli.conftest import Tally
from tests.shell.files.logs import KEY, SIGNER, STRANGER, some_leaves
from tests.shell.operations.example import at, person, signer
from tests.shell.signing.authority import TimeAuthority

WITNESS = "nadia-osei"


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A log of seven leaves, cosigned and stamped, and the reader's own key, policy and roots."""
    log = ShadowedLog(tmp_path / "log", KEY, SIGNER)
    log.sequence(some_leaves(7), first=0)
    assert cosign(log, person(WITNESS), signer(WITNESS), at=at("2026-09-10T03:00")) is None
    authority = TimeAuthority.open(tmp_path / "tsa")
    with Http().serve("127.0.0.1:0", "/tsa", authority.answer) as address:
        assert stamp_head(log, f"{address}/tsa", Http(), operations().timestamps(authority.roots)).findings == ()
    (tmp_path / "log.vkey").write_text(f"{KEY}\n")
    witness = witness_key(WITNESS, person(WITNESS).public_key)
    (tmp_path / "witnesses.policy").write_text(f"log {KEY}\nwitness w {witness}\nquorum w\n")
    (tmp_path / "roots.pem").write_bytes(authority.roots)
    return tmp_path


def call(tally: Tally, given: Path, *without: str) -> list[str]:
    """The exit code and the codes of what is found, with all that the reader has but these."""
    options = {"--log-key": "log.vkey", "--policy": "witnesses.policy", "--tsa-roots": "roots.pem"}
    words = [part for name, file in options.items() if name not in without for part in (name, given / file)]
    told = tally("verify", given / "log", *words, "--json")
    return [str(told.exit), *told.codes]


def test_a_copy_holds_by_the_reader_s_key_policy_and_roots(tally, given):
    assert call(tally, given) == ["0"]
    assert call(tally, given, "--tsa-roots") == ["3", "evidence.timestamp-unchecked"]
    assert call(tally, given, "--policy") == ["3", "supervision.cosignature-unchecked"]


@pytest.mark.parametrize(
    ("file", "place", "code"),
    [
        ("log/tile/entries/000.p/7", 6, "files.leaf-damaged"),
        ("log/tile/0/000.p/7", 6, "files.tile-damaged"),
        ("log/sm3/tile/0/000.p/7", 6, "files.tile-damaged"),
        ("log/timestamps/7.tsr", -40, "evidence.timestamp-wrong"),
        ("log/checkpoint", -20, "evidence.note-signature-wrong"),
    ],
)
def test_each_changed_bit_is_named(tally, given, file, place, code):
    content = bytearray((given / file).read_bytes())
    content[place] ^= 1
    (given / file).write_bytes(content)
    exit_, *codes = call(tally, given)
    assert (exit_, code in codes) == ("1", True), codes


def test_another_key_or_too_few_witnesses_are_told(tally, given):
    (given / "witnesses.policy").write_text(
        (given / "witnesses.policy")
        .read_text()
        .replace("quorum w", f"witness v {witness_key('v', STRANGER.public_key)}\n")
        + "group g all w v\nquorum g\n"
    )
    assert call(tally, given) == ["1", "evidence.checkpoint-unwitnessed"]
    (given / "witnesses.policy").write_text("quorum\n")
    assert call(tally, given) == ["2", "evidence.policy-line"]
    (given / "log.vkey").write_text("hello\n")
    assert call(tally, given)[0] == "2"


def test_an_sm3_tree_whose_head_was_emptied_is_named(tally: Tally, given: Path):
    (given / "log/sm3/checkpoint").write_bytes(b"")
    assert call(tally, given) == ["0", "files.shadow-missing"]  # a warning, as after a kill


@pytest.fixture(scope="module")
def heads() -> Sm2Heads:
    try:
        key = Sm2Signer("log", Sm2Key.generate())
    except Sm2UnavailableError as error:
        pytest.skip(str(error))
    return Sm2Heads(lambda: key)


def under_sm2(tally: Tally, folder: Path, *more: str | Path) -> list[str]:
    told = tally("verify", folder / "log", "--log-key", folder / "log.vkey", *more, "--json")
    return [str(told.exit), *told.codes]


@pytest.fixture
def signed(tmp_path: Path, heads: Sm2Heads) -> Path:
    """A log whose head is under SM2 as well, and the reader's own keys."""
    log = ShadowedLog(tmp_path / "log", KEY, SIGNER, heads)
    log.sequence(some_leaves(3), first=0)
    (tmp_path / "log.vkey").write_text(f"{KEY}\n")
    (tmp_path / "sm2.vkey").write_text(f"{heads.verifier(KEY.shadow().name)}\n")
    return tmp_path


def test_the_sm2_line_is_judged_by_its_key_or_said_not_to_be(tally: Tally, signed: Path):
    assert under_sm2(tally, signed) == ["0", "files.sm2-unjudged"]
    given = ("--sm2-key", signed / "sm2.vkey")
    assert under_sm2(tally, signed, *given) == ["0"]
    line = signed / "log" / "sm3" / "checkpoint.sm2"
    whole = line.read_bytes()
    line.write_bytes(whole[:-20] + (b"A" if whole[-20:-19] != b"A" else b"B") + whole[-19:])
    assert under_sm2(tally, signed, *given) == ["1", "files.sm2-differs"]
    line.unlink()
    assert under_sm2(tally, signed, *given) == ["1", "files.sm2-missing"]


def test_a_stranger_s_sm2_key_and_one_that_is_none_are_told(tally: Tally, signed: Path):
    stranger = Sm2Signer("log", Sm2Key.generate())
    path = signed / "sm2.vkey"
    path.write_text(Sm2Heads(lambda: stranger).verifier(KEY.shadow().name))
    assert under_sm2(tally, signed, "--sm2-key", path) == ["1", "files.sm2-differs"]
    for wrong in ("hello", f"{KEY}", "a+00000000+AAAA"):
        path.write_text(wrong)
        assert under_sm2(tally, signed, "--sm2-key", path) == ["2", "cli.sm2-key"]
