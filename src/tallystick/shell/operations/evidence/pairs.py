"""Two people who act together: the first does it, the second approves it, and both sign.

    body -> the second signs it -> body + who they are + approval -> an act of the first

Source: DESIGN.md section 3, "Acts and evidence"; the approval is checked by `countersignatures`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tallystick.evidence.canonical import canonical
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person, same_person
from tallystick.shell.operations.evidence.acts import Evidence, Intent, perform
from tallystick.shell.operations.evidence.roles import Part, unfit
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.journal import ActRow

__all__ = ["Pair"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two people with their keys, in the same order."""

    by: tuple[Person, Person]
    signers: tuple[Signer, Signer]

    def refusal(self, parts: tuple[Part, Part]) -> Finding | None:
        """Say why these two cannot act in these parts: they are one person, or one of them is unfit; None where not."""
        first, _ = self.by
        if same_person(*self.by):
            return finding("issuance.same-person", person=first.id)
        return unfit(self.by, parts, self.signers)

    def approved(self, said: Mapping[str, object]) -> dict[str, object]:
        """Return a body with who prepared and who approved it, and the approval."""
        first, second = self.by
        approval = self.signers[1].sign(canonical(dict(said)))
        return dict(said) | {"prepared_by": first.id, "approved_by": second.id, "approval": approval}

    def put(self, evidence: Evidence, kind: str, subject: str, said: Mapping[str, object], *, at: datetime) -> ActRow:
        """Put an act of the two on record, once for what it says."""
        intent = Intent(kind=kind, subject=subject, at=at, body=self.approved(said))
        return perform(evidence, intent, self.signers[0])
