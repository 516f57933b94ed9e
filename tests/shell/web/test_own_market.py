"""The desk's market page over the filings of its own home: looked at when it asks, and led down to the loan."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import polars as pl
import pytest

from tallystick.deal.answers.people import parse_people
from tallystick.evidence.persons import Name, Side
from tallystick.shell.files.folders import read_folder
from tallystick.shell.operations.background.bench import Bench
from tallystick.shell.operations.background.market import ask_first, keep_market, market_daily
from tallystick.shell.operations.background.watched import daily, often
from tallystick.shell.operations.filing.package import make_package
from tallystick.shell.operations.filing.submit import submit
from tallystick.shell.operations.ports.people.work import Draft
from tallystick.shell.web.place.workplace import Workplace
from tallystick.shell.wiring import operations
from tallystick.shell.wiring.homes import uploads
from tests.shell.operations import example
from tests.shell.operations.twins import PlainDocuments
from tests.shell.web.conftest import Reader, submitted
from tests.shell.web.people import Cast, stage
from tests.shell.web.test_law_impact import worked
from tests.shell.web.test_work import FIRST, PREPARER, read

LEASES, PILES = "auto-leases-2026-1", "charging-piles-2026-1"
LEDGER = b"period,figure,source,amount\n2026-09,cash,tape,99999999.99 CNY\n"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """A home with two filings, of which one is worked on further, with three months and what its tape says."""
    made = stage(tmp_path_factory.mktemp("own") / "home", FIRST, PREPARER)
    piles, _ = read_folder(example.EXAMPLES / "charging-piles")
    by = next(each for each in parse_people(piles["people.yaml"])[0] if each.id == example.FILER)
    package = make_package(piles, PlainDocuments(), secret=lambda: example.SECRET).value
    assert package is not None
    with operations().open_home(str(made.home), Side.ONSHORE) as home:
        submitted(home.evidence)
        moment = example.at("2026-09-02T02:00")
        told = submit(home.evidence, package.package.files(), by=by, signer=example.signer(by.id), at=moment)
        assert told.value is not None, example.codes(told)
    reading = operations().read_home(str(made.home), Side.ONSHORE)
    months = {name: each for name, each in example.folder().items() if name.startswith("collections/2026")}
    placed = {f"placement/{name}": each for name, each in example.placement().items()}
    files = {**months, **placed, "claims.csv": LEDGER}
    kept = {name: reading.evidence.objects.put(content).sha256 for name, content in files.items()}
    team = Name(zh="恒远", en="Hengyuan")
    reading.work.keep(
        Draft(deal=LEASES, name=team, team=team, people=(), revision=1, files=kept, by=PREPARER, at=moment)
    )
    place = Workplace(queue=reading.queue, shelf=reading.shelf, uploads=uploads(str(made.home)))
    now = example.at("2027-04-20T02:00")
    made.portal = replace(made.portal, workplace=place, own_market=reading.own_market, now=lambda: now)
    return made


@pytest.fixture(scope="module")
def page(cast: Cast) -> str:
    """The page after it was asked, three times over, and a worker looked."""
    desk = cast.reader(FIRST)
    assert "Nothing was looked at yet" in read(desk, "/market/")
    ask_first(operations().read_home(str(cast.home), Side.ONSHORE), example.at("2027-04-20T02:00"))
    for _ in range(2):
        assert desk.post("/market/again/", {"as_of": "2027-04-20"}).status_code == 302
    place: Any = cast.portal.workplace
    assert len(place.queue.jobs()) == 1, "asked twice, it is done once"
    assert "hx-trigger" in read(desk, "/market/?part=looking")
    worked(cast)
    assert "Show what was found" in read(desk, "/market/?part=looking")
    ask_first(operations().read_home(str(cast.home), Side.ONSHORE), example.at("2027-04-21T02:00"))
    assert len(place.queue.jobs()) == 1, "a home that was looked at waits for its morning"
    return read(desk, "/market/")


def test_every_filing_of_the_home_is_there_as_of_the_day(cast, page):
    assert '<option value="2027-04-20" selected>' in page
    assert "<dt>deals</dt><dd>2</dd>" in page
    for told in ("Hengyuan Financial Leasing", "Anhui", "Tianjin"):
        assert told in page, told


def test_alerts_and_duties_of_all_deals_stand_on_it(page):
    assert "/market/alerts/" in page, "the tape says other cash than the servicer"
    assert "reports come late" not in page, "each month came on the day on which it was first in the folder"
    owed = page.partition('id="owed"')[2].partition("</section>")[0]
    assert f"/market/deals/{LEASES}/" in owed
    assert re.search(r"Cash flow 20% or more below forecast: .*CNY", owed), "an event says what was found"
    assert "Completion report" in owed, "the folder has the day on which it was placed"
    assert "no statutory number" in owed or "by analogy or target" in owed


def test_figures_are_named_for_what_they_cover(page):
    assert "share (lines: 15 %, 20 %)" in page, "the column of bars has a head that is seen"
    hangs = page.partition('id="hangs"')[2]
    assert "not the pool&#x27;s outstanding principal" in hangs
    assert "owed by payers" in hangs
    assert "region of the filer" in hangs
    assert "digest of the alerts" in page, "nothing else of a run changes it"


def test_a_deal_leads_down_to_its_loans_as_filed(cast, page):
    desk = cast.reader(FIRST)
    deal = read(desk, f"/market/deals/{LEASES}/")
    assert f"/desk/{example.FILING}/" in deal
    assert "on the cut-off day" in deal
    assert ("pool at closing" in deal, "closing-pool" in deal) == (True, False), "figures are called by words"
    assert deal.count('class="figure"') >= 2, "months are drawn"
    loans = read(desk, f"/market/deals/{LEASES}/loans/")
    assert 'scope="row">L' in loans
    assert "on the cut-off day" in loans
    piles = read(desk, f"/market/deals/{PILES}/")
    assert "only a list of payers" in piles
    assert "Largest payers" in piles
    read(desk, f"/market/deals/{PILES}/loans/", 404)


def test_what_was_filed_later_is_not_there_as_of_an_earlier_day(cast, page):
    desk = cast.reader(FIRST)
    assert desk.post("/market/again/", {"as_of": "2026-09-01"}).status_code == 302
    worked(cast)
    assert "<dt>deals</dt><dd>1</dd>" in read(desk, "/market/?of=home&as_of=2026-09-01")
    assert "<dt>deals</dt><dd>2</dd>" in read(desk, "/market/?of=home&as_of=2027-04-20")
    assert "Largest payers" in read(desk, f"/market/deals/{PILES}/?of=home&as_of=2027-04-20"), "the way down stays"


def test_it_is_looked_at_each_morning_and_for_the_desk_alone(cast, page):
    assert cast.reader(PREPARER).post("/market/again/", {"as_of": "2027-04-20"}).status_code == 404
    assert Reader(cast.portal).get("/market/").headers["Location"].startswith("/account/login/")
    now = example.at("2026-09-01T05:30")
    assert market_daily(now).wanted.task.endswith(keep_market.__qualname__)
    assert (market_daily(now).first, market_daily(now).minutes) == (daily(now).first, daily(now).minutes)


def test_a_run_of_a_day_to_come_is_not_put_first(cast, page):
    earlier = replace(cast.portal, now=lambda: example.at("2026-09-01T02:00"))
    desk = cast.reader(FIRST)
    assert desk.post("/market/again/", {"as_of": "2026-09-01"}).status_code == 302
    worked(cast)
    desk.portal = earlier
    assert '<option value="2026-09-01" selected>' in read(desk, "/market/")
    assert '<option value="2027-04-20" selected>' in read(desk, "/market/?of=home&as_of=2027-04-20")
    reading = operations().read_home(str(cast.home), Side.ONSHORE)
    ask_first(reading, example.at("2026-08-01T02:00"))
    assert reading.queue.jobs()[0].wanted.arguments["at"].startswith("2026-08-01"), "only days to come were looked at"
    reading.queue.cancel(reading.queue.jobs()[0].id)


def test_a_morning_is_one_of_the_clock_of_the_pages(cast, page):
    plan = market_daily(example.at("2026-09-01T05:30"), ahead=-30 * 86_400)
    assert plan.first == daily(example.at("2026-09-01T05:30")).first, "it waits for the machine's morning"
    bench: Any = Bench(
        operations=operations(),
        home=str(cast.home),
        side=Side.ONSHORE,
        shelf=cast.portal.workplace.shelf,
        tell=lambda *_: None,
        unzip=lambda *_: ({}, ()),
        send=lambda *_: 0,
    )
    told = keep_market(bench, at="2026-10-02T00:00:00+00:00", **plan.wanted.arguments)
    assert told["value"]["run"] == "2026-09-02.json"
    for duty in (daily, often):
        assert duty(example.at("2026-09-01T05:30"), ahead=-60).wanted.arguments == {"ahead": -60}
        assert duty(example.at("2026-09-01T05:30")).wanted.arguments == {}


def test_what_may_not_cross_yet_is_said_on_the_register_with_its_reason(cast, page):
    shown = read(Reader(cast.portal), "/")
    assert "charging-piles-2026-1-v1 was submitted; its export edition may not cross yet" in shown
    assert "This filing is withheld for now" in read(Reader(cast.portal), f"/filings/{PILES}-v1/", 404)
    assert "procedures" not in shown, "what the deal's own file says stays where it is"
    assert "export.json" not in shown, "nothing was sent whose list could be missing"


def test_when_a_worker_was_done_is_told_by_the_clock_of_the_pages(cast, page):
    assert cast.reader(FIRST).post("/market/again/", {"as_of": "2026-09-01"}).status_code == 302
    worked(cast)
    asked = operations().read_home(str(cast.home), Side.ONSHORE).queue.jobs()[0].asked
    desk = cast.reader(FIRST)
    desk.portal = replace(cast.portal, ahead=timedelta(days=-30))
    shown = read(desk, "/market/?part=looking")
    assert (asked - timedelta(days=30)).isoformat() in shown
    assert asked.isoformat() not in shown


def test_a_deal_filed_after_a_run_of_a_later_day_has_its_page(cast, page):
    store: Any = cast.portal.own_market
    store.lay("deals", pl.DataFrame())
    desk = cast.reader(FIRST)
    read(desk, f"/market/deals/{LEASES}/?of=home&as_of=2026-09-01", 404)
    assert desk.post("/market/again/", {"as_of": "2026-09-01"}).status_code == 302
    worked(cast)
    assert "Largest payers" in read(desk, f"/market/deals/{LEASES}/?of=home&as_of=2026-09-01")
