"""What the acts of a public copy state: how many units the plan mints, and who may hold."""

from collections.abc import Mapping

from tallystick.issuance.proofs import Eligibility, Registered
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.issuance.registrations import midnight
from tallystick.shell.operations.supervision.public.opened import Public

__all__ = ["eligible_as_stated", "issued_units"]


def issued_units(plan: Mapping[str, object]) -> dict[str, int]:
    """Return how many units of each class the approved plan mints."""
    said = plan.get("plan")
    orders = said.get("orders") if isinstance(said, dict) else None
    units: dict[str, int] = {}
    for each in orders if isinstance(orders, list) else []:
        units[str(each["class"])] = units.get(str(each["class"]), 0) + int(str(each["units"]))
    return units


def eligible_as_stated(public: Public, received: Received) -> Eligibility:
    """Return who may hold, as the issuer and the trustee state it of the filed terms."""
    tokens, lines = received.deal.tokens, public.statement.holders
    return Eligibility(
        admitted=frozenset((name, each.wallet.lower()) for each in lines for name in each.admitted),
        jurisdictions=frozenset(tokens.eligible.jurisdictions) if tokens is not None else frozenset(),
        registered={
            each.wallet.lower(): Registered(
                until=midnight(each.until), classes=each.registered, jurisdiction=each.jurisdiction
            )
            for each in lines
            if each.registered
        },
        largest_number=tokens.eligible.largest_number if tokens is not None else None,
    )
