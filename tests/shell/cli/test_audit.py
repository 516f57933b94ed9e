"""`audit`: written, proved in part, erased by two people; what was erased cannot be had or guessed again."""

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from tallystick.evidence.persons import Side
from tallystick.shell.wiring import operations
from tests.shell.cli.conftest import Tally, Told, snapshot

_NOTE = ("audit", "note", "desk.file-read", "--field", "person=王小明", "--field", "file=M18-audit.md")
_KEEPERS = ("--as", "meng-anran", "--as", "ruan-qingping")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the home with everybody's keys is kept between tests; opening keys is slow by design."""
    return tmp_path_factory.mktemp("made") / "home"


@pytest.fixture
def noted(tally: Tally, cast: Path, made: Path, tmp_path: Path) -> Tally:
    """A home with everybody's keys and one record."""
    if not made.is_dir():
        assert tally("keys", "--import-cast", cast, "--home", made).exit == 0
    shutil.copytree(made, tmp_path / "home")
    told = tally(*_NOTE, "--at", "2026-09-01T10:00:00+08:00", "--json")
    assert told.exit == 0, told.out + told.err
    assert told.json["value"]["position"] == 0
    return tally


def _erase(tally: Tally, cast: Path, *people: str, fields: tuple[str, ...] = ("person",)) -> Told:
    named = [part for name in fields for part in ("--field", name)]
    roll = cast / "people.yaml"
    return tally("audit", "erase", "0", *named, "--reason", "asked to", *people, "--people", roll, "--json")


def test_erase_and_the_proof_still_holds_and_the_value_is_nowhere(noted: Tally, cast: Path, tmp_path: Path):
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    assert noted("audit", "open", "0", "--field", "person", "--out", before).exit == 0
    key = tmp_path / "audit.vkey"
    assert _erase(noted, cast, *_KEEPERS).exit == 0

    assert noted("audit", "open", "0", "--field", "file", "--out", after).exit == 0
    for proof, fields in ((before, {"person": "王小明"}), (after, {"file": "M18-audit.md"})):
        told = noted("audit", "recheck", proof, "--log-key", key, "--json")
        assert (told.exit, told.json["value"]["holds"], told.json["value"]["fields"]) == (0, True, fields)
    assert noted("audit", "open", "0", "--field", "person", "--out", tmp_path / "no.json", "--json").codes == [
        "evidence.audit-no-field"
    ]

    home = snapshot(tmp_path / "home")
    assert not [path for path, content in home.items() if "王小明".encode() in content]
    leaf = json.loads(after.read_bytes())["leaf"]["fields"]["person"]["sha256"]
    salts = {json.loads(before.read_bytes())["opened"]["person"]["salt"]}
    assert not [path for path, content in home.items() for salt in salts if salt.encode() in content]
    secret = home["secret"]  # the operator's own secret does not help either
    tried = [b"", secret, secret.hex().encode()]
    assert leaf not in [sha256(each + "王小明".encode()).hexdigest() for each in tried]
    fsck = noted("fsck", "--people", cast / "people.yaml", "--json")
    assert (fsck.exit, fsck.codes) == (0, [])


def test_the_register_tells_who_erased_what_and_never_the_value(noted: Tally, cast: Path, tmp_path: Path):
    _erase(noted, cast, *_KEEPERS)
    bodies = [content for path, content in snapshot(tmp_path / "home").items() if path.startswith("objects/")]
    (body,) = [json.loads(content) for content in bodies if b"tallystick/erasure/v1" in content]
    assert (body["position"], body["fields"], body["reason"]) == (0, ["person"], "asked to")
    assert [each["id"] for each in body["by"]] == ["meng-anran", "ruan-qingping"]
    assert body["countersigned"][0]["person"] == "ruan-qingping"


@pytest.mark.parametrize(
    ("people", "code"),
    [
        (("--as", "meng-anran"), "evidence.audit-two-persons"),
        (("--as", "meng-anran", "--as", "meng-anran"), "evidence.audit-two-persons"),
        (("--as", "meng-anran", "--as", "shen-yilan"), "evidence.role-missing"),
    ],
)
def test_one_alone_and_one_without_the_role_erase_nothing(noted: Tally, cast: Path, people, code):
    told = _erase(noted, cast, *people)
    assert (told.exit, told.codes) == (1, [code])
    assert noted("audit", "records", "--json").json["value"]["records"][0]["erased"] == []


@pytest.mark.parametrize("field", ["kind", "at", "nothing", "person "])
def test_what_stays_of_every_record_is_not_erased(noted: Tally, cast: Path, field: str):
    assert _erase(noted, cast, *_KEEPERS, fields=(field,)).codes == ["evidence.audit-no-field"]


def test_a_value_taken_away_without_the_act_is_named(noted: Tally, cast: Path, tmp_path: Path):
    (path,) = (tmp_path / "home" / "audit" / "records").iterdir()
    record = json.loads(path.read_bytes())
    kept = path.read_bytes()
    del record["opened"]["person"]
    path.write_bytes(json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())
    told = noted("fsck", "--people", cast / "people.yaml", "--json")
    assert (told.exit, told.codes) == (1, ["supervision.audit-field-lost"])
    path.write_bytes(kept)
    assert _erase(noted, cast, *_KEEPERS).exit == 0
    path.write_bytes(kept)  # a copy is restored and brings the value back
    assert noted("fsck", "--people", cast / "people.yaml", "--json").codes == ["supervision.audit-not-erased"]


def test_a_confidential_log_deleted_with_the_list_of_heads_is_missed_by_the_register(
    noted: Tally, cast: Path, tmp_path: Path
):
    home = tmp_path / "home"
    assert noted("fsck", "--json").codes == []
    shutil.copytree(home / "audit", tmp_path / "before")
    assert noted(*_NOTE, "--json").exit == 0
    for restored in (True, False):
        shutil.rmtree(home / "audit")
        (home / "heads").unlink()
        if restored:
            shutil.copytree(tmp_path / "before", home / "audit")
        told = noted("fsck", "--people", cast / "people.yaml", "--json")
        assert (told.exit, told.codes) == (1, ["supervision.audit-shorter"])
        assert [each["file"] for each in told.json["findings"]] == ["audit/checkpoint"]
    for _ in range(2):  # written anew under the same key, by somebody who keeps no trace of it in the register
        with operations().open_home(str(home), Side.ONSHORE) as opened:
            opened.audit.add({"kind": "desk.file-read", "at": "2026-09-01T02:00:00Z", "person": "another"})
    told = noted("fsck", "--people", cast / "people.yaml", "--json")
    assert (told.exit, told.codes) == (1, ["supervision.audit-other-past"])


def test_it_is_told_in_both_languages(noted: Tally, tmp_path: Path):
    assert "Confidential log: 1 records" in noted("audit", "records").out
    assert "保密日志：1 条记录" in noted("audit", "records", "--lang", "zh").out
    assert noted("audit", "open", "7", "--field", "x", "--out", tmp_path / "x").exit == 1
    assert noted("audit", "note", "Not A Kind", "--field", "a=b").exit == 2
    assert noted("audit", "note", "desk.x", "--field", "ab").exit == 2
    assert noted("audit", "note", "desk.x", "--field", "A=b").exit == 1
    assert noted("audit", "recheck", tmp_path / "absent", "--log-key", tmp_path / "absent").exit == 2


def test_a_damaged_key_of_sm2_is_named_and_never_a_traceback(noted: Tally, tmp_path: Path):
    path = tmp_path / "home" / "keys" / "log-onshore.sm2"
    if not path.exists():
        pytest.skip("libcrypto of this machine has no SM2")
    path.write_bytes(path.read_bytes()[:-1])
    told = noted(*_NOTE)
    assert told.exit == 2
    assert "log-onshore.sm2" in "".join(told.err.split()), "however long the folder's name is"
