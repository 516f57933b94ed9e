"""What `verify` is given, told by what is in it: a package, an export edition, a receipt, or the folder of a walk.

receipt     its entry is in the log whose key stands beside it
package     every file is the one the manifest lists
edition     the same root with withheld leaves, the terms read, the proofs hold
walk        all of these, both homes recomputed, and the ten obligations on the ledger
"""

import datetime as dt
from collections.abc import Mapping

from tallystick.deal.answers.people import parse_people
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person, Side
from tallystick.filing.export import open_export
from tallystick.filing.manifest import EXPORT_PATH, MANIFEST_PATH
from tallystick.filing.package import open_package
from tallystick.shell.operations.evidence.witness import witness_key
from tallystick.shell.operations.filing.deliver import PROOFS
from tallystick.shell.operations.issuance.received import open_received
from tallystick.shell.operations.operations import Installation, Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.chain import ChainError
from tallystick.shell.operations.servicing.loading import COLLECTIONS_FOLDER
from tallystick.shell.operations.supervision.fsck import fsck
from tallystick.shell.operations.supervision.verify import verify
from tallystick.shell.operations.walk.copies import changed_copies, changed_payments
from tallystick.shell.operations.walk.finished import FINISHED_FILE
from tallystick.shell.operations.walk.leftovers import INPUTS
from tallystick.shell.operations.walk.overseas import PLACEMENT_FOLDER
from tallystick.shell.operations.walk.receipts import Examined, Kind
from tallystick.shell.operations.walk.script import SCRIPT_FILE, parse_script
from tallystick.supervision.tally import Tally

__all__ = ["examine_folder"]


def examine_folder(operations: Operations, folder: str) -> Outcome[Examined]:
    """Check a package, an export edition or a walk; None where the folder is none of them."""
    files, refused = operations.folders.read(folder)
    if FINISHED_FILE in files:
        return _walk(operations, folder, files)
    if MANIFEST_PATH in files:
        package, found = open_package(files)
        known = package.root if package is not None else ""
        value = Examined(kind=Kind.PACKAGE, known_by=known)
        return Outcome(value=value, findings=(*refused, *found))
    if EXPORT_PATH in files:
        received = open_received(files)
        known = received.value.edition.root if received.value is not None else ""
        value = Examined(kind=Kind.EDITION, known_by=known)
        return Outcome(value=value, findings=(*refused, *received.findings))
    nothing = finding("supervision.nothing-to-verify", file=folder, names=(MANIFEST_PATH, EXPORT_PATH, FINISHED_FILE))
    return Outcome(value=None, findings=(*refused, nothing))


def _walk(operations: Operations, folder: str, files: Mapping[str, bytes]) -> Outcome[Examined]:
    """Verify everything a walk left: what is not there any more is passed over, but for the overseas home."""
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
    acts = 0
    if "onshore/store.sqlite3" in files:
        with operations.open_home(f"{folder}/onshore", Side.ONSHORE) as home:
            checked = fsck(home, people)
            findings.extend(checked.findings)
            acts += checked.value or 0
    script, about = parse_script(files.get(f"{INPUTS}/{SCRIPT_FILE}"))
    findings.extend(about)
    if script is None:
        return Outcome(value=Examined(kind=Kind.WALK, known_by=known, acts=acts), findings=tuple(findings))
    tally, counted = _overseas(operations, folder, files, people, (script.witness.by, script.verify), findings)
    value = Examined(kind=Kind.WALK, known_by=known, tally=tally, acts=acts + counted)
    return Outcome(value=value, findings=tuple(dict.fromkeys(findings)))


def _overseas(
    operations: Operations,
    folder: str,
    files: Mapping[str, bytes],
    people: Mapping[str, Person],
    trusted: tuple[tuple[str, ...], dt.datetime],
    findings: list[Finding],
) -> tuple[Tally | None, int]:
    with operations.open_home(f"{folder}/overseas", Side.OVERSEAS) as home:
        checked = fsck(home, people)
        findings.extend(checked.findings)
        if any(each.code.startswith("supervision.body-lost") for each in checked.findings):
            return None, checked.value or 0
        findings.extend(changed_payments(files, home.evidence))
        try:
            verified = _verified(home, files, people, trusted)
        except ChainError as error:
            findings.append(error.finding)
            return None, checked.value or 0
    findings.extend(verified.findings)
    return verified.value, checked.value or 0


def _verified(
    home: Installation,
    files: Mapping[str, bytes],
    people: Mapping[str, Person],
    trusted: tuple[tuple[str, ...], dt.datetime],
) -> Outcome[Tally]:
    witnesses, at = trusted
    with home.ledger() as ledger:
        return verify(
            home.evidence,
            ledger,
            _below(files, "export/"),
            _below(files, f"{INPUTS}/{PLACEMENT_FOLDER}"),
            _collections(files),
            witnesses=[witness_key(name, people[name].public_key) for name in witnesses if name in people],
            at=at,
        )


def _edition(files: Mapping[str, bytes]) -> dict[str, bytes]:
    crossed = _below(files, "export/")
    return {name: content for name, content in crossed.items() if not name.startswith(PROOFS)}


def _collections(files: Mapping[str, bytes]) -> dict[str, bytes]:
    folder = f"{INPUTS}/"
    return {
        name.removeprefix(folder): content
        for name, content in files.items()
        if name.startswith(f"{folder}{COLLECTIONS_FOLDER}")
    }


def _below(files: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    return {name.removeprefix(folder): content for name, content in files.items() if name.startswith(folder)}
