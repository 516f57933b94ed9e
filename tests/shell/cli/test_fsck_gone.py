"""What was deleted whole from a home is missed by `fsck`, and named."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from tallystick.evidence.log import KeyKind, VerifierKey, to_cosign
from tallystick.evidence.persons import Side
from tallystick.shell.operations.filing.handing.delivered import log_delivery
from tallystick.shell.operations.ports.logs import Stamped
from tallystick.shell.signing.keystore import exposed_secrets
from tallystick.shell.wiring import operations
from tests.cast import AUDITOR
from tests.shell.cli.conftest import Tally
from tests.shell.files.logs import KEY

NOON = dt.datetime(2026, 9, 1, 4, tzinfo=dt.UTC)


@pytest.fixture
def kept(tally: Tally, tmp_path: Path) -> Path:
    """A home with a key, an act in its register, and a record in its confidential log."""
    assert tally("keys", "--create", "zhou-min").exit == 0
    with operations().make_home(str(tmp_path / "home"), Side.ONSHORE) as home:
        home.evidence.log.sequence([b"an entry"], first=0)
        home.audit.add({"who": "somebody"})
    return tmp_path / "home"


def found(tally: Tally) -> dict[str, list[str]]:
    """The codes of the errors, by the file they name."""
    told = tally("fsck", "--json")
    assert told.exit == 1
    named: dict[str, list[str]] = {}
    for each in told.json["findings"]:
        named.setdefault(each["file"], []).append(each["code"])
    return named


@pytest.mark.parametrize(
    ("lost", "named"),
    [
        ("audit", "audit/checkpoint"),
        ("audit/checkpoint", "audit/checkpoint"),
        ("log/sm3", "log/sm3/checkpoint"),
        ("audit/sm3", "audit/sm3/checkpoint"),
        ("log", "log/checkpoint"),
    ],
)
def test_a_log_that_was_deleted_is_missed(tally: Tally, kept: Path, lost: str, named: str):
    path = kept / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert "files.head-gone" in found(tally)[named]


def test_a_head_under_which_receipts_were_delivered_is_missed(tally: Tally, kept: Path):
    witness = VerifierKey(name="witness/auditor", public_key=AUDITOR.person.public_key, kind=KeyKind.COSIGNATURE)
    with operations().make_home(str(kept), Side.ONSHORE) as home:
        log = home.evidence.log
        head = log.checkpoint().partition(b"\n\n")[0].decode() + "\n"
        log.cosign(witness, at=7, signature=AUDITOR.sign(to_cosign(head, 7)))
        log_delivery(home, "f", {"proofs/submitted.tlog-proof": log.receipt(0)}, at=NOON)
        log.sequence([b"another"], first=1)
    assert "log/cosigned" not in found(tally)
    shutil.rmtree(kept / "log" / "cosigned")
    assert found(tally)["log/cosigned"] == ["supervision.cosigned-lost"]


def test_the_second_signature_under_a_head_is_missed(tally: Tally, kept: Path):
    path = kept / "log" / "sm3" / "checkpoint.sm2"
    if not path.is_file():
        pytest.skip("this platform has no SM2")
    path.unlink()
    assert found(tally)["log/sm3/checkpoint.sm2"] == ["files.head-gone"]


def test_a_timestamp_that_was_deleted_is_missed(tally: Tally, kept: Path):
    with operations().make_home(str(kept), Side.ONSHORE) as home:
        log = home.heads["log"]
        log.stamp(Stamped(size=1, note=log.checkpoint(), token=b"token"))
    (kept / "log" / "timestamps" / "1.tsr").unlink()
    assert found(tally)["log/timestamps/1.tsr"] == ["files.stamp-gone"]


@pytest.mark.parametrize("place", [30, 60, 80, 290])
def test_a_damaged_key_is_named(tally: Tally, kept: Path, place: int):
    path = kept / "keys" / "zhou-min.pem"
    content = path.read_bytes()
    path.write_bytes(content[:place] + b"!" + content[place + 1 :])
    assert found(tally)["keys/zhou-min.pem"] == ["files.key-damaged"]


def test_a_home_that_lost_nothing_is_not_said_to(tally: Tally, kept: Path):
    told = tally("fsck", "--json")
    assert not {"files.head-gone", "files.stamp-gone", "files.key-damaged"} & set(told.codes)


def _flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize(
    ("name", "code"),
    [("log.vkey", "files.log-name-lost"), ("secret", "files.log-key-closed"), ("side", "files.side-damaged")],
)
@pytest.mark.parametrize("side", ["onshore", ""])
def test_a_damaged_file_that_a_home_opens_with_is_named_and_the_rest_still_checked(
    tally: Tally, kept: Path, monkeypatch: pytest.MonkeyPatch, name: str, code: str, side: str
):
    monkeypatch.setenv("TALLYSTICK_SIDE", side)
    before = found(tally)
    _flipped(kept / name)
    assert found(tally) == before | {name: [code]}
    _flipped(kept / "log" / "tile" / "entries" / "000.p" / "1")
    named = found(tally)
    assert named[name] == [code]
    assert named["tile/entries/000.p/1"] == ["files.leaf-damaged"]


def test_two_damaged_files_are_both_named(tally: Tally, kept: Path):
    for name in ("log.vkey", "side", "secret"):
        _flipped(kept / name)
    assert {"log.vkey", "side", "secret"} <= set(found(tally))


def test_a_secret_that_is_gone_is_named_and_not_made_again(tally: Tally, kept: Path):
    (kept / "secret").unlink()
    assert found(tally)["secret"] == ["files.secret-missing"]
    assert not (kept / "secret").exists()


def test_the_key_of_a_log_that_has_begun_is_missed_and_not_made_again(tally: Tally, kept: Path):
    verifier, key = (kept / "log.vkey").read_text(encoding="utf-8"), kept / "keys" / "log-onshore.pem"
    before = found(tally)
    aside = key.rename(kept / "aside.pem")
    assert tally("keys", "--json").codes == ["files.log-key-missing"]
    assert found(tally) == before | {"keys/log-onshore.pem": ["files.log-key-absent"]}, "the log itself is whole"
    assert not key.exists()
    aside.rename(key)
    assert (tally("keys").exit, (kept / "log.vkey").read_text(encoding="utf-8")) == (0, verifier)


@pytest.mark.parametrize("lost", ["", "log.vkey"])
def test_keys_restored_so_that_others_may_read_them_are_named_once_and_the_log_is_whole(
    tally: Tally, kept: Path, lost: str
):
    before = found(tally)
    if lost:
        (kept / lost).unlink()
    for name in ("log-onshore.pem", "zhou-min.pem"):
        (kept / "keys" / name).chmod(0o644)
    exposed = {f"keys/{name}": ["files.key-exposed"] for name in ("log-onshore.pem", "zhou-min.pem")}
    assert found(tally) == before | exposed
    assert tally("keys", "--json").codes == ["files.key-exposed"], "nothing is signed with it"


def test_every_secret_that_others_may_read_is_named(tally: Tally, kept: Path):
    before, sealed = found(tally), [each.name for each in (kept / "keys").glob("*.sm2")]
    names = ["secret", "portal.key", *(f"keys/{each}" for each in (*sealed, "matching-2026-10.key", "zhou-min.device"))]
    for name in names:
        path = kept / name
        path.touch(mode=0o600)
        assert found(tally) == before, "private"
        path.chmod(0o640)
        assert found(tally) == before | {name: ["files.secret-exposed"]}
        path.chmod(0o600)


def test_the_address_of_a_database_that_others_may_read_is_named(tmp_path: Path):
    address = tmp_path / "database"
    address.write_text("postgresql://tallystick:word@db.internal/onshore", encoding="utf-8")
    address.chmod(0o644)
    assert [each.code for each in exposed_secrets(tmp_path)] == ["files.secret-exposed"]
    address.chmod(0o600)
    assert not [*exposed_secrets(tmp_path)]


def test_a_key_others_may_read_that_the_secret_does_not_open_is_named_for_both(tally: Tally, kept: Path):
    before = found(tally)
    (kept / "keys" / "log-onshore.pem").chmod(0o644)
    _flipped(kept / "secret")
    assert found(tally) == before | {"keys/log-onshore.pem": ["files.key-exposed"], "secret": ["files.log-key-closed"]}


def test_another_key_in_the_place_of_the_log_s_is_named(tally: Tally, kept: Path):
    path = kept / "log.vkey"
    name = path.read_text(encoding="utf-8").partition("+")[0]
    path.write_text(f"{VerifierKey(name=name, public_key=KEY.public_key)}\n", encoding="utf-8")
    assert found(tally)["log.vkey"] == ["files.log-vkey-other"]


def test_a_key_for_readers_that_is_gone_is_written_again_under_the_log_s_own_origin(tally: Tally, kept: Path):
    path = kept / "log.vkey"
    before, told = path.read_bytes(), found(tally)
    path.unlink()
    assert found(tally) == told
    assert path.read_bytes() == before
