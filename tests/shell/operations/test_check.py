"""Check: clean with answers, open without, an error where an answer was tampered with or has expired."""

import datetime as dt
from fractions import Fraction

import pytest
import yaml

from tallystick.evidence.findings import Severity
from tallystick.evidence.wording import severity
from tallystick.filing.materials import MaterialState
from tallystick.filing.screening import Outcome as Screened
from tallystick.filing.screening import Status
from tallystick.law.values import Truth
from tallystick.shell.files.folders import read_folder
from tallystick.shell.operations.filing.check import check
from tests.filing.documents.made import pdf
from tests.shell.operations.example import EXAMPLES, codes, folder
from tests.shell.operations.twins import PlainDocuments

WARNED = ["filing.rule-warning"]
"""The example's leases may be up to thirty days late, which a Guideline applied by analogy asks about."""


def test_it_works():
    outcome = check(folder())
    assert outcome.value is not None
    assert (codes(outcome), outcome.exit_code()) == (WARNED, 0)
    assert outcome.value.screening.outcome is Screened.CLEAN


def _memorandum(size: str) -> bytes:
    return pdf([f"本期发行A档至多{size}美元。"], headings=["一、总则"])


def test_documents_are_held_against_the_deal_where_somebody_can_read_them():
    files = folder()
    files["deal.yaml"] = files["deal.yaml"].replace(
        b"documents:\n", b"documents:\n  - {material: M2, file: m.pdf, name: {zh: a, en: a}}\n", 1
    )
    agreeing = files | {"documents/m.pdf": _memorandum("114,000,000.00")}
    assert codes(check(agreeing, documents=PlainDocuments())) == WARNED
    other = files | {"documents/m.pdf": _memorandum("115,000,000.00")}
    assert "filing.document-contradicts" in codes(check(other, documents=PlainDocuments()))
    assert "filing.document-contradicts" not in codes(check(other))


def test_without_answers_the_determinations_are_listed_as_open():
    files = folder()
    del files["answers.yaml"]
    outcome = check(files)
    assert outcome.value is not None
    assert (outcome.exit_code(), outcome.exit_code(allow_open=True)) == (3, 0)
    assert outcome.value.screening.outcome is not Screened.CLEAN


def test_an_answer_that_was_changed_after_signing_does_not_count():
    files = folder()
    files["answers.yaml"] = files["answers.yaml"].replace(b"value: 'no'", b"value: 'yes'", 1)
    assert check(files).exit_code() == 1


def test_answers_expire():
    outcome = check(folder(), as_of=dt.date(2028, 1, 1))
    assert outcome.value is not None
    assert outcome.value.screening.outcome is not Screened.CLEAN
    assert outcome.exit_code() != 0


def test_a_missing_paper_is_a_finding():
    files = folder()
    del files["documents/M10-team.md"]
    outcome = check(files)
    assert codes(outcome) == [*WARNED, "filing.document-absent"]
    assert outcome.findings[-1].argument("document") == "M10-team.md"


def test_a_folder_that_cannot_be_opened_is_not_checked():
    outcome = check({"deal.yaml": b"["})
    assert outcome.value is None
    assert outcome.exit_code() == 1


def test_checking_twice_finds_the_same():
    files = folder()
    del files["answers.yaml"]
    assert check(files).findings == check(files).findings


def test_materials_are_all_there():
    outcome = check(folder())
    assert outcome.value is not None
    assert {each.state for each in outcome.value.materials} <= set(MaterialState) - {MaterialState.MISSING}


def layered(**changes: bytes):
    files = folder()
    files["deal.yaml"] = files["deal.yaml"].replace(
        b"  revolving: none\n", b"  revolving: none\n  layers: [{id: loan, class: corporate-loan}]\n"
    )
    return files | changes


def asked(outcome):
    return {f"{each.declaration.id} {each.subject}" for each in outcome.value.screening.questions}


def test_a_layer_below_is_asked_everything_the_pool_is_asked():
    outcome = check(layered())
    assert outcome.value is not None
    assert outcome.value.screening.outcome is Screened.OPEN
    wanted = {f"{item} layer:loan" for item in ("N1.2", "N1.3", "N3.5", "N5.1", "N6.1a", "N7.1")}
    assert asked(outcome) == wanted | {"tape.underlying_payers deal", "N8.1 asset"}


def rule(outcome, name):
    return next(each for each in outcome.value.results if each.rule.id == name)


def receivables():
    """A deal with one layer below, which its persons declared."""
    files, _ = read_folder(EXAMPLES / "trade-receivables")
    return dict(files)


def test_a_layer_taken_out_of_the_deal_is_contradicted_by_what_its_persons_declared():
    files = receivables()
    line = b"  layers: [{id: factoring-pool, class: trade-receivable}]\n"
    outcome = check(files | {"deal.yaml": files["deal.yaml"].replace(line, b"")})
    assert rule(outcome, "N8").truth is Truth.CONFLICT
    codes = {each.code for each in outcome.findings}
    assert {"tape.payers-layer-unknown", "deal.answer-subject-unknown"} <= codes


def test_and_stays_contradicted_when_its_payers_and_every_answer_about_it_are_gone_too():
    files = receivables()
    line = b"  layers: [{id: factoring-pool, class: trade-receivable}]\n"
    rows = [row for row in files["payers.csv"].splitlines() if not row.startswith(b"factoring-pool")]
    answers = yaml.safe_load(files["answers.yaml"])
    answers["answers"] = [each for each in answers["answers"] if "factoring-pool" not in each["subject"]]
    changed = {
        "deal.yaml": files["deal.yaml"].replace(line, b""),
        "payers.csv": b"\n".join(rows),
        "answers.yaml": yaml.safe_dump(answers, allow_unicode=True).encode(),
    }
    assert rule(check(files | changed), "N8").truth is Truth.CONFLICT
    answers["answers"] = [each for each in answers["answers"] if each["question"] != "N8.1"]
    changed["answers.yaml"] = yaml.safe_dump(answers, allow_unicode=True).encode()
    silent = check(files | changed)
    assert rule(silent, "N8").truth is Truth.UNKNOWN
    assert "N8.1 asset" in asked(silent)


@pytest.mark.parametrize("question", ["N6.1a", "N8.1"])
def test_that_there_is_one_type_and_no_layer_is_asked_of_a_person(question):
    files = folder()
    answers = yaml.safe_load(files["answers.yaml"])
    answers["answers"] = [each for each in answers["answers"] if each["question"] != question]
    outcome = check(files | {"answers.yaml": yaml.safe_dump(answers, allow_unicode=True).encode()})
    assert outcome.value is not None
    assert outcome.value.screening.outcome is Screened.OPEN
    assert asked(outcome) == {f"{question} asset"}


def test_the_payers_of_a_layer_come_from_the_payer_list_and_only_the_large_ones_are_asked_about():
    head = "layer,payer,name_zh,name_en,group,agreed_unpaid,currency"
    owed = {"acme": 16, **{f"small-{number}": 12 for number in range(7)}}
    rows = [f"loan,{payer},{payer} 公司,{payer},,{amount}.00,CNY" for payer, amount in owed.items()]
    outcome = check(layered(**{"payers.csv": "\n".join([head, *rows]).encode()}))
    about = {each.split()[1] for each in asked(outcome) if "underlying-payer" in each}
    assert about == {"underlying-payer:loan/acme"}
    assert "tape.underlying_payers deal" not in asked(outcome)


@pytest.mark.parametrize(("assets", "asked_of_them"), [("300.00", False), ("300.01", True)])
def test_whether_a_subsidiary_is_material_is_computed_and_only_then_is_it_asked_about(assets, asked_of_them):
    head = "layer,payer,name_zh,name_en,group,agreed_unpaid,currency"
    payers = f"{head}\nloan,acme,安可,Acme,,100.00,CNY\n".encode()
    without = asked(check(layered(**{"payers.csv": payers})))
    assert "tape.largest_subsidiary_share underlying-payer:loan/acme" in without
    columns = (
        "payer,subsidiary,name_zh,name_en,accounts,accounts_date,currency,total_assets,net_assets,revenue,"
        "consolidated_total_assets,consolidated_net_assets,consolidated_revenue"
    )
    figures = f"CNY,{assets},1.00,1.00,1000.00,1000.00,1000.00"
    listed = f"{columns}\nacme,acme-sub,安可子,Acme Sub,documents/acme.md,2025-12-31,{figures}\n".encode()
    papers = {"payers.csv": payers, "documents/acme.md": b"accounts", "subsidiaries.csv": listed}
    outcome = check(layered(**papers))
    assert outcome.value is not None
    (material,) = [each for each in outcome.value.facts if each.id == "tape.largest_subsidiary_share"]
    assert material.value == Fraction(int(assets.replace(".", "")), 100_000)
    questions = asked(outcome)
    assert "tape.largest_subsidiary_share underlying-payer:loan/acme" not in questions
    assert ("N2.5 underlying-payer:loan/acme" in questions) is not asked_of_them


def test_a_subsidiary_of_nobody_who_pays_here_is_told_with_the_names_like_it():
    head = "layer,payer,name_zh,name_en,group,agreed_unpaid,currency"
    columns = (
        "payer,subsidiary,name_zh,name_en,accounts,accounts_date,currency,total_assets,net_assets,revenue,"
        "consolidated_total_assets,consolidated_net_assets,consolidated_revenue"
    )
    row = "acne,acme-sub,安可子,Acme Sub,documents/acme.md,2025-12-31,CNY,1.00,1.00,1.00,9.00,9.00,9.00"
    papers = {
        "payers.csv": f"{head}\nloan,acme,安可,Acme,,100.00,CNY\n".encode(),
        "documents/acme.md": b"accounts",
        "subsidiaries.csv": f"{columns}\n{row}\n".encode(),
    }
    (told,) = [each for each in check(layered(**papers)).findings if each.code == "tape.subsidiaries-payer-unknown"]
    assert (told.place.file, told.argument("value"), told.argument("near")) == ("subsidiaries.csv", "acne", ("acme",))


def test_beside_a_tape_a_list_of_the_pools_payers_is_refused_and_the_tape_counts():
    rows = b"layer,payer,name_zh,name_en,group,agreed_unpaid,currency\n,grid,\xe7\x94\xb5\xe7\xbd\x91,Grid,,1.00,CNY\n"
    outcome = check(folder() | {"payers.csv": rows})
    assert set(codes(outcome)) == {"tape.payers-beside-tape", *WARNED}
    assert not [each for each in asked(outcome) if "grid" in each]


def test_an_answer_whose_evidence_is_gone_or_altered_clears_nothing():
    files = folder()
    memo = "documents/evidence/legal-memo.md"
    for changed in (files | {memo: files[memo] + b"x"}, {name: each for name, each in files.items() if name != memo}):
        outcome = check(changed)
        assert outcome.value is not None
        assert outcome.value.screening.outcome is Screened.OPEN
        assert "P1.1 asset" in asked(outcome)


def test_a_payer_list_that_cannot_be_used_is_an_error():
    outcome = check(folder() | {"payers.csv": b"layer,payer\n,grid\n"})
    assert outcome.exit_code() == 1
    assert set(codes(outcome)) == {"tape.payers-column-missing", *WARNED}


def test_a_pool_of_what_the_negative_list_prohibits_can_be_said_and_is_barred():
    files = folder()
    files["deal.yaml"] = files["deal.yaml"].replace(b"  class: finance-lease", b"  class: film-box-office")
    outcome = check(files)
    assert outcome.value is not None
    assert outcome.value.screening.outcome is Screened.BARRED
    assert {each.result.rule.id for each in outcome.value.screening.negative_list if each.status is Status.BARRED} >= {
        "N3"
    }


@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
def test_an_id_that_stands_on_the_roll_twice_is_told_without_what_follows_from_it(first: bool):
    files = folder()
    again = """- id: luo-jingxing
  name: {zh: 某人, en: Somebody}
  organisation: {zh: 某所, en: Some House}
  roles: [servicer]
  side: onshore
  public_key: d9cea0ac01291efa03348773c3495eca80c14c91baa1691a7ad598e80fd0aa21
"""
    head, _, people = files["people.yaml"].decode().partition("people:\n")
    people = again + people if first else people + again
    files["people.yaml"] = f"{head}people:\n{people}".encode()
    errors = [each.code for each in check(files).findings if severity(each) is Severity.ERROR]
    assert errors == ["deal.person-twice"]


def test_a_deal_whose_filer_is_misspelt_is_not_said_to_be_outside_the_rules():
    files = folder()
    files["deal.yaml"] = files["deal.yaml"].replace(b"\n  filer:", b"\n  filr:", 1)
    outcome = check(files)
    assert outcome.value is not None
    assert outcome.exit_code() == 1
    (scope,) = outcome.value.screening.scope
    assert scope.status is Status.OPEN
    assert all(each.status is not Status.NOT_APPLICABLE for each in outcome.value.screening.bars)


def test_a_day_before_the_deal_and_its_evidence_is_told_as_too_early_not_as_stale():
    outcome = check(folder(), as_of=dt.date(2026, 8, 1))
    told = {each.code: each for each in outcome.findings}
    assert {"deal.dated-ahead", "law.answers-dated-ahead"} <= told.keys()
    assert "law.answer-evidence-stale" not in told
    assert told["law.answers-dated-ahead"].argument("papers")
    assert outcome.value is not None
    assert outcome.value.screening.outcome is Screened.OPEN
    assert "deal.dated-ahead" not in codes(check(folder(), as_of=dt.date(2026, 8, 31)))
