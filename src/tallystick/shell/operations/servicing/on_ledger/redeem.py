"""`redeem`: once a class is repaid or written off to nothing, its units are taken off the ledger, each holder once.

    last month on record -> nothing outstanding -> one redemption a holder, by keys that follow from filing and class

While anything is outstanding nobody's units are redeemed: units stay, and the factor falls.
Source: DESIGN.md section 6; TOKEN.md section 4.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import finding
from tallystick.servicing.certificate import parse_certificate
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.issue_records import REDEEMED
from tallystick.shell.operations.issuance.later.standing import Desk, stands
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.ledgers.agents import AgentLedger
from tallystick.shell.operations.ports.ledgers.tokens import Order
from tallystick.shell.operations.servicing.close_records import closed_months

__all__ = ["Redeemed", "redeem"]

_PARTS: Final = (Part.ISSUER, Part.TRUSTEE)
_PLACE_DIGITS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Redeemed:
    """How many units were taken off the ledger, by class."""

    units: Mapping[str, int]


def redeem(desk: Desk, ledger: AgentLedger) -> Outcome[Redeemed]:
    """Redeem every unit of an issue whose classes are all repaid.

    Args:
        desk: who acts, on which filing.
        ledger: of the overseas home.
    """
    where, refused = stands(desk.evidence, desk.filing), desk.refusal(_PARTS)
    if refused is not None or where is None:
        return Outcome(value=None, findings=(refused,) if refused is not None else ())
    left = _outstanding(desk.evidence, desk.filing)
    open_classes = [name for name in where.tokens if left.get(name, "?") != "0"]
    if open_classes:
        found = finding("issuance.redeem-outstanding", classes=tuple(open_classes))
        return Outcome(value=None, findings=(found,))
    held = {name: ledger.holdings(token) for name, token in where.tokens.items()}
    desk.put(REDEEMED, {"classes": sorted(where.tokens)})
    units: dict[str, int] = {}
    for name, token in where.tokens.items():
        redeemed = len(ledger.redemptions(token))
        orders = [
            Order(key=_key(desk.filing, name, redeemed + place), holder=each.account, amount=each.amount)
            for place, each in enumerate(held[name])
        ]
        ledger.redeem(token, orders, at=desk.at)
        units[name] = sum(each.order.amount for each in ledger.redemptions(token))
    return Outcome(value=Redeemed(units=units))


def _outstanding(evidence: Evidence, filing: str) -> dict[str, str]:
    """Return what the last certificate on record leaves outstanding of each class, in minor units."""
    months = closed_months(evidence, filing)
    if not months:
        return {}
    period, row = months[-1]
    files = body_of(evidence, row)["files"]
    content = evidence.objects.get(str(files[f"certificate-{period}.json"])) if isinstance(files, dict) else b""
    certificate, _ = parse_certificate(content)
    lines = certificate.classes if certificate is not None else ()
    return {line.token_class: str(line.ending.minor) for line in lines}


def _key(filing: str, token_class: str, place: int) -> str:
    digest = sha256_hex(canonical({"filing": filing, "class": token_class, "act": "redeem"}))
    return digest[:-_PLACE_DIGITS] + f"{place:0{_PLACE_DIGITS}x}"
