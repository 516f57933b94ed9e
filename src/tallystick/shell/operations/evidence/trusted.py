"""Whom a reader trusts to vouch for a log: the witnesses, and the logs that the reader's own roll names.

A log is on the roll as an entry with the role `log`; its key is the one that `tallystick keys` shows for a home. What
crosses brings a log's key along, and without the roll that key is believed.
Source: DESIGN.md section 6, obligation 1.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import Policy, VerifierKey
from tallystick.evidence.persons import Person, Side
from tallystick.shell.operations.evidence.witness import witness_key

__all__ = ["Trusted"]

_LOG: Final = "log"
_SIDES: Final = {f"tallystick/{side.value}": side for side in Side}
"""The name of a home's log says on which side the home is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """Who must have cosigned, and the entries of the roll that are logs."""

    policy: Policy
    logs: Sequence[Person]

    @classmethod
    def of(cls, roll: Mapping[str, Person], witnesses: Iterable[str], policy: Policy | None = None) -> Self:
        """Take every log from the roll, and the policy; without one, any of these witnesses who are on the roll."""
        keys = [witness_key(name, roll[name].public_key) for name in witnesses if name in roll]
        return cls(
            policy=Policy.of(keys, min(len(keys), 1)) if policy is None else policy,
            logs=[each for each in roll.values() if each.has_role(_LOG)],
        )

    def names(self, log: VerifierKey) -> bool:
        """Tell whether the roll has this log's key."""
        return any(each.public_key == log.public_key for each in self.logs) or log in self.policy.of_origin(log.name)

    def doubts(self, log: VerifierKey, *, file: str) -> tuple[Finding, ...]:
        """Say where the roll names logs for this side, or the log has no side, and this key is none of theirs.

        Args:
            log: as a checkpoint or a receipt brings its key.
            file: where the key is used.
        """
        side = _SIDES.get(log.name)
        if not self.policy.accepts(log):
            return (finding("evidence.policy-other-log", file=file, log=str(log)),)
        named = tuple(each.id for each in self.logs if side is None or each.side is side)
        if not named or self.names(log):
            return ()
        return (finding("supervision.log-unknown", file=file, log=log.name, key=log.public_key, known=named),)
