"""What `verify` is given, told by what is in it: a package, an export edition, a receipt, or the folder of a walk.

receipt     its entry is in the log whose key stands beside it
package     every file is the one the manifest lists
edition     the same root with withheld leaves, the terms read, the proofs hold
walk        all of these, both homes recomputed, and the ten obligations on the ledger
"""

from collections.abc import Mapping

from tallystick.deal.answers.people import parse_people
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person, Side
from tallystick.filing.export import open_export
from tallystick.filing.manifest import EXPORT_PATH, MANIFEST_PATH
from tallystick.filing.package import open_package
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.filing.deliver import PROOFS
from tallystick.shell.operations.operations import Installation, Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.folders import HomeMissingError, HomeSideError
from tallystick.shell.operations.ports.ledgers.chain import ChainError
from tallystick.shell.operations.servicing.loading import COLLECTIONS_FOLDER
from tallystick.shell.operations.supervision.examined import Examined, Kind, examine_filed
from tallystick.shell.operations.supervision.fsck import UNREADABLE, fsck
from tallystick.shell.operations.supervision.public.log_folder import without_public
from tallystick.shell.operations.supervision.verify import verify
from tallystick.shell.operations.walk.copies import changed_copies, changed_payments, changed_since
from tallystick.shell.operations.walk.finished import FINISHED_FILE, read_record
from tallystick.shell.operations.walk.leftovers import INPUTS
from tallystick.shell.operations.walk.overseas import PLACEMENT_FOLDER
from tallystick.shell.operations.walk.script import SCRIPT_FILE, Script, parse_script
from tallystick.supervision.tally import Tally

__all__ = ["examine_folder"]


def examine_folder(operations: Operations, folder: str) -> Outcome[Examined]:
    """Check a package, an export edition or a walk; None where the folder is none of them."""
    files, refused = operations.folders.read(folder)
    if FINISHED_FILE in files:
        return _walk(operations, folder, files)
    own, public = without_public(files)
    if (filed := examine_filed(own)) is not None:
        return Outcome(value=filed.value, findings=(*refused, *filed.findings, *public))
    nothing = finding("supervision.nothing-to-verify", file=folder, names=(MANIFEST_PATH, EXPORT_PATH, FINISHED_FILE))
    return Outcome(value=None, findings=(*refused, nothing))


def _walk(operations: Operations, folder: str, files: Mapping[str, bytes]) -> Outcome[Examined]:
    """Verify everything a walk left; what is not there any more is named, and the rest verified all the same."""
    findings: list[Finding] = []
    people = {person.id: person for person in parse_people(files.get(f"{INPUTS}/people.yaml", b""))[0]}
    package = _below(files, "package/")
    known = ""
    findings.extend(changed_copies(files))
    if package:
        edition, _ = open_export(_edition(files))
        opened, found = open_package(package, root=edition.root if edition is not None else None)
        findings.extend(found)
        known = opened.root if opened is not None else ""
    secret, acts = _onshore(operations, folder, people, findings)
    script, about = parse_script(files.get(f"{INPUTS}/{SCRIPT_FILE}"))
    findings.extend(about)
    tally = None
    if script is not None:
        tally, counted = _overseas(operations, folder, files, people, script, findings)
        acts += counted
    named = {each.place.file for each in findings}
    findings.extend(changed_since(read_record(files[FINISHED_FILE]), files, secret, named))
    value = Examined(kind=Kind.WALK, known_by=known, tally=tally, acts=acts)
    return Outcome(value=value, findings=tuple(dict.fromkeys(findings)))


def _onshore(
    operations: Operations, folder: str, people: Mapping[str, Person], findings: list[Finding]
) -> tuple[bytes | None, int]:
    try:
        with operations.examine_home(f"{folder}/{Side.ONSHORE.value}", Side.ONSHORE) as home:
            checked = fsck(home, people)
            findings.extend(checked.findings)
            return home.secret, checked.value or 0
    except (HomeMissingError, HomeSideError) as refused:
        findings.append(_refused(refused, folder, Side.ONSHORE))
        return None, 0


def _overseas(
    operations: Operations,
    folder: str,
    files: Mapping[str, bytes],
    people: Mapping[str, Person],
    script: Script,
    findings: list[Finding],
) -> tuple[Tally | None, int]:
    checked: Outcome[int] = Outcome(value=0)
    try:
        with operations.examine_home(f"{folder}/{Side.OVERSEAS.value}", Side.OVERSEAS) as home:
            checked = fsck(home, people)
            findings.extend(checked.findings)
            if UNREADABLE & {each.code for each in checked.findings}:
                return None, checked.value or 0
            findings.extend(changed_payments(files, home.evidence))
            verified = _verified(home, files, people, script)
    except ChainError as error:
        findings.append(error.finding)
    except (HomeMissingError, HomeSideError) as refused:
        findings.append(_refused(refused, folder, Side.OVERSEAS))
    else:
        findings.extend(verified.findings)
        return verified.value, checked.value or 0
    return None, checked.value or 0


def _refused(refused: Exception, folder: str, side: Side) -> Finding:
    if isinstance(refused, HomeMissingError):
        return finding("supervision.home-gone", file=side.value, side=side.value)
    return finding("cli.home-other", home=f"{folder}/{side.value}", side=side.value)


def _verified(
    home: Installation,
    files: Mapping[str, bytes],
    people: Mapping[str, Person],
    script: Script,
) -> Outcome[Tally]:
    with home.copied_ledger() as ledger:
        return verify(
            home.evidence,
            ledger,
            _below(files, "export/"),
            _below(files, f"{INPUTS}/{PLACEMENT_FOLDER}"),
            _collections(files),
            trusted=Trusted.of(people, script.witness.by),
            at=script.verify,
        )


def _edition(files: Mapping[str, bytes]) -> dict[str, bytes]:
    crossed = _below(files, "export/")
    return {name: content for name, content in crossed.items() if not name.startswith(PROOFS)}


def _collections(files: Mapping[str, bytes]) -> dict[str, bytes]:
    inputs = _below(files, f"{INPUTS}/")
    return {name: content for name, content in inputs.items() if name.startswith(COLLECTIONS_FOLDER)}


def _below(files: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    return {name.removeprefix(folder): content for name, content in files.items() if name.startswith(folder)}
