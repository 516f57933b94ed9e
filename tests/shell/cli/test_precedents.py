"""What another filing of the home determined otherwise is shown before the second of two signs, and told after."""

import datetime as dt
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from tallystick.evidence.persons import Side
from tallystick.filing.package import Package, PackageFile, seal
from tallystick.filing.states import Act, Event
from tallystick.law.facts import Subject
from tallystick.shell.operations.deal.answer import ANSWERS_FILE, Answer, EvidencePaper, draft_answer, sign_answer
from tallystick.shell.operations.deal.opened import open_deal
from tallystick.shell.operations.filing.review import Moved, move
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.ports.journal import FilingRow
from tallystick.shell.wiring import operations
from tests.filing import stand_in
from tests.shell.cli.conftest import Tally
from tests.shell.operations.example import FILER, SECRET, at, folder, person, signer

MEMO = "documents/evidence/legal-memo.md"
LAWYERS = ("luo-jingxing", "tan-shuhe")
_ASK = ("--question", "P1.1", "--subject", "asset", "--expires", "2027-02-20", "--at", "2026-08-26")
_WHY = ("--evidence", f"legal-memo={MEMO}@2026-08-20", "--reasons", "A rule of 2026 forbids it.")
_TWO = ("--as", LAWYERS[0], "--second", LAWYERS[1])


@cache
def answered(deal: str, value: str) -> dict[str, bytes]:
    """A folder like the example but for its id, in which two lawyers answered one question and nothing else."""
    files = {name: folder()[name] for name in ("deal.yaml", "people.yaml", MEMO)}
    files["deal.yaml"] = files["deal.yaml"].replace(b"id: auto-leases-2026-1", f"id: {deal}".encode())
    opened = open_deal(files).value
    assert opened is not None
    answer = Answer(
        question="P1.1",
        subject=Subject(kind="asset"),
        value=value,
        person=LAWYERS[0],
        second=LAWYERS[1],
        date=dt.date(2026, 8, 25),
        expires=dt.date(2027, 2, 20),
        reasons="Nothing forbids it.",
        evidence=(EvidencePaper(kind="legal-memo", file=MEMO, date=dt.date(2026, 8, 20)),),
    )
    drafted = draft_answer(opened, answer)
    assert drafted.value is not None, drafted.findings
    signed = sign_answer(opened, drafted.value, [signer(each) for each in LAWYERS])
    assert signed.value is not None, signed.findings
    return {**files, ANSWERS_FILE: signed.value}


def handed_in(home: Installation, deal: str, value: str) -> None:
    """Put a folder on record as handed in; the desk would want far more of it."""
    plain = PackageFile(path="", role="document", media_type="text/plain", content=b"")
    held = [replace(plain, path=name, content=content) for name, content in sorted(answered(deal, value).items())]
    package = seal(held, head=replace(stand_in.head(), deal=deal, filing=f"{deal}-v1"), secret=SECRET)
    for content in package.contents.values():
        home.evidence.objects.put(content)
    note = {"manifest": home.evidence.objects.put(package.manifest.content()).sha256}
    act = Act(event=Event.SUBMIT, by=(person(FILER),), shown=frozenset({"materials-complete"}))
    at_nine = at("2026-09-01T01:00")
    assert isinstance(move(home.evidence, _row(package), act, (signer(FILER),), at=at_nine, note=note), Moved)


def _row(package: Package) -> FilingRow:
    head, manifest = package.manifest.head, package.manifest
    return FilingRow(
        id=head.filing,
        deal=head.deal,
        version=head.version,
        state="",
        package_sha256=manifest.package_root,
        package_sm3=manifest.package_root_sm3,
    )


@pytest.fixture
def keyed(tally: Tally, cast: Path, tmp_path: Path) -> Tally:
    """A home with the keys of the cast, at whose desk another deal was handed in: no rule forbids its assets."""
    assert tally("keys", "--import-cast", cast).exit == 0
    with operations().open_home(str(tmp_path / "home"), Side.ONSHORE) as home:
        handed_in(home, "other-leases", "no")
    return tally


def test_the_second_of_two_is_shown_what_was_decided_otherwise_before_anybody_signs(keyed: Tally, small: Path):
    (small / "answers.yaml").unlink()
    told = keyed("answer", small, *_ASK, *_WHY, *_TWO, "--value", "yes")
    assert told.exit == 0, told.out + told.err
    assert "Decided otherwise on like facts" in told.err, "on the terminal, before a passphrase is asked for"
    assert "other-leases was determined no on 2026-08-25" in " ".join(told.err.split())
    again = keyed("answer", small, *_ASK, *_WHY, *_TWO, "--value", "yes", "--json")
    (found,) = (each for each in again.json["findings"] if each["code"] == "supervision.precedent")
    assert (found["severity"], found["arguments"]["matter"]) == ("warning", "other-leases")
    alike = keyed("answer", small, *_ASK, *_WHY, *_TWO, "--value", "no", "--json")
    assert "supervision.precedent" not in alike.codes


def test_reviewers_who_decide_on_a_filing_are_told_as_well(keyed: Tally, tmp_path: Path):
    with operations().open_home(str(tmp_path / "home"), Side.ONSHORE) as home:
        handed_in(home, "new-leases", "yes")
    desk = ("--as", "he-zhixia", "--as", "fang-bochuan", "--at", "2026-09-08T02:00")
    told = keyed("decide", "new-leases-v1", "--event", "file", "--reason", "x", "--standing", "rehearsal", *desk)
    assert "other-leases was determined no" in " ".join(told.err.split())
    asked = keyed("decide", "new-leases-v1", "--event", "question", "--reason", "x", "--standing", "rehearsal", *desk)
    assert "determined" not in asked.err
