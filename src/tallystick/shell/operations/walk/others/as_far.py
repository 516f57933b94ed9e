"""A deal that cannot be walked to its end, taken as far as its state allows: checked, packaged, submitted to the desk.

    an error stands against it -> checked      its package cannot be submitted -> packaged      else -> submitted

What was done is found when it is asked for again; a deal whose folder has not changed is not made again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from tallystick.deal.answers.people import parse_people
from tallystick.evidence.canonical import canonical, parse_canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.persons import Person, Side
from tallystick.shell.operations.filing.package import make_package
from tallystick.shell.operations.filing.submit import submit
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.ports.folders import MissingFolderError
from tallystick.shell.operations.walk.walking import Cast

__all__ = ["Reached", "Stage", "as_far"]

_PEOPLE_FILE: Final = "people.yaml"
_PREPARER: Final = "filing-preparer"
_AFTER: Final = timedelta(days=15)
"""A set is handed in two weeks after the day as of which it was made."""


class Stage(StrEnum):
    """How far a deal came."""

    CHECKED = "checked"
    PACKAGED = "packaged"
    SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How far a deal came, and how many errors stand against going on."""

    deal: str
    stage: Stage
    errors: int
    before: bool = False


def as_far(operations: Operations, folder: str, out: str, cast: Cast, tell: Callable[[str], None]) -> Reached:
    """Take a deal as far as it goes, in the onshore home below a folder.

    Args:
        operations: what the steps work with.
        folder: the deal folder.
        out: where the home is, and where what is made goes, under the deal's own name.
        cast: the keys of the people who act; demonstration keys only.
        tell: told the name of each step as it begins.
    """
    files, _ = operations.folders.read(folder)
    name = folder.rstrip("/").rpartition("/")[2]
    digest, record = sha256_hex(canonical({each: sha256_hex(files[each]) for each in files})), f"{name}/reached.json"
    done = _before(operations, f"{out}/{record}", digest)
    if done is not None:
        return Reached(deal=name, stage=done[0], errors=done[1], before=True)
    tell("check")
    reached = _taken(operations, name, files, out, cast, tell)
    kept = {"digest": digest, "stage": reached.stage.value, "errors": reached.errors}
    operations.folders.write(out, {record: canonical(kept)})
    return reached


def _before(operations: Operations, record: str, digest: str) -> tuple[Stage, int] | None:
    try:
        kept = parse_canonical(operations.folders.read_file(record))
        if isinstance(kept, dict) and kept.get("digest") == digest:
            return Stage(str(kept["stage"])), int(str(kept["errors"]))
    except (MissingFolderError, ValueError, KeyError):
        pass
    return None


def _taken(
    operations: Operations, name: str, files: Mapping[str, bytes], out: str, cast: Cast, tell: Callable[[str], None]
) -> Reached:
    home = f"{out}/{Side.ONSHORE.value}"

    def secret() -> bytes:
        with operations.make_home(home, Side.ONSHORE) as opened:
            return opened.secret

    made = make_package(files, operations.documents, secret=secret, scanner=operations.scanner)
    errors = made.exit_code(allow_open=True)
    if made.value is None:
        return Reached(deal=name, stage=Stage.CHECKED, errors=len(made.findings) if errors else 0)
    tell("package")
    contents = {f"{name}/package/{path}": content for path, content in made.value.package.files().items()}
    operations.folders.write(out, contents)
    by = _preparer(files)
    if by is None:
        return Reached(deal=name, stage=Stage.PACKAGED, errors=0)
    tell("submit")
    operations.import_keys(home, cast.folder, cast.passphrase, (by.id,))
    as_of = made.value.projected.deal.as_of + _AFTER
    at = datetime.combine(as_of, time(hour=2), tzinfo=UTC)
    with operations.make_home(home, Side.ONSHORE) as opened:
        signer = opened.keyring.open(by.id, cast.passphrase)
        submitted = submit(opened.evidence, made.value.package.files(), by=by, signer=signer, at=at)
    stage = Stage.PACKAGED if submitted.value is None else Stage.SUBMITTED
    return Reached(deal=name, stage=stage, errors=submitted.exit_code(allow_open=True))


def _preparer(files: Mapping[str, bytes]) -> Person | None:
    people, _ = parse_people(files.get(_PEOPLE_FILE, b""))
    return next((each for each in people if each.side is Side.ONSHORE and _PREPARER in each.roles), None)
