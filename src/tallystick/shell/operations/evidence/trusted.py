"""Whom a reader trusts to vouch for a log: the witnesses, and the logs that the reader's own roll names.

A home's log bears an origin of its own, ``tallystick/<side>/<tag>``, the tag taken from its key when the home is made:
no two homes share one, and software that tells logs apart by origin alone, as witnesses do, tells homes apart. Homes of
before have ``tallystick/<side>`` and keep it, since what was signed says so.

A log is on the roll as an entry with the role `log`; its key is the one that `tallystick keys` shows for a home. What
crosses brings a log's key along, and without the roll that key is believed.
Source: DESIGN.md section 6, obligation 1; C2SP tlog-checkpoint, "origin" (unique to the log).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import Policy, VerifierKey
from tallystick.evidence.persons import Person, Side
from tallystick.shell.operations.evidence.witness import witness_key

__all__ = ["Trusted", "own_origin", "shared_origin"]

_LOG: Final = "log"
_ORIGIN: Final = re.compile(rf"tallystick/({'|'.join(Side)})(/[0-9a-f]{{8}})?")
_TAG: Final = 8


def shared_origin(side: Side) -> str:
    """Return the origin that every home of a side had, before each had its own."""
    return f"tallystick/{side.value}"


def own_origin(side: Side, public_key: str) -> str:
    """Return the origin of a new home's log.

    Args:
        side: of the home.
        public_key: of the log, 64 hexadecimal digits.
    """
    return f"{shared_origin(side)}/{sha256_hex(bytes.fromhex(public_key))[:_TAG]}"


def _side(origin: str) -> Side | None:
    """Tell on which side a home is, by the origin of its register; None where the origin does not say."""
    read = _ORIGIN.fullmatch(origin)
    return Side(read[1]) if read else None


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
        side = _side(log.name)
        if not self.policy.accepts(log):
            return (finding("evidence.policy-other-log", file=file, log=str(log)),)
        named = tuple(each.id for each in self.logs if side is None or each.side is side)
        if not named or self.names(log):
            return ()
        return (finding("supervision.log-unknown", file=file, log=log.name, key=log.public_key, known=named),)
