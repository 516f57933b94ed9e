"""A transfer against payment: units go when the buyer's money is good, money goes when the units have gone.

    agreed -> cash cleared, to the cent -> units transferred -> cash released to the seller
    agreed -> the last day is over, or the trade cannot be delivered -> the cash goes back where it came from

What has not cleared is not money yet: until the last day the cash is *not known* to come, after it, it did not.
Laws: cash is released or returned, never both; what is returned is what came, payment by payment.
Source: the delivery-versus-payment model 1 of the BIS (gross settlement of both legs), trade by trade.
It asks neither bank nor ledger: statement and standing are passed in.
"""

import datetime as dt
from collections.abc import Sequence

from tallystick.deal.deal import Deal
from tallystick.deal.parsing import build
from tallystick.deal.reading import read_yaml
from tallystick.deal.scalars import DateText, Identifier, MoneyText, Record, Text, Whole
from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.closing.escrow import Payment, Refund
from tallystick.law.values import Truth
from tallystick.units.money import Money, total
from tallystick.units.wallets import checksummed, is_address

__all__ = ["Trade", "cash_leg", "read_trade", "returned"]


class Trade(Record):
    """What was agreed. Payments of it name the trade's id as their subscriber on the settlement account's statement.

    `seller_account` is where the seller is paid, as the bank knows it.
    """

    deal: Identifier
    id: Identifier
    token_class: Identifier
    seller: Text
    buyer: Text
    units: Whole
    price: MoneyText
    agreed: DateText
    settle_by: DateText
    seller_account: Text | None = None

    def as_agreed(self) -> dict[str, object]:
        """Return the terms in plain values, those that were not agreed left out."""
        return self.model_dump(mode="json", exclude_none=True)

    @property
    def released(self) -> Refund:
        """What the bank pays the seller once the units have gone; the account is empty where none was agreed."""
        return Refund(reference=self.id, subscriber=self.seller, account=self.seller_account or "", amount=self.price)


def read_trade(content: bytes, deal: Deal, *, file: str = "trade.yaml") -> tuple[Trade | None, tuple[Finding, ...]]:
    """Read a trade; None where it cannot be used."""
    document, found = read_yaml(content, file=file)
    if document is None:
        return None, found
    trade, more = build(Trade, document)
    if trade is None:
        return None, (*found, *more)
    classes = deal.tokens.classes if deal.tokens is not None else {}
    wrong = []
    if trade.deal != deal.id or trade.token_class not in classes:
        wrong.append(finding("issuance.trade-other", file=file, named=f"{trade.deal} {trade.token_class}"))
    for side, wallet in (("seller", trade.seller), ("buyer", trade.buyer)):
        if not is_address(wallet) or checksummed(wallet) != wallet:
            wrong.append(finding("issuance.trade-address", file=file, path=side, wallet=wallet))
    if trade.seller.lower() == trade.buyer.lower():
        wrong.append(finding("issuance.trade-itself", file=file, path="buyer", wallet=trade.buyer))
    if trade.units == 0 or not trade.price.is_positive():
        wrong.append(finding("issuance.trade-nothing", file=file, units=trade.units, price=trade.price))
    if trade.settle_by < trade.agreed:
        last, agreed = trade.settle_by, trade.agreed
        wrong.append(finding("issuance.trade-days", file=file, path="settle_by", last=last, agreed=agreed))
    return (None if wrong else trade), (*found, *more, *wrong)


def cash_leg(trade: Trade, payments: Sequence[Payment], *, as_of: dt.date) -> tuple[Truth, tuple[Finding, ...]]:
    """Return whether the price has cleared: no longer to be hoped for after the last day.

    Args:
        trade: as agreed.
        payments: on the statement.
        as_of: the day of the question.
    """
    own = [each for each in payments if each.subscriber == trade.id]
    other = [each for each in own if each.amount.currency is not trade.price.currency]
    if other:
        paid = other[0].amount
        return Truth.FALSE, (finding("issuance.trade-paid-otherwise", trade=trade.id, paid=paid, price=trade.price),)
    good = total((each.amount for each in own if each.good(as_of)), trade.price.currency)
    if good > trade.price:
        return Truth.FALSE, (finding("issuance.trade-paid-otherwise", trade=trade.id, paid=good, price=trade.price),)
    if good == trade.price:
        return Truth.TRUE, ()
    if as_of > trade.settle_by:
        return Truth.FALSE, (finding("issuance.trade-unpaid", trade=trade.id, paid=good, price=trade.price),)
    return Truth.UNKNOWN, (finding("issuance.trade-waits", trade=trade.id, paid=good, price=trade.price),)


def returned(trade: Trade, payments: Sequence[Payment], *, as_of: dt.date) -> tuple[Refund, ...]:
    """Return what goes back of a trade that failed: each payment that cleared, whole, to where it came from."""
    return tuple(
        Refund(reference=each.reference, subscriber=each.subscriber, account=each.account, amount=each.amount)
        for each in payments
        if each.subscriber == trade.id and each.good(as_of) and each.amount != Money.zero(each.amount.currency)
    )
