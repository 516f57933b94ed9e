"""What the desk looks at a filing with: payers and loans, its own assumptions, precedents and pledges."""

import io
import json

import pytest

from tallystick.evidence.persons import Side
from tallystick.shell.operations.ports.services.serving import Working
from tallystick.shell.wiring import operations
from tests.shell.operations import example
from tests.shell.operations.example import FILING
from tests.shell.web.conftest import Reader, submitted
from tests.shell.web.people import Cast, Program, seconded, stage, with_api
from tests.shell.web.test_work import DEAL, FIRST, PREPARER, SECOND, sent

STRANGER = "qiu-mingyuan"
DESK = f"/desk/{FILING}/"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """A home with one filing and the folder of its deal, which names nobody else."""
    made = with_api(stage(tmp_path_factory.mktemp("desk") / "home", PREPARER, FIRST, SECOND, STRANGER))
    files = example.soon_repaid()
    del files["people.yaml"]
    assert sent(made.reader(PREPARER), files).status_code == 302
    with operations().open_home(str(made.home), Side.ONSHORE) as opened:
        submitted(opened.evidence)
    return made


def read(browser, path, status=200):
    answer = browser.get(path)
    assert answer.status_code == status, (path, answer.status_code, answer.content.decode()[:300])
    return answer.content.decode()


def test_a_pool_is_looked_through_to_its_payers_and_one_loans_row(cast):
    desk = cast.reader(FIRST)
    shown = read(desk, f"{DESK}payers/")
    assert "contracted cash flow" in shown
    assert 'class="bar-limit"' in shown, "the line is drawn"
    assert "above 15%" not in shown, "and nobody stands over it"
    payer = shown.partition(f"{DESK}payers/P")[2].partition("/")[0]
    loans = read(desk, f"{DESK}payers/P{payer}/")
    loan = loans.partition(f"{DESK}loans/")[2].partition("/")[0]
    row = read(desk, f"{DESK}loans/{loan}/")
    assert "tape.csv, row" in row
    assert "CNY" in row
    read(desk, f"{DESK}payers/nobody/", 404)
    read(desk, f"{DESK}loans/nothing/", 404)


def test_the_desk_runs_a_filing_under_its_own_assumptions(cast):
    desk = cast.reader(FIRST)
    assert "Filed: CPR 8.00%" in read(desk, f"{DESK}own/")
    for wrong in ({}, {"default": "ten"}, {"severity": "140%"}, {"lag": "-1"}):
        assert desk.post(f"{DESK}own/", wrong).status_code == 400, wrong
    asked = {"default": "8%", "severity": "60"}
    for _ in range(2):
        assert desk.post(f"{DESK}own/", asked).status_code == 302
    (job,) = cast.portal.workplace.queue.jobs()
    operations().work(Working(home=str(cast.home), side=Side.ONSHORE, until_empty=True))
    shown = read(desk, f"{DESK}own/")
    assert "run-done" in shown, "asked for twice, it was done once"
    assert "own-A.svg" in shown
    lost = shown.partition("lost, of the opening pool")[2].partition("</tr>")[0]
    assert "≠" in lost, "filed and own stand side by side, and what moved is marked"
    assert "interest unpaid" in shown
    data = json.loads(desk.get(f"{DESK}own/{job.id}/own-A.json").content)
    assert [each["name"]["en"] for each in data["series"]] == ["As filed", "Own", "stress"], "laid over each other"
    picture = desk.get(f"{DESK}own/{job.id}/en/own-A.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    read(desk, f"{DESK}own/{job.id}/en/none.svg", 404)
    assert cast.reader(PREPARER).get(f"/deals/{DEAL}/own/{job.id}/en/own-A.svg").status_code == 404, "the desk's own"


def test_the_team_runs_its_folder_likewise(cast):
    preparer, own = cast.reader(PREPARER), f"/deals/{DEAL}/own/"
    assert "Nothing was run yet" in read(preparer, own)
    assert preparer.post(own, {"prepayment": "20%"}).status_code == 302
    assert "run-waiting" in read(preparer, f"{own}?part=list")
    job = cast.portal.workplace.queue.jobs()[0]
    assert cast.reader(FIRST).get(f"{DESK}own/{job.id}/figures.csv").status_code == 404


def test_a_program_runs_a_filing_under_its_own_assumptions_and_reads_every_figure(cast):
    desk, filer = Program(cast, FIRST, house=FIRST), Program(cast, PREPARER, house=PREPARER)
    path = f"/desk/{FILING}/own"
    status, told = desk.post(path, "own-wrong", severity="140%")
    assert status == 422, told
    assert desk.post(path, "own-nothing")[0] == 422
    status, job = desk.post(path, "own-first", default="8%", severity="60")
    assert status == 202, job
    operations().work(Working(home=str(cast.home), side=Side.ONSHORE, until_empty=True))
    done = desk.get(f"{path}/{job['id']}")[1]
    lines = done["result"]["value"]["lines"]
    assert done["result"]["value"]["own"] == {"default": "8%", "severity": "60"}
    assert any(each["filed"] != each["own"] for each in lines)
    answer = desk.reader.get(f"/api/v1{path}/{job['id']}/files/figures.csv", headers=desk.headers)
    assert b"figure,class,filed,own" in answer.content
    assert filer.get(path)[0] == filer.post(path, "own-filer", default="8%")[0] == 403
    assert filer.get(f"/deals/{DEAL}/own/{job['id']}")[0] == 404, "the desk's own"
    assert filer.post(f"/deals/{DEAL}/own", "own-team", rates="1%")[0] == 202
    assert desk.get(f"/deals/{DEAL}/own")[0] == 404


def test_what_other_filings_say_is_told_or_said_to_be_unknown(cast):
    shown = read(cast.reader(FIRST), f"{DESK}others/")
    assert "latest filing of 0 other deals" in shown
    assert "nothing can be said" in shown, "no tags were entered, which is not the same as no pledge"
    assert "no extract of the register" in shown


def test_each_page_is_for_its_own_people(cast):
    filer, stranger, nobody = cast.reader(PREPARER), cast.reader(STRANGER), Reader(cast.portal)
    pages = [f"{DESK}{each}" for each in ("payers/", "payers/x/", "loans/x/", "own/", "own/1/x.svg", "others/")]
    for path in (*pages, f"/deals/{DEAL}/own/", f"/deals/{DEAL}/own/1/x.svg"):
        read(nobody, path, 302)
        read(stranger, path, 404)
    assert stranger.post(f"{DESK}own/", {"default": "8%"}).status_code == 404
    read(filer, f"{DESK}payers/")
    read(filer, f"{DESK}own/", 403)
    assert filer.post(f"{DESK}own/", {"default": "8%"}).status_code == 403
    read(filer, f"{DESK}others/", 404)  # it tells of other filers


def test_who_decides_second_is_told_of_precedents_where_they_approve(cast):
    desk = cast.reader(FIRST)
    said = {"reason": "Wait.", "standing": "rehearsal", "code": cast.code(FIRST)}
    plan = desk.post(f"{DESK}suspend/", said).headers["Location"]
    assert f'hx-get="{DESK}others/?part=brief"' in read(desk, plan)
    assert "on similar facts: 0" in read(desk, f"{DESK}others/?part=brief")


def test_departments_are_consulted_by_name_and_what_each_answered_is_kept(cast):
    first, second = cast.reader(FIRST), cast.reader(SECOND)
    for plan in cast.portal.work.plans(subject=FILING):
        first.post(f"/acts/{plan.id}/withdraw/")
    said = {"reason": "Please say.", "standing": "rehearsal"}

    def decided(event, **more):
        plan = first.post(f"{DESK}{event}/", {**said, **more, "code": cast.code(FIRST)}).headers["Location"]
        assert seconded(cast, second, SECOND, plan, event) == 302
        assert [each.state.value for each in cast.sign()] == ["done"]

    assert first.post(f"{DESK}consult/", {**said, "code": cast.code(FIRST)}).status_code == 400, "nobody is named"
    decided("consult", department=["safe", "cac"])
    assert 'id="opinion-1"' in read(first, DESK)
    letter = io.BytesIO(b"no objection")
    letter.name = "letter.txt"
    decided("conclude", **{"opinion-0": "No objection.", "paper-0": letter, "opinion-1": ""})
    shown = read(second, DESK)
    assert "SAFE: No objection." in shown
    assert "CAC: –" in shown, "that nothing came is on record too"
    assert "letter.txt" in shown


def test_the_law_says_how_many_clauses_are_not_settled_and_each_can_be_jumped_to(cast):
    shown = read(cast.reader(FIRST), f"{DESK}law/")
    count = int(shown.partition("not settled: ")[2].partition(".")[0])
    assert shown.count('tabindex="-1">') - 1 == count, "one for each, and the page's own main part"


def test_a_program_reads_what_the_package_comes_to_its_payers_and_its_files(cast):
    desk, filer, stranger = Program(cast, FIRST), Program(cast, PREPARER), Program(cast, STRANGER)
    path = f"/desk/{FILING}"
    status, sheet = desk.get(f"{path}/sheet")
    assert (status, sheet["loans"]) == (200, 400)
    assert "CSRC1-3(1)" in sheet["rules"]
    assert sheet["materials"]["M1"]
    assert filer.get(f"/deals/{DEAL}/sheet")[1]["loans"] == 400
    pool = desk.get(f"{path}/payers")[1][0]
    assert (pool["layer"], bool(pool["payers"])) == ("", True)
    status, owed = desk.get(f"{path}/payers/{pool['payers'][0]['id']}")
    assert (status, owed["count"]) == (200, pool["payers"][0]["assets"])
    row = desk.get(f"{path}/loans/{owed['rows'][0]['asset_id']}")[1]
    assert (row["file"], row["columns"]["obligor_id"]) == ("tape.csv", pool["payers"][0]["id"])
    assert desk.get(f"{path}/payers/nobody")[0] == desk.get(f"{path}/loans/nothing")[0] == 404
    answer = desk.reader.get(f"/api/v1{path}/files/deal.yaml", headers=desk.headers)
    assert answer.content == cast.reader(FIRST).get(f"{DESK}files/deal.yaml").content
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    for what in ("sheet", "payers", "payers/x", "loans/x", "files/deal.yaml"):
        assert stranger.get(f"{path}/{what}")[0] == 404
    assert desk.get(f"/deals/{DEAL}/sheet")[0] == 404
