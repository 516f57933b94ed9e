"""`walk`: one deal through the whole of it, as a rehearsal: every verb in its order, each act once.

    check -> project and package -> submit -> decide -> record -> deliver   (onshore)
    -> issue -> service -> confirm -> verify                                (overseas)

Two homes stand below the folder of the walk, and only the delivered edition passes between them. A walk that was
finished is recognised by the digest of its deal folder; one that was killed goes on where it stopped, because every act
is found when it is asked for again.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from tallystick.deal.answers.people import parse_people
from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person, Side
from tallystick.shell.operations.filing.check import check
from tallystick.shell.operations.filing.package import Packaged, make_package
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.folders import HomeMissingError, MissingFolderError
from tallystick.shell.operations.walk.finished import FINISHED_FILE, Walked, read_record, record_bytes
from tallystick.shell.operations.walk.inputs import check_inputs
from tallystick.shell.operations.walk.leftovers import keepsakes
from tallystick.shell.operations.walk.onshore import file_onshore
from tallystick.shell.operations.walk.overseas import run_overseas
from tallystick.shell.operations.walk.script import SCRIPT_FILE, parse_script
from tallystick.shell.operations.walk.walking import Cast, Walk

__all__ = ["walk"]

_PEOPLE_FILE = "people.yaml"
_Tell = Callable[[str], None]


def walk(operations: Operations, folder: str, out: str, cast: Cast, tell: _Tell) -> Outcome[Walked]:
    """Walk a deal; None where a step found an error, which ends it there.

    Args:
        operations: what the steps work with.
        folder: the deal folder.
        out: where homes and results are kept.
        cast: the keys of the people who act; demonstration keys only.
        tell: told the name of each step as it begins.
    """
    files, refused = operations.folders.read(folder)
    digest = sha256_hex(canonical({name: sha256_hex(content) for name, content in files.items()}))
    done = _finished(operations, out, digest)
    if done is not None:
        return Outcome(value=done, findings=refused)
    tell("check")
    script, about_script = parse_script(files.get(SCRIPT_FILE))
    people, about_people = _people(files)
    roll = {person.id: person for person in people}
    findings: list[Finding] = [*refused, *about_script, *about_people]
    if script is not None:
        known = None if has_errors(about_people) else roll
        findings.extend(check_inputs(files, script, known, partial(_has_key, operations, cast)))
    if script is None or has_errors(findings):
        about_deal = check(files).findings
        return Outcome(value=None, findings=tuple(dict.fromkeys((*about_deal, *findings))))
    walking = Walk(operations=operations, files=files, people=roll, script=script, out=out, cast=cast, tell=tell)
    packaged = _package(walking, findings)
    if packaged is None:
        return Outcome(value=None, findings=tuple(findings))
    crossed = file_onshore(walking, packaged, findings)
    if crossed is None:
        return Outcome(value=None, findings=tuple(findings))
    overseas = run_overseas(walking, crossed, findings)
    if overseas is None:
        return Outcome(value=None, findings=tuple(findings))
    walked, kept = keepsakes(walking, packaged, overseas, digest)
    operations.folders.write(out, kept)
    left = kept | _below("package", packaged.package.files()) | _below("export", crossed)
    written = operations.folders.write(out, {FINISHED_FILE: record_bytes(walked, left, _secret(operations, out))})
    return Outcome(value=walked, findings=tuple(findings), written=written)


def _finished(operations: Operations, out: str, digest: str) -> Walked | None:
    """Return the walk that was finished here over this very deal folder, or None.

    Where its record cannot be read or was not sealed by this home, or a file it left is not there as it was left, the
    walk is walked again: every act is found done, and every file written again.
    """
    try:
        record = read_record(operations.folders.read_file(f"{out}/{FINISHED_FILE}"))
        if record is None or record.walked.digest != digest:
            return None
        with operations.open_home(f"{out}/{Side.ONSHORE.value}", Side.ONSHORE) as home:
            sealed = record.is_sealed(home.secret)
        there = (
            sha256_hex(operations.folders.read_file(f"{out}/{path}")) == kept for path, kept in record.files.items()
        )
        return replace(record.walked, before=True, out=out) if sealed and all(there) else None
    except (MissingFolderError, HomeMissingError):
        return None


def _people(files: Mapping[str, bytes]) -> tuple[tuple[Person, ...], tuple[Finding, ...]]:
    if _PEOPLE_FILE not in files:
        return (), (finding("deal.file-missing", file=_PEOPLE_FILE, name=_PEOPLE_FILE),)
    return parse_people(files[_PEOPLE_FILE])


def _has_key(operations: Operations, cast: Cast, person: str) -> bool:
    try:
        return bool(operations.folders.read_file(f"{cast.folder}/keys/{person}.pem"))
    except MissingFolderError:
        return False


def _below(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{name}": content for name, content in files.items()}


def _secret(operations: Operations, out: str) -> bytes:
    with operations.make_home(f"{out}/{Side.ONSHORE.value}", Side.ONSHORE) as home:
        return home.secret


def _package(walking: Walk, findings: list[Finding]) -> Packaged | None:
    operations = walking.operations
    told: set[str] = set()

    def progress(_case: str, _done: int, _of: int) -> None:
        if not told:
            told.add("project")
            walking.tell("project")

    def secret() -> bytes:
        return _secret(operations, walking.out)

    made = make_package(
        walking.files, operations.documents, secret=secret, scanner=operations.scanner, progress=progress
    )
    findings.extend(made.findings)
    if made.value is None or has_errors(made.findings):
        return None
    walking.tell("package")
    operations.folders.write(f"{walking.out}/package", made.value.package.files())
    return made.value
