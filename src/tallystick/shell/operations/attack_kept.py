"""`attack` on a folder of kept evidence: a home, a hand-over, and what the reader judges them by.

    as it is -> what is found anyway; each attack -> a copy, changed -> recomputed and judged -> errors not there before

The layout is `supervision.attacks_kept`'s. What was given is only read.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from tallystick.deal.answers.people import parse_people
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import NoteError, Policy, open_checkpoint, parse_policy, parse_verifier_key
from tallystick.shell.operations.attack import Tried, try_all
from tallystick.shell.operations.filing.handing.take import check_handover
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.refusals import RefusedError
from tallystick.shell.operations.supervision.fsck import fsck
from tallystick.supervision.attacks import Attack
from tallystick.supervision.attacks_kept import KEPT_ATTACKS

__all__ = ["KEPT_FILES", "attack_kept"]

_HOME: Final = "home"
_GIVEN: Final = "given/"
KEPT_FILES: Final = ("onshore.vkey", "witnesses.policy", "tsa-roots.pem", "people.yaml")
"""What the reader judges by; a folder that has all of them holds kept evidence."""


def attack_kept(
    operations: Operations,
    folder: str,
    progress: Callable[[str, int, int], None],
    *,
    attacks: Sequence[Attack] = KEPT_ATTACKS,
) -> Outcome[tuple[Tried, ...]]:
    """Try every attack on a copy of its own; `progress` hears which one, how many are done, and of how many."""
    _, refused = operations.folders.read(folder)
    tried = try_all(operations, folder, attacks, progress, lambda copy: tuple(_judged(operations, copy)))
    return replace(tried, findings=(*refused, *tried.findings))


def _judged(operations: Operations, folder: str) -> Iterator[Finding]:
    """Yield what a reader with these keys, roots, roll and policy finds."""
    files, refused = operations.folders.read(folder)
    yield from refused
    policy = parse_policy(files.get("witnesses.policy", b""), file="witnesses.policy")
    if not isinstance(policy, Policy):
        yield from policy
    people = {person.id: person for person in parse_people(files.get("people.yaml", b""))[0]}
    side = operations.side_of(f"{folder}/{_HOME}")
    if side is not None:
        try:
            times = operations.timestamps(files.get("tsa-roots.pem", b""))
            with operations.examine_home(f"{folder}/{_HOME}", side) as home:
                yield from fsck(home, people, times).findings
                log = home.evidence.log
                asked = policy if isinstance(policy, Policy) else Policy()
                head = open_checkpoint(log.checkpoint(), log.key, policy=asked, file=f"{_HOME}/log/checkpoint")
                yield from (head,) if isinstance(head, Finding) else ()
        except RefusedError as error:
            yield error.finding
    given = {name.removeprefix(_GIVEN): content for name, content in files.items() if name.startswith(_GIVEN)}
    try:
        key = parse_verifier_key(files.get("onshore.vkey", b"").decode("utf-8", "replace").strip())
    except NoteError:
        yield finding("issuance.log-key-unreadable", file="onshore.vkey")
        return
    if given:
        yield from check_handover(given, key).findings
