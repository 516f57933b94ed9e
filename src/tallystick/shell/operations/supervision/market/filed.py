"""One filing as the market sees it: its parties and pool as filed, its payers, and what persons determined.

Everything is read from the package as it was handed in, so that two people who look see the same deal.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.deal.parties import Party
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.shell.operations.deal.opened import OpenedDeal, open_deal
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.journal import FilingRow
from tallystick.shell.operations.supervision.market.decided import cases_of
from tallystick.supervision.market.precedents import Case
from tallystick.supervision.market.records import Claim, DealRecord, PartyRecord, Source, parts
from tallystick.supervision.market.sharing import MATERIAL
from tallystick.tape.payers import payer_table
from tallystick.units.periods import Period

__all__ = ["FiledDeal", "filed_deal"]

_REGION: Final = slice(2, 4)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FiledDeal:
    """One filing: the folder it was made of, and what of it can be laid beside other deals.

    `names` tells what people call the deal and those by whom it hangs with others, as `record` knows them.
    """

    filing: str
    opened: OpenedDeal
    record: DealRecord
    claims: tuple[Claim, ...]
    payers: tuple[tuple[str, str, int], ...]
    parties: tuple[PartyRecord, ...]
    cases: tuple[Case, ...]
    names: Mapping[str, Name]

    @property
    def deal(self) -> Deal:
        """The deal as filed."""
        return self.opened.deal


def filed_deal(evidence: Evidence, row: FilingRow) -> Outcome[FiledDeal]:
    """Read a filing; None where its deal file cannot be used, with a finding that names it.

    Raises:
        ObjectMissingError, ObjectDamagedError: a stored file is not what was handed in.
    """
    opened = open_deal(package_of(evidence, row.id).contents).value
    if opened is None:
        unread: tuple[Finding, ...] = (finding("supervision.market-unread", filing=row.id),)
        return Outcome(value=None, findings=unread)
    deal = opened.deal
    payers = tuple(_payers(opened))
    filer = deal.parties.get("filer")
    record = DealRecord(
        deal=deal.id,
        filer=_known(filer),
        originator=_known(deal.parties.get("originator") or filer),
        issuer=_known(deal.parties.get("issuer")),
        servicer=_known(deal.parties.get("servicer") or deal.parties.get("originator") or filer),
        asset_class=deal.assets.asset_class,
        region=(filer.uscc or "")[_REGION] if filer is not None else "",
        currency=deal.assets.currency.value,
        pool=sum(amount for _, _, amount in payers),
        material=frozenset(_material(opened)),
    )
    return Outcome(
        value=FiledDeal(
            filing=row.id,
            opened=opened,
            record=record,
            claims=tuple(_plan(deal, record.pool)),
            payers=payers,
            parties=tuple(_parties(opened)),
            cases=tuple(cases_of(opened)),
            names=_names(deal),
        )
    )


def _known(party: Party | None) -> str:
    """Return by what a party is known across deals: its code where it has one, else its name."""
    return "" if party is None else party.uscc or party.lei or party.name.zh


def _names(deal: Deal) -> Mapping[str, Name]:
    named = {_known(each): Name(zh=each.name.zh, en=each.name.en) for each in deal.parties.values()}
    return {**named, deal.id: Name(zh=deal.name.zh, en=deal.name.en)}


def _plan(deal: Deal, pool: int) -> Iterator[Claim]:
    closing = Period.of(deal.as_of)
    if pool:
        yield Claim(deal=deal.id, period=closing, figure="closing-pool", source=Source.PLAN, minor=pool)
    for name, each in (deal.tokens.classes if deal.tokens is not None else {}).items():
        figure = f"issued:{name}"
        yield Claim(deal=deal.id, period=closing, figure=figure, source=Source.PLAN, minor=each.cap.minor)


def _payers(opened: OpenedDeal) -> Iterator[tuple[str, str, int]]:
    """Yield what each payer owes: by the list where there is one for the pool itself, else by the tape."""
    deal = opened.deal.id
    listed = [row for row in opened.payers or () if not row.layer]
    if listed:
        yield from ((deal, f"{deal}/{row.payer}", row.unpaid.minor) for row in listed)
    elif opened.tape is not None:
        yield from ((deal, f"{deal}/{each.id}", each.minor) for each in payer_table(opened.tape).payers)


def _material(opened: OpenedDeal) -> Iterator[str]:
    """Yield the payers of the groups that the filing itself shows above the share of a material payer."""
    listed = [row for row in opened.payers or () if not row.layer]
    whole = sum(row.unpaid.minor for row in listed)
    for group in dict.fromkeys(row.group for row in listed):
        members = [row for row in listed if row.group == group]
        if parts(sum(row.unpaid.minor for row in members), whole) > MATERIAL:
            yield from (f"{opened.deal.id}/{row.payer}" for row in members)


def _parties(opened: OpenedDeal) -> Iterator[PartyRecord]:
    """Yield the payers that the list names; a group of the filing is what its members hang on."""
    deal = opened.deal.id
    for row in opened.payers or ():
        code = row.marks[0] if len(row.marks) > 1 else ""
        group = f"{deal}/{row.group}" if row.group != row.payer else ""
        yield PartyRecord(id=f"{deal}/{row.payer}", name=row.marks[-1], identifier=code, controller=group)
