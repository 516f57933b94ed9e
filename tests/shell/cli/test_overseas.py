"""`issue`, `service`, `confirm`, `verify`, `fsck`: the overseas road on what crossed, and how each refuses."""

import csv
import io
import shutil
from pathlib import Path

import pytest

from tallystick.shell.cli.session import Call
from tallystick.shell.files.folders import read_folder
from tests.shell.chain.stage import need_anvil
from tests.shell.cli.conftest import Tally, Told, snapshot
from tests.shell.operations.example import certificates

_FILING = "auto-leases-2026-1-v1"
_NOTICE = ["--kind", "notice", "--number", "S-1", "--date", "2026-09-09", "--specimen"]
_AUTHORITY = ["--authority-zh", "样本", "--authority-en", "Specimen"]
_REVIEWERS = ["--as", "he-zhixia", "--as", "fang-bochuan"]
_RECORDERS = ["--as", "meng-anran", "--as", "ruan-qingping"]
_ISSUERS = ["--as", "carmen-lau", "--as", "edmund-kwok", "--at", "2026-09-15T02:00:00Z"]
_THAMES = "0x1814844922dCd158FEA2897222075cd1dce36bD5"
_AARE = "0x85F80AD7c6F2774c0f254E7cf2e9DB6D38B4f3Da"
_NEW = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
_PAYERS = ["--as", "priya-raman", "--as", "edmund-kwok", "--at", "2026-10-22T02:00:00Z"]
_PAYING = ["--as", "priya-raman", "--as", "edmund-kwok", "--at", "2026-10-27T02:00:00Z"]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where what crossed is kept between the tests of this module."""
    return tmp_path_factory.mktemp("crossed")


@pytest.fixture
def crossed(
    tally: Tally,
    plainly: Tally,
    leases: Path,
    project: Path,
    cast: Path,
    kept: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """What crossed of a filing with a specimen notice, made once; afterwards the call is overseas, with its keys."""
    example = project / "examples" / "auto-leases"
    if not (kept / "edition").is_dir():
        assert tally("keys", "--import-cast", cast).exit == 0
        assert plainly("package", leases, "--out", kept / "made").exit == 0
        assert tally("submit", kept / "made" / "package", "--as", "shen-yilan", "--at", "2026-09-01").exit == 0
        filed = ["--event", "file", "--standing", "rehearsal", "--reason", "complete", "--at", "2026-09-08"]
        assert tally("decide", _FILING, *filed, *_REVIEWERS).exit == 0
        capture = ["--capture", example / "specimen-notice.md", "--at", "2026-09-10"]
        assert tally("record", _FILING, *_NOTICE, *_AUTHORITY, *capture, *_RECORDERS).exit == 0
        assert tally("deliver", _FILING, "--out", kept / "edition").exit == 0
    monkeypatch.setenv("TALLYSTICK_SIDE", "overseas")
    monkeypatch.setenv("TALLYSTICK_HOME", str(tmp_path / "overseas"))
    assert tally("keys", "--import-cast", cast).exit == 0
    return Path(shutil.copytree(kept / "edition", tmp_path / "edition"))


@pytest.fixture
def placed(project: Path) -> list[str | Path]:
    """The options that name the pricing, the order book and the people of the example."""
    example = project / "examples" / "auto-leases"
    return ["--placement", example / "placement", "--people", example / "people.yaml"]


_OTHERS = {"en": "figures of the certificate that would have been others", "zh": "若当时报告正确，凭证将不同之处"}


def _service(tally: Tally, crossed: Path, project: Path, *more: str | Path) -> Told:
    reported = project / "examples" / "auto-leases"
    return tally("service", crossed, "--period", "2026-09", "--reported", reported, *more)


@pytest.mark.chain
def test_the_overseas_road_from_issue_to_confirmation(
    tally: Tally, crossed: Path, placed: list[str | Path], project: Path, tmp_path: Path
):
    need_anvil()
    issued = tally("issue", crossed, *placed, *_ISSUERS)
    assert issued.exit == 0, issued.out + issued.err
    assert "114,000     114,000" in issued.out
    again = tally("issue", crossed, *placed, *_ISSUERS)
    assert "done before; nothing was minted twice" in again.out
    _looked_at_first(tally, crossed, placed, project, tmp_path)
    with pytest.MonkeyPatch.context() as at_a_terminal:
        at_a_terminal.setattr(Call, "asks_for_passphrases", True)
        paid = _service(tally, crossed, project, *placed, *_PAYERS, "--out", tmp_path / "paid", "--lang", "en")
    assert paid.exit == 0, paid.out + paid.err
    assert "cumulative defaults above 3 %" in paid.err
    assert "passphrases asked for next sign this month" in paid.err
    assert "590741.67 USD" in paid.out
    sent = _confirmed(tmp_path / "paid" / "bank-2026-09.csv", tmp_path / "confirmed.csv")
    month = ["--period", "2026-09", "--reported", project / "examples" / "auto-leases"]
    told = tally("confirm", crossed, "--file", sent, *placed, *month, *_PAYING, "--specimen", "--json")
    assert told.exit == 0, told.out
    assert told.json["value"]["paid"] == "9881896.03 USD"
    _restated(tally, crossed, placed, tmp_path, project)
    recomputed = tally("fsck", "--json")
    assert (recomputed.exit, set(recomputed.codes)) == (3, {"supervision.signature-unchecked"})
    assert tally("fsck", *placed[2:]).exit == 0
    alone = tally("verify", crossed, *placed[:2], "--reported", tmp_path / "paid", "--at", "2026-10-28", "--json")
    assert "supervision.signature-unchecked" in alone.codes
    verified = tally("verify", crossed, *placed, "--reported", month[3], "--at", "2026-10-28", "--allow-open", "--json")
    assert "supervision.signature-unchecked" not in verified.codes
    assert verified.json["value"]["known_by"] == tally("verify", crossed, "--json").json["value"]["known_by"]


def _looked_at_first(tally: Tally, crossed: Path, placed: list[str | Path], project: Path, tmp_path: Path) -> None:
    """Look what the month comes to: triggers as tested, nobody named, no key opened, nothing kept."""
    before = snapshot(tmp_path / "overseas" / "log")
    look = [*placed[:2], *_PAYERS[-2:], "--dry-run", "--out", tmp_path / "looked"]
    with pytest.MonkeyPatch.context() as without:
        without.delenv("TALLYSTICK_PASSPHRASE")
        seen, told = (
            _service(tally, crossed, project, *look, "--lang", "en"),
            _service(tally, crossed, project, *look, "--json"),
        )
    assert (seen.exit, told.exit) == (0, 0), seen.out + seen.err
    assert "acceleration: cumulative defaults above 3 %   0.09%   3.00%   kept" in seen.out
    assert "nothing was signed, recorded or written" in seen.out
    assert (told.json["written"], told.json["value"]["dry_run"]) == ([], True)
    assert told.json["value"]["triggers"][0]["breached"] is False
    assert not (tmp_path / "looked").exists()
    assert snapshot(tmp_path / "overseas" / "log") == before


def _restated(tally: Tally, crossed: Path, placed: list[str | Path], tmp_path: Path, project: Path) -> None:
    """Correct a fee of the month: what each class was paid stands beside what it would have been, as the pages show."""
    reported = project / "examples" / "auto-leases"
    rows = "period,item,old,new,currency,carried_in,reason_zh,reason_en\n"
    rows += "2026-09,fees,79677.84,79777.84,CNY,2026-10,漏记手续费,a fee was left out\n"
    (tmp_path / "corrections.csv").write_text(rows, encoding="utf-8")
    call = ["restate", crossed, "--file", tmp_path / "corrections.csv", *placed, "--reported", reported, *_PAYING]
    for lang, item in (("en", "fees"), ("zh", "费用收入")):
        told = tally(*call, "--out", tmp_path / lang, "--lang", lang)
        assert told.exit == 0, told.out + told.err
        line = next(each for each in told.out.splitlines() if item in each)
        assert line.split()[-3:] == ["100.00", "CNY", "2026-10"]
        assert "9169293.25 USD    9169307.34 USD" in told.out
        page = project / "docs" / ("commands.md" if lang == "en" else "commands.zh.md")
        counted = next(each for each in told.out.splitlines() if each.startswith(_OTHERS[lang]))
        assert counted.split()[-1].isdecimal()
        assert counted in page.read_text(encoding="utf-8").splitlines()
        trail, record = sorted((tmp_path / lang).iterdir())
        assert (trail.suffix, record.suffix, trail.stem) == (".csv", ".json", record.stem)
        assert "9169293.25 USD,9169307.34 USD" in trail.read_text(encoding="utf-8-sig")


def test_the_papers_of_a_month_are_made_from_what_crossed_and_the_collections(
    tally: Tally, crossed: Path, placed: list[str | Path], project: Path, tmp_path: Path
):
    (papers := tmp_path / "paid").mkdir()
    example, edition = read_folder(project / "examples" / "auto-leases")[0], read_folder(crossed)[0]
    for name, content in certificates(edition, example, "2026-09").items():
        (papers / name).write_bytes(content)
    reported = ["--reported", project / "examples" / "auto-leases", "--as-of", "2026-10-20"]
    call = ["report", crossed, *placed[:2], *reported, "--issued", papers, "--period", "2026-09"]
    told = tally(*call, "--out", tmp_path / "report", "--json")
    assert (told.exit, told.codes) == (3, ["servicing.event-open"]), told.out + told.err
    assert [(each["trigger"], each["breached"]) for each in told.json["value"]["triggers"]] == [("acceleration", False)]
    shown = tally(*call, "--allow-open", "--lang", "en")
    assert shown.exit == 0
    for line in (
        "cumulative defaults above 3 %",
        "773171.28 USD",
        "corrections carried  none",
        "lost in 2026",
    ):
        assert line in shown.out
    names = {each.name for each in (tmp_path / "report").iterdir()}
    stems = ("investor-report-2026-09", "certificate-2026-09")
    assert names == {
        *(f"{stem}-{lang}.pdf" for stem in stems for lang in ("zh", "en")),
        *(f"{stems[0]}{end}" for end in (".json", "-zh.xlsx", "-en.xlsx")),
    }
    assert {(tmp_path / "report" / name).read_bytes()[:4] for name in names if name.endswith("pdf")} == {b"%PDF"}
    assert tally(*call[:-1], "2027-13").exit == 2


def test_the_schema_of_a_month_is_printed_as_that_of_a_deal(tally: Tally):
    assert tally("schema", "--of", "collections", "--json").json["value"]["required"] == [
        "schema",
        "deal",
        "period",
        "items",
    ]
    assert tally("schema", "--of", "tape").exit == 2


@pytest.mark.chain
def test_acts_on_an_issue_that_stands_are_of_two_people_and_happen_once(
    tally: Tally, crossed: Path, placed: list[str | Path], tmp_path: Path
):
    need_anvil()
    paper = tmp_path / "paper.txt"
    paper.write_text("why", encoding="utf-8")
    people, on = placed[2:], ["--paper", paper]
    agents = ["--as", "tobias-lindqvist", "--as", "edmund-kwok", "--at", "2026-10-01T02:00:00Z"]
    before = tally("suspend", crossed, *on, *people, *_ISSUERS, "--json")
    assert (before.exit, before.codes) == (1, ["issuance.not-issued"])
    assert tally("issue", crossed, *placed, *_ISSUERS).exit == 0

    assert tally("suspend", crossed, *on, *people, *_ISSUERS, "--json").json["value"] == {"status": "suspended"}
    resumed = tally("resume", crossed, *on, *people, *_ISSUERS, "--lang", "zh")
    assert "恢复发行" in resumed.out
    assert tally("freeze", crossed, "--account", _THAMES, *on, *people, *_ISSUERS, "--json").codes == [
        "evidence.role-missing"
    ]
    frozen = tally("freeze", crossed, "--account", _THAMES, *on, *people, *agents, "--json")
    assert (frozen.exit, frozen.json["value"]) == (0, {"account": _THAMES})
    mistyped = tally("freeze", crossed, "--account", _THAMES.lower(), *on, *people, *agents, "--json")
    assert mistyped.codes == ["issuance.account-unknown"]

    recover = ["recover", crossed, "--lost", _THAMES, *on, *people]
    taken = tally(*recover, "--to", _AARE, *agents, "--json")
    assert taken.codes == ["issuance.recovery-taken"]
    waiting = tally(*recover, "--to", _NEW, *agents, "--json")
    assert (waiting.exit, waiting.json["value"]["waiting"]) == (3, ["A", "B"])
    later = [*agents[:-1], "2026-10-05T02:00:00Z"]
    assert tally(*recover, "--to", _NEW, *later, "--json").json["value"]["moved"] == ["A", "B"]
    assert tally(*recover, "--to", _NEW, *later, "--json").json["value"] == {"moved": [], "waiting": []}
    again = tally(*recover, "--to", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", *later, "--json")
    assert again.codes == ["issuance.recovered-otherwise"]

    assert tally("anchor", crossed, "--period", "2026-09", *people, *_PAYERS, "--json").codes == [
        "servicing.anchor-unclosed"
    ]
    assert tally("redeem", crossed, *people, *_ISSUERS, "--json").codes == ["issuance.redeem-outstanding"]
    assert tally("fsck", *people).exit == 0
    verified = tally("verify", crossed, *placed, "--at", "2026-10-06", "--allow-open", "--json")
    broken = {each["number"] for each in verified.json["value"]["obligations"] if each["standing"] == "broken"}
    assert broken <= {1}, "without a witness the log is not enough; everything else holds"
    watched = tally("watch", crossed, *placed[:2], "--as-of", "2026-10-06", "--json").json
    powers = [each["known"] for each in watched["value"]["events"] if each["rule"] == "D2-22f"]
    # suspended, resumed, frozen, recovered, and frozen at the new address as well
    assert powers == ["2026-09-15", "2026-09-15", "2026-10-01", "2026-10-01", "2026-10-05"]
    assert len(powers) == len(watched["value"]["events"]), "the ledger itself shows nothing amiss"
    unseen = [each["arguments"]["source"]["en"] for each in watched["findings"] if each["code"].endswith("unseen")]
    assert unseen == ["determinations and bars, in a deal folder"]


def _confirmed(bank: Path, out: Path) -> Path:
    """Confirm every instruction of a bank file as the bank would."""
    rows = list(csv.DictReader(io.StringIO(bank.read_text(encoding="utf-8-sig"))))
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["reference", "status", "amount", "currency", "value_date", "bank_reference"])
        for number, row in enumerate(rows):
            told = [row["reference"], "paid", row["amount"], row["currency"], row["value_date"], f"S-{number}"]
            writer.writerow(told)
    return out


def test_what_crossed_and_what_was_packaged_verify_under_one_root(tally: Tally, crossed: Path, kept: Path):
    edition, package = tally("verify", crossed, "--json"), tally("verify", kept / "made" / "package", "--json")
    assert edition.exit == package.exit == 0
    assert edition.json["value"]["known_by"] == package.json["value"]["known_by"]
    assert tally("verify", crossed / "proofs" / "notice.tlog-proof").exit == 0


def test_one_altered_byte_is_found_on_either_side(tally: Tally, crossed: Path, kept: Path, tmp_path: Path):
    package = Path(shutil.copytree(kept / "made" / "package", tmp_path / "package"))
    for path in (crossed / "statistics.json", package / "deal.yaml"):
        path.write_bytes(path.read_bytes() + b" ")
    assert tally("verify", crossed).exit == 1
    assert tally("verify", package).exit == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--as", "carmen-lau"], ""),
        (["--as", "carmen-lau", "--as", "nobody"], "nobody is not on the roll"),
        ([*_ISSUERS, "--side", "onshore"], "overseas side only"),
        (["--as", "carmen-lau", "--as", "edmund-kwok", "--at", "soon"], "no moment"),
    ],
)
def test_a_wrong_call_issues_nothing(
    tally: Tally, crossed: Path, placed: list[str | Path], arguments: list[str], said: str
):
    before = snapshot(crossed)
    told = tally("issue", crossed, *placed, *arguments)
    assert told.exit == 2
    assert said in " ".join(told.err.split())
    assert snapshot(crossed) == before


def test_a_month_that_is_none_is_a_wrong_call(tally: Tally, crossed: Path, placed: list[str | Path], project: Path):
    told = tally("service", crossed, *placed, *_PAYERS, "--reported", project, "--period", "September")
    assert told.exit == 2
    assert "September" in told.err


def test_the_money_of_an_issue_is_told_before_anything_is_minted(
    tally: Tally, crossed: Path, placed: list[str | Path], tmp_path: Path
):
    told = tally("closing", crossed, *placed[:2], "--at", "2026-09-15", "--out", tmp_path / "memo", "--json")
    assert told.exit == 0, told.out
    assert told.json["value"]["ready"] is True
    assert told.json["value"]["funds_flow"]["to_repatriate"] == ["132650000.00 USD"]
    assert told.json["value"]["completion_report"] is None
    assert sorted(snapshot(tmp_path / "memo")) == ["funds-flow.csv", "funds-flow.json", "refunds.csv"]
    early = tally("closing", crossed, *placed[:2], "--at", "2026-09-13", "--lang", "zh")
    assert early.exit == 3
    assert "待清算" in early.out


def test_what_failed_is_given_back_and_not_issued(
    tally: Tally, crossed: Path, placed: list[str | Path], tmp_path: Path
):
    call = ["refund", crossed, *placed, "--reason", "the swap was not signed", *_ISSUERS]
    first = tally(*call, "--out", tmp_path / "back", "--json")
    assert (first.exit, len(first.json["value"]["refunds"])) == (0, 16)
    assert (tmp_path / "back" / "refunds.csv").read_text(encoding="utf-8-sig").count("IN-") == 16
    again = tally(*call, "--out", tmp_path / "again", "--json")
    assert (again.exit, again.json["value"]) == (0, {"refunds": [], "before": 16})
    assert (tmp_path / "again" / "refunds.csv").read_bytes() == (tmp_path / "back" / "refunds.csv").read_bytes()
    assert tally("fsck", *placed[2:]).exit == 0
    need_anvil()
    assert tally("issue", crossed, *placed, *_ISSUERS, "--json").codes == ["issuance.failed-before"]


@pytest.mark.parametrize(
    ("subject", "more", "said"),
    [
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", [], "--export"),
        ("0x1234", ["--export", "EDITION"], "no address"),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", ["--export", "EDITION"], "127.0.0.1:1"),
    ],
)
def test_a_token_is_not_verified_without_address_edition_and_node(
    tally: Tally, crossed: Path, subject: str, more: list[str], said: str
):
    named = [str(crossed) if each == "EDITION" else each for each in more]
    told = tally("verify", subject, "--rpc", "http://127.0.0.1:1", *named)
    assert told.exit == 2
    assert said in " ".join(told.err.split())


def test_a_folder_without_an_edition_is_not_issued_from(tally: Tally, crossed: Path, placed: list[str | Path]):
    (crossed / "export.json").unlink()
    assert tally("issue", crossed, *placed, *_ISSUERS).exit == 1


def test_a_members_key_is_never_written_over(tally: Tally, tmp_path: Path):
    made = ["role", "member", "--out", tmp_path / "keys", "--name"]
    assert tally(*made, "ines").exit == 0
    kept = (tmp_path / "keys" / "ines.json").read_bytes()
    again = tally(*made, "ines", "--json")
    assert (again.exit, again.codes) == (2, ["cli.key-there"])
    assert (tmp_path / "keys" / "ines.json").read_bytes() == kept
    outside = tally(*made, "../x y", "--json")
    assert (outside.exit, outside.codes) == (2, ["deal.identifier-unreadable"])


@pytest.mark.chain
def test_an_issue_whose_trustee_is_held_by_several_waits_for_them_and_goes_on(
    tally: Tally, crossed: Path, placed: list[str | Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    need_anvil()
    members = [tally("role", "member", "--name", each, "--out", tmp_path / each, "--json") for each in ("ines", "jon")]
    given = [part for each in members for part in ("--member", each.json["value"]["address"])]
    deployed = tally("role", "deploy", "trustees", *given, "--threshold", "2", "--at", "2026-09-14", "--json")
    monkeypatch.setenv("TALLYSTICK_SEVERAL", f"trustee={deployed.json['value']['address']}")
    waiting = tally("issue", crossed, *placed, *_ISSUERS, "--json")
    assert (waiting.exit, waiting.codes) == (3, ["chain.act-waits"])
    (proposed,) = (tmp_path / "overseas" / "acts").glob("*.json")
    for each in ("ines", "jon"):
        signed = ["--key", tmp_path / each / f"{each}.json", "--out", proposed.parent / each]
        assert tally("role", "approve", proposed, *signed).exit == 0
    issued = tally("issue", crossed, *placed, *_ISSUERS)
    assert issued.exit == 0, issued.out + issued.err
    judged = tally("verify", crossed, *placed, "--witness", "nobody", "--at", "2026-09-16", "--json")
    assert "issuance.role-differs" not in judged.codes
