"""Whoever means harm: another's pages, forms from elsewhere, guesses, texts that would be scripts or formulas."""

import io
import re
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import global_settings, settings

from tallystick.evidence.persons import Name, Side
from tallystick.shell.documents.makers import Makers
from tallystick.shell.operations.evidence.roles import APPROVERS
from tallystick.shell.operations.people.accounts import accept, invite, roles_of
from tallystick.shell.operations.ports.people.plans import Plan, PlanKind, PlanState
from tallystick.shell.web.people import factors
from tallystick.shell.web.settings import options
from tallystick.shell.wiring import operations
from tests.shell.operations import example
from tests.shell.operations.example import FILING
from tests.shell.web.conftest import Reader, portal_of
from tests.shell.web.people import Cast, stage
from tests.shell.web.test_work import DEAL, sent

PREPARER, APPROVER, STRANGER, FIRST = "shen-yilan", "gu-wenbo", "qiu-mingyuan", "he-zhixia"
OTHER = "tan-shuhe"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """A home in which the preparer sent a deal folder whose name is a script, and whose roll names nobody else."""
    made = stage(tmp_path_factory.mktemp("intruders") / "home")
    files = example.soon_repaid()
    files["deal.yaml"] = files["deal.yaml"].replace(b"Hengyuan Leasing 2026-1 Vehicle Leases", f"'{SCRIPT}'".encode())
    del files["people.yaml"]
    assert sent(made.reader(PREPARER), files).status_code == 302
    return made


WORK = (
    f"/deals/{DEAL}/edit/basics/",
    f"/deals/{DEAL}/edit/offshore/news/?after=0",
    f"/deals/{DEAL}/",
    f"/deals/{DEAL}/law/",
    f"/deals/{DEAL}/package/",
    f"/deals/{DEAL}/revisions/",
)


@pytest.mark.parametrize("path", [*WORK, "/deals/", "/desk/", "/acts/", "/account/", "/account/history/"])
def test_nobody_works_without_entering(cast, path):
    answer = Reader(cast.portal).get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize("person", [STRANGER, FIRST])
def test_anothers_deal_does_not_exist_for_a_stranger(cast, person):
    browser = cast.reader(person)
    for path in WORK:
        assert browser.get(path).status_code == 404, path
    assert sent(browser, example.soon_repaid(), revision=1, to=f"/deals/{DEAL}/").status_code == 404
    assert browser.post(f"/deals/{DEAL}/package/").status_code == 404
    assert DEAL not in cast.reader(STRANGER).get("/deals/").content.decode()


def test_an_act_one_has_no_part_in_does_not_exist(cast):
    cast.reader(PREPARER).post(f"/deals/{DEAL}/package/")
    (plan,) = cast.portal.work.plans()
    browser = cast.reader(STRANGER)
    assert browser.get(f"/acts/{plan.id}/").status_code == 404
    assert browser.post(f"/acts/{plan.id}/approve/", {"code": cast.code(STRANGER)}).status_code == 404
    assert browser.post(f"/acts/{plan.id}/withdraw/").status_code == 404
    assert browser.get("/acts/none-such/").status_code == 404
    cast.portal.work.close(plan.id, PlanState.WITHDRAWN, expected=PlanState.APPROVED)


def test_the_desk_is_for_its_own_people(cast):
    browser = cast.reader(PREPARER)
    assert browser.get("/desk/").status_code == 404
    assert browser.get(f"/desk/{FILING}/").status_code == 404
    assert browser.post(f"/desk/{FILING}/file/", {"reason": "x"}).status_code == 404


def test_work_is_onshore_alone(tmp_path):
    with operations().make_home(str(tmp_path / "overseas"), Side.OVERSEAS):
        pass
    overseas = Reader(portal_of(tmp_path / "overseas", Side.OVERSEAS))
    for path in ("/deals/", "/desk/", f"/desk/{FILING}/"):
        assert overseas.get(path).status_code == 404, path
    assert overseas.portal.accounts.members() == (), "no onshore account exists there"


def test_a_form_from_elsewhere_does_nothing(cast):
    browser = cast.reader(PREPARER)
    browser.handler.enforce_csrf_checks = True
    assert browser.post(f"/deals/{DEAL}/package/").status_code == 403
    assert browser.post("/account/login/", {"login": PREPARER, "password": "x"}).status_code == 403
    assert browser.post("/account/logout/").status_code == 403


def test_guessing_is_slowed_and_told_to_its_owner(cast):
    from django.core.cache import cache

    cache.clear()
    browser = Reader(cast.portal)
    answers = [browser.post("/account/login/", {"login": APPROVER, "password": f"guess {n}"}) for n in range(7)]
    right = browser.post("/account/login/", {"login": APPROVER, "password": cast.credentials[APPROVER].password})
    assert right.status_code != 302, "after so many guesses even the right one waits"
    assert "Too many failed" in answers[-1].content.decode()
    cache.clear()
    assert "entry refused" in cast.reader(APPROVER).get("/account/history/").content.decode()


def test_nobody_learns_who_has_an_account(cast):
    from django.core.cache import cache

    cache.clear()
    pages = []
    for person in (PREPARER, "nobody-at-all"):
        answer = Reader(cast.portal).post("/account/login/", {"login": person, "password": "a wrong password"})
        page = answer.content.decode().replace(person, "…")
        pages.append((answer.status_code, page[page.index("<main") : page.index("</main>")]))
        cache.clear()
    known, unknown = ((status, re.sub(r'csrfmiddlewaretoken" value="[^"]*', "", page)) for status, page in pages)
    assert known == unknown
    assert Reader(cast.portal).get("/account/signup/").status_code == 404
    assert Reader(cast.portal).get("/account/password/reset/").status_code == 404


def test_a_session_ends_with_its_password_and_a_new_one_starts_at_entry(cast):
    browser, other = cast.reader(FIRST), cast.reader(FIRST)
    before = browser.cookies["session"].value
    assert browser.cookies["session"]["httponly"]
    assert browser.cookies["session"]["samesite"] == "Lax"
    given = cast.credentials[FIRST].password
    changed = {"oldpassword": given, "password1": "quiet harbour tally 77", "password2": "quiet harbour tally 77"}
    assert browser.post("/account/password/", changed).status_code == 302
    assert other.get("/desk/").status_code == 302, "whoever else held a session must enter again"
    assert browser.get("/desk/").status_code == 200
    assert browser.cookies["session"].value != before, "a new session under a new password"
    assert browser.get("/desk/").headers["Cache-Control"] == "no-store"


def test_nine_hours_after_its_entry_a_session_is_over_whatever_it_wrote_since(cast, monkeypatch):
    browser, began = cast.reader(PREPARER), time.time()
    shift = settings.SESSION_COOKIE_AGE
    assert shift == 9 * 60 * 60
    monkeypatch.setattr(factors, "time", SimpleNamespace(time=lambda: began + shift - 60))
    session = browser.session
    session["factor_spent_at"] = 1.0
    session.save()
    assert browser.get("/deals/").status_code == 200
    monkeypatch.setattr(factors, "time", SimpleNamespace(time=lambda: began + shift + 60))
    assert browser.get("/deals/").status_code == 302
    monkeypatch.undo()
    assert browser.get("/deals/").status_code == 302, "it ended, and does not come back"


def test_a_name_that_nobody_has_is_refused_with_the_same_work_as_one_that_somebody_has(cast, monkeypatch):
    """The hash is what takes its time, and what is written next; both are counted, since no clock is a test."""
    from django.contrib.auth.hashers import MD5PasswordHasher
    from django.core.cache import cache
    from django.db import connections

    done: list[str] = []
    hashed = MD5PasswordHasher.encode

    def counted(*asked):
        done.append("hash")
        return hashed(*asked)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)

    def work(person):
        cache.clear()
        done.clear()
        with ExitStack() as watched:
            for alias in connections:
                watched.enter_context(connections[alias].execute_wrapper(noted))
            answer = Reader(cast.portal).post("/account/login/", {"login": person, "password": "a wrong password"})
        return answer.status_code, [*done]

    def noted(execute, sql, *more):
        done.append(" ".join(sql.split()[:3]))
        return execute(sql, *more)

    work(STRANGER)
    known, unknown = work(STRANGER), work("nobody-at-all")
    assert known[1].count("hash") == 1
    assert sorted(known[1]) == sorted(unknown[1])
    assert any("happened" in each for each in unknown[1]), "a guess at a name is a line as well"
    assert cast.portal.accounts.history("", most=9)[0].what == "portal.happened.refused"


def test_a_password_is_hashed_with_pbkdf2():
    """Here a quicker one stands in; what a portal is started with is asked."""
    first = options(hosts=(), secret="x").get("PASSWORD_HASHERS", global_settings.PASSWORD_HASHERS)[0]
    assert first == "django.contrib.auth.hashers.PBKDF2PasswordHasher"


@pytest.mark.parametrize("password", ["short", "password1234", "qiu-mingyuan1"])
def test_a_weak_password_is_refused(cast, password):
    from django.core.cache import cache

    cache.clear()
    browser = cast.reader(STRANGER)
    asked = {"oldpassword": cast.credentials[STRANGER].password, "password1": password, "password2": password}
    assert browser.post("/account/password/", asked).status_code == 200


def test_what_was_sent_is_shown_as_text(cast):
    browser = cast.reader(PREPARER)
    for path in ("/deals/", *WORK):
        page = browser.get(path).content.decode()
        assert SCRIPT not in page, path
        assert "unsafe" not in browser.get(path).headers["Content-Security-Policy"]
    assert "&lt;script&gt;" in browser.get("/deals/").content.decode()


def test_a_file_name_is_shown_as_text(cast):
    broken = io.BytesIO(b"deal: [")
    broken.name = f"{SCRIPT}.txt".replace("/", "")
    told = cast.reader(PREPARER).post("/deals/", {"files": [broken], "revision": "0"}).content.decode()
    assert "<script>alert" not in told
    assert "&lt;script&gt;alert" in told


def test_a_table_carries_no_formula():
    made = Makers().table(("name",), [["=1+1"], ["@x"], ["+1+1"], ["-2+3"]])
    assert not [line for line in made.decode("utf-8-sig").splitlines() if line[:1] in "=@+-"]


def test_an_invitation_makes_one_account_of_the_house_and_nothing_else(cast):
    from django.core.cache import cache

    cache.clear()
    owner = cast.reader(PREPARER)
    asked = {"person": "wang-lin", "name_zh": "王林", "name_en": "Wang Lin", "roles": ["filing-preparer"]}
    assert owner.post("/account/invite/", {**asked, "roles": ["desk-reviewer"]}).status_code == 400
    page = owner.post("/account/invite/", asked).content.decode()
    link = page.split('class="link">')[1].split("<")[0].replace("http://127.0.0.1", "")
    guest = Reader(cast.portal)
    assert guest.post("/account/invitations/guessed/", _chosen()).status_code == 400
    assert guest.post(link, {**_chosen(), "again": "another"}).status_code == 400
    assert guest.post(link, _chosen()).status_code == 302
    assert guest.post(link, _chosen()).status_code == 400, "an invitation holds once"
    entered = guest.post("/account/login/", {"login": "wang-lin", "password": _chosen()["password"]})
    assert entered.status_code == 302
    assert guest.get("/deals/").headers["Location"] == "/account/factors/totp/activate/", "no work without a factor"
    assert guest.get("/account/factors/totp/activate/").status_code == 200
    member = cast.portal.accounts.member("wang-lin")
    assert member is not None
    assert member.organisation.en.startswith("Hengyuan")
    assert cast.reader(APPROVER).get("/account/invite/").status_code == 404, "only an owner invites"


def test_only_a_house_of_the_desk_invites_somebody_who_sees_every_filing(cast):
    asked = {"person": "wu-jie", "name_zh": "吴洁", "name_en": "Wu Jie", "roles": ["observer"]}
    for owner in (PREPARER, STRANGER):
        page = cast.reader(owner).post("/account/invite/", asked)
        assert page.status_code == 400, "an observer reads each filing of each house"
        assert 'value="observer"' not in page.content.decode()
    assert "observer" in roles_of(cast.portal.accounts.member(FIRST))
    observer = replace(cast.portal.accounts.member(STRANGER), roles=("observer",))
    assert not {"desk-reviewer", "registrar"} & {*roles_of(observer)}
    assert "observer" in roles_of(observer)


def test_an_act_of_one_house_does_not_exist_for_the_approver_of_another(cast):
    """Its submission, its reply, and what it reports are approved and withdrawn by its own people alone."""
    from tallystick.shell.store.people import Account

    rival = {"house_zh": "乙公司", "house_en": "Rival Co.", "roles": ["filing-approver"]}
    Account.objects.filter(person=OTHER).update(**rival)
    browser, own = cast.reader(OTHER), cast.reader(APPROVER)
    for kind in (PlanKind.SUBMIT, PlanKind.RESPOND, PlanKind.TELL):
        said, at = {"deal": DEAL, "event": "answer"}, cast.portal.now()
        made = Plan(kind=kind, subject=FILING, said=said, prepared_by=PREPARER, at=at, roles=APPROVERS, persons=1)
        cast.portal.work.prepare(made)
        assert browser.get(f"/acts/{made.id}/").status_code == 404, kind
        assert browser.post(f"/acts/{made.id}/approve/", {"code": cast.code(OTHER)}).status_code == 404
        assert browser.post(f"/acts/{made.id}/withdraw/").status_code == 404
        assert made.id not in browser.get("/acts/").content.decode()
        assert made.id in own.get("/acts/").content.decode()
        cast.portal.work.close(made.id, PlanState.WITHDRAWN, expected=PlanState.WAITING)


def test_an_invitation_holds_for_seven_days(cast):
    owner = cast.portal.accounts.member(PREPARER)
    assert owner is not None
    guest = replace(owner, id="zhao-min", roles=owner.roles[:1], owner=False)
    sent_at = example.CLOSING
    secret = invite(cast.portal.accounts, by=owner, who=guest, at=sent_at).value
    late = sent_at + timedelta(days=7)
    chosen = _chosen()["password"]
    assert accept(cast.portal.accounts, secret or "", password=chosen, at=late) is None
    assert accept(cast.portal.accounts, secret or "", password=chosen, at=late - timedelta(seconds=1)) is not None


@pytest.mark.parametrize("like", ["zhao-minghui-hz", "alexandra-zhaominghui"])
def test_an_invited_person_takes_no_password_that_is_like_their_id_or_name(cast, like):
    owner = cast.portal.accounts.member(PREPARER)
    name = Name(zh="赵明慧", en="Alexandra Zhaominghui")
    guest = replace(owner, id="zhao-minghui-hz", name=name, roles=owner.roles[:1], owner=False)
    secret = invite(cast.portal.accounts, by=owner, who=guest, at=cast.portal.now()).value
    browser, link = Reader(cast.portal), f"/account/invitations/{secret}/"
    page = browser.post(link, {"password": like, "again": like})
    assert (page.status_code, "too similar" in page.content.decode()) == (400, True)
    assert cast.portal.accounts.member(guest.id) is None


def _chosen() -> dict[str, str]:
    return {"password": "calm river ledger 12", "again": "calm river ledger 12"}
