"""A disk that fills up under each step of a filing's life: a small file system of its own, filled to the last bytes.

    fill but for so many bytes -> the verb is refused, names the path -> make room -> the same verb goes on

It runs in a mount namespace of its own; where the machine allows none, nothing is tried.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from tools.faults.fault import ROOT, Came
from tools.faults.homes import acts, call, life, sealed

__all__ = ["full_disk"]

_MOUNT = 'mount -t tmpfs -o size=48m tmpfs "$1" && exec "$2" -m tools.faults.full_disk "$1"'
_LEFT = (0, 4_096, 20_480, 61_440, 163_840)
"""Bytes left on the disk, in turn."""


def full_disk(folder: Path) -> Came:
    """Run the life of a filing on a disk of its own, full at each step."""
    (folder / "disk").mkdir()
    asked = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", _MOUNT, "sh"]
    asked += [str(folder / "disk"), sys.executable]
    if subprocess.run([*asked[:4], "true"], capture_output=True, check=False).returncode:
        return Came(tried=0)
    ended = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    if ended.returncode:
        return Came(tried=0, lost=(ended.stderr[-600:],))
    came = json.loads(ended.stdout.splitlines()[-1])
    return Came(tried=came["tried"], told=tuple(came["told"]), lost=tuple(came["lost"]))


def _steps(disk: Path) -> dict[str, object]:
    told: dict[str, None] = {}
    lost: list[str] = []
    tried = 0
    package = sealed(Path(os.environ.get("TMPDIR", "/tmp")) / f"faults-{os.getpid()}")  # noqa: S108 - beside the disk
    for step in life(package, disk / "home"):
        for left in _LEFT:
            _fill(disk, left)
            came = call(disk / "home", *step)
            (disk / "filler").unlink()
            if came.exit in {0, 3}:
                break
            tried += 1
            told |= dict.fromkeys(came.codes)
            if not came.codes or str(disk) not in came.said:
                lost.append(f"{step[0]} with {left} bytes left: {came.said[-200:]}")
        again = call(disk / "home", *step)
        if again.exit not in {0, 3}:
            lost.append(f"{step[0]} afterwards: {again.said[-200:]}")
    whole = package.parent / f"{package.name}-whole" / "home"
    for step in life(package, whole):
        call(whole, *step)
    if acts(disk / "home") != acts(whole):
        lost.append(f"acts: {acts(disk / 'home')}")
    return {"tried": tried, "told": list(told), "lost": lost}


def _fill(disk: Path, left: int) -> None:
    free = os.statvfs(disk)
    size = max(0, free.f_bavail * free.f_frsize - left)
    with (disk / "filler").open("wb") as filler:
        os.posix_fallocate(filler.fileno(), 0, max(size, 1))


if __name__ == "__main__":
    print(json.dumps(_steps(Path(sys.argv[1]))))
