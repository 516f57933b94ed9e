"""Where `watch` looks: a deal folder, an edition, a placement, collections, a home; and what it could not look at.

deal folder   terms, answers (bars again, declared events, expiry)     home     days on record, powers, what was told
edition       filed terms, notice, filed forecast                      ledger   what the ten obligations find

The terms that are watched are the filed ones, whatever a team makes of its deal file for a later filing; what goes on
in a deal's life is taken as it stands now: its procedures, answers, price and months.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.deal.parsing import parse_deal
from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.pricing import Pricing, parse_pricing, priced
from tallystick.servicing.close import FORECAST
from tallystick.shell.operations.deal.opened import DEAL_FILE, OpenedDeal, open_deal
from tallystick.shell.operations.issuance.allot import PRICING_FILE
from tallystick.shell.operations.issuance.receiving.received import Received, open_received
from tallystick.shell.operations.outcome import Outcome, has_errors

__all__ = ["Sources", "Subject", "filed_and_worked", "open_subject", "worked_on"]

_PLACED: Final = "placement/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Files by name; each is empty where the call names none.

    Attributes:
        forecast: as filed, where the package is at hand and no edition.
        worked: the deal file as it stands now, where `folder` has it as filed; its procedures count.
    """

    folder: Mapping[str, bytes] = field(default_factory=dict)
    crossed: Mapping[str, bytes] = field(default_factory=dict)
    placement: Mapping[str, bytes] = field(default_factory=dict)
    reported: Mapping[str, bytes] = field(default_factory=dict)
    forecast: bytes | None = None
    worked: bytes | None = None


def filed_and_worked(
    package: Mapping[str, bytes], worked: Mapping[str, bytes], *, crossed: Mapping[str, bytes] | None = None
) -> Sources:
    """Return where to look of a filing whose team works on: its terms as filed, and what goes on in its life as now.

    Args:
        package: as it was handed in.
        worked: files of the folder that are not in it, or are otherwise now.
        crossed: the edition, where it is at hand.
    """
    folder = {**package, **{name: each for name, each in worked.items() if name != DEAL_FILE}}
    sources = worked_on(folder, crossed=crossed or {}, reported=folder)
    return replace(sources, forecast=package.get(FORECAST), worked=worked.get(DEAL_FILE))


def worked_on(folder: Mapping[str, bytes], *, crossed: Mapping[str, bytes], reported: Mapping[str, bytes]) -> Sources:
    """Return where to look of a deal that is worked on: what was placed and reported lies among its own files.

    Args:
        folder: the deal folder.
        crossed: the edition.
        reported: the folder itself, or the files beside it.
    """
    placed = {name.removeprefix(_PLACED): each for name, each in reported.items() if name.startswith(_PLACED)}
    return Sources(folder=folder, crossed=crossed, placement=placed, reported=reported)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subject:
    """The deal that is watched, read from what there is of it.

    Attributes:
        deal: as priced, where its price is at hand.
        opened: the deal folder; None where only an edition is there.
        received: the edition; None where only a folder is there.
        pricing: what was agreed; None where it is not at hand.
        projected: the filed months of the base case, from the package; None where it is not at hand.
    """

    deal: Deal
    opened: OpenedDeal | None
    received: Received | None
    pricing: Pricing | None
    projected: bytes | None = None

    @property
    def filing(self) -> str:
        """The id of the filing, where an edition names it."""
        return self.received.edition.head.filing if self.received is not None else ""

    @property
    def notice_day(self) -> dt.date | None:
        """The day of the published notice, where it came with the edition."""
        return self.received.notice_day if self.received is not None else None

    def forecast(self) -> bytes | None:
        """Return the filed months of the base case; None where neither edition nor package is at hand."""
        return self.received.edition.contents.get(FORECAST) if self.received is not None else self.projected


def open_subject(sources: Sources) -> Outcome[Subject]:
    """Read the deal from its folder, its edition or both; None where neither can be used."""
    found: list[Finding] = []
    opened = received = None
    if DEAL_FILE in sources.folder:
        outcome = open_deal(sources.folder)
        opened = outcome.value if outcome.value is None else _lived_on(outcome.value, sources.worked)
        found += outcome.findings
    if sources.crossed:
        crossed = open_received(sources.crossed)
        received = crossed.value if not has_errors(crossed.findings) else None
        found += crossed.findings
    filed = received.deal if received is not None else opened.deal if opened is not None else None
    if filed is not None and opened is not None:  # an edition has no procedures
        filed = filed.model_copy(update={"procedures": opened.deal.procedures})
    if filed is None:
        missing = finding("deal.file-missing", file=DEAL_FILE, name=DEAL_FILE)
        return Outcome(value=None, findings=tuple(found) or (missing,))
    deal, pricing = filed, None
    if PRICING_FILE in sources.placement:
        pricing, about = parse_pricing(sources.placement[PRICING_FILE], filed)
        found += about
        deal = priced(filed, pricing) if pricing is not None and not has_errors(about) else filed
    subject = Subject(deal=deal, opened=opened, received=received, pricing=pricing, projected=sources.forecast)
    return Outcome(value=subject, findings=tuple(found))


def _lived_on(opened: OpenedDeal, worked: bytes | None) -> OpenedDeal:
    """Return a deal as filed with its procedures as they stand now, where that can be read."""
    now = parse_deal(worked)[0] if worked is not None else None
    if now is None:
        return opened
    return replace(opened, deal=opened.deal.model_copy(update={"procedures": now.procedures}))
