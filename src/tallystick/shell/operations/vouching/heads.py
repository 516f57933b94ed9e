"""Every head of a home is vouched for: the register's, the audit log's, and that of the SM3 tree beside each.

    each head that was signed -> the policy names its log, or names none -> its witnesses are asked
    each head that was signed -> an authority stamps it -> the audit log keeps which tokens there are

A tree of SM3 that nobody saw could be made anew together with its log, and an audit log as well; a register's head
alone vouches for neither. A policy that names logs sends those heads and no others, since a witness may not know SM3,
and who keeps an audit log may not want its size told; what was not sent is said to be.
Source: C2SP tlog-witness, tlog-policy; RFC 3161; SUPTECH.md 3.5, items 5 and 6.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.evidence.findings import Finding
from tallystick.evidence.log import Policy
from tallystick.evidence.persons import Person
from tallystick.shell.operations.evidence.cosigning import Gathered, cosign, gather
from tallystick.shell.operations.evidence.timestamps import stamp_head
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.logs import LogWriter
from tallystick.shell.operations.ports.services.outside import Outside, Stamp, Timestamps, WitnessMemory
from tallystick.shell.operations.vouching.tokens import keep_stamped

__all__ = ["Asked", "StampedHead", "cosign_heads", "gather_heads", "signed_heads", "stamp_heads"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One head and what its witnesses answered; `gathered` is None where the policy does not name its log."""

    log: str
    gathered: Gathered | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StampedHead:
    """One head of so many leaves, and the timestamp over it."""

    log: str
    size: int
    stamp: Stamp


def signed_heads(home: Installation) -> Mapping[str, LogWriter]:
    """Return the logs of a home that have a head, by their folder below it; the register is there even without."""
    register = home.evidence.log
    return {place: log for place, log in home.heads.items() if log.checkpoint() or log.key == register.key}


def cosign_heads(
    home: Installation, by: Person, signer: Signer, *, at: dt.datetime, memory: WitnessMemory | None = None
) -> Finding | None:
    """Have a witness whose key is at hand cosign every head; why it would not, or None where it did.

    Args:
        home: whose heads they are.
        by: the witness.
        signer: the witness's own key.
        at: when it saw the heads.
        memory: what the witness remembers; None where nothing is to be remembered, as in a rehearsal.
    """
    answers = (cosign(log, by, signer, at=at, memory=memory) for log in signed_heads(home).values())
    return next((refused for refused in answers if refused is not None), None)


def gather_heads(home: Installation, policy: Policy, outside: Outside) -> Outcome[tuple[Asked, ...]]:
    """Ask the witnesses of a policy for every head that it accepts; those of logs it does not name are not sent.

    Args:
        home: whose heads they are; the register's is asked for whatever the policy names.
        policy: which logs, whom to ask, and how many are enough.
        outside: the way to them.
    """
    asked: list[Asked] = []
    found: list[Finding] = []
    for place, log in signed_heads(home).items():
        if log.key != home.evidence.log.key and not policy.accepts(log.key):
            asked.append(Asked(log=log.key.name, gathered=None))
            continue
        told = gather(log, policy, outside, place=place)
        found += told.findings
        asked.append(Asked(log=log.key.name, gathered=told.value))
    return Outcome(value=tuple(asked), findings=tuple(found))


def stamp_heads(
    home: Installation, address: str, outside: Outside, times: Timestamps
) -> Outcome[tuple[StampedHead, ...]]:
    """Have an authority timestamp every head that was signed; each token is kept beside its head, and on record.

    Args:
        home: whose heads they are.
        address: of the authority, http or https.
        outside: the way to it.
        times: makes the requests and checks the answers.

    Raises:
        UnreachableError: nobody answered at the address.
    """
    stamped: list[StampedHead] = []
    found: list[Finding] = []
    for place, log in signed_heads(home).items():
        told = stamp_head(log, address, outside, times, place=place)
        found += told.findings
        if told.value is not None:
            stamped.append(StampedHead(log=log.key.name, size=log.size(), stamp=told.value))
    if stamped:
        keep_stamped(home, at=max(each.stamp.at for each in stamped))
    return Outcome(value=tuple(stamped) or None, findings=tuple(dict.fromkeys(found)))
