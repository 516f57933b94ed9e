"""`handover`: nothing leaves before every paper is on record; then what is listed, by two, with receipts."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tallystick.evidence.persons import Side
from tallystick.evidence.wording import Language, word
from tallystick.shell.operations.attack_kept import attack_kept
from tallystick.shell.operations.evidence.cosigning import cosign
from tallystick.shell.operations.evidence.witness import witness_key
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.vouching.heads import stamp_heads
from tallystick.shell.signing.remote.http import Http
from tallystick.shell.wiring import operations
from tallystick.supervision.attacks_kept import KEPT_ATTACKS
from tests.shell.cli.conftest import Tally, Told, changed, snapshot
from tests.shell.operations.example import at, person, signer
from tests.shell.signing.authority import TimeAuthority

DOCS = Path(__file__).resolve().parents[3] / "docs"
WITNESS = "nadia-osei"
FILING = "auto-leases-2026-1-v1"
_BY = ("--as", "shen-yilan")
_DONE = "data-export: {state: done, reference: Specimen 7, date: 2026-08-20,"
_TWO = ("--as", "shen-yilan", "--as", "gu-wenbo")
_RECORDERS = ("--as", "meng-anran", "--as", "ruan-qingping")
_RECORDED, _GIVEN = "2026-10-01T09:00:00+08:00", "2026-10-02T09:00:00+08:00"
_AUDIT = "documents/M18-audit.md"
_WHITELIST = """\
schema: tallystick/counterparts/v1
counterparts:
  example-authority:
    name: {zh: 示例境外监管机构, en: Example overseas authority}
    arrangement: {reference: Specimen MoU 1, date: 2024-05-01}
    files: [documents/M18-audit.md, tape.csv, answers.yaml]
    fields: [filer-address, controllers]
    columns: [days_past_due, current_balance]
"""


@dataclass(frozen=True)
class Stage:
    """A submitted filing onshore, its deal, and where things lie."""

    tally: Tally
    deal: Path
    folder: Path

    @property
    def roll(self) -> Path:
        return self.deal / "people.yaml"

    def consent(self, *covers: str, kinds: tuple[str, ...] = ("csrc", "department", "screening"), **other: str) -> Told:
        """Record one paper of each kind that covers these parts; the last call is told."""
        said = {"to": "example-authority", "number": "SPECIMEN-9", "date": "2026-09-20"} | {"at": _RECORDED} | other
        named = [part for each in covers for part in ("--covers", each)]
        words = [part for name, text in said.items() for part in (f"--{name}", text)]
        words += ["--authority-zh", "样本机关", "--authority-en", "Specimen authority", "--specimen"]
        words += ["--capture", str(self.deal / "specimen-notice.md")]
        for kind in kinds:
            told = self.tally("handover", "consent", FILING, "--kind", kind, *named, *words, *_RECORDERS, "--json")
        return told

    def give(self, *parts: str, by: tuple[str, ...] = _TWO, to: str = "example-authority", when: str = _GIVEN) -> Told:
        """Hand parts over, into a folder of their own."""
        shutil.rmtree(self.folder / "given", ignore_errors=True)
        return self.give_again(*parts, by=by, to=to, when=when)

    def give_again(
        self, *parts: str, by: tuple[str, ...] = _TWO, to: str = "example-authority", when: str = _GIVEN
    ) -> Told:
        """Hand parts over into the folder of the last."""
        whitelist = self.folder / "counterparts.yaml"
        if not whitelist.exists():
            whitelist.write_text(_WHITELIST, encoding="utf-8")
        words = ("--to", to, "--counterparts", whitelist, "--purpose", "inspection", "--officer", "J. Receiver")
        at = ("--at", when, "--out", self.folder / "given", "--json")
        return self.tally("handover", "give", FILING, *words, *parts, *by, *at)

    def take(self, *more: str | Path) -> Told:
        """Check what was handed over, with the log's key as it came by another way."""
        given, key = self.folder / "given", self.folder / "onshore.vkey"
        if not key.exists():
            shutil.copyfile(given / "log.vkey", key)
        return self.tally("handover", "take", given, "--log-key", key, *more, "--json")


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the submitted package and its home are kept between tests."""
    return tmp_path_factory.mktemp("sealed")


@pytest.fixture
def stage(tally: Tally, plainly: Tally, small: Path, sealed: Path, cast: Path, tmp_path: Path) -> Stage:
    changed(small / "deal.yaml", "data-export: {state: not-triggered,", _DONE)
    home = sealed / "home"
    if not home.is_dir():
        assert tally("keys", "--import-cast", cast, "--home", home).exit == 0
        assert plainly("package", small, "--out", sealed, "--home", home).exit == 0
        at = ("--at", "2026-09-01T10:00:00+08:00")
        assert tally("submit", sealed / "package", "--as", "shen-yilan", "--home", home, *at).exit == 0
    shutil.copytree(home, tmp_path / "home")
    return Stage(tally=tally, deal=small, folder=tmp_path)


def test_an_attachment_a_field_and_loans_cross_with_proof_and_receipts_on_both_sides(
    stage: Stage, tmp_path: Path, cast: Path
):
    loan = (stage.deal / "tape.csv").read_text(encoding="utf-8").splitlines()[3].split(",")[0]
    columns = ("--column", "days_past_due", "--column", "current_balance")
    rows = stage.tally("disclose", stage.deal, "--asset", loan, *columns, "--out", tmp_path / "rows.json", *_BY)
    assert rows.exit == 0, rows.out + rows.err
    assert stage.consent(_AUDIT, "filer-address", "loans").exit == 0
    parts = ("--file", _AUDIT, "--field", "filer-address", "--loans", str(tmp_path / "rows.json"))
    given = stage.give(*parts)
    assert given.exit == 0, given.out + given.err
    assert given.json["value"]["items"] == [_AUDIT, "filer-address", "loans"]
    assert len(given.json["value"]["bases"]) == 3

    taken = stage.take()
    assert (taken.exit, taken.json["value"]["holds"]) == (0, True)
    assert "天津" in taken.json["value"]["fields"]["filer-address"]

    overseas = ("--home", tmp_path / "overseas", "--side", "overseas")
    stage.tally("keys", "--import-cast", cast, *overseas)
    receipt = ("--as", "nadia-osei", "--people", cast / "people.yaml", "--out", tmp_path / "receipt", *overseas)
    signed = stage.take(*receipt)
    assert signed.exit == 0, signed.out + signed.err
    close = ("handover", "close", FILING, tmp_path / "receipt", "--log-key", tmp_path / "receipt" / "log.vkey")
    closed = stage.tally(*close, "--as", "shen-yilan", "--json")
    assert closed.exit == 0, closed.out + closed.err
    assert closed.codes == []
    later = stage.give("--field", "filer-address")
    assert later.exit == 0, later.out + later.err
    again = stage.tally(*close, "--as", "shen-yilan", "--json")
    assert (again.exit, again.json["value"]) == (0, closed.json["value"])
    assert again.codes == ["filing.handover-closed-before", "filing.handover-open"]

    for home in ((), overseas):
        fsck = stage.tally("fsck", "--people", cast / "people.yaml", *home, "--json")
        assert (fsck.exit, fsck.codes) == (0, [])

    crossed = b"".join(snapshot(tmp_path / "given").values())
    assert b"J. Receiver" not in crossed  # the officer's name stands in the confidential log alone
    assert loan.encode() not in crossed
    records = stage.tally("audit", "records", "--json").json["value"]["records"]
    officers = [each["fields"]["officer"] for each in records if "officer" in each["fields"]]
    assert officers == ["J. Receiver", "J. Receiver"]
    assert "tape.disclosed" in [each["fields"].get("kind") for each in records]


@pytest.mark.parametrize(
    ("kinds", "missing"),
    [
        ((), ["without-csrc", "without-department", "without-screening"]),
        (("csrc", "department"), ["without-screening"]),
        (("csrc", "screening"), ["without-department"]),
        (("department", "screening"), ["without-csrc"]),
    ],
)
def test_each_paper_that_is_missing_refuses_it(stage: Stage, tmp_path: Path, kinds, missing):
    if kinds:
        stage.consent(_AUDIT, kinds=kinds)
    told = stage.give("--file", _AUDIT)
    assert (told.exit, told.codes) == (1, [f"filing.handover-{each}" for each in missing])
    assert not (tmp_path / "given").exists()


def test_a_consent_covers_what_it_names_for_whom_it_names_and_nothing_else(stage: Stage):
    stage.consent("filer-address")
    assert stage.give("--file", _AUDIT).exit == 1
    stage.consent(_AUDIT, to="another-authority")
    assert len(stage.give("--file", _AUDIT).codes) == 3
    assert stage.give("--field", "filer-address").exit == 0


@pytest.mark.parametrize(
    ("item", "option", "code"),
    [
        ("documents/M6-legal-opinion.md", "--file", "filing.handover-unlisted"),
        ("shareholders", "--field", "filing.handover-unlisted"),
        ("tape.csv", "--file", "filing.handover-never-whole"),
        ("answers.yaml", "--file", "filing.handover-never-whole"),
        ("report-fields.json", "--file", "filing.handover-never-whole"),
    ],
)
def test_what_is_not_listed_and_what_nobody_may_have_stays_whatever_was_consented(stage: Stage, item, option, code):
    assert stage.consent(item).exit == 0
    assert stage.give(option, item).codes == [code]


def test_a_column_that_is_not_listed_stays(stage: Stage, tmp_path: Path):
    loan = (stage.deal / "tape.csv").read_text(encoding="utf-8").splitlines()[3].split(",")[0]
    opened = ("disclose", stage.deal, "--asset", loan, "--column", "interest_rate")
    assert stage.tally(*opened, "--out", tmp_path / "rows.json", *_BY).exit == 0
    stage.consent("loans")
    assert stage.give("--loans", str(tmp_path / "rows.json")).codes == ["filing.handover-unlisted"]
    (tmp_path / "rows.json").write_text("{}")
    assert stage.give("--loans", str(tmp_path / "rows.json")).codes == ["filing.handover-loans-differ"]


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (("--as", "shen-yilan"), "filing.handover-two-persons"),
        (("--as", "shen-yilan", "--as", "shen-yilan"), "filing.handover-two-persons"),
        (("--as", "shen-yilan", "--as", "he-zhixia"), "evidence.role-missing"),
    ],
)
def test_one_alone_and_a_stranger_hand_over_nothing(stage: Stage, by, code):
    stage.consent(_AUDIT)
    assert stage.give("--file", _AUDIT, by=by).codes == [code]


def test_whatever_is_missing_is_named_at_once(stage: Stage):
    stage.consent("filer-address", kinds=("csrc", "department"))
    wrong = ("--as", "he-zhixia", "--as", "fang-bochuan")
    told = stage.give("--field", "filer-address", "--field", "nothing", "--file", "tape.csv", by=wrong)
    roles, without = ["evidence.role-missing"] * 2, ["csrc", "department", "screening"]
    assert told.codes == [
        *roles,
        "filing.handover-no-item",
        *(f"filing.handover-without-{each}" for each in without),
        "filing.handover-never-whole",
    ]


def test_papers_that_allow_nothing_are_not_recorded(stage: Stage):
    assert stage.consent(_AUDIT, date="2027-01-01").codes == ["filing.consent-from-the-future"]
    assert stage.consent("documents/none.md").codes == ["filing.handover-no-item"]
    assert stage.consent(_AUDIT, number=" ").codes == ["filing.consent-incomplete"]
    assert stage.give("--file", _AUDIT, to="nobody").codes == ["filing.counterpart-unknown"]
    assert stage.give().codes == ["filing.handover-nothing"]
    unsaid = stage.give("--field", "filer-address", "--purpose", " ", "--officer", "")
    assert unsaid.codes[:2] == ["filing.handover-unsaid"] * 2
    (stage.folder / "counterparts.yaml").write_text(_WHITELIST.replace("2024-05-01", "2030-01-01"), encoding="utf-8")
    assert "filing.arrangement-ahead" in stage.give("--field", "filer-address").codes


def test_an_earlier_hand_over_is_not_written_over(stage: Stage):
    earlier = stage.folder / "given" / "handover.json"
    earlier.parent.mkdir()
    earlier.write_bytes(b"an earlier one")
    assert stage.give_again("--file", _AUDIT).codes == ["cli.folder-taken"]
    assert earlier.read_bytes() == b"an earlier one"


def _edit(change: Callable[[dict], object]) -> Callable[[Path], None]:  # type: ignore[type-arg]
    def edit(folder: Path) -> None:
        path = folder / "handover.json"
        document = json.loads(path.read_bytes())
        change(document)
        path.write_text(
            json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False), encoding="utf-8"
        )

    return edit


def test_whatever_is_changed_on_the_way_is_seen(stage: Stage, tmp_path: Path):
    stage.consent(_AUDIT, "filer-address")
    assert stage.give("--file", _AUDIT, "--field", "filer-address").exit == 0
    assert stage.take().exit == 0
    given = tmp_path / "given"
    intact = snapshot(given)
    edits = {
        "value": _edit(lambda all_: all_["fields"]["filer-address"].update(value="上海")),
        "content": _edit(lambda all_: all_["files"][0].update(content="eA==")),
        "proof": _edit(lambda all_: all_["files"][0].update(proof_sm3=all_["files"][0]["proof"])),
        "entry": _edit(lambda all_: all_["files"][0]["entry"].update(path="documents/M6-legal-opinion.md")),
        "root": _edit(lambda all_: all_.update(package_root="0" * 64)),
        "bases": _edit(lambda all_: all_.update(bases=[])),
        "counterpart": _edit(lambda all_: all_.update(counterpart="another")),
        "garbled": _edit(lambda all_: all_.update(leaves="many")),
        "no act": lambda folder: (folder / "handed-over.entry").unlink(),
        "other act": lambda folder: shutil.copyfile(folder / "submitted.entry", folder / "handed-over.entry"),
        "acts exchanged": lambda folder: [
            shutil.copyfile(folder / f"submitted.{part}", folder / f"handed-over.{part}")
            for part in ("json", "entry", "tlog-proof")
        ],
        "body": lambda folder: (folder / "handed-over.json").write_bytes(
            intact["handed-over.json"].replace(b"inspection", b"Inspection")
        ),
    }
    for name, edit in edits.items():
        edit(given)
        told = stage.take()
        assert told.exit == 1, name
        assert told.json["value"].get("holds") is not True
        for path, content in intact.items():
            (given / path).write_bytes(content)
    assert stage.take().exit == 0


def test_a_key_of_another_log_proves_nothing(stage: Stage, tmp_path: Path):
    stage.consent(_AUDIT)
    stage.give("--file", _AUDIT)
    other = stage.tally("audit", "records", "--json").json["value"]["log"]
    (tmp_path / "onshore.vkey").write_text(other)
    assert "evidence.note-not-signed" in stage.take().codes


def test_the_words_of_it_in_both_languages(stage: Stage, tmp_path: Path):
    stage.consent(_AUDIT)
    assert stage.give("--file", _AUDIT).exit == 0
    given, key = tmp_path / "given", tmp_path / "given" / "log.vkey"
    assert "属于所备案的版本" in stage.tally("handover", "take", given, "--log-key", key, "--lang", "zh").out
    english = stage.tally("handover", "take", given, "--log-key", key).out
    assert "belongs to the filed version" in english
    assert "no authority has consented" in " ".join(english.split())


def _vouched(home: Installation, address: str, roots: bytes) -> None:
    """Have a witness cosign the head and an authority stamp it."""
    assert cosign(home.evidence.log, person(WITNESS), signer(WITNESS), at=at("2026-10-03T09:00")) is None
    told = stamp_heads(home, address, Http(), operations().timestamps(roots))
    assert told.findings == ()


@pytest.fixture
def kept(stage: Stage, tmp_path: Path) -> Path:
    """A home with all of it, a hand-over, and what a reader judges them by."""
    authority = TimeAuthority.open(tmp_path / "tsa")
    with Http().serve("127.0.0.1:0", "/tsa", authority.answer) as address:
        with operations().open_home(str(tmp_path / "home"), Side.ONSHORE) as home:
            _vouched(home, f"{address}/tsa", authority.roots)
        stage.consent("documents/M18-audit.md")
        told = stage.give("--file", "documents/M18-audit.md")
        assert told.exit == 0, told.out
        with operations().open_home(str(tmp_path / "home"), Side.ONSHORE) as home:
            _vouched(home, f"{address}/tsa", authority.roots)
            log = home.evidence.log.key
    folder = tmp_path / "kept"
    shutil.copytree(tmp_path / "home", folder / "home", ignore=shutil.ignore_patterns("lock"))
    shutil.copytree(stage.folder / "given", folder / "given")
    shutil.copyfile(stage.folder / "given/log.vkey", folder / "onshore.vkey")
    shutil.copyfile(stage.roll, folder / "people.yaml")
    (folder / "tsa-roots.pem").write_bytes(authority.roots)
    witness = witness_key(WITNESS, person(WITNESS).public_key)
    (folder / "witnesses.policy").write_text(f"log {log}\nwitness w {witness}\ngroup g 1 w\nquorum g\n")
    return folder


def test_every_attack_on_kept_evidence_is_seen_and_told(kept: Path):
    outcome = attack_kept(operations(), str(kept), lambda *_: None)
    tried = outcome.value
    assert tried is not None
    assert [each.attack.id for each in tried] == [each.id for each in KEPT_ATTACKS]
    assert [each.attack.id for each in tried if not each.changed] == []
    assert [each.attack.id for each in tried if not each.caught_by] == []
    for page, language in (("attacks.md", Language.EN), ("attacks.zh.md", Language.ZH)):
        text = (DOCS / page).read_text(encoding="utf-8").partition("\n## ")[2]
        told = [f"| {each.attack.told(language)} | `{each.caught_by[0].code}` |" for each in tried]
        assert [line.partition(" | ")[2] for line in text.splitlines() if "` |" in line] == [row[2:] for row in told]
        assert all(word(found, language).what for each in tried for found in each.caught_by)


def test_no_paper_is_recorded_before_the_submission_and_nothing_given_before_its_papers(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
):
    early = stage.consent(_AUDIT, kinds=("csrc",), date="2020-01-01", at="2020-01-02T09:00:00+08:00")
    assert (early.exit, early.codes) == (1, ["filing.handover-dated-back"])
    assert stage.consent(_AUDIT).exit == 0
    for when in ("2024-06-01T09:00:00+08:00", "2026-09-15T09:00:00+08:00", "2026-09-30T09:00:00+08:00"):
        given = stage.give("--file", _AUDIT, when=when)
        assert (given.exit, given.codes) == (1, ["filing.handover-dated-back"])
    with monkeypatch.context() as context:
        context.setattr("tallystick.shell.operations.filing.handing.give.too_early", lambda *_: ())
        assert stage.give("--file", _AUDIT, when="2026-09-15T09:00:00+08:00").exit == 0
    taken = stage.take()
    assert (taken.exit, taken.codes) == (1, ["filing.handover-dated-back"])


def _receipt(stage: Stage, cast: Path, *, when: str) -> Told:
    """Take what was given, overseas, and write the receipt."""
    overseas = ("--home", stage.folder / "overseas", "--side", "overseas")
    stage.tally("keys", "--import-cast", cast, *overseas)
    out = ("--people", cast / "people.yaml", "--out", stage.folder / "receipt", "--at", when)
    return stage.take("--as", "nadia-osei", *out, *overseas)


def _close(stage: Stage, *, when: str) -> Told:
    receipt = stage.folder / "receipt"
    key = ("--log-key", receipt / "log.vkey", *_BY, "--at", when, "--json")
    return stage.tally("handover", "close", FILING, receipt, *key)


def test_a_check_of_the_home_finds_what_was_handed_over_before_its_papers(
    stage: Stage, cast: Path, monkeypatch: pytest.MonkeyPatch
):
    handing = "tallystick.shell.operations.filing.handing"
    assert stage.consent(_AUDIT).exit == 0
    with monkeypatch.context() as context:
        context.setattr(f"{handing}.give.too_early", lambda *_: ())
        assert stage.give("--file", _AUDIT, when="2026-09-15T09:00:00+08:00").exit == 0
        context.setattr(f"{handing}.give.missing_consents", lambda *_: ((), ()))
        assert stage.give("--field", "filer-address").exit == 0
    missing = [f"filing.handover-without-{each}" for each in ("csrc", "department", "screening")]
    taken = stage.take()
    assert (taken.exit, taken.codes) == (1, missing)
    found = stage.tally("fsck", "--people", cast / "people.yaml", "--json")
    assert (found.exit, found.codes) == (1, ["filing.handover-dated-back", *missing])


def test_no_receipt_is_given_or_recorded_before_what_it_answers(
    stage: Stage, cast: Path, monkeypatch: pytest.MonkeyPatch
):
    assert stage.consent(_AUDIT).exit == 0
    assert stage.give("--file", _AUDIT).exit == 0
    early = _receipt(stage, cast, when="2026-09-01T09:00:00+08:00")
    assert (early.exit, early.codes) == (1, ["filing.handover-receipt-dated-back"])
    with monkeypatch.context() as context:
        for name in ("answered_early", "dated_back"):
            context.setattr(f"tallystick.shell.operations.filing.handing.take.{name}", lambda *_, **__: ())
        assert _receipt(stage, cast, when="2026-09-02T09:00:00+08:00").exit == 0
    closed = _close(stage, when="2026-10-03T09:00:00+08:00")
    assert (closed.exit, closed.codes) == (1, ["filing.handover-receipt-dated-back"])
    with monkeypatch.context() as context:
        context.setattr("tallystick.shell.operations.filing.handing.take.closed_early", lambda *_, **__: ())
        assert _close(stage, when="2026-09-01T10:00:00+08:00").exit == 0
    for home in ((), ("--home", stage.folder / "overseas", "--side", "overseas")):
        fsck = stage.tally("fsck", "--people", cast / "people.yaml", *home, "--json")
        assert (fsck.exit, set(fsck.codes)) == (1, {"filing.handover-receipt-dated-back"})
