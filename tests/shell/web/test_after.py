"""After a filing: what is owed and by when, on the team's page and the desk's, and the record that it was reported."""

import io
from copy import copy
from dataclasses import replace

import pytest

from tallystick.evidence.persons import Side
from tallystick.filing.states import Event
from tallystick.shell.operations.ports.people.plans import PlanState
from tallystick.shell.wiring import operations
from tests.shell.operations import example
from tests.shell.operations.example import FILING
from tests.shell.web.conftest import Reader, submitted
from tests.shell.web.people import Cast, Program, stage, with_api
from tests.shell.web.test_work import APPROVER, DEAL, FIRST, PREPARER, sent

STRANGER = "qiu-mingyuan"
AFTER, DUTIES = f"/deals/{DEAL}/after/", "/desk/+duties/"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """A home with a deal that is not submitted yet."""
    made = with_api(stage(tmp_path_factory.mktemp("after") / "home", PREPARER, APPROVER, STRANGER, FIRST))
    made.portal = replace(made.portal, now=lambda: example.at("2026-11-20T02:00"))
    files = example.soon_repaid()
    del files["people.yaml"]
    assert sent(made.reader(PREPARER), files).status_code == 302
    return made


def read(browser, path, status=200):
    answer = browser.get(path)
    assert answer.status_code == status, (path, answer.status_code, answer.content.decode()[:300])
    return answer.content.decode()


def test_before_it_is_filed_nothing_is_owed(cast):
    assert "Nothing was submitted yet" in read(cast.reader(PREPARER), AFTER)
    assert "No filing came through yet" in read(cast.reader(FIRST), DUTIES)
    assert cast.reader(PREPARER).post(f"{AFTER}tell/", {"of": "x"}).status_code == 404


def test_what_is_owed_is_told_with_its_day_and_how_that_day_is_known(cast):
    with operations().open_home(str(cast.home), Side.ONSHORE) as home:
        submitted(home.evidence)
        example.decided(home.evidence, Event.FILE)
        desk = cast.reader(FIRST)
        for path in ("/desk/", f"/desk/{FILING}/"):
            clock = read(desk, path)
            assert "last day 2027-09-08" in clock
            assert "the filed plan sets a last day of its own, 2027-09-09" in clock, "both are told where they differ"
        example.recorded(home.evidence)
    assert "a last day of its own" not in read(desk, "/desk/"), "the notice bears the day of the plan"
    shown = read(cast.reader(PREPARER), AFTER)
    assert "specimen" in shown, "the notice is one, and it is said"
    deal = read(cast.reader(PREPARER), f"/deals/{DEAL}/")
    assert "state-recorded-specimen" in deal, "and so the deal's page says it"
    assert "authority's notice on record" not in deal.replace("&#x27;", "'")
    assert "completion-report" in shown
    assert "<td>Domestic filing entity</td>" in shown, "whose it is, in words"
    assert "<td>filer</td>" not in shown
    assert "not binding, not judged" in shown, "a day by analogy is shown and said to be one"
    assert "Counted from the closing agreed for" in shown, "and not said to be issued, which nobody recorded"
    listed = read(cast.reader(FIRST), DUTIES)
    assert FILING in listed
    assert "filing-validity" in listed


def test_a_report_is_recorded_by_two_of_the_house_and_signed(cast):
    preparer, approver = cast.reader(PREPARER), cast.reader(APPROVER)
    page = read(preparer, AFTER)
    duties = page.partition('<select class="form-select" id="of"')[2].partition("</select>")[0]
    assert duties, "something is owed by now"
    of = duties.partition('value="')[2].partition('"')[0]
    for wrong in ({"of": "weather", "reasons": "x"}, {"of": of}):
        assert preparer.post(f"{AFTER}tell/", wrong).status_code == 400
    paper = io.BytesIO(b"what was sent")
    paper.name = "report.txt"
    handed = preparer.post(f"{AFTER}tell/", {"of": of, "report": paper})
    assert handed.status_code == 302, handed.content.decode()[-2000:]
    plan = handed.headers["Location"]
    assert preparer.post(f"{plan}approve/", {"code": cast.code(PREPARER)}).status_code == 400, "not by its preparer"
    assert approver.post(f"{plan}approve/", {"code": cast.code(APPROVER)}).status_code == 302
    (done,) = cast.sign()
    assert done.state is PlanState.DONE, done.findings
    row = read(preparer, AFTER).partition(f"<code>{of}</code>")[2].partition("</tr>")[0]
    assert "duty-told" in row


def test_what_the_months_of_the_folder_show_is_an_event_with_its_clock_and_draft_on_both_pages(cast):
    """The team's collections lie in the folder it works in; the desk sees the same list as the market's page."""
    portal = replace(cast.portal, now=lambda: example.at("2027-04-20T02:00"))
    draft = cast.portal.work.draft(DEAL)
    beside = {name: each for name, each in example.folder().items() if name.startswith(("collections/", "placement/"))}
    with operations().open_home(str(cast.home), Side.ONSHORE) as home:
        kept = {name: home.evidence.objects.put(each).sha256 for name, each in beside.items()}
        home.work.keep(replace(draft, revision=draft.revision + 1, files={**draft.files, **kept}))
    team, desk = cast.reader(PREPARER), cast.reader(FIRST)
    team.portal = desk.portal = portal
    shown, listed = read(team, AFTER), read(desk, DUTIES)
    row = shown.partition("D2-2/2027-03/defaults")[2].partition("</tr>")[0]
    assert "Draft report · <code>D2-2/2027-03/defaults" in shown
    assert "This is a draft; nobody has decided" in shown
    assert "collections/2027-03.csv" in row
    assert "2027-04-0" in row, "its last day"
    assert "legal representative" in row, "who is to be told by now"
    later = copy(cast)
    later.portal = portal
    paths = {PREPARER: f"/deals/{DEAL}/after", FIRST: "/duties"}
    told = [Program(later, who).get(path)[1]["events"] for who, path in paths.items()]
    drafted = [{each["draft"] is not None for each in events} for events in told]
    assert drafted == [{True}, {False}], "a draft on which nobody decided is the team's alone"
    assert "the mean of the three before" in listed.partition('id="events"')[2]
    assert "completion-report" in listed, "what follows an issue whose price the team has"
    assert "distribution/2026-09" in listed
    assert "No evidence that counts, no new mint plan" in shown, "expired evidence is no bar"
    assert "A bar is true" not in shown
    word = {"of": "D2-2/2027-03/defaults", "reasons": "one dealer, cured in April"}
    plan = team.post(f"{AFTER}tell/", word).headers["Location"]
    approver = cast.reader(APPROVER)
    approver.portal = portal
    assert approver.post(f"{plan}approve/", {"code": cast.code(APPROVER)}).status_code == 302
    (done,) = cast.sign()
    assert done.state is PlanState.DONE, done.findings
    shown = read(team, AFTER)
    row = shown.partition("D2-2/2027-03/defaults")[2].partition("</tr>")[0]
    assert "not reported" in row
    assert "one dealer, cured in April" in row
    assert "Draft report · <code>D2-2/2027-03/defaults" not in shown


def test_each_page_is_for_its_own_people(cast):
    stranger, desk, nobody = cast.reader(STRANGER), cast.reader(FIRST), Reader(cast.portal)
    for path in (AFTER, DUTIES):
        read(nobody, path, 302)
        read(stranger, path, 404)
    read(desk, AFTER, 404)
    read(cast.reader(PREPARER), DUTIES, 404)
    for browser in (stranger, desk):
        assert browser.post(f"{AFTER}tell/", {"of": "x", "reasons": "y"}).status_code == 404


def test_a_program_is_told_what_is_owed_and_prepares_that_it_was_reported(cast):
    filer, desk = Program(cast, PREPARER, house=PREPARER), Program(cast, FIRST, house=FIRST)
    status, told = filer.get(f"/deals/{DEAL}/after")
    owed = {each["id"]: each for each in told["duties"]}
    assert (status, told["issued"]) == (200, False)
    assert owed["completion-report"]["binding"] is False
    assert FILING in {each["filing"] for each in desk.get("/duties")[1]["duties"]}
    assert filer.get("/duties")[0] == 403, "over all filings, for the desk"
    assert Program(cast, STRANGER).get(f"/deals/{DEAL}/after")[0] == 404
    path = f"/deals/{DEAL}/told"
    assert filer.post(path, "told-nothing", of="completion-report")[0] == 422, "a report, or why there is none"
    assert filer.post(path, "told-unknown", of="no-such", reasons="x")[0] == 422
    assert desk.post(path, "told-by-desk", of="completion-report", reasons="x")[0] == 404
    report = filer.send("report.md", b"as it was sent")
    duty = next(each for each in owed.values() if each["state"] != "told")
    status, act = filer.post(path, "told-one", of=duty["id"], report=report)
    assert (status, act["kind"], act["state"]) == (201, "tell", "waiting"), act
