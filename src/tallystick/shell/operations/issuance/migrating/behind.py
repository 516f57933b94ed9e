"""Who cannot go over to the later tokens now, and why: by the registry, a token, the later filing, or its minimum.

Before a migration has begun, whoever the later filing does not admit, or who would hold less than its minimum, stops
it, because they can still sell or buy. Once it has begun nobody can, and whoever became such a holder since, as by an
order of the trustee, stays behind and keeps nobody else.
"""

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import both
from tallystick.law.values import Truth
from tallystick.shell.operations.issuance.later.standing import Desk, Stands
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.operations.issuance.registrations import limits, reasons_against
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.ports.ledgers.tokens import Holding, Ineligibility

__all__ = ["admitted_to", "held_below", "left_behind"]


def admitted_to(prepared: Prepared, name: str) -> frozenset[str]:
    """Return the addresses, in lower case, that the later filing admits to a class."""
    orders = (each.subscription for each in prepared.placed.admissions if each.admitted is Truth.TRUE)
    return frozenset(each.wallet.lower() for each in orders if each.token_class == name)


def held_below(
    prepared: Prepared, name: str, held: tuple[Holding, ...], over: tuple[Holding, ...] = ()
) -> tuple[tuple[str, ...], int]:
    """Return who would hold fewer units than the later filing's minimum, and the minimum; what went over counts.

    Args:
        prepared: the issue under the later filing.
        name: the class.
        held: of the earlier token.
        over: of the later token.
    """
    least = limits(prepared.received.deal, name, closing=prepared.pricing.closing)["minimum_holding"]
    there = {each.account: each.amount for each in over}
    return tuple(each.account for each in held if 0 < each.amount + there.get(each.account, 0) < least), least


def left_behind(
    desk: Desk, reader: LedgerReader, prepared: Prepared, name: str, *, before: Stands, later: Stands
) -> dict[str, Name]:
    """Return every holder of a class who cannot go over now, with the reason; whoever is not in it can.

    Args:
        desk: on the later filing.
        reader: of the ledger.
        prepared: the issue under the later filing.
        name: the class.
        before: where the issue stands under the earlier filing.
        later: and under the later.
    """
    holdings, over = reader.holdings(before.tokens[name]), reader.holdings(later.tokens[name])
    held, now = [each.account for each in holdings], max(desk.at, reader.head().at)
    reasons = reasons_against(reader, before.eligibility, prepared.received.deal, name, held, at=now)
    small, least = held_below(prepared, name, holdings, over)
    admitted = admitted_to(prepared, name)
    found = {each: both("issuance.left.below", least=least) for each in small}
    found |= {each: both("issuance.left.unadmitted") for each in held if each.lower() not in admitted}
    judged = zip(held, reasons, strict=True)
    found |= {each: both(f"chain.ineligibility.{why}") for each, why in judged if why is not Ineligibility.NONE}
    barred = {each for token in (before, later) for each in reader.frozen_on(token.tokens[name], held)}
    return found | dict.fromkeys(sorted(barred), both(f"chain.ineligibility.{Ineligibility.FROZEN}"))
