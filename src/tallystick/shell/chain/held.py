"""The digests of a chain's files, written beside them whenever it is started and stopped, so that a change is named.

    started -> mnemonic and state.kept.json      stopped -> these, and state.json, node.json and anvil.log

The file is what ``sha256sum -c`` reads; its last line, a comment to that program, is the digest of the lines above, so
that a change of the list is told from a change of a file. While the chain runs, and after it was killed, nothing is
said of the files it writes. It finds what changed by accident; whoever writes a file on purpose can write its digest
too, and is found by the obligations, which are read from what the contracts hold.
"""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding

__all__ = ["LASTING", "LIST", "RESTING", "changed", "check_chain", "hold", "told"]

_OF_A_RUN = ("node.json", "anvil.log")
LASTING = ("mnemonic", "state.kept.json")
"""What stays the same while the chain runs."""

RESTING = (*LASTING, "state.json", *_OF_A_RUN)
"""What stays the same until it is started again."""

LIST = "SHA256SUMS"
"""The digests themselves."""

_COLUMNS = 2
_SEAL = "# "


def hold(folder: Path, names: Iterable[str], *, differing: Collection[str] = ()) -> None:
    """Write the digests of these files, of those that are there; nothing is held of any other.

    Args:
        folder: of the chain.
        names: the files.
        differing: those found changed, which stay held as they were, so that they are named until they are restored.
    """
    before = _held(folder) or {}
    now = {name: sha256_hex((folder / name).read_bytes()) for name in names if (folder / name).is_file()}
    held = now | {name: before[name] for name in differing if name in before}
    whole = folder / f"{LIST}.writing"
    whole.write_bytes(_written(held))
    whole.replace(folder / LIST)


def changed(folder: Path) -> tuple[str, ...]:
    """Return which files are not as they were held; the list itself, alone, where it is not as it was written.

    A state restored from the copy kept at the last start is as good as the copy; what is of one run may be taken away.
    """
    held = _held(folder)
    if held is None:
        return (LIST,)
    now = {name: sha256_hex((folder / name).read_bytes()) for name in held if (folder / name).is_file()}
    fine = {name for name, digest in held.items() if now.get(name) == digest or (name in _OF_A_RUN and name not in now)}
    if "state.json" in now and now["state.json"] == held.get("state.kept.json"):
        fine.add("state.json")
    return tuple(name for name in held if name not in fine)


def _written(held: Mapping[str, str]) -> bytes:
    lines = "".join(f"{digest}  {name}\n" for name, digest in held.items()).encode()
    return lines + f"{_SEAL}{sha256_hex(lines)}\n".encode()


def _held(folder: Path) -> dict[str, str] | None:
    """Return the digests by file, none where no chain was ever stopped or started; None where the list is damaged."""
    path = folder / LIST
    if not path.is_file():
        return None if (folder / "state.json").is_file() else {}
    content = path.read_bytes()
    lines = [line.split("  ") for line in content.decode("utf-8", errors="replace").split("\n")[:-2]]
    if any(len(line) != _COLUMNS or line[1] not in RESTING for line in lines):
        return None
    held = {name: digest for digest, name in lines}
    return held if _written(held) == content else None


def check_chain(folder: Path) -> tuple[Finding, ...]:
    """Name what was changed in the folder of a chain since it was started or stopped."""
    return tuple(told(folder, name) for name in changed(folder))


def told(folder: Path, name: str) -> Finding:
    """Say that one of these files, or the list, was changed."""
    code = "chain.list-changed" if name == LIST else "chain.file-changed"
    return finding(code, file=str(folder / name))
