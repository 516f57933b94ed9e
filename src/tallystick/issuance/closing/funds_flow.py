"""The funds flow of a closing: from subscribers through the subscription account to its uses, and back where too much.

    cleared = proceeds + given back;   proceeds = purchase price + fees + reserves;   home <= purchase price

Laws: each line of the memo is money that moves once; in every currency, in = out, to the cent.
Source: LAW.md G3-1 (gross proceeds, fee detail) and part 7 (repatriation).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tallystick.evidence.persons import Name
from tallystick.issuance.closing.escrow import Position, Refund
from tallystick.issuance.closing.papers import PURCHASE_PRICE, ClosingPapers
from tallystick.units.money import Currency, Money, total

__all__ = ["FlowLine", "FundsFlow", "funds_flow"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowLine:
    """One movement. `kind` is paid-in, a kind of use, given-back or repatriated; `who` in both languages."""

    kind: str
    who: Name
    amount: Money
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FundsFlow:
    """The memo: what came in, what goes out, and of that what came home already."""

    deal: str
    paid_in: tuple[FlowLine, ...]
    paid_out: tuple[FlowLine, ...]
    repatriated: tuple[FlowLine, ...]
    to_repatriate: tuple[Money, ...]

    def currencies(self) -> tuple[Currency, ...]:
        """Return every currency in which money moves, by its code."""
        lines = (*self.paid_in, *self.paid_out)
        return tuple(sorted({each.amount.currency for each in lines}, key=lambda each: each.value))

    def sums(self, currency: Currency) -> tuple[Money, Money]:
        """Return what comes in and what goes out in one currency."""
        return _sum(self.paid_in, currency), _sum(self.paid_out, currency)

    def as_canonical(self) -> dict[str, object]:
        """Return the memo as a JSON-able record; amounts as text."""
        return {
            "schema": "tallystick/funds-flow/v1",
            "deal": self.deal,
            "paid_in": [_line(each) for each in self.paid_in],
            "paid_out": [_line(each) for each in self.paid_out],
            "repatriated": [_line(each) for each in self.repatriated],
            "to_repatriate": [str(each) for each in self.to_repatriate],
            "sums": {each.value: [str(money) for money in self.sums(each)] for each in self.currencies()},
        }


def funds_flow(
    deal: str,
    papers: ClosingPapers,
    standing: Sequence[Position],
    refunds: Sequence[Refund],
    *,
    names: Mapping[str, str],
) -> FundsFlow:
    """Draw up the memo.

    Args:
        deal: its id.
        papers: the closing papers.
        standing: of every subscriber.
        refunds: what goes back.
        names: of subscribers, by their ids; an id without a name stands for itself.
    """
    paid_in = tuple(
        FlowLine(kind="paid-in", who=_same(names.get(each.subscriber, each.subscriber)), amount=each.cleared)
        for each in standing
        if each.cleared.minor
    )
    uses = tuple(
        FlowLine(kind=each.kind, who=Name(zh=each.payee.zh, en=each.payee.en), amount=each.amount)
        for each in papers.uses
    )
    back = tuple(
        FlowLine(
            kind="given-back",
            who=_same(names.get(each.subscriber, each.subscriber)),
            amount=each.amount,
            reference=each.reference,
        )
        for each in refunds
    )
    home = tuple(
        FlowLine(
            kind="repatriated",
            who=Name(zh=each.bank.zh, en=each.bank.en),
            amount=each.amount,
            reference=each.registration,
        )
        for each in papers.repatriation
    )
    return FundsFlow(
        deal=deal,
        paid_in=paid_in,
        paid_out=(*uses, *back),
        repatriated=home,
        to_repatriate=tuple(_outstanding(papers)),
    )


def _outstanding(papers: ClosingPapers) -> Iterator[Money]:
    """Yield what of the purchase price has not come home, by currency."""
    for currency in sorted({each.amount.currency for each in papers.uses}, key=lambda each: each.value):
        left = papers.spent(currency, PURCHASE_PRICE) - papers.returned(currency)
        if left.minor > 0:
            yield left


def _same(name: str) -> Name:
    return Name(zh=name, en=name)


def _sum(lines: Sequence[FlowLine], currency: Currency) -> Money:
    return total((each.amount for each in lines if each.amount.currency is currency), currency)


def _line(each: FlowLine) -> dict[str, object]:
    reference = {"reference": each.reference} if each.reference else {}
    return {"kind": each.kind, "who": {"zh": each.who.zh, "en": each.who.en}, "amount": str(each.amount), **reference}
