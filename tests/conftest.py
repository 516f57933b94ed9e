"""The surroundings every test has: one time zone and locale, repeatable properties, and a time table at the end.

Sockets are shut but for the loopback, and warnings are errors; pyproject.toml says so.
"""

import gc
import locale
import os
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings

os.environ.update(TZ="UTC", LC_ALL="C.UTF-8", LANG="C.UTF-8")
os.environ.pop("TALLYSTICK_HOME", None)
os.environ.pop("TALLYSTICK_SIDE", None)
time.tzset()
locale.setlocale(locale.LC_ALL, "C.UTF-8")

gc.disable()  # until everything is read in, see `pytest_collection_finish`

# The same fifty every time; new ones by the thousand are for `make test-long`.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=False, max_examples=50)
settings.register_profile("long", derandomize=False, deadline=None, print_blob=True, max_examples=2_000)
# A mutant is killed by any example that fails; which one is the smallest is of no interest.
settings.register_profile(
    "mutation", settings.get_profile("ci"), phases=[Phase.explicit, Phase.generate], max_examples=100
)
settings.load_profile(os.environ.get("TALLYSTICK_TEST_PROFILE", "ci"))

_TESTS = Path(__file__).parent
# Rooms whose files take minutes come first, or one worker would be left with them while the others rest.
_LONGEST_FIRST = ("shell", "walk", "law", "laws")
_seconds: defaultdict[str, float] = defaultdict(float)
_counts: defaultdict[str, int] = defaultdict(int)


@pytest.fixture(scope="session")
def project() -> Path:
    """The tree under test: the folder that holds pyproject.toml."""
    return _TESTS.parent


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty installation of one's own, named by TALLYSTICK_HOME."""
    place = tmp_path / "home"
    monkeypatch.setenv("TALLYSTICK_HOME", str(place))
    return place


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the rooms with the longest tests begin; inside a room the order stays.

    One file that needs the shared walk comes before all of them: one worker makes it, and no other waits for it.
    """
    place = {room: number for number, room in enumerate(_LONGEST_FIRST)}
    items.sort(key=lambda item: place.get(_room(item.nodeid), len(place)))
    walking = next((item.path for item in items if "shared" in getattr(item, "fixturenames", ())), None)
    items.sort(key=lambda item: item.path != walking)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Leave a file to one worker, however many there are: its tests share one home and go on where the last ended."""
    from xdist.scheduler import LoadFileScheduling

    return LoadFileScheduling(config, log) if config.getoption("dist") == "load" else None


def pytest_collection_finish() -> None:
    """Leave alone what was read in: looking through it again and again took a fifth of every test's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add a test's phases to the time of its room."""
    room = _room(report.nodeid)
    _seconds[room] += report.duration
    if report.when == "call":
        _counts[room] += 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print where the time went, room by room, slowest first."""
    if len(_seconds) < 1:
        return
    terminalreporter.section("time by room")
    for room, seconds in sorted(_seconds.items(), key=lambda each: -each[1]):
        terminalreporter.write_line(f"{room:<14}{_counts[room]:>6} tests {seconds:>8.1f} s")


def _room(nodeid: str) -> str:
    parts = nodeid.split("::", maxsplit=1)[0].split("/")
    return parts[1] if len(parts) > 2 else "tests"
