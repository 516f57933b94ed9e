"""What the steps of a walk share: the folder's files, its people, its script, where results go; and who acts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Person, Side
from tallystick.shell.operations.operations import Installation, Operations
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.walk.script import Script

__all__ = ["Cast", "Walk", "acting", "failed", "import_cast"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Where the keys of an example's people lie, and the published passphrase that opens them."""

    folder: str
    passphrase: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What every step of a walk needs: the folder's files, its people, its script, and where results go."""

    operations: Operations
    files: Mapping[str, bytes]
    people: Mapping[str, Person]
    script: Script
    out: str
    cast: Cast
    tell: Callable[[str], None]

    def home(self, side: Side) -> str:
        """Return the folder of the home on one side."""
        return f"{self.out}/{side.value}"


def import_cast(walking: Walk, side: Side) -> None:
    """Adopt the demonstration keys of one side's people into its home; a home makes the key of its log itself."""
    own = (person for person in walking.people.values() if person.side is side)
    names = [person.id for person in own if "log" not in person.roles]
    cast = walking.cast
    walking.operations.import_keys(walking.home(side), cast.folder, cast.passphrase, names)


def acting(walking: Walk, home: Installation, ids: tuple[str, ...]) -> tuple[tuple[Person, ...], tuple[Signer, ...]]:
    """Return the people of an act with their opened keys, in the order in which they sign.

    Raises:
        KeyError: the script names somebody who is not in `people.yaml`.
        KeyringError: a person has no key in the home.
    """
    people = tuple(walking.people[each] for each in ids)
    return people, tuple(home.keyring.open(each.id, walking.cast.passphrase) for each in people)


def failed(outcome: Outcome[object], findings: list[Finding]) -> bool:
    """Keep the findings of a step, and say whether it ends the walk."""
    findings.extend(outcome.findings)
    return has_errors(outcome.findings)
