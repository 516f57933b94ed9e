"""Orders: what must stop because a bar has come true after the filing, or because nothing that counts shows it has not.

    a bar true              suspend issuance, through the guardian; report at once (D2-21)
    evidence expired only   make no new mint plan; what was issued goes on

An order is a value and a paper. A person carries it out with their own key (`suspend`); nothing signs by itself.
Source: Guideline ¶3 and ¶6; TM-25 by analogy (LAW.md c.1, d.2 event 21).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.law.instruments import Kind
from tallystick.law.screening import WeighedRule
from tallystick.law.values import Truth
from tallystick.supervision.watching.events import Detected, Trace, detected, found_so, in_both

__all__ = ["Measure", "Order", "bars_again", "order_findings", "parse_order"]

_SCHEMA = "tallystick/order/v1"


class Measure(StrEnum):
    """What is to be done."""

    SUSPEND = "suspend-issuance"
    BLOCK = "block-new-mint-plans"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order.

    Attributes:
        deal: its id.
        measure: what is to be done.
        rules: ids of the bars that call for it.
        day: the day of the facts it rests on.
    """

    deal: str
    measure: Measure
    rules: tuple[str, ...]
    day: date

    def content(self) -> bytes:
        """Return the order as the paper on which issuance is suspended: canonical JSON."""
        return canonical(
            {
                "schema": _SCHEMA,
                "deal": self.deal,
                "measure": self.measure.value,
                "rules": list(self.rules),
                "day": self.day.isoformat(),
            }
        )

    @property
    def digest(self) -> str:
        """The SHA-256 of the paper, which the ledger keeps as the reason."""
        return sha256_hex(self.content())


def bars_again(
    results: Iterable[WeighedRule], *, deal: str, filed: date, as_of: date
) -> tuple[tuple[Order, ...], tuple[Detected, ...]]:
    """Return the orders and events that bars give rise to after the filing.

    Args:
        results: of every rule, on the day's facts.
        deal: its id.
        filed: the day of the filing; before it nothing is ordered, since nothing may be issued.
        as_of: the day of the question.
    """
    if as_of < filed:
        return (), ()
    bars = [each for each in results if each.rule.kind is Kind.BAR]
    true = [each for each in bars if each.truth is Truth.TRUE]
    waiting = tuple(each.rule.id for each in bars if not each.truth.settled)
    orders: list[Order] = []
    if true:
        day = max(filed, min(as_of, *(_day(each, as_of) for each in true)))
        rules = tuple(each.rule.id for each in true)
        orders.append(Order(deal=deal, measure=Measure.SUSPEND, rules=rules, day=day))
    if waiting:
        orders.append(Order(deal=deal, measure=Measure.BLOCK, rules=waiting, day=as_of))
    return tuple(orders), tuple(_event(each, filed, as_of) for each in true)


def parse_order(content: bytes, *, file: str) -> tuple[Order | None, tuple[Finding, ...]]:
    """Read an order as `Order.content` wrote it, to the byte; None where it is none.

    Args:
        content: of the paper.
        file: its name, for findings.
    """
    try:
        said = parse_canonical(content)
        known = isinstance(said, dict) and said.get("schema") == _SCHEMA
        read = _read(said) if known and isinstance(said, dict) else None
    except (CanonicalError, KeyError, ValueError):
        read = None
    if read is None or read.content() != content:
        return None, (finding("supervision.order-unreadable", file=file),)
    return read, ()


def _read(said: Mapping[str, object]) -> Order:
    rules = said["rules"]
    return Order(
        deal=str(said["deal"]),
        measure=Measure(str(said["measure"])),
        rules=tuple(str(each) for each in rules) if isinstance(rules, list) else (),
        day=date.fromisoformat(str(said["day"])),
    )


def order_findings(orders: Iterable[Order]) -> tuple[Finding, ...]:
    """Return what an order asks of people; a suspension is an error, a block waits for evidence."""
    found: list[Finding] = []
    for each in orders:
        suspends = each.measure is Measure.SUSPEND
        code = "supervision.order-suspend" if suspends else "supervision.order-block"
        found.append(finding(code, rules=each.rules, digest=each.digest))
    return tuple(found)


def _event(result: WeighedRule, filed: date, as_of: date) -> Detected:
    day = max(filed, _day(result, as_of))
    evidence = dict.fromkeys(
        Trace(reference=piece.reference, sha256=piece.sha256)
        for read in found_so(result.trace)
        for piece in read.evidence
    )
    fact = in_both("supervision.fact.bar", rule=result.rule.id, title=result.rule.title)
    return detected(
        "D2-21",
        f"{result.rule.id}/{day.isoformat()}",
        fact,
        period=day.isoformat(),
        arose=day,
        known=day,
        evidence=evidence,
    )


def _day(result: WeighedRule, as_of: date) -> date:
    """Return the day of the latest fact a rule was found true on."""
    return max((fact.as_of for fact in found_so(result.trace)), default=as_of)
