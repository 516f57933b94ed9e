"""OSCAL: both documents are valid, deterministic, and nothing open is ever satisfied."""

import datetime as dt
import json
from collections import Counter
from pathlib import Path

import pytest

from tallystick.law.reading import standing_books
from tallystick.law.screening import evaluate
from tallystick.law.telling.oscal import assessment_results, catalog
from tallystick.law.values import Truth
from tests.law.books.test_cases import ALL, DAY, stated
from tests.law.small import book, fact
from tests.law.telling.schemas import faults

SCHEMAS = Path(__file__).parent / "oscal"
RESULTS = SCHEMAS / "oscal_assessment-results_schema.json"
CATALOG = SCHEMAS / "oscal_catalog_schema.json"


def assessed(results, day=DAY):
    content = assessment_results(
        results, matter="a-deal", as_of=day, known_on=day, catalog_file="catalog.json", outcome="open"
    )
    return json.loads(content)


def told(law, *lines, **how):
    results = evaluate([law], [fact(law, line, **how) for line in lines], as_of=DAY, known_on=DAY)
    (result,) = assessed(results)["assessment-results"]["results"]
    return result


def test_the_released_books_make_a_valid_catalog():
    assert faults(CATALOG, json.loads(catalog(standing_books(), as_of=DAY))) == []


def test_every_released_case_makes_valid_assessment_results():
    for case in ALL[::150]:
        results = evaluate(standing_books(), stated(case), as_of=DAY, known_on=DAY)
        assert faults(RESULTS, assessed(results)) == []


def test_results_without_any_rule_are_valid_too():
    assert faults(RESULTS, assessed([])) == []


def test_the_validator_sees_a_fault():
    document = json.loads(catalog(standing_books(), as_of=DAY))
    document["catalog"]["metadata"]["oscal-version"] = ""
    document["catalog"]["groups"][0]["id"] = "1(2)"
    document["catalog"]["extra"] = 1
    assert len(faults(CATALOG, document)) >= 2


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        (("a deal yes",), "not-satisfied"),
        (("a deal no",), "satisfied"),
        ((), None),
        (("a deal yes", "a deal no"), None),
    ],
)
def test_only_what_is_settled_has_a_finding(lines, state):
    result = told(book('{fact = "a"}'), *lines)
    states = [each["target"]["status"]["state"] for each in result.get("findings", [])]
    assert states == ([] if state is None else [state])
    assert len(result["observations"]) == 1


def test_a_no_without_evidence_is_never_satisfied():
    assert "findings" not in told(book('{fact = "a"}'), "a deal no", kinds=())


def test_nothing_open_is_satisfied_in_any_released_case():
    for case in ALL[::40]:
        results = evaluate(standing_books(), stated(case), as_of=DAY, known_on=DAY)
        (result,) = assessed(results)["assessment-results"]["results"]
        satisfied = {
            each["target"]["target-id"]
            for each in result.get("findings", [])
            if each["target"]["status"]["state"] == "satisfied"
        }
        false = sum(each.truth is Truth.FALSE for each in results)
        assert len(satisfied) <= false
        assert len(result["observations"]) == len(results)


def test_every_finding_is_about_a_control_of_the_catalog_and_ids_are_unique():
    document = json.loads(catalog(standing_books(), as_of=DAY))
    ids = Counter(_ids(document["catalog"]["groups"]))
    assert max(ids.values()) == 1
    results = evaluate(standing_books(), stated(ALL[0]), as_of=DAY, known_on=DAY)
    (result,) = assessed(results)["assessment-results"]["results"]
    (selection,) = result["reviewed-controls"]["control-selections"]
    assert {each["control-id"] for each in selection["include-controls"]} <= set(ids)


def _ids(groups):
    for each in groups:
        yield each["id"]
        yield from _ids(each.get("controls", []))


def test_an_observation_carries_evidence_digest_and_the_day_it_runs_out():
    result = told(book('{fact = "d"}'), "d deal no")
    (observation,) = result["observations"]
    assert observation["relevant-evidence"][0]["props"][0]["value"] == "ab" * 32
    assert observation["expires"] == f"{DAY + dt.timedelta(days=30)}T00:00:00+08:00"
    assert "规则" in observation["description"]
    assert "not met" in observation["description"]


def test_equal_screenings_give_equal_bytes_and_others_other_identifiers():
    law = book('{fact = "a"}')
    one, same, other = (
        assessed(evaluate([law], [fact(law, line)], as_of=DAY, known_on=DAY))
        for line in ("a deal no", "a deal no", "a deal yes")
    )
    assert one == same
    assert one["assessment-results"]["uuid"] != other["assessment-results"]["uuid"]
