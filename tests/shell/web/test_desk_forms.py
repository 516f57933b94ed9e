"""Forms of the desk that were refused: what was typed stands there again, and what is wrong stands beside it."""

import io
import re
from typing import Any

import pytest

from tallystick.evidence.persons import Side
from tallystick.shell.wiring import operations
from tests.shell.operations import example
from tests.shell.operations.example import FILING
from tests.shell.web.conftest import submitted
from tests.shell.web.people import Cast, stage

FIRST, RECORDER = example.DESK[0], example.REGISTRARS[0]
PAGE = f"/desk/{FILING}/"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """A home with a filing that waits for the desk."""
    made = stage(tmp_path_factory.mktemp("forms") / "home", "shen-yilan", FIRST, RECORDER)
    with operations().open_home(str(made.home), Side.ONSHORE) as home:
        submitted(home.evidence)
    return made


def section(page: str, start: str, end: str) -> str:
    """What stands in a part of a page."""
    return page.partition(start)[2].partition(end)[0]


def test_a_refused_record_keeps_what_was_typed_and_says_what_is_wrong_beside_the_form(cast: Cast):
    capture: Any = io.BytesIO(b"words")
    capture.name = "capture.zip"
    typed = {"paper": "question", "number": "函-7", "date": "2026-09-03"}
    typed |= {"authority_zh": "某机关", "authority_en": "An authority"}
    browser = cast.reader(RECORDER)
    answer = browser.post(f"{PAGE}record/", {**typed, "capture": capture, "code": "000000"})
    assert answer.status_code == 400
    page = answer.content.decode()
    form = section(page, 'id="record"', "</section>")
    for value in ("函-7", "2026-09-03", "某机关", "An authority"):
        assert f'value="{value}"' in form, value
    assert '<option value="question" selected>' in form
    assert not re.search(r'name="specimen"[^>]*checked', form), "what was not ticked stays so"
    assert "The ending of the name is of no kind that is taken in; the content is text." in form
    assert page.count("The ending of the name") == 2, "at the head and at the field"
    assert f'action="{PAGE}record/#record"' in form, "and the browser shows that form, not the head of the page"
    lacking = browser.post(f"{PAGE}record/", typed).content.decode()
    assert 'value="函-7"' in section(lacking, 'id="record"', "</section>")
    assert browser.get(f"{PAGE}record/").headers["Location"] == PAGE, "so that the language switch leads somewhere"


def test_refused_questions_keep_what_was_typed_with_the_form_open(cast: Cast):
    typed = {"standing": "adopted", "reason": "Two points.", "code": "000000"}
    typed |= {"text-0": "Who owns it?", "field-0": "shareholders", "text-3": "And why?", "path-3": "no.such.place"}
    answer = cast.reader(FIRST).post(f"{PAGE}question/", typed)
    assert answer.status_code == 400
    form = section(answer.content.decode(), 'id="act-question" open', "</form>")
    assert "Two points.</textarea>" in form
    assert '<option value="adopted" selected>' in form
    assert "Who owns it?</textarea>" in form
    assert '<option value="shareholders" selected>' in form
    assert 'value="no.such.place"' in form
    assert re.findall(r"<details( open)?>", form) == [" open", "", "", "", ""], "as many blocks as there are questions"
    assert "no.such.place" in section(form, 'class="findings"', "</ul>"), "what is wrong is told in the form"


def test_one_question_is_asked_for_and_a_field_is_chosen_not_preset(cast: Cast):
    form = section(cast.reader(FIRST).get(PAGE).content.decode(), 'id="act-question"', "</form>")
    outside = form.partition("<details>")[0]
    assert outside.count("<fieldset") == 1, "the rest lies behind one more"
    assert form.count("Add one more question") == 5
    assert form.count("<details>") == form.count("</details>") == 5
    assert "selected" not in form
    first = section(form, '<select class="form-select" id="field-0"', "</select>")
    chosen = re.findall(r"<option[^>]*>", first)[0]
    assert chosen == '<option value="">', "a forgotten choice binds to no wrong field"


def test_a_refused_consultation_keeps_what_was_ticked(cast: Cast):
    typed = {"reason": "Others are asked.", "department-other": "", "code": "000000", "standing": "rehearsal"}
    answer = cast.reader(FIRST).post(f"{PAGE}consult/", typed)
    assert answer.status_code == 400
    assert "Others are asked." in section(answer.content.decode(), 'id="act-consult" open', "</form>")
