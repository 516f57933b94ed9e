"""What a change of the law does, asked by the desk on a page: each filing before and after, and who may ask."""

import io
from typing import Any

import pytest

from tallystick.evidence.persons import Side
from tallystick.shell.operations.background.bench import Bench
from tallystick.shell.operations.background.tasks import TASKS
from tallystick.shell.wiring import operations
from tests.shell.operations import example
from tests.shell.web.conftest import Reader, submitted
from tests.shell.web.people import Cast, Program, stage, with_api
from tests.shell.web.test_work import FIRST, PREPARER, read

PAGE = "/market/law/"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    made = stage(tmp_path_factory.mktemp("impact") / "home", FIRST, PREPARER)
    with operations().open_home(str(made.home), Side.ONSHORE) as home:
        submitted(home.evidence)
    return with_api(made)


def worked(cast: Cast) -> None:
    place: Any = cast.portal.workplace
    unused: Any = None
    while (job := place.queue.claim("a test")) is not None:
        bench = Bench(
            operations=operations(),
            home=str(cast.home),
            side=Side.ONSHORE,
            shelf=place.shelf,
            tell=lambda *_: None,
            unzip=unused,
            send=unused,
        )
        place.queue.finish(job, TASKS[job.wanted.task](bench, **job.wanted.arguments))


def test_another_day_of_the_law_is_held_against_every_filing(cast):
    desk = cast.reader(FIRST)
    assert "Nothing was asked yet" in read(desk, PAGE)
    for _ in range(2):
        assert desk.post(PAGE, {"as_of": "2027-12-31"}).status_code == 302
    place: Any = cast.portal.workplace
    assert len(place.queue.jobs()) == 1, "asked twice, it is done once"
    assert "hx-trigger" in read(desk, f"{PAGE}?part=found")
    worked(cast)
    page = read(desk, PAGE)
    assert example.FILING in page
    assert "what may not leave" in page, "the side's note of pages of work"
    assert "clean" in page
    assert "at-barred" in page, "evidence has expired by then, so the outcome is another"
    assert "法规" in read(desk, f"{PAGE}?lang=zh")
    desk.get(f"{PAGE}?lang=en")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "Neither a book nor a day"),
        ({"as_of": "soon"}, "Neither a book nor a day"),
        ({"files": [b"this is no book ["]}, "finding-error"),
    ],
)
def test_what_cannot_be_asked_is_said(cast, asked, said):
    stream = [io.BytesIO(each) for each in asked.pop("files", [])]
    for each in stream:
        each.name = "amended.toml"
    answer = cast.reader(FIRST).post(PAGE, {**asked, **({"files": stream} if stream else {})})
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_it_is_for_the_desk_alone(cast):
    assert cast.reader(PREPARER).get(PAGE).status_code == 404
    assert cast.reader(PREPARER).post(PAGE, {"as_of": "2027-12-31"}).status_code == 404
    assert Reader(cast.portal).get(PAGE).headers["Location"].startswith("/account/login/")


def test_a_program_of_the_desk_asks_the_same_question(cast):
    desk, filer = Program(cast, FIRST, house=FIRST), Program(cast, PREPARER, house=PREPARER)
    assert filer.get("/market/law")[0] == 403
    assert filer.post("/market/law", "impact-filer", as_of="2027-12-31")[0] == 403
    assert desk.post("/market/law", "impact-none")[0] == 422
    (known,) = [each for each in desk.get("/market/law")[1] if each["as_of"] == "2027-12-31" and not each["books"]]
    status, again = desk.post("/market/law", "impact-again", as_of="2027-12-31")
    assert (status, again["id"], again["state"]) == (202, known["id"], "done"), "asked on a page, it was done once"
    assert [each["filing"] for each in again["value"]["deals"]] == [example.FILING]
    odd = desk.send("odd.toml", b"not a book")
    assert desk.post("/market/law", "impact-odd", books=[odd])[0] == 422
