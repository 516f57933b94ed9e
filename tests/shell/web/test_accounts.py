"""Accounts: two factors to enter, nobody learns who has one, guesses are slowed, and one's history tells it all."""

from dataclasses import replace

import pytest
from django.conf import settings

from tallystick.evidence.persons import Name
from tallystick.shell.operations.ports.people.plans import Approval, Plan, PlanKind, PlanMovedError, PlanState
from tallystick.shell.operations.ports.people.work import Draft, StaleDraftError
from tests.shell.operations import example
from tests.shell.web.conftest import Reader
from tests.shell.web.people import Cast, stage
from tests.shell.web.test_work import DEAL, sent

NAME = Name(zh="甲", en="A")
PREPARER, APPROVER, REVIEWER = "shen-yilan", "gu-wenbo", "he-zhixia"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    return stage(tmp_path_factory.mktemp("accounts") / "home")


def test_a_password_alone_lets_nobody_in(cast):
    browser = Reader(cast.portal)
    asked = browser.post("/account/login/", {"login": PREPARER, "password": cast.credentials[PREPARER].password})
    assert asked.headers["Location"] == "/account/factors/authenticate/"
    assert browser.get("/deals/").status_code == 302
    assert b"second factor" in browser.get("/account/factors/authenticate/").content.lower()
    assert browser.post("/account/factors/authenticate/", {"code": "000000"}).status_code == 200
    assert browser.get("/deals/").status_code == 302


def test_behind_a_proxy_the_history_has_the_address_that_the_proxy_saw(cast, monkeypatch):
    monkeypatch.setattr(settings, "SECURE_PROXY_SSL_HEADER", ("HTTP_X_FORWARDED_PROTO", "https"))
    browser = Reader(cast.portal, HTTP_X_FORWARDED_FOR="203.0.113.9", HTTP_X_FORWARDED_PROTO="https")
    browser.post("/account/login/", {"login": REVIEWER, "password": "of somebody else"})
    assert cast.portal.accounts.history(REVIEWER, most=1)[0].address == "203.0.113.9"


def test_who_entered_sees_their_own_name_and_parts(cast):
    page = cast.reader(PREPARER).get("/account/").content.decode()
    assert 'hx-get="/acts/"' in page, "what waits for one stands where one comes in"
    assert "may not leave" in page.partition('class="foot"')[2], "a page with names does not say that it has none"
    assert "Shen Yilan" in page
    assert 'href="/deals/"' in page
    assert 'href="/desk/"' not in page, "a filer has no part at the desk"


def test_a_closed_account_ends_the_sessions_it_has_and_opens_no_other(cast):
    browser = cast.reader(APPROVER)
    assert browser.get("/deals/").status_code == 200
    assert cast.portal.accounts.set_active(APPROVER, active=False, at=example.CLOSING)
    assert browser.get("/deals/").status_code == 302
    again = Reader(cast.portal)
    asked = again.post("/account/login/", {"login": APPROVER, "password": cast.credentials[APPROVER].password})
    assert asked.headers.get("Location") != "/account/factors/authenticate/"
    assert again.get("/deals/").status_code == 302
    assert cast.portal.accounts.set_active(APPROVER, active=True, at=example.CLOSING)
    assert cast.reader(APPROVER).get("/deals/").status_code == 200


def test_accounts_and_work_are_the_same_on_postgresql(tmp_path, database):
    (tmp_path / "side").write_text("onshore")
    (tmp_path / "database").write_text(f"{database}\n")
    cast = stage(tmp_path, PREPARER, APPROVER)
    assert not (tmp_path / "store.sqlite3").exists()
    browser = cast.reader(PREPARER)
    assert sent(browser, example.soon_repaid()).status_code == 302
    assert sent(browser, example.soon_repaid()).status_code == 400, "a second first revision"
    assert "revision 1" in browser.get(f"/deals/{DEAL}/revisions/").content.decode()
    assert browser.post(f"/deals/{DEAL}/package/").status_code == 302
    (plan,) = cast.portal.work.plans(state=PlanState.APPROVED)
    assert plan.id in browser.get(f"/deals/{DEAL}/package/").content.decode()
    told = [each.what for each in cast.portal.accounts.history(PREPARER, most=10)]
    assert told[:2] == ["portal.happened.prepared-package", "portal.happened.draft-upload"]


def test_two_editors_of_one_revision_do_not_overwrite_each_other(tmp_path):
    cast = stage(tmp_path / "home", PREPARER)
    work, first = cast.portal.work, example.at("2026-09-01T02:00")
    draft = Draft(deal="d", name=NAME, team=NAME, people=(), revision=1, files={"a": "1"}, by=PREPARER, at=first)
    work.keep(draft)
    work.keep(replace(draft, revision=2, files={"a": "2"}))
    with pytest.raises(StaleDraftError, match="revision 2"):
        work.keep(replace(draft, revision=2, files={"a": "3"}))
    kept = work.draft("d")
    assert kept is not None
    assert kept.files == {"a": "2"}


def test_an_approval_counts_once_and_closes_nothing_twice(tmp_path):
    cast = stage(tmp_path / "home", PREPARER)
    work, at = cast.portal.work, example.at("2026-09-01T02:00")
    plan = Plan(kind=PlanKind.DECIDE, subject="f", said={}, prepared_by=PREPARER, at=at, persons=2)
    work.prepare(plan)
    work.prepare(plan)
    assert len(work.plans()) == 1
    given = Approval(person="one", at=at, factor="totp")
    work.approve(plan.id, given, order=0, ready=False)
    for order in (0, 1):
        with pytest.raises(PlanMovedError):
            work.approve(plan.id, given, order=order, ready=True)
    work.approve(plan.id, replace(given, person="two"), order=1, ready=True)
    work.close(plan.id, PlanState.DONE, expected=PlanState.APPROVED)
    with pytest.raises(PlanMovedError):
        work.close(plan.id, PlanState.DONE, expected=PlanState.APPROVED)


def test_two_workers_that_start_at_a_time_take_a_second_factor_over_once(tmp_path):
    from tallystick.shell.store.default import _taken, choose
    from tallystick.shell.store.journal import StoreJournal
    from tallystick.shell.store.people import Account

    made = stage(tmp_path / "home", PREPARER)
    choose(StoreJournal(made.home / "store.sqlite3"))
    stale = Account.objects.get(person=PREPARER)
    stale.totp = made.credentials[PREPARER].totp  # as another worker read it before this one took it over
    _taken(stale)
    assert made.reader(PREPARER).get("/account/").status_code == 200
