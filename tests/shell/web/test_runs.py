"""Longer work on a deal from its page: asked for once, found by the team, ended, shown to no other."""

from hashlib import sha256
from typing import Any

import pytest

from tallystick.evidence.persons import Side
from tallystick.shell.operations.ports.services.jobs import Told
from tallystick.shell.operations.ports.services.serving import Working
from tallystick.shell.wiring import operations
from tests.shell.operations import example
from tests.shell.web.people import Cast, Program, stage, with_api
from tests.shell.web.test_work import APPROVER, COUNSEL, DEAL, FIRST, PREPARER, read, sent

RUNS = f"/deals/{DEAL}/runs/"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    made = with_api(stage(tmp_path_factory.mktemp("runs") / "home", PREPARER, APPROVER, COUNSEL, FIRST))
    assert sent(made.reader(PREPARER), example.soon_repaid()).status_code == 302
    return made


def place_of(cast: Cast) -> Any:
    return cast.portal.workplace


def test_a_tape_is_checked_once_however_often_it_is_asked_for_and_the_team_finds_the_result(cast):
    preparer, approver = cast.reader(PREPARER), cast.reader(APPROVER)
    assert "Nothing was asked for yet" in read(preparer, RUNS)
    for browser in (preparer, approver, preparer):
        assert browser.post(RUNS, {"kind": "tape"}).status_code == 302
    assert len(place_of(cast).queue.jobs()) == 1
    page = read(preparer, f"{RUNS}?part=list")
    assert 'hx-trigger="every 2s"' in page, "the page looks again while something runs"
    operations().work(Working(home=str(cast.home), side=Side.ONSHORE, until_empty=True))
    page = read(approver, RUNS)
    assert "run-done" in page
    assert "hx-trigger" not in page
    assert "en/findings.csv" in page
    (job,) = place_of(cast).queue.jobs()
    left = approver.get(f"{RUNS}{job.id}/files/en/findings.csv")
    assert (left.status_code, left.headers["Content-Security-Policy"]) == (200, "sandbox; default-src 'none'")
    assert "核查" in read(approver, f"{RUNS}?lang=zh")
    approver.get(f"{RUNS}?lang=en")
    read(preparer, f"{RUNS}{job.id}/files/en/no-such.csv", 404)
    assert preparer.post(RUNS, {"kind": "tape"}).status_code == 302
    assert len(place_of(cast).queue.jobs()) == 2, "asked for after it ended, it is done again"


def test_progress_is_told_and_a_run_is_ended(cast):
    browser, queue = cast.reader(PREPARER), place_of(cast).queue
    browser.post(RUNS, {"kind": "tape"})
    job = queue.claim("worker")
    queue.beat(job, Told(step="rows", done=3, count=12))
    assert "3 of 12" in read(browser, f"{RUNS}?part=list")
    assert browser.post(f"{RUNS}{job.id}/end/").status_code == 302
    assert "being ended" in read(browser, f"{RUNS}?part=list")


def test_a_tape_that_came_in_pieces_becomes_a_revision_of_whoever_sent_it(cast):
    uploads, tape = place_of(cast).uploads, b"asset_id,balance\n" + b"1,2.00\n" * 300
    announced = {"name": "tape.csv", "size": len(tape), "sha256": sha256(tape).hexdigest()}
    coming = uploads.append(uploads.begin("page:tape", by=PREPARER, **announced), tape[:1000], at=0)
    preparer, files = cast.reader(PREPARER), f"/deals/{DEAL}/files/"
    assert preparer.post(files, {"upload": coming.id, "kind": "other"}).status_code == 404, "half of it is no file"
    whole = uploads.append(coming, tape[1000:], at=1000)
    assert cast.reader(APPROVER).post(files, {"upload": whole.id, "kind": "other"}).status_code == 404, "not theirs"
    assert preparer.post(files, {"upload": whole.id, "kind": "other"}).status_code == 302
    draft = cast.portal.work.draft(DEAL)
    assert cast.portal.register.evidence.objects.get(draft.files["tape.csv"]) == tape
    assert "files added" in read(preparer, f"/deals/{DEAL}/revisions/")


def test_only_the_team_asks_and_ends_and_nobody_else_finds_a_file(cast):
    counsel, desk, browser = cast.reader(COUNSEL), cast.reader(FIRST), cast.reader(PREPARER)
    (*_, job) = place_of(cast).queue.jobs() or [None]
    number = 1 if job is None else job.id
    read(counsel, RUNS)
    assert counsel.post(RUNS, {"kind": "tape"}).status_code == 403
    assert counsel.post(f"{RUNS}{number}/end/").status_code == 403
    for path in (RUNS, f"{RUNS}{number}/files/en/findings.csv"):
        assert desk.get(path).status_code == 404, path
    assert desk.post(f"{RUNS}{number}/end/").status_code == 404
    assert browser.post(RUNS, {"kind": "package"}).status_code == 404
    assert browser.post(f"{RUNS}99999/end/").status_code == 404


def test_a_program_asks_for_a_run_finds_what_it_left_and_ends_another(cast):
    filer, counsel, desk = Program(cast, PREPARER, house=PREPARER), Program(cast, COUNSEL), Program(cast, FIRST)
    path, queue = f"/deals/{DEAL}/runs", place_of(cast).queue
    for each in queue.jobs():
        queue.cancel(each.id)
    before = len(filer.get(path)[1])
    status, job = filer.post(path, "run-first", kind="tape")
    assert status == 202, job
    assert (job["kind"], job["state"]) == ("tape", "waiting")
    assert filer.post(path, "run-first", kind="tape")[1]["id"] == filer.post(path, "run-second", kind="tape")[1]["id"]
    assert len(filer.get(path)[1]) == before + 1, "asked for again while it waits, it is that one"
    operations().work(Working(home=str(cast.home), side=Side.ONSHORE, until_empty=True))
    done = counsel.get(f"{path}/{job['id']}")[1]
    assert done["state"] == "done", "the whole team finds it"
    (name, *_) = done["result"]["files"]
    answer = counsel.reader.get(f"/api/v1{path}/{job['id']}/files/{name}", headers=counsel.headers)
    assert (answer.status_code, answer.headers["Content-Security-Policy"]) == (200, "sandbox; default-src 'none'")
    assert counsel.get(f"{path}/{job['id']}/files/none.csv")[0] == 404
    other = filer.post(path, "run-three", kind="tape")[1]["id"]
    assert desk.get(path)[0] == desk.get(f"{path}/{other}")[0] == 404
    ended = filer.reader.delete(f"/api/v1{path}/{other}", headers=filer.headers)
    assert (ended.status_code, ended.json()["state"]) == (202, "cancelled")
