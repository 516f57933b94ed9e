"""Make the earliest home again: `python -m tools.earliest OUT.zip [COMMIT]`.

    the commit, in a worktree of its own -> its own code makes a home, and takes a filing to a notice -> one zip

No version was released before; the commit is the first whose tests took a filing down the whole road. The zip is kept
as `tests/shell/cli/earliest.zip`, and today's code opens it, upgrades it, checks it and goes on with it. Made again it
has other keys of its logs, other salts and so other bytes.
"""

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Final

__all__ = ["COMMIT", "main"]

COMMIT: Final = "fff73b5"
_ROOT: Final = Path(__file__).resolve().parents[1]
_FILING: Final = "auto-leases-2026-1-v1"
_MADE: Final = """
import sys
from pathlib import Path
from tests.shell.operations.example import packaged
for name, content in packaged().package.files().items():
    path = Path(sys.argv[1]) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
"""
_CALL: Final = "from tallystick.shell import wiring; wiring.main()"
_CALLS: Final = f"""
keys --import-cast examples/cast
submit {{package}} --as shen-yilan --at 2026-09-01T10:00:00+08:00
decide {_FILING} --event question --standing rehearsal --reason why --as he-zhixia --as fang-bochuan --at 2026-09-03
decide {_FILING} --event answer --reason so --as shen-yilan --at 2026-09-04
decide {_FILING} --event file --standing rehearsal --reason complete --as he-zhixia --as fang-bochuan --at 2026-09-08
record {_FILING} --kind notice --number SPECIMEN-1 --date 2026-09-09 --authority-zh 样本 --authority-en Specimen \\
  --capture examples/auto-leases/specimen-notice.md --specimen --as meng-anran --as ruan-qingping --at 2026-09-10
"""


def main(out: Path, commit: str = COMMIT) -> None:
    """Have the code of a commit make a home, and write it as a zip."""
    with tempfile.TemporaryDirectory() as folder:
        tree, home, package = (Path(folder) / name for name in ("tree", "home", "package"))
        subprocess.run(["git", "worktree", "add", "-q", "--detach", str(tree), commit], cwd=_ROOT, check=True)
        try:
            _make(tree, home, package)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=_ROOT, check=True)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
            for path in sorted(each for each in home.rglob("*") if each.is_file() and each.name != "lock"):
                archive.write(path, str(path.relative_to(home)))


def _make(tree: Path, home: Path, package: Path) -> None:
    surroundings = {
        **os.environ,
        "PYTHONPATH": f"{tree}/src:{tree}",
        "TALLYSTICK_HOME": str(home),
        "TALLYSTICK_SIDE": "onshore",
        "TALLYSTICK_PASSPHRASE": "tallystick-example",
    }
    subprocess.run([sys.executable, "-c", _MADE, str(package)], cwd=tree, env=surroundings, check=True)
    for each in _CALLS.replace("\\\n", " ").strip().splitlines():
        words = each.format(package=package).split()
        subprocess.run(
            [sys.executable, "-c", _CALL, *words], cwd=tree, env=surroundings, check=True, capture_output=True
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
