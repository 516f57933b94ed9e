"""The API: what it answers is what its own description says, for whatever is asked, and the pages say the same."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from tests.shell.operations.example import FILING

TOP = "/api/v1"


def answer(client, path, **asked):
    given_back = client.get(f"{TOP}{path}", query_params=asked)
    assert given_back.headers["Content-Type"].startswith("application/json")
    return given_back.status_code, json.loads(given_back.content)


@pytest.fixture
def description(onshore):
    status, told = answer(onshore, "/openapi.json")
    assert status == 200
    return told


def test_a_filing_is_found_and_read(onshore, overseas):
    status, page = answer(onshore, "/filings", q="hengyuan", phase="recorded")
    assert (status, page["count"], page["filings"][0]["id"]) == (200, 1, FILING)
    status, filing = answer(overseas, f"/filings/{FILING}")
    assert status == 200
    assert [each["standing"] for each in filing["tally"]] == ["holds", "rehearsal", *["not-checked"] * 8]
    assert filing["steps"][-1]["event"] == "issuance.received"


def test_it_answers_as_of_a_day(onshore):
    assert answer(onshore, f"/filings/{FILING}", as_of="2026-09-05")[1]["phase"] == "submitted"
    assert answer(onshore, f"/filings/{FILING}", as_of="2026-08-05")[0] == 404


def test_the_head_of_the_log(onshore, empty):
    assert answer(empty, "/log")[0] == 404
    status, head = answer(onshore, "/log")
    assert (status, head["size"]) == (200, 3)
    assert head["origin"].startswith("tallystick/onshore/")
    assert head["witnesses"] == ["tallystick/witness/nadia-osei"]


@pytest.mark.parametrize("path", ["/filings", f"/filings/{FILING}"])
def test_a_day_is_written_in_one_way_and_has_come(onshore, path):
    status, problem = answer(onshore, path, as_of="2099-01-01")
    assert (status, problem["where"], problem["findings"][0]["code"]) == (400, ["as_of"], "evidence.day-to-come")
    assert "2026-09-01" in problem["remedy_en"]
    for other in ("20260905", "2026-W10-1", "0", "1788566400", "2026-09-05T00:00:00"):
        assert answer(onshore, path, as_of=other)[0] == 422, other


@pytest.mark.parametrize(
    ("asked", "where"), [({"phase": "nowhere"}, "phase"), ({"as_of": "yesterday"}, "as_of"), ({"page": "0"}, "page")]
)
def test_a_question_that_cannot_be_read_is_named_in_both_languages(onshore, asked, where):
    status, problem = answer(onshore, "/filings", **asked)
    assert (status, problem["where"]) == (422, [where])
    assert problem["what_zh"]
    assert problem["what_en"]


REGISTER = ("/filings", "/log", "/events")
CHECKS = ("/verify", "/tokens")  # what anybody may ask without a login, beside reading the register


def test_every_answer_is_declared_errors_included(description):
    for path, methods in description["paths"].items():
        public = path.removeprefix(TOP).startswith((*REGISTER, *CHECKS))
        assert not path.removeprefix(TOP).startswith(REGISTER) or set(methods) == {"get"}, "the register is only read"
        for told in methods.values():
            declared = set(told["responses"])
            assert declared & {"200", "201", "202", "204"}
            assert {"400", "429"} <= declared
            assert ("403" in declared) is not public
            assert ("422" in declared) >= bool(told["parameters"])
            assert ("404" in declared) >= ("{" in path)


TEXTS = st.text(max_size=30) | st.sampled_from(["衡远", "recorded", "finance-lease", "2026-09-05", "1", "-1", "9" * 30])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(["/filings", f"/filings/{FILING}", "/filings/none-v1", "/log"]),
    asked=st.dictionaries(st.sampled_from(["q", "phase", "asset_class", "as_of", "page", "other"]), TEXTS, max_size=4),
)
def test_whatever_is_asked_is_answered_as_described(onshore, description, path, asked):
    status, value = answer(onshore, path, **asked)
    shape = f"{TOP}/filings/{{filing}}" if path.startswith("/filings/") else f"{TOP}{path}"
    declared = description["paths"][shape]["get"]["responses"]
    assert str(status) in declared, (status, value)
    schema = declared[str(status)]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    required = description["components"]["schemas"][schema].get("required", [])
    assert set(required) <= set(value)
    for filing in value.get("filings", []):
        TypeAdapter(date).validate_python(filing["since"])
