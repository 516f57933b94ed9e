"""A home with two filings: what they share, what was decided otherwise, what a change of law does."""

from dataclasses import replace
from functools import cache
from typing import Any

from tallystick.deal.answers.people import parse_people
from tallystick.shell.files.folders import read_folder
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.filing.package import make_package
from tallystick.shell.operations.filing.submit import submit
from tallystick.shell.operations.supervision.market.impact import register_impact
from tallystick.shell.operations.supervision.market.market import MarketSeen, market
from tallystick.supervision.market.alerts import Kind
from tallystick.supervision.market.precedents import precedents
from tallystick.tape.encumbrances.matching import Tags
from tests.shell.operations.example import EXAMPLES, FILER, SECRET, at, codes, folder, home, signer, soon_repaid
from tests.shell.operations.twins import PlainDocuments, copied

MAY = at("2027-04-20T02:00")
ONE, TWO = "auto-leases-2026-1", "charging-piles-2026-1"


@cache
def _filed_both() -> Evidence:
    kept = home()
    piles, _ = read_folder(EXAMPLES / "charging-piles")
    for files in (soon_repaid(), piles):
        made = make_package(files, PlainDocuments(), secret=lambda: SECRET).value
        assert made is not None
        filer = next(each for each in parse_people(files["people.yaml"])[0] if each.id == FILER)
        told = submit(kept, made.package.files(), by=filer, signer=signer(filer.id), at=at("2026-09-01T02:00"))
        assert told.value is not None, codes(told)
    return kept


CLAIMS = b"""period,figure,source,amount
2026-09,issued:A,completion,57000000.00 USD
2026-09,issued:A,ledger,57000000.00 USD
2026-12,issued:A,ledger,60000000.00 USD
2026-10,cash,tape,99999999.99 CNY
"""
LATE = b"period,told\n2026-09,2026-12-01\n2026-10,2026-12-01\n2026-11,2027-02-01\n"


@cache
def looked() -> tuple[MarketSeen, list[str]]:
    """The market on a day, with three months of the one deal and a file that cannot be read of the other."""
    months = [f"collections/2026-{month:02}.csv" for month in (9, 10, 11)]
    files = {f"{ONE}/{name}": folder()[name] for name in months}
    files |= {f"{ONE}/claims.csv": CLAIMS, f"{ONE}/months.csv": LATE, f"{TWO}/tags.json": b"{}"}
    outcome = market(copied(_filed_both()), files, at=MAY)
    assert outcome.value is not None
    return outcome.value, codes(outcome)


def test_every_deal_of_the_home_is_there_with_its_pool_and_parties():
    seen, _ = looked()
    assert [each.deal.id for each in seen.filed] == [ONE, TWO]
    record = seen.filed[0].record
    assert (record.asset_class, record.region, record.currency) == ("finance-lease", "12", "CNY")
    by_servicer = [each for each in seen.watched.concentrations if each.dimension == "servicer"]
    assert {each.value: each.deals for each in by_servicer} == {
        "91120118MA0EXAMP1W": (ONE,),
        "91340100MA8EXAMP4A": (TWO,),
    }
    assert sum(each.share for each in by_servicer) in {999_999, 1_000_000}
    assert str(seen.period) == "2027-03"


def test_what_the_ledger_and_the_tape_say_is_held_against_the_filing_and_the_servicer():
    seen, found = looked()
    kinds = {each.kind: each for each in seen.watched.alerts}
    assert {Kind.SUPPLY_OTHER, Kind.CASH_OTHER, Kind.REPORTS_LATE} <= set(kinds)
    assert str(kinds[Kind.SUPPLY_OTHER].since) == "2026-12"
    assert found.count("supervision.market-alert") == len(seen.watched.alerts)


def test_a_file_that_cannot_be_read_is_told_and_stops_nothing():
    seen, found = looked()
    assert "tape.match-unreadable" in found
    assert len(seen.filed) == 2


def tags(deal: str, *of: str, key: str = "k1") -> bytes:
    """Blinded tags of a deal's assets, under a key of one epoch."""
    return Tags(deal=deal, person=FILER, epoch=key, public_key=key, tags=tuple(sorted(of)), signature="s").content()


def test_an_asset_that_two_filings_have_is_found_by_its_blinded_tag_alone():
    shared, own, other = (f"{number:064x}" for number in (1 << 252, 2 << 252, 3 << 252))
    files = {f"{ONE}/tags.json": tags(ONE, shared, own), f"{TWO}/tags.json": tags(TWO, shared, other)}
    outcome = market(copied(_filed_both()), files, at=MAY)
    assert outcome.value is not None
    (twice,) = [each for each in outcome.value.watched.alerts if each.kind is Kind.PLEDGED_TWICE]
    assert (twice.deals, twice.measured) == ((ONE, TWO), "1")
    assert "supervision.market-epochs" not in codes(outcome)
    apart = market(copied(_filed_both()), files | {f"{TWO}/tags.json": tags(TWO, shared, key="k2")}, at=MAY)
    assert "supervision.market-epochs" in codes(apart), "tags under two keys never meet, and that is said"


def test_the_same_question_decided_otherwise_is_a_precedent():
    seen, _ = looked()
    assert {case.question for case in seen.filed[0].cases} & {case.question for case in seen.filed[1].cases}
    own = seen.filed[0].cases[0]
    other = replace(own, matter="another", value="yes" if own.value == "no" else "no")
    (found,) = precedents(own, [*seen.filed[1].cases, other])
    assert found.other.matter == "another"
    assert str(found.likeness) == "1"
    assert own.persons
    assert own.facts


def test_a_change_of_the_law_over_the_whole_register():
    seen, _ = looked()

    class Here:
        """Workers that work here."""

        def each(self, function: Any, jobs: Any) -> Any:
            return map(function, jobs)

    told = register_impact(seen, {}, Here(), as_of=at("2028-09-01T00:00").date())
    assert told.value is not None
    assert told.value.screenings == 2
    assert any(each.changed for each in told.value.deals), "answers expire by then"
