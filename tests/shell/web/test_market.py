"""The desk's market page: a run as of its day, each planted story told in words, and the way down to the loan."""

import html
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, say
from tallystick.shell.files.market.partitions import ParquetPartitions
from tallystick.shell.operations.market.runs import alert_key, days, keep_run, read_run
from tallystick.shell.operations.market.telling import tell
from tallystick.shell.operations.supervision.market.market import market_run
from tallystick.supervision.market.alerts import Alert, Kind
from tallystick.units.periods import Period
from tests.shell.web.axed import ONE_WAY_OR_BOTH, axed
from tests.shell.web.conftest import Reader
from tests.shell.web.people import Cast, Program, stage, with_api
from tests.shell.web.test_work import FIRST, PREPARER, read
from tools.market.make import AS_OF, make_market
from tools.market.plan import Size, read_plants

EARLIER = date(2028, 8, 25)


class Here:
    """Does everything in this process."""

    def each(self, act: Any, jobs: Any) -> Any:
        """What an act makes of each job."""
        return map(act, jobs)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A small market with its plants, looked at in two months."""
    folder = tmp_path_factory.mktemp("market")
    make_market(folder, seed=5, size=Size(deals=24, loans=120, months=14))
    store = ParquetPartitions(folder / "market")
    for day in (EARLIER, AS_OF):
        moment = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        seen = market_run(store, Here(), at=moment).value
        assert seen is not None
        keep_run(store, seen, day)
    return folder


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory, made: Any) -> Cast:
    staged = with_api(stage(tmp_path_factory.mktemp("desk") / "home", FIRST, PREPARER))
    staged.portal = replace(staged.portal, market=ParquetPartitions(made / "market"))
    return staged


def store_of(made: Any) -> ParquetPartitions:
    return ParquetPartitions(made / "market")


def test_a_run_that_was_kept_reads_back_with_what_is_new_in_it(made):
    store = store_of(made)
    assert days(store) == (AS_OF, EARLIER)
    run, before = read_run(store, AS_OF), read_run(store, EARLIER)
    assert run is not None
    assert before is not None
    assert (run.before, before.before) == (EARLIER, None)
    assert run.new == set(run.alerts) - set(before.alerts)
    assert {each.id for each in run.gone} == {each.id for key, each in before.alerts.items() if key not in run.alerts}
    assert read_run(store, date(2028, 9, 26)) is None
    assert store.run("../market/deals.parquet") is None
    store.keep_run("2020-01-01.json", b"{}")
    assert read_run(store, date(2020, 1, 1)) is None, "what is no run is none"
    (made / "market" / "runs" / "2020-01-01.json").unlink()


def test_every_planted_story_is_told_with_its_deal_and_led_to_its_loans(cast, made):
    browser = cast.reader(FIRST)
    page = read(browser, "/market/")
    run = read_run(store_of(made), AS_OF)
    assert run is not None
    plants = [each for each in read_plants(made / "plants.json") if each.kind in set(Kind)]
    assert plants
    for plant in plants:
        own = [key for key, each in run.alerts.items() if set(plant.deals) & set(each.deals) or plant.kind == each.kind]
        assert own, plant
        assert any(f"/market/alerts/{key}/" in page for key in own), plant
    for key, alert in run.alerts.items():
        told = read(browser, f"/market/alerts/{key}/")
        assert alert.deals[0] in told
        assert "How to check it" in told
        assert f"/market/deals/{alert.deals[0]}/loans/" in told


def test_cash_below_the_forecast_is_told_with_both_figures_and_drawn(cast, made):
    browser = cast.reader(FIRST)
    page = read(browser, "/market/")
    short = [each for each in read_plants(made / "plants.json") if each.kind == "D2-3"]
    assert short
    for plant in short:
        row = page[page.index(f"/market/deals/{plant.deals[0]}/") :].partition("</tr>")[0]
        assert re.search(r"cash of the month [0-9.]+ CNY, filed forecast [0-9.]+ CNY", row)
        own = read(browser, f"/market/deals/{plant.deals[0]}/")
        assert "Cash of each month, and as filed" in own
        assert "What is owed and open of this deal" in own


def test_payers_under_one_control_are_told_by_name_and_by_who_joins_them(cast, made):
    run, parties = read_run(store_of(made), AS_OF), store_of(made).table("parties")
    assert run is not None
    hidden = [(key, each) for key, each in run.alerts.items() if each.kind is Kind.PAYER_HIDDEN]
    assert hidden
    for key, alert in hidden:
        page = read(cast.reader(FIRST), f"/market/alerts/{key}/")
        assert "list of parties" in page
        for payer in dict(alert.values).keys() - {"pool"}:
            (party,) = parties.filter(id=payer).iter_rows(named=True)
            assert party["name"] in page
            joined = parties.filter(id=party["controller"])["name"]
            assert all(f"<td>{name}</td>" in page for name in joined)
            assert ("what joins them is one name" in page) == (not party["controller"])


def test_a_loan_at_fault_is_a_link_away(cast, made):
    run, browser = read_run(store_of(made), AS_OF), cast.reader(FIRST)
    assert run is not None
    faulty = [(key, each) for key, each in run.alerts.items() if each.kind is Kind.TAPE_FAULTY]
    assert faulty
    for key, alert in faulty:
        first = dict(alert.values)["first"]
        (link,) = re.findall(r'href="(/market/deals/[^"]*asset=[^"]*)"', read(browser, f"/market/alerts/{key}/"))
        rows = re.findall(r'<th scope="row">([0-9]+)</th>', read(browser, html.unescape(link)))
        assert rows == [first] * (2 if alert.about == "asset-twice" else 1)


def test_shared_assets_stand_side_by_side(cast, made):
    run = read_run(store_of(made), AS_OF)
    assert run is not None
    twice = [(key, each) for key, each in run.alerts.items() if each.kind is Kind.PLEDGED_TWICE]
    assert twice
    for key, alert in twice:
        page = read(cast.reader(FIRST), f"/market/alerts/{key}/")
        rows = re.findall(r"<code>([0-9a-f]{16})</code>", page)
        assert len(rows) == int(alert.measured)
        assert {value for _, value in alert.values} <= set(rows)


def test_a_deal_stands_beside_its_peers_and_its_loans_are_paged(cast):
    browser = cast.reader(FIRST)
    page = read(browser, "/market/deals/deal-00001/")
    assert page.count('class="figure"') == 5, "four measures, and cash beside the forecast"
    assert "median of peers" in page
    loans = read(browser, "/market/deals/deal-00001/loans/")
    assert "120 loans, page 1 of 2" in loans
    assert "page 2 of 2" in read(browser, "/market/deals/deal-00001/loans/?page=2")
    payer = re.findall(r"payer=([^\"&]+)", page)[0]
    assert "of payer" in read(browser, f"/market/deals/deal-00001/loans/?payer={payer}")
    for path in ("/market/deals/nobody/", "/market/deals/nobody/loans/", "/market/alerts/0000000000000000/"):
        read(browser, path, 404)
    read(browser, "/market/deals/deal-00001/loans/?payer=nobody", 404)


def test_a_day_is_asked_for_and_another_is_the_last(cast):
    browser = cast.reader(FIRST)
    assert "<dd>2028-07</dd>" in read(browser, "/market/?as_of=2028-08-25")
    for asked in ("2028-01-01", "x", "../../etc"):
        assert "<dd>2028-08</dd>" in read(browser, f"/market/?as_of={asked}")
    assert "市场" in read(browser, "/market/?lang=zh&kind=reports-late")
    browser.get("/market/?lang=en")


def test_the_market_is_for_the_desk_alone(cast):
    for path in ("/market/", "/market/deals/deal-00001/", "/market/deals/deal-00001/loans/"):
        assert cast.reader(PREPARER).get(path).status_code == 404, path
        assert Reader(cast.portal).get(path).headers["Location"].startswith("/account/login/"), path


def test_without_a_run_the_page_says_how_one_is_made(cast):
    cast.portal, kept = replace(cast.portal, market=None), cast.portal
    assert "tallystick market --partitions" in read(cast.reader(FIRST), "/market/")
    cast.portal = kept


@pytest.mark.parametrize("kind", [*Kind])
def test_every_kind_of_alert_has_its_words(kind):
    month = Period.parse("2028-08")
    alert = Alert(
        kind=kind, deals=("d-1", "d-2"), about="issued:A", since=month, period=month, measured="-5", against="0%"
    )
    for language in Language:
        told = tell(alert, language, {})
        assert "d-1" in told.story or say("market.class", language, name="A") in told.story
        assert told.meaning != told.check
    assert len(alert_key(alert)) == 16


def test_a_story_says_which_side_is_more_and_rounds_what_it_says():
    month = Period.parse("2028-08")
    minted = Alert(
        kind=Kind.SUPPLY_OTHER,
        deals=("d-1",),
        about="issued:A",
        since=month,
        period=month,
        measured="264",
        against="0%",
    )
    english = Language.EN
    assert "class A: the ledger minted 264 more than" in tell(minted, english, {}).story
    assert "264 less than" in tell(replace(minted, measured="-264"), english, {}).story
    falling = replace(minted, kind=Kind.COVERAGE_FALLING, measured="22.8274%", against="10%")
    told = tell(falling, english, {})
    assert "22.83% below" in told.story
    assert told.measured == "22.8274%", "the exact figure stands beside it"
    hidden = replace(minted, kind=Kind.PAYER_HIDDEN, about="p0", values=(("p0", "8"), ("p1", "8"), ("pool", "100")))
    assert "2 payers under one control (Wang)" in tell(hidden, english, {}, {"p0": Name(zh="王", en="Wang")}).story


def test_each_alert_leads_to_what_else_its_deals_have_and_the_gravest_kind_comes_first(cast):
    page = read(cast.reader(FIRST), "/market/")
    kinds = re.findall(r'id="kind-([a-z-]+)"', page)
    assert kinds[0] == "pledged-twice"
    assert len(kinds) == len(set(kinds)), "each kind has one head"
    assert "the same deals also" in page
    assert 'class="tie-line tie-over"' in page, "payers under one control are drawn"


@pytest.mark.parametrize("both", ONE_WAY_OR_BOTH)
def test_pages_of_the_market_have_no_finding_of_axe(cast, made, both):
    run = read_run(store_of(made), AS_OF)
    assert run is not None
    key, alert = next((key, each) for key, each in run.alerts.items() if each.kind is Kind.PLEDGED_TWICE)
    deal = f"/market/deals/{alert.deals[0]}/"
    assert (
        axed(
            cast.reader(FIRST), ("/market/", f"/market/alerts/{key}/", deal, f"{deal}loans/", "/market/law/"), both=both
        )
        == []
    )


def test_a_program_reads_the_market_for_the_desk_alone(cast):
    desk, filer = Program(cast, FIRST), Program(cast, PREPARER)
    status, told = desk.get("/market?kind=pledged-twice")
    assert (status, told["as_of"]) == (200, AS_OF.isoformat())
    assert told["alerts"]
    assert {each["kind"] for each in told["alerts"]} == {"pledged-twice"}
    first = told["alerts"][0]
    assert desk.get(f"/market/alerts/{first['id']}")[1] == first
    assert desk.get(f"/market?as_of={EARLIER}")[1]["as_of"] == EARLIER.isoformat()
    assert desk.get("/market?as_of=2001-01-01")[0] == 404
    deal = first["deals"][0]
    assert first["id"] in desk.get(f"/market/deals/{deal}")[1]["alerts"]
    loans = desk.get(f"/market/deals/{deal}/loans")[1]
    assert len(loans["loans"]) == min(loans["count"], 100) or loans["pages"] > 1
    for path in ("/market", f"/market/alerts/{first['id']}", f"/market/deals/{deal}", f"/market/deals/{deal}/loans"):
        assert filer.get(path)[0] == 403
