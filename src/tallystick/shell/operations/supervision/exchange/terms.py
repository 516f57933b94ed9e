"""On what exchanges of a home rest: an agreement and the other side's officers, adopted by two of the own authority.

    agreement.yaml, people.yaml -> read -> two persons sign for both digests -> on record, by the agreement's id

The roll is handed over as a file, like everything between two authorities. Of it only the other authority's people
count, on their own side and in the role that acts there; whoever is not on the roll adopted last is a stranger.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tallystick.deal.answers.people import parse_people
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Person, Side
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.evidence.roles import ROLES, Part
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.journal import ActRow
from tallystick.shell.operations.supervision.exchange.reading import beside, messages
from tallystick.shell.operations.supervision.exchange.recorded import Officers, own_keys, put
from tallystick.supervision.exchange.agreements import parse_agreement
from tallystick.supervision.exchange.exchanging import terms_findings
from tallystick.supervision.exchange.messages import Agreement, Terms

__all__ = ["AGREED", "AGREEMENT_FILE", "PARTS", "ROLL_FILE", "Adopted", "adopted", "agree", "house_of", "read_terms"]

AGREED: Final = "supervision.exchange.agreed"
AGREEMENT_FILE: Final = "agreement.yaml"
ROLL_FILE: Final = "people.yaml"
PARTS: Final = {Side.ONSHORE: Part.REVIEWER, Side.OVERSEAS: Part.OFFICER}
"""In which part somebody acts for the authority of a side."""
_LEAST: Final = {Side.ONSHORE: 2, Side.OVERSEAS: 1}
"""How many officers of a side must be known: two sign an answer, one a request."""

_Read = Outcome[tuple[Agreement, tuple[Person, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """An agreement in a home, the other side's officers, and the act by which two adopted both."""

    agreement: Agreement
    officers: tuple[Person, ...]
    terms: Terms
    row: ActRow


def house_of(agreement: Agreement, side: Side) -> str:
    """Return the authority of a side, by its English name on the roll."""
    return agreement.home if side is Side.ONSHORE else agreement.abroad


def read_terms(agreement: bytes, roll: bytes, side: Side) -> _Read:
    """Read an agreement, and the officers of the other side from a roll; None where too few of them are on it.

    Args:
        agreement: ``agreement.yaml``, the same on both sides.
        roll: in the form of ``people.yaml``.
        side: the own one.
    """
    agreed, found = parse_agreement(agreement, file=AGREEMENT_FILE)
    people, about = parse_people(roll, file=ROLL_FILE)
    if agreed is None or has_errors(about):
        return Outcome(value=None, findings=(*found, *about))
    other = Side.OVERSEAS if side is Side.ONSHORE else Side.ONSHORE
    house, roles = house_of(agreed, other), ROLES[PARTS[other]]
    theirs = (each for each in people if each.side is other and each.organisation.en == house)
    officers = tuple(each for each in theirs if any(map(each.has_role, roles)))
    if len(officers) < _LEAST[other]:
        short = finding("supervision.exchange-roll-short", file=ROLL_FILE, house=house, count=_LEAST[other])
        return Outcome(value=None, findings=(short,))
    return Outcome(value=(agreed, officers))


_read = lru_cache(maxsize=32)(read_terms)


def agree(evidence: Evidence, agreement: bytes, roll: bytes, officers: Officers, side: Side) -> Outcome[Terms]:
    """Adopt an agreement with the roll of the other side's officers, for two of the own authority who sign.

    Args:
        evidence: of the home.
        agreement: as in `read_terms`; `roll` as well.
        roll: the other side's people.
        officers: who adopt them.
        side: of the home.
    """
    read = read_terms(agreement, roll, side)
    if read.value is None:
        return Outcome(value=None, findings=read.findings)
    agreed, _ = read.value
    said = {"agreement": agreed.sha256, "roll": sha256_hex(roll), "day": officers.day.isoformat()}
    terms = officers.signed(Terms.model_validate({**said, "schema": "tallystick/exchange-terms/v1"}))
    own, house = {each.id: each for each in officers.by}, house_of(agreed, side)
    if found := own_keys(officers, side) or terms_findings(terms, own, house):
        return Outcome(value=None, findings=found)
    files = {AGREEMENT_FILE: agreement, ROLL_FILE: roll}
    put(evidence, AGREED, agreed.id, agreed, terms, officers, files)
    return Outcome(value=terms)


def adopted(evidence: Evidence, side: Side, house: str) -> Mapping[str, Adopted]:
    """Return every agreement that an authority adopted in a home by its id, as it did last.

    Args:
        evidence: of the home; authorities that share one have their own agreements, also under one id.
        side: of the home.
        house: the authority, by its English name on the roll.
    """
    found: dict[str, Adopted] = {}
    for row, terms in messages(evidence, AGREED, Terms):
        files = beside(evidence, row)
        read = _read(files[AGREEMENT_FILE], files[ROLL_FILE], side).value
        if read is not None and house_of(read[0], side) == house:
            found[read[0].id] = Adopted(agreement=read[0], officers=read[1], terms=terms, row=row)
    return found
