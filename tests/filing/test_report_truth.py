"""Sentences of the report that were true of one kind of asset only: each follows from what the deal has."""

from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from tallystick.deal.deal import Deal
from tallystick.deal.parsing import parse_deal
from tallystick.deal.tokens import Venue
from tallystick.filing.materials import MaterialState, check_materials, materials
from tallystick.filing.papers.papers import papers
from tallystick.filing.report.compliance import materials_section, risk_section
from tallystick.filing.report.content import Paragraph, Report, Section, Table, as_plain
from tallystick.filing.report.forecast import forecast_sections
from tallystick.filing.report.inputs import IncomePoolInput, PayerInput
from tallystick.filing.report.plan import plan_section
from tallystick.units.money import Money
from tests.filing.stand_in import FOLDER, deal, report, scenarios

GENERATED = frozenset({"M1", "M7"})


@cache
def piles() -> Deal:
    """The charging points, whose payers are mostly drivers that walk in."""
    parsed, _, found = parse_deal((FOLDER.parent / "charging-piles" / "deal.yaml").read_bytes())
    assert parsed is not None, found
    return parsed


def income(listed: int) -> IncomePoolInput:
    return IncomePoolInput(
        cutoff=piles().assets.cutoff,
        list_sha256="0" * 64,
        income=Money.parse("100000000.00 CNY"),
        rights=(),
        payers=(PayerInput(rank=1, own=Fraction(1, 4), with_affiliates=Fraction(1, 4)),),
        obligors=listed,
    )


def told(*sections: Section) -> str:
    made: Report = replace(report(), sections=sections)
    return str([as_plain(made)])


def test_no_perfection_event_is_spoken_of_that_the_deal_does_not_have():
    assert "perfection event" not in told(risk_section(piles()))


def test_whoever_services_is_the_one_the_deal_names():
    other = deal().parties["filer"].model_copy(update={"name": deal().parties["trustee"].name})
    named = deal().model_copy(update={"parties": {**deal().parties, "servicer": other}})
    assert f"{other.name.en} collects and sweeps" in told(risk_section(named))


def test_rights_to_income_are_forecast_as_rights_and_taxed_on_their_income():
    assert "rights to income as the deal file states them" in told(*forecast_sections(piles(), scenarios()))
    assert "the pool at its cut-off date" in told(*forecast_sections(deal(), scenarios()))
    fees = told(plan_section(piles(), scenarios()))
    assert "'income of the rights collected'" in fees
    assert "interest collected" not in fees
    assert "interest collected" in told(plan_section(deal(), scenarios()))


def test_what_of_a_material_no_package_can_make_is_missing_without_a_document():
    without = deal().model_copy(update={"documents": tuple(e for e in deal().documents if e.material != "M7")})
    (statement,) = (each for each in materials(without, generated=GENERATED) if each.material.id == "M7")
    assert (statement.state, statement.generated) == (MaterialState.MISSING, True)
    missing = [each.code for each in check_materials([statement], without) if each.place.path == "M7"]
    assert missing == ["filing.material-missing-warning"]
    assert "missing of it: the signed undertaking and the lawyer's" in told(materials_section([statement]))
    (whole,) = (each for each in materials(deal(), generated=GENERATED) if each.material.id == "M7")
    assert whole.state is MaterialState.PROVIDED


def test_a_forecast_of_future_income_wants_a_third_party_and_the_paper_says_what_is_missing():
    made = {each.material.id: each for each in materials(piles(), generated=frozenset({"M1", "M7", "M17"}))}
    assert (made["M17"].state, made["M17"].generated) == (MaterialState.MISSING, True)
    (leases,) = (each for each in materials(deal(), generated=frozenset({"M17"})) if each.material.id == "M17")
    assert leases.state is MaterialState.PROVIDED
    told = {name: str(as_plain(paper)) for name, paper in papers(report(), made.values()).items()}
    assert "missing of the material: the forecast issued by a third party" in told["M17"]
    assert "missing of the material: the signed undertaking" in told["M7"]
    whole = papers(report(), materials(deal(), generated=frozenset({"M7", "M17"})))
    assert "M7-negative-list.md" in str(as_plain(whole["M7"]))
    assert "missing of the material" not in str(as_plain(whole["M17"]))


def test_the_plan_tells_what_it_took_over_from_the_least_holding_the_price_of_issue_and_the_venues():
    venue = Venue.model_validate({"name": {"zh": "托管合约", "en": "custody"}, "address": "0x" + "1" * 40})
    plan = deal().tokens
    assert plan is not None
    limited = {"minimum_holding": Money.parse("50000.00 USD"), "issue_price": (Fraction(99, 100), Fraction(1))}
    least = plan.classes["A"].model_copy(update=limited)
    later = {"predecessor": "before-2026-1", "venues": (venue,), "classes": {**plan.classes, "A": least}}
    section = plan_section(deal().model_copy(update={"tokens": plan.model_copy(update=later)}), scenarios())
    blocks = next(each.blocks for each in section.sections if each.title.en == "Tokens")
    texts = {each.source.reference: each.text for each in blocks if isinstance(each, Paragraph) and each.source}
    expected = {"tokens.predecessor": "before-2026-1", "tokens.classes.A.minimum_holding": "50000.00"}
    for path, words in (expected | {"tokens.classes.A.issue_price": "99.00%"}).items():
        assert words in texts[path].zh
        assert words in texts[path].en
    (table,) = (each for each in blocks if isinstance(each, Table) and each.id == "venues")
    ((name, address),) = table.rows
    assert (name.text.zh, name.text.en, address.text.en) == ("托管合约", "custody", venue.address)
    assert address.source is not None
    plain = told(plan_section(deal(), scenarios()))
    assert "take over" not in plain
    assert "holds at least" not in plain
    assert "Venues" not in plain


@pytest.mark.parametrize("example", sorted(path.parent.name for path in FOLDER.parent.glob("*/disclosures.yaml")))
def test_an_event_that_perfects_rights_is_spoken_of_only_where_the_structure_has_it(example: str):
    content = (FOLDER.parent / example / "deal.yaml").read_bytes()
    parsed, _, found = parse_deal(content)
    assert parsed is not None, found
    stated = content.decode() + (FOLDER.parent / example / "disclosures.yaml").read_text("utf-8")
    spoken = "权利完善事件" in stated or "perfection event" in stated
    assert spoken == any(each.kind == "rights-perfection" for each in parsed.structure.triggers)
