"""Every address there is, taken from the addresses themselves: one that is added is asked for here without being named.

What is about somebody's deal, act, filing or issue does not exist for whoever has no part in it, nor for whoever did
not enter; what is public is named, and nothing else is.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter

from tallystick.evidence.persons import Side
from tallystick.shell.operations.ports.people.plans import Plan, PlanKind
from tallystick.shell.wiring import operations
from tests.shell.operations import example
from tests.shell.operations.example import FILING
from tests.shell.web.conftest import Reader, submitted
from tests.shell.web.people import Cast, stage, totp
from tests.shell.web.test_work import DEAL, sent

PREPARER, STRANGER = "shen-yilan", "qiu-mingyuan"
PUBLIC = {"filings", "filing", "proof", "log", "checkpoint", "log-key", "receipt", "entry", "tile", "verify", "offline"}
PUBLIC |= {"law", "book", "atom", "json-feed", "bulk-lines", "bulk-table", "guide", "robots", "alive"}
OWN = ("mfa_", "account_")
"""Pages of allauth about one's own account alone: no address of theirs but a passkey's names anything."""
LEAVES = {"account_logout"}
KNOWN = {"deal": DEAL, "filing": FILING, "step": "basics", "event": "file", "job": 1, "other": FILING, "version": 1}


def addresses(found: list[URLPattern | URLResolver] | None = None) -> Iterator[URLPattern]:
    """Every address of the portal but those of the API, which has its own description."""
    for each in get_resolver().url_patterns if found is None else found:
        if isinstance(each, URLPattern):
            yield each
        elif each.namespace != "api":
            yield from addresses(each.url_patterns)


def address(name: str, plan: str) -> tuple[str, bool]:
    """The address of a page, with something in each of its places, and whether it has any."""
    found = get_resolver().reverse_dict.getlist(name)[0]
    places, forms = found[0][0][1], found[3]
    given = {each: KNOWN.get(each, plan if each == "plan" else _filled(forms.get(each), each)) for each in places}
    if name == "tile":
        given = {"tile": "tile/0/000"}
    return reverse(name, kwargs=given), bool(places)


def _filled(form: object, place: str) -> str:
    return "1" if isinstance(form, IntConverter) or place == "pk" else "x"


def asked(plan: str) -> list[tuple[str, str]]:
    """Every address that names something which is not everybody's, with the name of its page."""
    names = [each.name for each in addresses() if each.name and each.name not in PUBLIC]
    told = [(name, *address(name, plan)) for name in names if not name.startswith(OWN)]
    return [(name, path) for name, path, places in told if places]


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """A deal and an act of the preparer's, on whose roll nobody else is."""
    made = stage(tmp_path_factory.mktemp("addresses") / "home", PREPARER, STRANGER)
    assert sent(made.reader(PREPARER), draft()).status_code == 302
    return made


def draft() -> dict[str, bytes]:
    """A deal folder without a roll."""
    return {name: each for name, each in example.soon_repaid().items() if name != "people.yaml"}


@pytest.fixture(scope="module")
def plan(cast: Cast) -> str:
    """An act that waits for the preparer."""
    return waiting(cast)


def waiting(cast: Cast) -> str:
    """Prepare an act that waits for the preparer."""
    made = Plan(
        kind=PlanKind.ANSWER,
        subject=DEAL,
        said={},
        prepared_by=PREPARER,
        at=cast.portal.now(),
        people=(PREPARER,),
        persons=1,
    )
    cast.portal.work.prepare(made)
    return made.id


def test_what_is_somebodys_does_not_exist_for_a_stranger(cast: Cast, plan: str):
    browser, open_to_all = cast.reader(STRANGER), {"accept"}
    named = [each for each in asked(plan) if each[0] not in open_to_all]
    assert len(named) > 20
    for name, path in named:
        for answer in (browser.get(path), browser.post(path)):
            assert answer.status_code in {404, 405}, (name, path, answer.status_code)


def test_every_address_that_takes_an_act_leads_whoever_opens_it_to_a_page(cast: Cast, plan: str):
    browser = cast.reader(PREPARER)
    for name in {each.name for each in addresses() if each.name} - LEAVES:
        path, _ = address(name, plan)
        assert browser.get(path).status_code != 405, (name, "the switch of languages stands on refused forms too")


def test_what_is_somebodys_asks_whoever_did_not_enter_to_enter(cast: Cast, plan: str):
    reader = Reader(cast.portal)
    for name, path in asked(plan):
        answer = reader.get(path)
        led = answer.status_code == 302 and answer.headers["Location"].startswith("/account/login/")
        assert led or answer.status_code in {404, 405} or name == "accept", (name, answer.status_code)


def test_no_address_makes_a_change_without_a_token_of_the_page(cast: Cast, plan: str):
    browser = cast.reader(PREPARER)
    browser.handler.enforce_csrf_checks = True
    for name in {each.name for each in addresses() if each.name}:
        answer = browser.post(address(name, plan)[0])
        assert answer.status_code in {403, 405}, (name, answer.status_code)


def test_every_page_answers_on_postgresql_as_on_sqlite(cast: Cast, plan: str, tmp_path: Path, database: str):
    def answers(of: Cast, there: str) -> dict[str, int]:
        browser, names = of.reader(PREPARER), sorted({each.name for each in addresses() if each.name})
        return {each: browser.get(address(each, there)[0]).status_code for each in names if each not in LEAVES}

    (tmp_path / "side").write_text("onshore")
    (tmp_path / "database").write_text(f"{database}\n")
    other = stage(tmp_path, PREPARER)
    assert sent(other.reader(PREPARER), draft()).status_code == 302
    found = answers(other, waiting(other))
    assert not (tmp_path / "store.sqlite3").exists()
    assert found == answers(cast, plan)
    assert max(found.values()) < 500
    assert sum(each == 200 for each in found.values()) > 30
    _key_pages_have_their_content(other)


def _key_pages_have_their_content(cast: Cast) -> None:
    """Read what a team, the register and a program see of a deal and its filing, in words."""
    with operations().open_home(str(cast.home), Side.ONSHORE) as home:
        submitted(home.evidence)
    browser = cast.reader(PREPARER)
    said = {
        "/deals/": "Hengyuan Leasing 2026-1",
        f"/deals/{DEAL}/": "1,001,500,000.00",
        f"/deals/{DEAL}/revisions/": "revision 1",
        f"/deals/{DEAL}/edit/basics/": "v:purpose",
        f"/deals/{DEAL}/package/": "Package revision 1",
        f"/desk/{FILING}/": "deal.yaml",
        f"/filings/{FILING}/": "Hengyuan",
        "/acts/": "Shen Yilan",
        "/account/history/": "sent a deal folder",
        "/log/": FILING,
        "/feeds/filings.atom": FILING,
        "/bulk/filings.csv": FILING,
    }
    for path, words in said.items():
        assert words in browser.get(path).content.decode(), path
    for words in ("衡远", "衡遠", "hengyuan", "车辆"):
        assert FILING in browser.get("/", {"q": words}).content.decode(), (words, "found on this database too")
    assert FILING not in browser.get("/", {"q": "没有"}).content.decode()


def test_nobody_is_led_away_after_entering(cast: Cast):
    from django.core.cache import cache

    cache.clear()
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        browser = Reader(cast.portal)
        given = {"login": PREPARER, "password": cast.credentials[PREPARER].password, "next": elsewhere}
        browser.post("/account/login/", given)
        answer = browser.post("/account/factors/authenticate/", {"code": cast.code(PREPARER)})
        assert answer.status_code == 302
        assert "elsewhere" not in answer.headers["Location"]
        assert "javascript" not in answer.headers["Location"]


def test_a_session_that_was_planted_is_not_the_one_of_whoever_enters(cast: Cast):
    planted = Reader(cast.portal)
    planted.post("/account/login/", {"login": PREPARER, "password": cast.credentials[PREPARER].password})
    before = planted.cookies["session"].value
    assert before
    planted.post("/account/factors/authenticate/", {"code": cast.code(PREPARER)})
    assert planted.get("/account/").status_code == 200
    other = Reader(cast.portal)
    other.cookies["session"] = before
    assert other.get("/account/").status_code == 302, "who knew the session from before has not entered"


def test_guesses_of_a_code_on_a_page_are_slowed_and_told(cast: Cast, plan: str):
    browser = cast.reader(PREPARER)
    for _ in range(6):
        assert browser.post(f"/acts/{plan}/approve/", {"code": "000000"}).status_code == 400
    right = totp(cast.credentials[PREPARER].totp)
    assert browser.post(f"/acts/{plan}/approve/", {"code": right}).status_code == 400, "even a right one waits"
    told = [each.what for each in cast.portal.accounts.history(PREPARER, most=8)]
    assert told.count("portal.happened.factor-refused") >= 4


def test_a_code_counts_once_for_as_long_as_it_holds(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    import allauth.mfa.totp.internal.auth as codes
    import django.core.cache.backends.db as kept

    cast.code(PREPARER)
    at = time.time() // 30 * 30 + 1

    def entered_by_code(*, later: int, secret: str = cast.credentials[PREPARER].totp) -> bool:
        code = codes.format_hotp_value(codes.hotp_value(secret, int(at) // 30))
        monkeypatch.setattr(codes, "time", SimpleNamespace(time=lambda: at + later))
        monkeypatch.setattr(kept, "tz_now", lambda: datetime.now(UTC) + timedelta(seconds=later))
        browser = Reader(cast.portal)
        browser.post("/account/login/", {"login": PREPARER, "password": cast.credentials[PREPARER].password})
        return browser.post("/account/factors/authenticate/", {"code": code}).status_code == 302

    assert entered_by_code(later=0)
    assert not entered_by_code(later=1)
    assert not entered_by_code(later=35), "it still holds, for a clock that is late, and was used"
    monkeypatch.undo()
    assert cast.reader(PREPARER).get("/account/").status_code == 200


def test_guesses_of_many_names_make_nobody_forget_the_others(cast: Cast):
    from django.core.cache import cache

    cache.clear()
    cache.set("allauth.first", "y", timeout=300)
    for name in range(400):
        cache.set(f"allauth:rl:{name}", [1.0], timeout=300)
    assert cache.get("allauth.first") == "y"
    cache.clear()
