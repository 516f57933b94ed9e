"""`exchange`: two homes, two authorities; a request, a consent, an answer and receipts both ways, as files between."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.persons import Side
from tallystick.filing.package import Package, seal
from tallystick.filing.states import Act, Event
from tallystick.shell.operations.filing.review import Moved, move
from tallystick.shell.operations.ports.journal import FilingRow
from tallystick.shell.wiring import operations
from tests.filing.stand_in import files, head
from tests.shell.cli.conftest import Tally, Told, changed
from tests.shell.operations.example import DESK, FILER, at, person, signer

OFFICER = "overseas-officer"
_AGREEMENT = """\
schema: tallystick/exchange-agreement/v1
id: mou-1
home: {home}
abroad: Authority Overseas
since: 2026-01-01
until: 2027-12-31
fields: {{terms.json: ["*"]}}
"""
_PERSON = """
- id: overseas-officer
  name: {{zh: 境外人员, en: Overseas Officer}}
  organisation: {{zh: 境外机构, en: Authority Overseas}}
  roles: [regulator]
  side: overseas
  public_key: {key}
"""


@dataclass(frozen=True)
class Stage:
    """Both sides: their homes, the roll, the agreement, and where files pass."""

    tally: Tally
    folder: Path
    root: str
    filing: str
    deal: str

    def say(self, verb: str, *words: str | Path, by: tuple[str, ...] = (), at: str = "2026-11-02") -> Told:
        """Call a verb on its side."""
        side = "overseas" if verb in {"request", "examine"} or OFFICER in by else "onshore"
        home = ("--home", self.folder / side, "--side", side, "--people", self.folder / "people.yaml")
        people = tuple(part for each in by for part in ("--as", each))
        agreed = ("--agreement", self.folder / "agreement.yaml")
        when = ("--at", f"{at}T10:00:00+08:00") if by else ()
        return self.tally("exchange", verb, *words, *agreed, *home, *people, *when, "--json")

    def request(self, *, file: str = "terms.json", **other: str) -> Told:
        """Ask for a file of the package."""
        said = {"id": "rq-1", "deal": self.deal, "root": self.root, "purpose": "supervision of the issuer"} | other
        words = tuple(part for name, text in said.items() for part in (f"--{name}", text))
        return self.say("request", *words, "--file", file, "--out", self.folder / "sent", by=(OFFICER,))

    @property
    def asked(self) -> Path:
        return self.folder / "sent" / "request.json"

    def permit(self, *by: str, kinds: tuple[str, ...] = ("csrc", "department", "screening")) -> Told:
        """Record a paper of each kind; the last call is told."""
        paper = ("--authority", "Specimen authority", "--number", "2026-7", "--date", "2026-10-28")
        words = (*paper, "--until", "2026-12-31", "--capture", self.folder / "paper.txt")
        return [self.say("permit", self.asked, "--kind", each, *words, by=by) for each in kinds][-1]

    def respond(self, *by: str) -> Told:
        return self.say("respond", self.asked, self.filing, "--out", self.folder / "answer", by=by)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where both homes are kept between tests, with a small package handed in at home."""
    return tmp_path_factory.mktemp("exchange")


@pytest.fixture
def stage(tally: Tally, cast: Path, kept: Path, tmp_path: Path) -> Stage:
    package = seal(files(), head=head(), secret=b"a secret of the filer, 32 bytes..")
    if not (kept / "onshore").is_dir():
        roll = (cast / "people.yaml").read_text(encoding="utf-8")
        for side in ("onshore", "overseas"):
            assert tally("keys", "--import-cast", cast, "--home", kept / side, "--side", side).exit == 0
        made = tally("keys", "--create", OFFICER, "--home", kept / "overseas", "--side", "overseas", "--json")
        roll += _PERSON.format(key=made.json["value"]["created"]["public_key"])
        (kept / "people.yaml").write_text(roll, encoding="utf-8")
        _handed_in(kept, package)
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    house = person(DESK[0]).organisation.en
    (tmp_path / "agreement.yaml").write_text(_AGREEMENT.format(home=house), encoding="utf-8")
    (tmp_path / "paper.txt").write_text("consent 2026-7\n", encoding="utf-8")
    top = package.manifest.head
    return Stage(tally=tally, folder=tmp_path, root=package.root, filing=top.filing, deal=top.deal)


def _handed_in(kept: Path, package: Package) -> None:
    """Put a package on record as handed in; it is far too small for the desk to have taken it."""
    top = package.manifest.head
    row = FilingRow(
        id=top.filing,
        deal=top.deal,
        version=top.version,
        state="",
        package_sha256=package.manifest.package_root,
        package_sm3=package.manifest.package_root_sm3,
    )
    with operations().open_home(str(kept / "onshore"), Side.ONSHORE) as home:
        for content in package.contents.values():
            home.evidence.objects.put(content)
        note = {"manifest": home.evidence.objects.put(package.manifest.content()).sha256}
        act = Act(event=Event.SUBMIT, by=(person(FILER),), shown=frozenset({"materials-complete"}))
        moved = move(home.evidence, row, act, (signer(FILER),), at=at("2026-09-01T02:00"), note=note)
    assert isinstance(moved, Moved), moved


def test_an_answer_is_asked_for_consented_to_proven_and_received_both_ways(stage: Stage):
    told = stage.request()
    assert (told.exit, told.codes) == (0, [])
    accepted = stage.say("accept", stage.asked, "--out", stage.folder / "back", by=DESK[:1])
    assert accepted.exit == 0, accepted.out + accepted.err
    receipt = stage.folder / "back" / "receipt.json"
    assert stage.say("acknowledge", stage.asked, receipt, by=(OFFICER,)).exit == 0

    assert stage.respond(*DESK).codes == ["supervision.exchange-no-consent"] * 3
    assert stage.permit(*DESK, kinds=("csrc", "screening")).exit == 0
    assert stage.respond(*DESK).codes == ["supervision.exchange-no-consent"]
    assert stage.permit(*DESK).exit == 0
    assert stage.respond(DESK[0]).codes == ["supervision.exchange-signatures-missing"]
    assert not (stage.folder / "answer").exists()
    assert stage.respond(*DESK).exit == 0
    assert {each.name for each in (stage.folder / "answer").iterdir()} == {"answer.json", "export.json", "terms.json"}

    assert stage.say("examine", stage.asked, stage.folder / "answer").exit == 0
    proven = stage.say("examine", stage.asked, stage.folder / "answer", "--out", stage.folder / "seen", by=(OFFICER,))
    assert proven.exit == 0, proven.out + proven.err
    back = stage.folder / "seen" / "receipt.json"
    closed = stage.say("acknowledge", stage.asked, back, by=DESK[:1], at="2026-11-03")
    assert closed.exit == 0, closed.out + closed.err
    for side in ("onshore", "overseas"):
        home = ("--home", stage.folder / side, "--side", side, "--people", stage.folder / "people.yaml")
        assert stage.tally("fsck", *home, "--json").codes == []


def test_nothing_outside_the_agreement_is_asked_and_nothing_unasked_is_answered(stage: Stage):
    assert stage.request(file="deal.yaml").codes == ["supervision.exchange-outside"]
    assert not stage.asked.exists()
    assert stage.request(id="rq 1").codes == ["supervision.exchange-value-wrong"]
    assert stage.request(root="the newest").codes == ["supervision.exchange-value-wrong"]
    assert stage.request().exit == 0
    assert stage.respond(*DESK).codes == ["supervision.exchange-answers-other"]


def test_an_answer_that_was_changed_on_the_way_gets_no_receipt(stage: Stage):
    stage.request()
    stage.say("accept", stage.asked, "--out", stage.folder / "back", by=DESK[:1])
    stage.permit(*DESK)
    assert stage.respond(*DESK).exit == 0
    agreed = stage.folder / "agreement.yaml"
    whole = agreed.read_text(encoding="utf-8")
    agreed.write_text(whole.replace('"*"', "classes.A.cap"), encoding="utf-8")
    assert set(stage.say("examine", stage.asked, stage.folder / "answer").codes) == {"supervision.exchange-outside"}
    agreed.write_text(whole, encoding="utf-8")
    changed(stage.folder / "answer" / "terms.json", "{", "{ ")
    told = stage.say("examine", stage.asked, stage.folder / "answer", "--out", stage.folder / "seen", by=(OFFICER,))
    assert (told.exit, told.codes, (stage.folder / "seen").exists()) == (1, ["filing.file-altered"], False)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("fields: {terms.json", "field: {terms.json"),
        lambda text: text.replace("2027-12-31", "2025-12-31"),
        lambda text: text.replace("Authority Overseas", text.split("home: ")[1].splitlines()[0]),
    ],
)
def test_an_agreement_that_says_nothing_is_a_wrong_call(stage: Stage, spoil: Callable[[str], str]):
    place = stage.folder / "agreement.yaml"
    place.write_text(spoil(place.read_text(encoding="utf-8")), encoding="utf-8")
    assert stage.request().exit == 2


def test_what_an_exchange_was_about_is_missed_where_it_is_gone(stage: Stage):
    stage.request()
    stage.say("accept", stage.asked, "--out", stage.folder / "back", by=DESK[:1])
    stage.permit(*DESK)
    stage.respond(*DESK)
    stage.say("examine", stage.asked, stage.folder / "answer", "--out", stage.folder / "seen", by=(OFFICER,))
    shown = (stage.folder / "answer" / "terms.json").read_bytes()
    for side, lost in (("onshore", b"consent 2026-7\n"), ("overseas", shown)):
        home = ("--home", stage.folder / side, "--side", side, "--people", stage.folder / "people.yaml")
        (kept,) = (each for each in (stage.folder / side / "objects").rglob(sha256_hex(lost)))
        kept.unlink()
        assert "supervision.kept-lost" in stage.tally("fsck", *home, "--json").codes
