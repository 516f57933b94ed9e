"""Walk in a process of its own, and end it at a named place as a power cut would.

    python -m tests.walk.killed OUT MEMO [PLACE COUNT before|after]

The package is made once and kept in MEMO, because a walk that goes on makes the same one again and takes long for it.
Prints each step as it begins; ends with 0 when the walk was finished, with -9 when it was killed.
"""

import copyreg
import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tallystick.evidence.findings import Finding
from tallystick.shell.chain.sending import Sender
from tallystick.shell.files.beside.growing import WritableFolderLog
from tallystick.shell.files.disk import Disk
from tallystick.shell.files.objects import FolderObjects
from tallystick.shell.operations.walk import walk as walking
from tallystick.shell.signing.keystore import Keystore
from tallystick.shell.store.journal import StoreJournal
from tests.walk.stage import walked

__all__ = ["PLACES", "keep", "main"]

PLACES: dict[str, tuple[type, str]] = {
    "key": (Keystore, "import_key"),
    "object": (FolderObjects, "put"),
    "row": (StoreJournal, "record"),
    "log": (WritableFolderLog, "sequence"),
    "witness": (WritableFolderLog, "cosign"),
    "position": (StoreJournal, "place"),
    "transaction": (Sender, "_act"),
    "receipt": (Sender, "_receipt"),
    "files": (Disk, "write"),
}


def proxy(items: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """Make a read-only mapping again."""
    return MappingProxyType(items)


def main(out: Path, memo: Path, *place: str) -> int:
    """Walk, until the place is reached."""
    walking.make_package = kept(walking.make_package, memo)  # type: ignore[attr-defined]
    if place:
        name, count, when = place
        owner, method = PLACES[name]
        setattr(owner, method, killing(getattr(owner, method), int(count), when))
    outcome = walked(out, tell)
    for each in outcome.findings:
        report(each)
    return 0 if outcome.value is not None else 1


def tell(step: str) -> None:
    """Say which step begins."""
    sys.stdout.write(f"{step}\n")
    sys.stdout.flush()


def report(found: Finding) -> None:
    """Say what was found, for whoever reads a failed test."""
    sys.stderr.write(f"{found.code} {dict(found.arguments)}\n")


def keep(made: object, memo: Path) -> None:
    """Write down a package that was made."""
    copyreg.pickle(MappingProxyType, lambda each: (proxy, (dict(each),)))
    memo.write_bytes(pickle.dumps(made))


def kept(make: Callable[..., Any], memo: Path) -> Callable[..., Any]:
    """Make the package once."""

    def making(*arguments: object, **named: object) -> Any:
        if not memo.exists():
            keep(make(*arguments, **named), memo)
        return pickle.loads(memo.read_bytes())  # noqa: S301 - our own file of a moment ago

    return making


def killing(method: Callable[..., Any], count: int, when: str) -> Callable[..., Any]:
    """Let the process end before or after the call of this number."""
    left = count

    def dying(*arguments: object, **named: object) -> Any:
        nonlocal left
        left -= 1
        if left == 0 and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        returned = method(*arguments, **named)
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return returned

    return dying


if __name__ == "__main__":
    gc.freeze()  # as `tallystick` does once everything is read in
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]))
