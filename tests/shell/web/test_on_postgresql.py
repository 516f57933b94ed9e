"""What people do in the portal, done in a home on PostgreSQL: each by the test that does it on SQLite."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from tallystick.evidence.persons import Side
from tallystick.filing.states import Event
from tallystick.shell.wiring import operations
from tests.shell.on_postgresql import ASKED, homes_on
from tests.shell.operations import example
from tests.shell.operations.example import PAYING_AGENT
from tests.shell.web import test_holdings, test_rounds, test_uploads, test_work
from tests.shell.web.conftest import submitted
from tests.shell.web.crawled import crawl
from tests.shell.web.issued import FUND, Overseas
from tests.shell.web.issued import stage as overseas
from tests.shell.web.people import Program, Staged, copied_home, entered, stage, with_api

ROUND = (test_rounds.PREPARER, test_rounds.APPROVER, test_rounds.STRANGER, test_rounds.FIRST, test_rounds.SECOND)


@pytest.fixture
def folder(tmp_path: Path, database: str) -> Path:
    """A folder whose home has its rows in the database, and none beside it."""
    folder = tmp_path / "onshore"
    folder.mkdir()
    (folder / "database").write_text(f"{database}\n")
    return folder


@pytest.fixture
def caller(folder: Path) -> test_uploads.Calling:
    with operations().make_home(str(folder), Side.ONSHORE):
        pass
    return test_uploads.calling_at(folder)


def test_several_people_answer_a_round_and_it_is_approved_and_signed(folder: Path):
    cast = test_rounds.questioned(stage(folder, *ROUND))
    test_rounds.test_a_round_is_handed_in_approved_by_another_and_signed_with_every_answer(
        cast, cast.reader(test_rounds.PREPARER)
    )
    assert test_work.sent(cast.reader(test_rounds.PREPARER), example.soon_repaid()).status_code == 302
    with_api(cast)
    Program(cast, test_rounds.PREPARER)
    _every_page_is_read(cast, {test_rounds.PREPARER: 45, test_rounds.FIRST: 30})
    assert not (folder / "store.sqlite3").exists()


def test_a_package_is_made_approved_and_signed(folder: Path):
    test_work.test_a_package_is_submitted_once_by_somebody_other_than_its_preparer(test_work.packaged(stage(folder)))
    assert not (folder / "store.sqlite3").exists()


def test_a_file_comes_in_pieces_and_a_job_on_one_is_followed(folder: Path, caller: test_uploads.Calling):
    test_uploads.test_a_file_comes_in_pieces_and_is_resumed_where_it_broke_off(caller)
    test_uploads.test_a_job_is_followed_and_what_it_left_runs_nowhere(caller, folder)
    assert not (folder / "store.sqlite3").exists()


def test_holders_and_agents_read_what_was_paid(folder: Path):
    cast: Overseas = test_holdings.month_paid(overseas(folder).placed())
    test_holdings.test_a_holder_sees_units_payments_and_until_when_they_may_hold(cast)
    test_holdings.test_what_came_back_is_owed_and_what_was_paid_is_not(cast)
    test_holdings.test_what_was_paid_beyond_a_claim_stands_on_the_page_of_its_holder_and_of_the_agents_alone(cast)
    test_holdings.test_files_are_the_holders_own(cast)
    _every_page_is_read(cast, {PAYING_AGENT: 22, FUND: 18})
    assert not (folder / "store.sqlite3").exists()


def test_a_home_and_its_copy_have_a_database_each_where_all_homes_are_asked_for(tmp_path: Path, server: Path):
    made, first, second = operations(), tmp_path / "first", tmp_path / "second"
    with nullcontext() if ASKED else homes_on(server):
        with made.make_home(str(first), Side.ONSHORE) as home:
            submitted(home.evidence)
        copied_home(first, second)
        with made.open_home(str(second), Side.ONSHORE) as home:
            example.decided(home.evidence, Event.FILE)
        kept = [made.read_home(str(each), Side.ONSHORE).evidence.journal for each in (first, second)]
        assert [len(each.acts()) for each in kept] == [1, 2]
        assert [each.filings()[0].state for each in kept] == ["submitted", "filed"]
    assert not [*tmp_path.glob("*/store.sqlite3")]


def _every_page_is_read(cast: Staged, least: dict[str, int]) -> None:
    """Read each page that links lead somebody to, of whom it is known how many they are at least."""
    for person, count in least.items():
        pages = dict(crawl(entered(cast, person), "/account/"))
        assert len(pages) >= count, (person, sorted(pages))
