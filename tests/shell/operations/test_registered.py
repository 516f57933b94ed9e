"""An extract of the movable-asset register in a deal folder: told by `check` and `tape`, and stated to the law."""

from functools import cache

import pytest

from tallystick.law.facts import Fact
from tallystick.shell.operations.deal.opened import OpenedDeal, open_deal
from tallystick.shell.operations.deal.stated import stated
from tallystick.shell.operations.filing.making.described import register_of_report
from tallystick.shell.operations.filing.making.files import folder_files
from tests.shell.operations.example import folder

HEAD = "guarantor,searched_on,search_certificate,number,kind,registered_on,expires_on,secured_party,property,assets"
SEARCH = "衡远融资租赁有限公司,2026-08-31,Q1"


def opened(*rows: str, name: str = "registrations.csv") -> tuple[OpenedDeal, list[str]]:
    searched = transferor()
    lines = [row.replace("衡远融资租赁有限公司", searched) for row in rows]
    outcome = open_deal(folder() | {name: "\n".join([HEAD, *lines, ""]).encode()})
    assert outcome.value is not None
    return outcome.value, [each.code for each in outcome.findings]


@cache
def transferor() -> str:
    outcome = open_deal({"deal.yaml": folder()["deal.yaml"]})
    assert outcome.value is not None
    return outcome.value.deal.parties["filer"].name.zh


def shown(deal: OpenedDeal) -> list[Fact]:
    facts, _ = stated(deal, (), deal.deal.as_of)
    return [fact for fact in facts if fact.id == "tape.registered_for_another"]


@pytest.mark.parametrize(
    ("bank", "value"),
    [("城东银行", True), ("北辰信托有限责任公司", False)],
)
def test_whether_an_asset_is_registered_for_another_is_stated_with_the_extract_as_evidence(bank: str, value: bool):
    deal, codes = opened(f"{SEARCH},R1,应收账款转让,2026-03-01,2036-03-01,{bank},,全部")
    (fact,) = shown(deal)
    assert (fact.value, fact.evidence[0].kind, fact.evidence[0].reference) == (
        value,
        "registry-extract",
        "registrations.csv",
    )
    assert ("tape.asset-registered-for-another" in codes) is value


def test_an_answer_of_no_against_the_extract_is_an_error():
    _, codes = opened(f"{SEARCH},R1,应收账款质押,2026-03-01,2036-03-01,城东银行,,all")
    assert "tape.registrations-against-answer" in codes


def test_what_a_person_still_has_to_compare_is_stated_neither_way():
    deal, codes = opened(f"{SEARCH},R1,应收账款质押,2026-03-01,2036-03-01,城东银行,全部应收账款,")
    assert shown(deal) == []
    assert "tape.registration-unmatched" in codes


def test_a_folder_without_an_extract_states_nothing():
    outcome = open_deal(folder())
    assert outcome.value is not None
    assert (outcome.value.registered, shown(outcome.value)) == (None, [])


def test_two_extracts_are_refused_and_one_stays_onshore_in_the_package():
    deal, _ = opened(f"{SEARCH},,,,,,,")
    (kept,) = [each for each in folder_files(deal.files, deal.deal) if each.path == "registrations.csv"]
    assert (kept.role, kept.side.value) == ("registrations", "onshore")
    two = open_deal({**deal.files, "registrations.xlsx": b"PK"})
    assert "tape.registrations-two-files" in [each.code for each in two.findings]


def test_the_report_prints_what_the_extract_shows_of_the_pool():
    deal, _ = opened(f"{SEARCH},R1,应收账款转让,2026-03-01,2036-03-01,北辰信托有限责任公司,,全部")
    printed = register_of_report(deal)
    assert printed is not None
    assert (printed.ours, printed.covered, printed.another_holds) == (1, 400, False)
    (only,) = printed.registrations
    assert (only.kind, only.ours, only.state) == ("receivables-transfer", True, "in-force")
