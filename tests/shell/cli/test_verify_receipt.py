"""`verify RECEIPT`: an act in the log by what lies beside its receipt, whatever of that is damaged or gone."""

import base64
import shutil
from pathlib import Path

import pytest

from tallystick.evidence.canonical import canonical, parse_canonical
from tallystick.evidence.entries import draft, entry, leaf, to_sign
from tallystick.evidence.log import parse_verifier_key
from tallystick.filing.notices import NoticeKind
from tallystick.filing.states import Event
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.evidence.cosigning import cosign
from tallystick.shell.operations.filing.deliver import PROOFS, deliver
from tallystick.shell.wiring import operations
from tests.shell.cli.conftest import Tally, Told
from tests.shell.operations.example import EXAMPLE, FILING, at, desk, paper, person, recorded, signer
from tests.shell.signing.authority import TimeAuthority

WITNESS = "nadia-osei"
PEOPLE = ("--people", EXAMPLE / "people.yaml")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The proofs of a filing whose head one witness cosigned, made once."""
    kept = desk(Event.FILE)
    recorded(kept)
    assert cosign(kept.log, person(WITNESS), signer(WITNESS), at=at("2026-09-10T03:00")) is None
    return _written(kept, tmp_path_factory.mktemp("proofs")) / PROOFS


def _written(kept: Evidence, folder: Path) -> Path:
    delivered = deliver(kept, FILING).value
    assert delivered is not None
    for name, content in delivered.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def proofs(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    return Path(shutil.copytree(made, tmp_path / "proofs"))


def test_an_edition_tells_of_each_act_as_its_receipt_does(tally: Tally, made: Path):
    told = tally("verify", made.parent, *PEOPLE, "--json")
    assert (told.exit, told.codes) == (0, [])
    receipts = told.json["value"]["receipts"]
    assert [each["act"] for each in receipts] == ["file", "record-notice", "submit"]
    assert receipts[1]["signers"] == ["meng-anran", "ruan-qingping"]
    assert {each["name"] for one in receipts for each in one["cosigners"]} == {f"tallystick/witness/{WITNESS}"}
    said = " ".join(tally("verify", made.parent, *PEOPLE).out.split())
    assert "signed by meng-anran (Meng Anran), ruan-qingping (Ruan Qingping)" in said
    assert said.count("witness cosignature checked with") == 3


def test_an_edition_is_held_to_the_witnesses_that_are_asked_for(tally: Tally, made: Path, tmp_path: Path):
    assert tally("verify", made.parent, *PEOPLE, "--witness", WITNESS).exit == 0
    edition = Path(shutil.copytree(made.parent, tmp_path / "edition"))
    for path in (edition / PROOFS).glob("*.tlog-proof"):
        kept = [line for line in path.read_text(encoding="utf-8").split("\n") if WITNESS not in line]
        path.write_text("\n".join(kept), encoding="utf-8")
    assert tally("verify", edition, *PEOPLE).exit == 0
    assert tally("verify", edition, *PEOPLE, "--witness", WITNESS).exit == 1
    shutil.rmtree(edition / PROOFS)
    assert "supervision.nothing-cosigned" in tally("verify", edition, *PEOPLE, "--witness", WITNESS, "--json").codes


def test_the_paper_of_a_revocation_is_held_to_the_revocation(tally: Tally, tmp_path: Path):
    kept = desk(Event.FILE)
    recorded(kept)
    recorded(kept, paper(NoticeKind.REVOCATION, "R-1", b"revoked"))
    edition = _written(kept, tmp_path / "edition")
    assert "issuance.capture-differs" not in tally("verify", edition, *PEOPLE, "--json").codes
    assert tally("verify", edition / PROOFS / "revocation.tlog-proof", *PEOPLE).exit == 0
    (edition / PROOFS / "revocation-capture").write_bytes(b"another")
    assert "issuance.capture-differs" in tally("verify", edition, *PEOPLE, "--json").codes


def _verified(tally: Tally, proofs: Path, *more: str | Path) -> Told:
    return tally("verify", proofs / "notice.tlog-proof", *more)


def _cosignature(proofs: Path) -> tuple[int, str, bytes]:
    """The number of the witness's line from the top of the file, what stands before its base64, and the bytes."""
    lines = (proofs / "notice.tlog-proof").read_text(encoding="utf-8").split("\n")
    number = next(place for place, line in enumerate(lines, start=1) if WITNESS in line)
    before, _, encoded = lines[number - 1].rpartition(" ")
    return number, before, base64.b64decode(encoded)


def _with_cosignature(proofs: Path, content: bytes) -> int:
    number, before, _ = _cosignature(proofs)
    path = proofs / "notice.tlog-proof"
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[number - 1] = f"{before} {base64.b64encode(content).decode()}"
    path.write_text("\n".join(lines), encoding="utf-8")
    return number


def test_it_says_what_was_done_by_whom_when_and_in_which_log(tally: Tally, proofs: Path):
    told = _verified(tally, proofs, *PEOPLE)
    assert told.exit == 0, told.out
    said = " ".join(told.out.split())
    assert "act record a published notice about auto-leases-2026-1-v1 done at 2026-09-10T02:00:00Z" in said
    assert "signed by meng-anran (Meng Anran), ruan-qingping (Ruan Qingping)" in said
    assert "signatures checked with the keys of the roll" in said
    assert "position in the log 2 (from 0) of 3" in said
    assert f"witness cosignature checked with tallystick/witness/{WITNESS}+" in said
    assert "seen at 2026-09-10T03:00:00+00:00" in said


def test_it_says_the_same_in_chinese(tally: Tally, proofs: Path):
    said = "".join(_verified(tally, proofs, *PEOPLE, "--lang", "zh").out.split())
    assert "行为记录公示事项auto-leases-2026-1-v1" in said
    assert "签署人meng-anran(孟安然)" in said.replace("（", "(").replace("）", ")")
    assert "日志位置2（从0计），日志共3条" in said


def test_a_program_reads_the_same(tally: Tally, proofs: Path):
    logged = _verified(tally, proofs, *PEOPLE, "--json").json["value"]["logged"]
    assert (logged["act"], logged["subject"], logged["at"]) == ("record-notice", FILING, "2026-09-10T02:00:00Z")
    assert (logged["index"], logged["size"], logged["body_here"], logged["by_roll"]) == (2, 3, True, True)
    assert [(each["name"], each["at"]) for each in logged["cosigners"]] == [
        (f"tallystick/witness/{WITNESS}", int(at("2026-09-10T03:00").timestamp()))
    ]


def test_a_cosignature_nobody_checked_is_no_witness(tally: Tally, proofs: Path):
    told = _verified(tally, proofs, "--json")
    assert (told.exit, told.codes) == (3, ["supervision.cosignature-unchecked"])
    assert told.json["value"]["logged"]["cosigners"][0]["key"] is None


def _roll_with_log(folder: Path, key: str) -> Path:
    """The roll of the example, and on it the onshore register's log."""
    path = folder / "people.yaml"
    entry = f"""- id: register-log
  name: {{zh: 登记日志, en: The register's log}}
  organisation: {{zh: 某登记机构, en: Example Registrar}}
  roles: [log]
  side: onshore
  public_key: {key}
"""
    path.write_text((EXAMPLE / "people.yaml").read_text(encoding="utf-8").rstrip("\n") + "\n" + entry, encoding="utf-8")
    return path


def test_a_log_the_roll_does_not_know_is_named(tally: Tally, proofs: Path, tmp_path: Path):
    own = parse_verifier_key((proofs / "log.vkey").read_text(encoding="utf-8").strip()).public_key
    believed = _verified(tally, proofs, *PEOPLE, "--json")
    assert (believed.exit, believed.json["value"]["logged"]["log_by_roll"]) == (0, False)

    known = _verified(tally, proofs, "--people", _roll_with_log(tmp_path, own), "--json")
    assert (known.exit, known.json["value"]["logged"]["log_by_roll"]) == (0, True)

    forged = _verified(tally, proofs, "--people", _roll_with_log(tmp_path, "ab" * 32), "--json")
    assert (forged.exit, forged.codes) == (1, ["supervision.log-unknown"])
    (found,) = forged.json["findings"]
    assert found["arguments"]["key"] == own
    assert found["arguments"]["known"] == ["register-log"]
    assert found["file"].endswith("log.vkey")


def test_a_home_s_own_log_is_held_against_the_roll(tally: Tally, tmp_path: Path):
    key = tally("keys", "--create", "zhou-min", "--json").json["value"]["log_key"]
    assert key in tally("keys").out
    assert tally("fsck", "--people", _roll_with_log(tmp_path, key)).exit == 0
    told = tally("fsck", "--people", _roll_with_log(tmp_path, "ab" * 32), "--json")
    assert (told.exit, told.codes) == (1, ["supervision.log-unknown"])


@pytest.mark.parametrize("act", ["decided", "notice"])
def test_an_act_of_two_that_one_person_signed_is_no_act(tally: Tally, proofs: Path, act: str):
    path = proofs / f"{act}.json"
    body = parse_canonical(path.read_bytes())
    assert isinstance(body, dict)
    assert isinstance(body["by"], list)
    actor = str(body["by"][0]["id"])
    content = canonical({**body, "by": body["by"][:1], "countersigned": []})
    unsigned = draft(kind="filing.act", subject=FILING, actor=actor, at=at("2026-09-10T02:00"), body=content)
    path.write_bytes(content)
    (proofs / f"{act}.entry").write_bytes(leaf(entry(unsigned, signer(actor).sign(to_sign(unsigned)))))
    told = tally("verify", proofs / f"{act}.tlog-proof", *PEOPLE, "--json")
    assert told.exit == 1
    assert "evidence.act-persons" in told.codes


@pytest.mark.parametrize("part", ["json", "entry", "tlog-proof"])
def test_a_changed_byte_beside_the_receipt_is_found(tally: Tally, proofs: Path, part: str):
    path = proofs / f"notice.{part}"
    content = path.read_bytes()
    path.write_bytes(content[:-40] + bytes([content[-40] ^ 1]) + content[-39:])
    assert _verified(tally, proofs, *PEOPLE).exit == 1


def test_another_inventory_is_found(tally: Tally, proofs: Path):
    path = proofs / "inventory.json"
    path.write_bytes(path.read_bytes().replace(b'"I"', b'"Q"'))
    told = _verified(tally, proofs, *PEOPLE, "--json")
    assert (told.exit, told.codes) == (1, ["issuance.inventory-differs"])


def test_another_capture_is_found(tally: Tally, proofs: Path):
    (proofs / "notice-capture").write_bytes(b"another page")
    told = _verified(tally, proofs, *PEOPLE, "--json")
    assert (told.exit, told.codes) == (1, ["issuance.capture-differs"])


@pytest.mark.parametrize(
    ("gone", "status", "code"),
    [
        ("notice.json", 3, "supervision.receipt-without-body"),
        ("notice-capture", 3, "supervision.receipt-without-capture"),
        ("notice.entry", 1, "supervision.receipt-without-entry"),
        ("log.vkey", 1, "issuance.log-key-missing"),
    ],
)
def test_what_is_not_there_is_said_to_be_missing(tally: Tally, proofs: Path, gone: str, status: int, code: str):
    (proofs / gone).unlink()
    told = _verified(tally, proofs, *PEOPLE, "--json")
    assert (told.exit, told.codes) == (status, [code])
    assert told.json["findings"][0]["file"].endswith(f"/{gone}")


@pytest.mark.parametrize("people", [PEOPLE, ()])
def test_a_cosignature_cut_short_is_refused_by_its_line(tally: Tally, proofs: Path, people: tuple[str | Path, ...]):
    line = _with_cosignature(proofs, _cosignature(proofs)[2][:-3])
    told = _verified(tally, proofs, *people, "--json")
    assert told.exit == 1
    assert [each["line"] for each in told.json["findings"]] == [line]


@pytest.mark.parametrize("place", [0, 10, -1])
def test_a_cosignature_with_a_changed_byte_is_refused_by_its_line(tally: Tally, proofs: Path, place: int):
    content = bytearray(_cosignature(proofs)[2])
    content[place] ^= 1
    line = _with_cosignature(proofs, bytes(content))
    told = _verified(tally, proofs, *PEOPLE, "--json")
    assert told.exit == 1
    assert {(each["severity"], each["line"]) for each in told.json["findings"]} == {("error", line)}


def test_signers_with_other_keys_than_the_roll_s_are_named(tally: Tally, proofs: Path, tmp_path: Path):
    roll = (EXAMPLE / "people.yaml").read_text(encoding="utf-8")
    other = person("he-zhixia").public_key[::-1]
    (tmp_path / "roll.yaml").write_text(roll.replace(person("meng-anran").public_key, other), encoding="utf-8")
    told = _verified(tally, proofs, "--people", tmp_path / "roll.yaml", "--json")
    assert told.exit == 1
    assert "supervision.signer-other-key" in told.codes


def test_a_witness_who_is_not_on_the_roll_is_a_wrong_call(tally: Tally, proofs: Path):
    told = _verified(tally, proofs, *PEOPLE, "--witness", "nobody")
    assert told.exit == 2
    assert "nobody is not on the roll" in " ".join(told.err.split())


def test_a_body_by_itself_is_told_to_go_by_its_receipt(tally: Tally, proofs: Path):
    told = tally("verify", proofs / "notice.json")
    assert told.exit == 2
    assert "cannot be verified by itself" in " ".join(told.err.split())
    assert ".tlog-proof file of the same name" in " ".join(told.err.split())


def test_what_is_not_there_at_all_is_said_to_be_missing(tally: Tally, tmp_path: Path):
    told = tally("verify", tmp_path / "nothing")
    assert told.exit == 2
    assert "nothing" in " ".join(told.err.split())


def test_a_timestamp_over_the_head_is_checked_by_the_reader_s_roots(tally: Tally, proofs: Path, tmp_path: Path):
    authority = TimeAuthority.open(tmp_path / "tsa")
    (tmp_path / "roots.pem").write_bytes(authority.roots)
    head = (proofs / "notice.tlog-proof").read_bytes().partition(b"\n\n")[2].partition(b"\n\n")[0] + b"\n"
    times = operations().timestamps(authority.roots)
    (proofs / "checkpoint.tsr").write_bytes(authority.answer(times.request(head).content).content)
    roots = ("--tsa-roots", tmp_path / "roots.pem")
    told = _verified(tally, proofs, *PEOPLE, *roots)
    assert told.exit == 0, told.out
    assert "head timestamped at" in told.out
    assert _verified(tally, proofs, *PEOPLE, "--json").codes == ["evidence.timestamp-unchecked"]
    (proofs / "checkpoint.tsr").write_bytes(authority.answer(times.request(head + b"x").content).content)
    assert _verified(tally, proofs, *PEOPLE, *roots, "--json").codes == ["evidence.timestamp-other"]
