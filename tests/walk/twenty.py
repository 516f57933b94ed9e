"""Twenty small deals for the stage: other assets, structures and currencies around one plain onshore waterfall.

Each is written as a deal file and read as one; its months are files of collections, its events files of events.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from tallystick.deal.checks.consistency import check_deal
from tallystick.deal.deal import Deal
from tallystick.deal.parsing import parse_deal
from tallystick.servicing.certificate import Certificate, certify
from tallystick.servicing.close import close_period
from tallystick.servicing.collections import Collection, parse_collection
from tallystick.servicing.lifecycle.events import PoolEvent, parse_events
from tallystick.supervision.watching.from_servicing import MonthSeen, of_months
from tallystick.supervision.watching.life import Life, Told, life_of
from tallystick.supervision.watching.watch import Watched, watch_deal
from tallystick.units.money import Currency, Money
from tallystick.units.periods import Period
from tests.cashflow.deals import ORDINARY

__all__ = ["DEALS", "FILED", "FIRST", "ISSUED", "Small", "closed", "deal_of", "months", "seen", "watched"]

FIRST = Period.parse("2026-09")
FILED, ISSUED = date(2026, 9, 10), date(2026, 9, 15)
POOL = 8_000_00

ABROAD = {
    "USD": ("7.10", "800.00", "200.00"),
    "HKD": ("0.8875", "6400.00", "1600.00"),
    "EUR": ("8.00", "710.00", "177.50"),
    "GBP": ("10.00", "568.00", "142.00"),
    "SGD": ("5.00", "1136.00", "284.00"),
}
"""Yuan for one unit, invented, and at that rate the sizes of both classes that the senior units carry."""

_ONSHORE_ONLY = ORDINARY.partition("offshore:")[0] + "triggers:" + ORDINARY.partition("triggers:")[2]
_ENFORCED = (
    """  waterfalls:
    - id: enforcement
      name: {zh: 违约后分配, en: after an event of default}
      clause: "12"
      when: breached(acceleration)
      priorities:
        - {id: d-1, clause: "12(a)", text: {zh: 利息, en: interest}, from: income, to: senior, pay: interest}
        - {id: d-2, clause: "12(b)", text: {zh: 本金, en: principal}, from: principal, to: senior, pay: principal}
        - {id: d-3, clause: "12(c)", text: {zh: 转入, en: turn over}, from: income, to: principal, pay: remainder}
        - {id: d-4, clause: "12(d)", text: {zh: 剩余, en: rest}, from: principal, to: junior, pay: remainder, """
    """when: {repaid: senior}}
"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Small:
    """A small deal: what is sold, in which money it pays abroad (none where it stays at home), and what is special.

    Attributes:
        changes: of the structure's text, each old by new.
    """

    id: str
    zh: str
    en: str
    assets: str
    offshore: str = "USD"
    enforced: bool = False
    changes: tuple[tuple[str, str], ...] = field(default=())


DEALS = {
    each.id: each
    for each in (
        Small(id="excavators", zh="工程机械租赁", en="Excavator leases", assets="finance-lease"),
        Small(id="cars", zh="汽车贷款", en="Car loans", assets="auto-loan", offshore="HKD"),
        Small(id="phones", zh="消费贷款", en="Phone instalments", assets="consumer-loan"),
        Small(id="suppliers", zh="应收账款", en="Supplier receivables", assets="trade-receivable", offshore="EUR"),
        Small(id="mills", zh="企业贷款", en="Mill loans", assets="corporate-loan", offshore="GBP"),
        Small(id="charging", zh="充电桩收益", en="Charging income", assets="charging-pile-income"),
        Small(id="roofs", zh="屋顶光伏收益", en="Rooftop solar", assets="pv-income", offshore="SGD"),
        Small(id="flats", zh="住房贷款", en="Flat mortgages", assets="mortgage"),
        Small(id="bridge", zh="大桥通行费", en="Bridge tolls", assets="toll-income", offshore=""),
        Small(id="offices", zh="写字楼租金", en="Office rents", assets="rent", offshore="EUR"),
        Small(id="servers", zh="算力租赁", en="Compute leases", assets="compute-lease"),
        Small(id="batteries", zh="换电收益", en="Battery swaps", assets="battery-swap-income", offshore="HKD"),
        Small(id="water", zh="供水收费", en="Water tariffs", assets="utility-income", offshore=""),
        Small(id="homes", zh="保障性租赁住房租金", en="Rental homes", assets="rental-housing-rent"),
        Small(id="storage", zh="储能收益", en="Energy storage", assets="energy-storage-income", offshore="SGD"),
        Small(id="estates", zh="物业费", en="Property fees", assets="property-fee"),
        Small(id="trucks", zh="货车租赁", en="Truck leases", assets="finance-lease", enforced=True),
        Small(id="taxis", zh="出租车贷款", en="Taxi loans", assets="auto-loan", offshore="", enforced=True),
        Small(
            id="clinics",
            zh="医疗设备租赁",
            en="Clinic equipment",
            assets="finance-lease",
            changes=(("above: 3%", "above: 1%"),),
        ),
        Small(id="invoices", zh="平台应收账款", en="Platform invoices", assets="trade-receivable", offshore="HKD"),
    )
}
"""The twenty, by id."""


def text_of(small: Small) -> str:
    """The deal file."""
    structure = _ONSHORE_ONLY
    if small.offshore:
        rate, a, b = ABROAD[small.offshore]
        structure = ORDINARY.replace('"7.10"', f'"{rate}"').replace("800.00 USD", f"{a} {small.offshore}")
        structure = structure.replace("200.00 USD", f"{b} {small.offshore}").replace("USD", small.offshore)
    if small.enforced:
        cut = "offshore:" if small.offshore else "triggers:"
        before, word, after = structure.partition(cut)
        structure = f"{before}{_ENFORCED}{word}{after}"
    for old, new in small.changes:
        assert old in structure
        structure = structure.replace(old, new)
    indented = "".join(f"  {line}" for line in structure.splitlines(keepends=True))
    parties = "".join(
        f"  {name}: {{name: {{zh: {zh}, en: {name} of {small.en}}}, place: {place}, role: {{zh: {zh}, en: {name}}}}}\n"
        for name, zh, place in (
            ("filer", "境内备案主体", "CN"),
            ("originator", "原始权益人", "CN"),
            ("servicer", "资产服务机构", "CN"),
            ("back-up", "后备服务机构", "CN"),
            ("trustee", "受托机构", "CN"),
            ("bank", "银行", "CN"),
            ("issuer", "境外发行人", "HK"),
            ("tax", "税务机关", "CN"),
        )
    )
    return (
        f"schema: tallystick/deal/v1\nid: {small.id}\nname: {{zh: {small.zh}, en: {small.en}}}\npurpose: projection\n"
        f"as_of: 2026-09-15\nparties:\n{parties}"
        f"assets: {{class: {small.assets}, currency: CNY, cutoff: 2026-08-31}}\n"
        f"assumptions: {{base: {{prepayment: {{kind: cpr, rate: 5%}}}}}}\nstructure:\n{indented}"
    )


@cache
def deal_of(name: str) -> Deal:
    """One of the twenty, read and checked without a finding."""
    deal, document, findings = parse_deal(text_of(DEALS[name]).encode())
    assert deal is not None, findings
    assert document is not None
    found = check_deal(deal, document)
    assert found == (), [(each.code, each.place.path, each.arguments) for each in found]
    return deal


def months(
    count: int,
    *,
    defaulted: Sequence[int] = (),
    interest: int = 100,
    last: bool = False,
    pace: int = 20,
    recovered: Sequence[int] = (),
    pool: int = POOL,
    first: Period = FIRST,
) -> list[Collection]:
    """Months of collections, in parts of ten thousand of the pool: a twentieth repaid each month.

    Args:
        count: how many.
        defaulted: of each month, the rest of them nothing.
        interest: of each month.
        last: whether in the last month everybody repays.
        pace: in how many months the pool would be repaid.
        recovered: of each month, as `defaulted`.
        pool: in fen; `first` the first month.
    """
    opening, made = pool, []
    for number in range(count):
        gone = pool * (defaulted[number] if number < len(defaulted) else 0) // 10_000
        repaid = opening - gone if last and number == count - 1 else min(pool // pace, opening - gone)
        back = pool * (recovered[number] if number < len(recovered) else 0) // 10_000
        amounts = {
            "opening-balance": opening,
            "scheduled-principal": repaid,
            "prepaid-principal": 0,
            "interest": pool * interest // 10_000,
            "recoveries": back,
            "fees": 0,
            "defaulted-principal": gone,
            "closing-balance": opening - repaid - gone,
        }
        rows = [f"{item},{fen // 100}.{fen % 100:02},CNY,7" for item, fen in amounts.items()]
        content = "\n".join(["item,amount,currency,count", *rows, ""]).encode()
        period = first.add(number)
        read, found = parse_collection(content, period=period, currency=Currency.CNY, file=f"{period}")
        assert read is not None, found
        made.append(read)
        opening = amounts["closing-balance"]
    return made


def closed(name: str, given: Sequence[Collection]) -> tuple[Certificate, ...]:
    """The certificate of every month."""
    deal, made = deal_of(name), []
    for each in given:
        done, found = close_period(deal, given, period=each.period)
        assert done is not None, found
        made.append(certify(done))
    return tuple(made)


def seen(name: str, given: Sequence[Collection], events: str = "", known: date | None = None) -> tuple[MonthSeen, ...]:
    """The months as they are watched; the events, one a line, are of the last."""
    happened: tuple[PoolEvent, ...] = ()
    if events:
        head = "on,kind,asset,principal,price,party,reason"
        content = f"{head}\n{events}\n".encode()
        currency = deal_of(name).assets.currency
        happened, found = parse_events(content, period=given[-1].period, currency=currency, file="events.csv")
        assert found == ()
    made = [MonthSeen(collection=c, certificate=p) for c, p in zip(given, closed(name, given), strict=True)]
    made[-1] = MonthSeen(collection=given[-1], certificate=made[-1].certificate, events=happened, known=known)
    return tuple(made)


def watched(
    name: str,
    through: Sequence[MonthSeen],
    *,
    on: date,
    forecast: Sequence[Money] = (),
    told: Sequence[Told] = (),
    ended: Period | None = None,
) -> Watched:
    """How one of them stands on a day, filed and issued in September 2026."""
    filed = {each.period: amount for each, amount in zip(through, forecast, strict=False)}
    life: Life = life_of(deal_of(name), filed=FILED, issued=ISSUED, ended=ended)
    return watch_deal(life, of_months(through, filed, first=FIRST), told, as_of=on)
