"""In which part somebody acts, and who may: the roles that `people.yaml` gives them, and the side on which they work.

    onshore: filer, reviewer, recorder      overseas: issuer, trustee, paying agent, receiver, officer, investor
    witness, keeper: on either side

One table for every act, so that an act and whoever asks beforehand give the same answer.
Source: DESIGN.md sections 1 and 2, principle 4.
Whose house somebody belongs to is for the table of states; whose key it is, for `key_differs`.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person, Side
from tallystick.shell.operations.evidence.acts import key_differs, other_side
from tallystick.shell.operations.ports.evidence import Signer

__all__ = ["APPROVERS", "ROLES", "SIDES", "Part", "unfit", "without_role"]


class Part(StrEnum):
    """What somebody acts as; the first three are named so by the table of states."""

    FILER = "filer"
    REVIEWER = "reviewer"
    RECORDER = "recorder"
    WITNESS = "witness"
    ISSUER = "issuer"
    TRUSTEE = "trustee"
    PAYING_AGENT = "paying-agent"
    TRANSFER_AGENT = "transfer-agent"
    KEEPER = "keeper"
    RECEIVER = "receiver"
    OFFICER = "officer"
    INVESTOR = "investor"


ROLES: Final[Mapping[Part, tuple[str, ...]]] = MappingProxyType(
    {
        Part.FILER: ("filing-preparer", "filing-approver", "legal-representative"),
        Part.REVIEWER: ("desk-reviewer", "desk-senior-reviewer"),
        Part.RECORDER: ("registrar",),
        Part.WITNESS: ("witness",),
        Part.ISSUER: ("issuer-director",),
        Part.TRUSTEE: ("trustee-officer",),
        Part.PAYING_AGENT: ("paying-agent-officer",),
        Part.TRANSFER_AGENT: ("transfer-agent-officer",),
        Part.KEEPER: ("registrar", "filing-approver", "issuer-director", "trustee-officer"),
        Part.RECEIVER: ("overseas-authority-officer", "auditor", "witness"),
        Part.OFFICER: ("overseas-authority-officer",),
        Part.INVESTOR: ("investor",),
    }
)

APPROVERS: Final = ("filing-approver", "legal-representative")
"""Those of the filer who may approve what others of their house prepared."""

SIDES: Final[Mapping[Part, Side]] = MappingProxyType(
    {
        Part.FILER: Side.ONSHORE,
        Part.REVIEWER: Side.ONSHORE,
        Part.RECORDER: Side.ONSHORE,
        Part.ISSUER: Side.OVERSEAS,
        Part.TRUSTEE: Side.OVERSEAS,
        Part.PAYING_AGENT: Side.OVERSEAS,
        Part.TRANSFER_AGENT: Side.OVERSEAS,
        Part.RECEIVER: Side.OVERSEAS,
        Part.OFFICER: Side.OVERSEAS,
        Part.INVESTOR: Side.OVERSEAS,
    }
)


def unfit(people: Sequence[Person], parts: Sequence[Part], signers: Sequence[Signer]) -> Finding | None:
    """Say why these people cannot act in these parts with these keys; None where they can.

    Raises:
        ValueError: there are more people than parts or keys, or fewer.
    """
    for person, part in zip(people, parts, strict=True):
        there = other_side((person,), SIDES[part]) if part in SIDES else None
        if there is not None:
            return there
    return next(without_role(people, parts), None) or key_differs(people, signers)


def without_role(people: Sequence[Person], parts: Sequence[Part]) -> Iterator[Finding]:
    """Yield who holds none of the roles that their part asks for."""
    for person, part in zip(people, parts, strict=True):
        if not any(map(person.has_role, ROLES[part])):
            yield finding("evidence.role-missing", person=person.id, held=person.roles, roles=ROLES[part])
