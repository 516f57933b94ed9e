"""A clock that is set back, runs ahead, or passes midnight between two calls."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tools.faults.fault import Came
from tools.faults.homes import CAST, DESK, FILING, Called, acts, call, sealed

__all__ = ["ahead", "back", "midnight"]

_NOON = datetime(2026, 9, 8, 4, 0, tzinfo=UTC)
_JUMPS = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=30), timedelta(days=366))
_FILE = ("decide", FILING, "--event", "file", "--standing", "rehearsal", "--reason", "complete", *DESK)
_ASK = ("decide", FILING, "--event", "question", "--standing", "rehearsal", "--reason", "why", *DESK)


def _submitted(folder: Path, at: datetime) -> Path:
    home = folder / "home"
    call(home, "keys", "--import-cast", CAST)
    call(home, "submit", sealed(folder / "package"), "--as", "shen-yilan", now=at)
    return home


def back(folder: Path) -> Came:
    """Set the clock back after the submission: an act that would be older is refused, until time has caught up."""
    home, lost, told = _submitted(folder, _NOON), list[str](), dict[str, None]()
    for jump in _JUMPS:
        came = call(home, *_FILE, now=_NOON - jump)
        told |= dict.fromkeys(came.codes)
        if came.exit != 1 or "filing.act-dated-back" not in came.codes or len(acts(home)) != 1:
            lost.append(f"{jump} back: {came.exit} {came.codes}")
    lost += _goes_on(call(home, *_FILE, now=_NOON + timedelta(minutes=1)), home, 2)
    return Came(tried=len(_JUMPS), told=tuple(told), lost=tuple(lost))


def ahead(folder: Path) -> Came:
    """Let the clock run ahead for one act, and set it right: later acts wait for it, and none takes its place."""
    lost, told = list[str](), dict[str, None]()
    for number, jump in enumerate(_JUMPS):
        home = _submitted(folder / str(number), _NOON)
        call(home, *_ASK, now=_NOON + jump)
        right = call(home, *_FILER, now=_NOON + timedelta(seconds=1))
        told |= dict.fromkeys(right.codes)
        if right.exit != 1 or "filing.act-dated-back" not in right.codes:
            lost.append(f"{jump} ahead: {right.exit} {right.codes}")
        lost += _goes_on(call(home, *_FILER, now=_NOON + jump + timedelta(seconds=1)), home, 3)
    return Came(tried=len(_JUMPS), told=tuple(told), lost=tuple(lost))


_FILER = ("decide", FILING, "--event", "answer", "--reason", "so", "--as", "shen-yilan")


def midnight(folder: Path) -> Came:
    """Ask twice for one act, on both sides of midnight in Beijing: it is done once, and the other day is said."""
    lost, told = list[str](), dict[str, None]()
    eves = [datetime(2026, month, day, 15, 59, 59, tzinfo=UTC) for month, day in ((9, 8), (9, 30), (10, 8), (12, 31))]
    for number, eve in enumerate(eves):
        home = _submitted(folder / str(number), eve - timedelta(days=1))
        call(home, *_FILE, now=eve)
        came = call(home, *_FILE, now=eve + timedelta(seconds=2))
        told |= dict.fromkeys(came.codes)
        if "filing.act-done-before" not in came.codes:
            lost.append(f"{eve}: {came.exit} {came.codes}")
        lost += _goes_on(came, home, 2)
    return Came(tried=len(eves), told=tuple(told), lost=tuple(lost))


def _goes_on(came: Called, home: Path, expected: int) -> list[str]:
    there = acts(home)
    return [] if came.exit in {0, 3} and len(there) == expected else [f"{came.exit} {came.codes} {there}"]
