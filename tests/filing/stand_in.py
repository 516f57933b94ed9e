"""Stand-ins for a filing: the ordinary deal of the examples, a small pool behind it, all that a report asks for."""

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path

from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.classes import project
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.replines import RepLine
from tallystick.cashflow.waterfall import Ledger
from tallystick.deal.deal import Deal
from tallystick.deal.facts import facts
from tallystick.deal.parsing import parse_deal
from tallystick.deal.parties import Bilingual
from tallystick.filing.gathering import pool_input, scenario_input
from tallystick.filing.manifest import Circulation, PackageHead
from tallystick.filing.materials import materials
from tallystick.filing.package import PackageFile
from tallystick.filing.report.content import Report
from tallystick.filing.report.inputs import BreakEvenInput, PackageInput, PoolInput, ScenarioInput
from tallystick.filing.report.report import ReportInputs, build_report
from tallystick.filing.screening import conclude, screen
from tallystick.law.reading import standing_books
from tallystick.law.screening import evaluate
from tallystick.tape.reading.mapping import own_columns
from tallystick.tape.reading.tapes import Tape, read_tape
from tallystick.units.money import Currency, Money
from tallystick.units.rates import Rate

__all__ = [
    "CONTENT",
    "GENERATED",
    "SECRET",
    "deal",
    "files",
    "head",
    "inputs",
    "ledger",
    "pool",
    "pool_of_lines",
    "renamed",
    "report",
    "scenarios",
    "tape",
]

SECRET = b"a secret of the deal, 32 bytes.."
GENERATED = frozenset({"M1", "M9", "M17", "M24", "M26"})
FOLDER = Path(__file__).resolve().parents[2] / "examples" / "auto-leases"
CONTENT = (FOLDER / "deal.yaml").read_bytes()

_COLUMNS = (
    "asset_id",
    "obligor_id",
    "obligor_group_id",
    "origination_date",
    "maturity_date",
    "original_balance",
    "current_balance",
    "interest_rate",
    "original_term_months",
    "remaining_term_months",
    "repayment_type",
    "monthly_payment",
    "days_past_due",
    "vehicle_type",
)
_ROWS = (
    ",".join(_COLUMNS),
    "AL-900001,OB-700001,GR-1,2025-03-01,2028-03-01,300000.00,200000.00,8.50%,36,18,level-pay,11800.00,0,light-truck",
    "AL-900002,OB-700002,GR-1,2025-06-01,2028-06-01,180000.00,120000.00,9.00%,36,21,level-pay,6200.00,0,passenger-car",
    "AL-900003,OB-700003,,2026-01-01,2029-01-01,90000.00,80000.00,7.50%,36,28,level-pay,3100.00,45,passenger-car",
)


@cache
def deal() -> Deal:
    """Return the ordinary deal."""
    parsed, _, found = parse_deal(CONTENT)
    assert parsed is not None, found
    return parsed


def renamed(zh: str, en: str) -> Deal:
    """Return the ordinary deal under another name."""
    return deal().model_copy(update={"name": Bilingual(zh=zh, en=en)})


@cache
def tape() -> Tape:
    """Return a tape of three leases, two of them to affiliates, one past the line of the criteria."""
    mapping = own_columns(asset_class="finance-lease", currency=Currency.CNY, cutoff=deal().assets.cutoff)
    reading = read_tape("\n".join(_ROWS).encode(), mapping=mapping)
    assert reading.tape is not None, reading.findings
    return reading.tape


@cache
def pool() -> PoolInput:
    """Return the figures of that tape."""
    return pool_input(tape(), deal().assets.criteria)


@cache
def pool_of_lines() -> Pool:
    """Return a pool of two representative lines."""
    lines = [
        RepLine(balance=Money.parse(balance), coupon=Rate.parse(coupon), remaining_term=term, age=6)
        for balance, coupon, term in (("601500000.00 CNY", "8.50%", 20), ("400000000.00 CNY", "9.00%", 30))
    ]
    return Pool.of_lines(lines, Currency.CNY)


@cache
def ledger(case: str = "base") -> Ledger:
    """Return the deal in one case, over that pool."""
    return project(deal(), pool_of_lines(), Assumptions.filed(deal().assumptions[case])).ledger


@cache
def scenarios() -> tuple[ScenarioInput, ...]:
    """Return base and stress of the deal."""
    bears = BreakEvenInput(class_id="A", multiple=Rate.parse("725%").per_annum, defaulted=Rate.parse("11%").per_annum)
    return tuple(
        scenario_input(
            ledger(case),
            deal().structure,
            case=case,
            run="0f3c5a7e9b1d2468",
            base=ledger(),
            break_even=(bears,) if case == "base" else (),
        )
        for case in deal().assumptions
    )


@cache
def inputs() -> ReportInputs:
    """Return everything a report asks for beside the deal."""
    digest = hashlib.sha256(CONTENT).hexdigest()
    results = evaluate(standing_books(), facts(deal(), sha256=digest), as_of=deal().as_of, known_on=deal().as_of)
    screening = screen(results)
    return ReportInputs(
        pool=pool(),
        scenarios=scenarios(),
        screening=screening,
        conclusion=conclude(screening, screening.findings(), missing=(), projected=False),
        materials=materials(deal(), generated=GENERATED),
        package=PackageInput(
            filing="F-2026-1",
            version=1,
            deal_sha256=digest,
            files=(("tape.csv", "tape", tape().sha256),),
            rule_set="a" * 64,
            calendar="b" * 64,
            specimen=True,
        ),
    )


@cache
def report() -> Report:
    """Return the report of the ordinary deal."""
    return build_report(deal(), inputs())


def head() -> PackageHead:
    """Return what a first version says of itself."""
    return PackageHead(
        filing="F-2026-1",
        deal=deal().id,
        version=1,
        as_of=deal().as_of,
        rule_set="a" * 64,
        calendar="b" * 64,
    )


def files() -> tuple[PackageFile, ...]:
    """Return a small package: deal and tape stay, terms and aggregates may be read on both sides."""
    kept = PackageFile(path="deal.yaml", role="deal", media_type="application/yaml", content=CONTENT)
    return (
        kept,
        replace(kept, path="tape.csv", role="tape", media_type="text/csv", content="\n".join(_ROWS).encode()),
        PackageFile(
            path="terms.json",
            role="terms",
            media_type="application/json",
            content=b'{"classes":{"A":{"cap":"114000000.00 USD"}},"symbols":["HY26A","HY26B"]}',
            side=Circulation.BOTH,
        ),
        PackageFile(
            path="pool/strata.csv",
            role="aggregates",
            media_type="text/csv",
            content=b"band,count,balance\r\n0 - 12,1,80000.00\r\n",
            side=Circulation.BOTH,
        ),
    )
