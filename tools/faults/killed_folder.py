"""Killed while a folder is written, file after file: what is there is whole, what is not is missed, and it goes on."""

import os
import signal
from pathlib import Path

from tallystick.shell.files import folders
from tallystick.shell.files.atomic import is_temporary, write_atomically
from tallystick.shell.files.folders import read_folder, write_folder
from tallystick.shell.operations.supervision.examined import examine_filed
from tests.shell.operations.example import packaged
from tools.faults.fault import Came

__all__ = ["killed_folder"]

_STRIDE = 6


def killed_folder(folder: Path) -> Came:
    """Write a sealed package until a child is killed, examine what is there, and write it again."""
    files, lost, told = packaged().package.files(), list[str](), dict[str, None]()
    for count in range(0, len(files), _STRIDE):
        place = folder / str(count)
        child = os.fork()
        if child == 0:
            _write_until(place, files, count)
        os.waitpid(child, 0)
        there = read_folder(place)[0] if place.is_dir() else {}
        if any(content != files.get(name) for name, content in there.items() if not is_temporary(Path(name))):
            lost.append(f"killed at file {count}: a file is not whole")
        examined = examine_filed(there)
        codes = [each.code for each in examined.findings] if examined is not None else ["supervision.nothing-to-verify"]
        told |= dict.fromkeys(codes)
        if not codes:
            lost.append(f"killed at file {count}: nothing is missed")
        write_folder(place, files)
        if read_folder(place)[0] != files or any(".writing" in each.name for each in place.rglob(".*")):
            lost.append(f"killed at file {count}: written again it is not the same")
    return Came(tried=len(range(0, len(files), _STRIDE)), told=tuple(told), lost=tuple(lost))


def _write_until(place: Path, files: dict[str, bytes], count: int) -> None:
    left = count

    def counted(path: Path, content: bytes) -> None:
        nonlocal left
        if left == 0:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.with_name(".writing-killed").write_bytes(content[: len(content) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        write_atomically(path, content)

    vars(folders)["write_atomically"] = counted
    write_folder(place, files)
    os._exit(0)
