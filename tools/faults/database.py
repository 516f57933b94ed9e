"""A PostgreSQL server that goes away under a home, between two calls and in the middle of one, and comes back."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import quote

from tools.faults.fault import Came
from tools.faults.homes import acts, call, life, sealed

__all__ = ["away"]


def away(folder: Path) -> Came:
    """Stop the server before each step of a filing's life, and start it again."""
    package, lost, told, tried = sealed(folder / "package"), list[str](), dict[str, None](), 0
    with _server() as server:
        if server is None:
            return Came(tried=0)
        home = folder / "kept" / "home"
        steps = life(package, home)
        home.mkdir(parents=True)
        (home / "database").write_text(f"postgresql://tally@{quote(str(server.folder), safe='')}/postgres\n")
        (home / "database").chmod(0o600)
        call(home, *steps[0])
        for step in steps[1:]:
            for how in ("fast", "immediate"):
                server.stop(how)
                came = call(home, *step)
                tried += 1
                told |= dict.fromkeys(came.codes)
                if came.exit != 2 or not came.codes or str(server.folder) not in came.said:
                    lost.append(f"{step[0]}, {how}: {came.exit} {came.said[-300:]}")
                server.start()
            again = call(home, *step)
            if again.exit not in {0, 3}:
                lost.append(f"{step[0]} afterwards: {again.said[-300:]}")
        whole = folder / "whole" / "home"
        for step in life(package, whole):
            call(whole, *step)
        if acts(home) != acts(whole):
            lost.append(f"acts: {acts(home)}")
    return Came(tried=tried, told=tuple(told), lost=tuple(lost))


class _Server:
    """A server of one's own; it runs as the user `postgres` where this runs as root."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.folder, self._programs = folder, programs

    def start(self) -> None:
        asked = f"-c listen_addresses='' -c unix_socket_directories={self.folder}"
        self.run("pg_ctl", "-D", f"{self.folder}/rows", "-w", "-o", asked, "-l", f"{self.folder}/log", "start")

    def stop(self, how: str) -> None:
        self.run("pg_ctl", "-D", f"{self.folder}/rows", "-w", "-m", how, "stop")

    def run(self, program: str, *arguments: str) -> None:
        before = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
        asked = [*before, str(self._programs / program), *arguments]
        subprocess.run(asked, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def _server() -> Iterator[_Server | None]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "-")]
    if not found[-1].is_file():
        yield None
        return
    folder = Path(mkdtemp(prefix="tally-pg-"))
    if os.geteuid() == 0:
        who = pwd.getpwnam("postgres")
        os.chown(folder, who.pw_uid, who.pw_gid)
    server = _Server(found[-1].parent, folder)
    try:
        rows = ("-D", f"{folder}/rows", "-A", "trust", "-U", "tally", "-E", "UTF8", "--locale", "C.UTF-8")
        server.run("initdb", *rows)
        server.start()
        yield server
        server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
