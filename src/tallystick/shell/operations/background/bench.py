"""What a task works with and what it leaves behind: files by digest, findings in both languages, values as JSON."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Side
from tallystick.evidence.wording import Language, word
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import ObjectStore
from tallystick.shell.operations.ports.services.hooks import Send
from tallystick.shell.operations.register.dropped import Unzip, from_the_top

__all__ = ["Bench", "in_both", "task_name", "told"]

_MOST_FINDINGS: Final = 500
_ARCHIVE: Final = ".zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A worker's place for one job.

    Attributes:
        operations: of its process.
        home: the folder; `side` is its side.
        shelf: files that jobs take in and bring out.
        tell: how far the job is: its step, how many are done and of how many.
        unzip: reads a stranger's archive, within limits.
        send: posts to an address of the public internet.
    """

    operations: Operations
    home: str
    side: Side
    shelf: ObjectStore
    tell: Callable[[str, int, int], None]
    unzip: Unzip
    send: Send

    def take(self, files: Mapping[str, str]) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
        """Return files by name, given each with its digest; one archive by itself stands for the files in it.

        Returns:
            The files, and what was refused of the archive.

        Raises:
            ObjectMissingError, ObjectDamagedError: one of them is not there any more, or not what it was.
        """
        taken = {name: self.shelf.get(sha256) for name, sha256 in sorted(files.items())}
        if len(taken) != 1 or not next(iter(taken)).lower().endswith(_ARCHIVE):
            return taken, ()
        unpacked, refused = self.unzip(next(iter(taken.values())))
        return from_the_top(unpacked), refused

    def keep(self, files: Mapping[str, bytes]) -> dict[str, str]:
        """Put files on the shelf, and return the digest of each."""
        return {name: self.shelf.put(content).sha256 for name, content in sorted(files.items())}


def in_both(make: Callable[[Language], Mapping[str, bytes]]) -> dict[str, bytes]:
    """Return files made in both languages, each below a folder named for its language."""
    return {f"{each.value}/{name}": content for each in Language for name, content in make(each).items()}


def task_name(task: Callable[..., dict[str, Any]]) -> str:
    """Return the name under which a queue knows a task."""
    return f"{task.__module__}.{task.__qualname__}"


def told(
    outcome: Outcome[Any],
    *,
    files: Mapping[str, str] | None = None,
    value: Mapping[str, object] | None = None,
    more: Iterable[Finding] = (),
) -> dict[str, Any]:
    """Return what a job came to: the exit code of its verb, the findings, the files by digest, and the value."""
    found = (*more, *outcome.findings)
    return {
        "exit": outcome.exit_code(),
        "count": len(found),
        "findings": [_worded(each) for each in found[:_MOST_FINDINGS]],
        "files": dict(files or {}),
        "value": dict(value or {}),
    }


def _worded(each: Finding) -> dict[str, object]:
    worded = {language: word(each, language) for language in Language}
    texts = {
        f"{part}_{language.value}": getattr(sentence, part)
        for language, sentence in worded.items()
        for part in ("what", "why", "remedy")
    }
    severity = worded[Language.EN].severity.value
    return {"code": each.code, "severity": severity, "place": each.place.as_canonical(), **texts}
