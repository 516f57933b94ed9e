"""Two versions of a deal side by side, on its own page and on the desk's: data, tape, and text where there is one."""

import pytest

from tallystick.evidence.persons import Side
from tallystick.shell.wiring import operations
from tests.shell.operations import example
from tests.shell.operations.example import FILING
from tests.shell.web.conftest import Reader, submitted
from tests.shell.web.people import Cast, Program, stage, with_api
from tests.shell.web.test_work import DEAL, FIRST, PREPARER, sent

STRANGER = "qiu-mingyuan"
VERSIONS, FILED = f"/deals/{DEAL}/versions/", f"/desk/{FILING}/versions/"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """A home with two revisions of a deal, of which the second has another size and four leases less; one filing."""
    made = with_api(stage(tmp_path_factory.mktemp("versions") / "home", PREPARER, FIRST, STRANGER))
    browser, files = made.reader(PREPARER), example.soon_repaid()
    del files["people.yaml"]
    assert sent(browser, files).status_code == 302
    files["deal.yaml"] = files["deal.yaml"].replace(b"filed_max: 114000000.00 USD", b"filed_max: 113000000.00 USD")
    files["tape.csv"] = b"\n".join(files["tape.csv"].rstrip().split(b"\n")[:-4]) + b"\n"
    assert sent(browser, files, revision=1, to=f"/deals/{DEAL}/").status_code == 302
    with operations().open_home(str(made.home), Side.ONSHORE) as home:
        submitted(home.evidence)
    return made


def read(browser, path, status=200):
    answer = browser.get(path)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def test_two_revisions_are_compared_as_data_and_as_tape(cast):
    browser = cast.reader(PREPARER)
    assert "revision 2" in read(browser, VERSIONS)
    shown = read(browser, f"{VERSIONS}?part=compared&before=r1&after=r2")
    assert "<del>114000000.00 USD</del>" in shown
    assert "<ins>113000000.00 USD</ins>" in shown
    assert "0 added, 4 removed" in shown
    assert "no report yet" in shown, "no text is compared, and it is said"
    turned = read(browser, f"{VERSIONS}?part=compared&before=r2&after=r1")
    assert "<del>113000000.00 USD</del>" in turned
    assert "113000000" in read(browser, f"{VERSIONS}?part=compared&before={FILING}&after=r2"), "with what was filed too"


def test_a_version_that_is_not_there_is_not_compared(cast):
    browser = cast.reader(PREPARER)
    for asked in ("?before=r1&after=r9", "?before=r1", f"?before=r1&after={FILING}9"):
        read(browser, VERSIONS + asked, 404)
    assert "There is one version" in read(browser, FILED)
    for name in ("zh.pdf", "zh.exe", "xx.pdf"):
        read(browser, f"{VERSIONS}{name}?before=r1&after=r2", 404)


def test_versions_are_for_their_own_people(cast):
    stranger, desk = cast.reader(STRANGER), cast.reader(FIRST)
    for path in (VERSIONS, f"{VERSIONS}zh.pdf?before=r1&after=r2", FILED, f"{FILED}zh.pdf"):
        read(stranger, path, 404)
        read(Reader(cast.portal), path, 302)
    read(desk, VERSIONS, 404)
    read(desk, FILED)
    read(desk, f"{FILED}?before=r1&after=r2", 404)  # a revision that was not submitted is the team's own


def test_a_program_compares_them_as_far_as_its_person_may(cast):
    filer, desk = Program(cast, PREPARER), Program(cast, FIRST)
    assert filer.get(f"/deals/{DEAL}/versions")[1] == {"versions": ["r2", "r1", FILING], "compared": None}
    made = filer.get(f"/deals/{DEAL}/versions?before=r1&after=r2")[1]["compared"]
    changed = [each for each in made["fields"] if each["before"] == "114000000.00 USD"]
    assert [each["after"] for each in changed] == ["113000000.00 USD"]
    assert (made["tape"]["added"], made["tape"]["removed"]) == (0, 4)
    assert filer.get(f"/deals/{DEAL}/versions?before=r1&after=r9")[0] == 404
    assert desk.get(f"/deals/{DEAL}/versions")[0] == 404
    assert desk.get(f"/desk/{FILING}/versions")[1]["versions"] == [FILING]
    assert desk.get(f"/desk/{FILING}/versions?before=r1&after=r2")[0] == 404, "what was not submitted is the team's"
    assert Program(cast, STRANGER).get(f"/desk/{FILING}/versions")[0] == 404
