"""What is not as a walk left it is told: files that are gone, that differ, and that were put beside them since."""

from types import SimpleNamespace
from typing import Any

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import finding
from tallystick.shell.files.disk import Disk
from tallystick.shell.operations.attack import try_all
from tallystick.shell.operations.evidence.acts import Intent, perform
from tallystick.shell.operations.issuance.later.chapters import CONFIRMED
from tallystick.shell.operations.walk.copies import changed_payments, changed_since
from tallystick.shell.operations.walk.finished import FINISHED_FILE, Record, Walked
from tests.shell.operations.example import FILING, PAYING_AGENT, at, signer

LEFT = {"payments/2026-09/bank.csv": b"a", "README.md": b"b"}
WALKED = Walked(
    digest="", deal="", name_zh="", name_en="", filing="", root="", issued=(), period="", paid=(), claims=0,
    confirmed="", standings=(), out="",
)  # fmt: skip
RECORD = Record(walked=WALKED, files={name: sha256_hex(content) for name, content in LEFT.items()}, seal="")


def told(files: dict[str, bytes]) -> list[tuple[str, str]]:
    return [(each.code, each.place.file) for each in changed_since(RECORD, files, None, ())]


def test_what_the_walk_left_with_its_homes_is_clean():
    assert told(LEFT | {FINISHED_FILE: b"", "onshore/log/checkpoint": b"", "overseas/store": b""}) == []


def test_what_was_added_is_named_file_by_file():
    added = {"payments/2026-10/bank.csv": b"a", "receipts/evil.txt": b"", "extra.txt": b""}
    assert told(LEFT | added) == [("supervision.file-beside", name) for name in sorted(added)]


def test_the_banks_second_file_of_a_month_makes_its_first_no_other(kept):
    name, first = "payments/2026-09/confirmations-2026-09-specimen.csv", b"first"
    for moment, content in (("2026-10-21T03:00", first), ("2026-10-23T03:00", b"second")):
        body = {"period": "2026-09", "file": sha256_hex(content), "specimen": True, "count": 1}
        intent = Intent(kind=CONFIRMED, subject=f"{FILING}/2026-09", at=at(moment), body=body)
        perform(kept, intent, signer(PAYING_AGENT))
    assert [*changed_payments({name: first}, kept)] == []
    (differs,) = changed_payments({name: b"neither"}, kept)
    assert (differs.code, differs.place.file) == ("supervision.copy-differs", name)


def test_an_original_that_does_not_verify_before_any_attack_is_told(tmp_path):
    operations: Any = SimpleNamespace(folders=Disk())
    fault = finding("filing.file-added", file="evil.txt")
    told = try_all(operations, str(tmp_path), (), lambda *_: None, lambda _: (fault,))
    assert [each.code for each in told.findings] == ["supervision.attacked-unsound"]
    assert try_all(operations, str(tmp_path), (), lambda *_: None, lambda _: ()).findings == ()
