"""What is written to either side, by page or program: text without controls, and no more of it than is read."""

import json
import re
from typing import Any

import pytest

from tallystick.shell.web.settings import MOST_BYTES, MOST_TEXT
from tests.shell.web.people import Cast, stage
from tests.shell.web.test_work import PREPARER

BEGIN = {"deal": "written", "zh": "一", "en": "One", "as_of": "2026-08-31"}
CONTROLS = ["\0", "\x08", "\x1b", "\x7f", "\u202e", "\ufffe"]


@pytest.fixture(scope="module")
def preparer(tmp_path_factory: pytest.TempPathFactory) -> Any:
    cast: Cast = stage(tmp_path_factory.mktemp("texts") / "home", PREPARER)
    return cast.reader(PREPARER)


@pytest.mark.parametrize("control", CONTROLS)
def test_a_form_with_a_control_character_is_refused_and_says_where_it_stands(preparer, control):
    answer = preparer.post("/deals/+begin/", {**BEGIN, "en": f"One{control}"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f"Character 4 of \u201cen\u201d is the control character U+{ord(control):04X}" in page
    assert preparer.get("/deals/written/").status_code == 404


def test_new_lines_and_tabs_are_text(preparer):
    assert preparer.post("/deals/+begin/", {**BEGIN, "deal": "lines", "en": "One\r\n\tTwo"}).status_code == 302


@pytest.mark.parametrize("path", ["/", "/api/v1/filings"])
def test_a_question_may_hold_anything_since_it_is_not_kept(onshore, path):
    assert onshore.get(path, {"q": "a\0b"}).status_code == 200


@pytest.mark.parametrize("body", [{"name": "a\0"}, {"of": {"deep": ["a", "\x1b"]}}, {"a\x1b": "b"}, {"name": "\ud800"}])
def test_a_call_with_a_control_character_is_refused_in_both_languages(onshore, body):
    answer = onshore.post("/api/v1/uploads", json.dumps(body), content_type="application/json")
    told = json.loads(answer.content)
    assert answer.status_code == 400
    assert told["findings"][0]["code"] == "evidence.text-control"
    assert re.search("U\\+[0-9A-F]{4}", told["what_en"])
    assert "控制字符" in told["what_zh"]
    assert "\x1b" not in told["where"][0]


def test_what_is_no_json_at_all_is_answered_by_the_call_itself(onshore):
    answer = onshore.post("/api/v1/uploads", "{", content_type="application/json")
    assert answer.status_code in {400, 403, 422}


def test_json_that_would_exhaust_whoever_reads_it_is_not_read(onshore):
    for body in ("[" * 500_000, '{"a":' * 100_000, '["[[[[[", {"a": ' + "[" * 60):
        answer = onshore.post("/api/v1/uploads", body, content_type="application/json")
        assert (answer.status_code, answer.json()["where"]) == (400, ["body"])
    unended = onshore.post("/api/v1/uploads", '"' + '\\"' * 400_000, content_type="application/json")
    assert unended.status_code in {400, 403, 422}
    shallow = json.dumps({"name": "[{" * 100 + '\\"', "a": [[]] * 99})
    assert onshore.post("/api/v1/uploads", shallow, content_type="application/json").json()["where"] != ["body"]


def test_whoever_sends_too_much_is_told_how_much_is_read(onshore):
    page = onshore.post("/account/login/", {"login": "x" * (MOST_TEXT + 1)})
    assert (page.status_code, str(MOST_TEXT) in page.content.decode()) == (400, True)
    call = onshore.post("/api/v1/uploads", json.dumps({"name": "x" * MOST_TEXT}), content_type="application/json")
    assert (call.status_code, str(MOST_TEXT) in call.json()["what_en"]) == (400, True)
    large = {"CONTENT_LENGTH": str(MOST_BYTES + 1), "content_type": "application/octet-stream"}
    call = onshore.post("/api/v1/verify", b"x", **large)
    assert (call.status_code, str(MOST_BYTES) in call.json()["what_en"]) == (413, True)
    page = onshore.post("/verify/", b"x", **large)
    assert (page.status_code, "64 MiB" in page.content.decode()) == (413, True)
