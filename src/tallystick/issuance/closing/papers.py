"""The closing papers (`closing.yaml`): conditions precedent, where the money goes, and what came home.

A condition is met with a day and its evidence, is not met, or is not known yet; only the first lets an issue close.
What is put to use must be the proceeds, to the cent, in every currency. Remittances into the mainland come after the
closing, each with its bank and the number of its registration; more than the purchase price cannot come home.
Source: LAW.md G3-1 (method, proceeds, fees, registration and custody) and part 7 (registration of cross-border money).
It reads no evidence: it says which is named.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final, Literal, TypeAlias

from tallystick.deal.deal import Deal
from tallystick.deal.parsing import build
from tallystick.deal.parties import Bilingual
from tallystick.deal.reading import Document, Path, read_yaml
from tallystick.deal.scalars import DateText, Identifier, MoneyText, Record, Text, YesNo
from tallystick.evidence.findings import Finding, Value
from tallystick.evidence.persons import Name
from tallystick.law.values import Truth
from tallystick.units.money import Currency, Money, total

__all__ = [
    "PURCHASE_PRICE",
    "ClosingPapers",
    "Condition",
    "Remittance",
    "Use",
    "UseKind",
    "check_papers",
    "read_papers",
]

UseKind: TypeAlias = Literal["purchase-price", "fee", "reserve"]

PURCHASE_PRICE: Final = "purchase-price"
_Fault = tuple[str, Path, dict[str, Value]]


class Condition(Record):
    """One condition precedent: met on a day by named evidence, not met, or not known yet."""

    id: Identifier
    text: Bilingual
    met: YesNo | None = None
    on: DateText | None = None
    evidence: Text | None = None

    def standing(self, as_of: dt.date) -> Truth:
        """Whether it is met on a day."""
        if self.met is False:
            return Truth.FALSE
        shown = self.met and self.evidence is not None and self.on is not None and self.on <= as_of
        return Truth.TRUE if shown else Truth.UNKNOWN


class Use(Record):
    """Where a part of the proceeds goes: the purchase price, a fee or a reserve."""

    kind: UseKind
    payee: Bilingual
    amount: MoneyText
    note: Bilingual | None = None


class Remittance(Record):
    """Money of the purchase price that came home: through which bank, under which registration."""

    on: DateText
    amount: MoneyText
    bank: Bilingual
    registration: Text


class ClosingPapers(Record):
    """The closing papers. `method`, `market` and `custody` are what the completion report says of them."""

    deal: Identifier
    method: Bilingual
    market: Bilingual
    custody: Bilingual
    conditions: tuple[Condition, ...]
    uses: tuple[Use, ...]
    repatriation: tuple[Remittance, ...] = ()

    def spent(self, currency: Currency, kind: UseKind | None = None) -> Money:
        """Return what goes to uses of a kind, or to all, in one currency."""
        chosen = (each.amount for each in self.uses if kind in {None, each.kind})
        return total((each for each in chosen if each.currency is currency), currency)

    def returned(self, currency: Currency) -> Money:
        """Return what came home in one currency."""
        return total((each.amount for each in self.repatriation if each.amount.currency is currency), currency)


def read_papers(
    content: bytes, *, file: str = "closing.yaml"
) -> tuple[ClosingPapers | None, Document | None, tuple[Finding, ...]]:
    """Read the closing papers; None where they cannot be used."""
    document, found = read_yaml(content, file=file)
    if document is None:
        return None, None, found
    papers, more = build(ClosingPapers, document)
    return papers, document, (*found, *more)


def check_papers(
    papers: ClosingPapers, document: Document, deal: Deal, *, proceeds: Mapping[Currency, Money], as_of: dt.date
) -> tuple[Finding, ...]:
    """Return what keeps an issue from closing on these papers.

    Args:
        papers: as read.
        document: with its line marks.
        deal: the filed deal.
        proceeds: gross proceeds by currency.
        as_of: the day of closing.
    """
    faults = [*_conditions(papers, as_of), *_flows(papers, proceeds)]
    if papers.deal != deal.id:
        faults.append(("issuance.closing-other-deal", ("deal",), {"named": papers.deal, "deal": deal.id}))
    return tuple(document.fault(code, path, arguments) for code, path, arguments in faults)


def _conditions(papers: ClosingPapers, as_of: dt.date) -> Iterator[_Fault]:
    named: set[str] = set()
    for place, each in enumerate(papers.conditions):
        path = ("conditions", place)
        if each.id in named:
            yield "issuance.condition-twice", (*path, "id"), {"id": each.id}
        named.add(each.id)
        standing = each.standing(as_of)
        if standing is Truth.FALSE:
            yield "issuance.condition-unmet", path, {"id": each.id, "text": _name(each.text)}
        elif standing is Truth.UNKNOWN:
            yield "issuance.condition-open", path, {"id": each.id, "text": _name(each.text), "day": as_of}


def _flows(papers: ClosingPapers, proceeds: Mapping[Currency, Money]) -> Iterator[_Fault]:
    for place, each in enumerate(papers.uses):
        if each.amount.minor <= 0:
            yield "issuance.use-amount", ("uses", place, "amount"), {"amount": each.amount}
    currencies = {each.amount.currency for each in papers.uses} | set(proceeds)
    for currency in sorted(currencies, key=lambda each: each.value):
        raised, spent = proceeds.get(currency, Money.zero(currency)), papers.spent(currency)
        if raised != spent:
            yield "issuance.flow-differs", ("uses",), {"proceeds": raised, "uses": spent}
    price = {each.amount.currency for each in papers.repatriation}
    for currency in sorted(price, key=lambda each: each.value):
        bought, home = papers.spent(currency, PURCHASE_PRICE), papers.returned(currency)
        if home > bought:
            yield "issuance.repatriated-more", ("repatriation",), {"repatriated": home, "price": bought}


def _name(text: Bilingual) -> Name:
    return Name(zh=text.zh, en=text.en)
