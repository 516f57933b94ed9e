"""Small deals for the waterfall: written as deal files, so that a test reads like one."""

from pathlib import Path

from tallystick.cashflow.waterfall import DealState, PoolFacts, opening_state
from tallystick.deal.parsing import build
from tallystick.deal.reading import read_yaml
from tallystick.deal.structure import Structure
from tallystick.units.money import Currency, Money
from tallystick.units.periods import Period

FIRST = Period.parse("2026-09")

ORDINARY = (Path(__file__).parent / "ordinary.yaml").read_text(encoding="utf-8")


def structure(text: str = ORDINARY) -> Structure:
    document, findings = read_yaml(text.encode(), file="structure.yaml")
    assert not findings
    assert document is not None
    built, findings = build(Structure, document)
    assert not findings, findings
    assert built is not None
    return built


def opening(text: str = ORDINARY, pool: str = "8000.00") -> DealState:
    return opening_state(structure(text), initial_pool=cny(pool))


def cny(amount: str) -> Money:
    return Money.parse(f"{amount} CNY")


def usd(amount: str) -> Money:
    return Money.parse(f"{amount} USD")


def month(
    number: int = 1,
    *,
    interest: str = "0",
    principal: str = "0",
    defaulted: str = "0",
    beginning: str = "8000.00",
    currency: Currency = Currency.CNY,
) -> PoolFacts:
    """One month of collections; the pool ends at what was neither paid nor defaulted."""
    amounts = [Money.parse_amount(text, currency) for text in (interest, principal, defaulted, beginning)]
    return PoolFacts(
        period=FIRST.add(number - 1),
        beginning=amounts[3],
        ending=amounts[3] - amounts[1] - amounts[2],
        defaulted=amounts[2],
        collected={"interest": amounts[0], "scheduled-principal": amounts[1]},
    )
