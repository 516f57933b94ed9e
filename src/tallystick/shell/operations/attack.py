"""`attack`: try everything that files alone allow on copies of a finished walk, and tell what caught each.

    the walk as it is -> what is found anyway
    each attack -> a copy, changed -> verified and recomputed -> errors that were not there before: the controls

What was left by the walk is only read. An attack that adds no error was not seen, which is an error of ours.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tallystick.evidence.findings import Finding, Severity, finding
from tallystick.evidence.wording import severity
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.walk.examine import examine_folder
from tallystick.shell.operations.walk.finished import FINISHED_FILE
from tallystick.supervision.attacks import ATTACKS, Attack

__all__ = ["Tried", "attack_walk", "try_all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One attack and what became of it.

    Attributes:
        attack: what was tried.
        changed: the files it changed, added or took away; empty where the walk holds nothing of the kind.
        caught_by: the errors it raised, in the order found; empty where nobody saw it.
    """

    attack: Attack
    changed: tuple[str, ...]
    caught_by: tuple[Finding, ...]


def attack_walk(
    operations: Operations,
    folder: str,
    progress: Callable[[str, int, int], None],
    *,
    attacks: Sequence[Attack] = ATTACKS,
) -> Outcome[tuple[Tried, ...]]:
    """Try every attack on a copy of its own; `progress` hears which one, how many are done, and of how many."""
    files, refused = operations.folders.read(folder)
    if FINISHED_FILE not in files:
        nothing = finding("supervision.nothing-to-attack", file=folder, name=FINISHED_FILE)
        return Outcome(value=None, findings=(*refused, nothing))
    tried = try_all(operations, folder, attacks, progress, lambda copy: examine_folder(operations, copy).findings)
    return replace(tried, findings=(*refused, *tried.findings))


def try_all(
    operations: Operations,
    folder: str,
    attacks: Sequence[Attack],
    progress: Callable[[str, int, int], None],
    judge: Callable[[str], Sequence[Finding]],
) -> Outcome[tuple[Tried, ...]]:
    """Try attacks on a folder, each on a copy of its own, and tell which of them nobody saw.

    Args:
        operations: for reading and copying the folder.
        folder: what is attacked; it is only read.
        attacks: what is tried, in this order.
        progress: hears which one, how many are done, and of how many.
        judge: finds what is wrong with a folder.
    """
    files, _ = operations.folders.read(folder)

    def errors(changes: Mapping[str, bytes | None]) -> tuple[Finding, ...]:
        with operations.folders.changed_copy(folder, changes) as copy:
            return tuple(_below(each, copy) for each in judge(copy) if severity(each) is Severity.ERROR)

    before = errors({})
    tried = []
    for number, attack in enumerate(attacks):
        progress(attack.id, number, len(attacks))
        changes = attack.change(files)
        caught = () if changes is None else tuple(each for each in errors(changes) if each not in before)
        tried.append(Tried(attack=attack, changed=tuple(changes or ()), caught_by=caught))
    progress("", len(attacks), len(attacks))
    unsound = (finding("supervision.attacked-unsound", file=folder, count=len(before)),) if before else ()
    unseen = tuple(
        finding("supervision.attack-unseen", file=each.changed[0], attack=each.attack.id)
        for each in tried
        if each.changed and not each.caught_by
    )
    return Outcome(value=tuple(tried), findings=(*unsound, *unseen))


def _below(found: Finding, folder: str) -> Finding:
    """Place a finding by the name of its file below the folder."""
    return replace(found, place=replace(found.place, file=found.place.file.removeprefix(f"{folder}/")))
