"""Sheets and reports of deal folders, made in a process of their own and kept by the digest of the folder."""

import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from pickle import UnpicklingError
from threading import Lock
from typing import Any, Final, TypeVar

from django.core.cache import caches
from django.utils.safestring import SafeString, mark_safe

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.wording import Language
from tallystick.filing.report.content import Block, Figure, Report, Section, Table
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.sheets import DealSheet, report_of_folder, sheet_of
from tallystick.shell.web.portal import Portal

__all__ = ["Laid", "has_sheet", "kept", "laid_blocks", "laid_out", "report", "sheet"]

_KEPT: Final = 24
_UNREADABLE: Final = (OSError, ValueError, EOFError, LookupError, AttributeError, ImportError, TypeError, zlib.error)
_Value = TypeVar("_Value")


@dataclass(slots=True)
class _Shelf:
    """What was made last, by what it was made of: in memory, and in files for other workers and the next start."""

    made: OrderedDict[tuple[str, ...], Outcome[Any]] = field(default_factory=OrderedDict)
    making: dict[tuple[str, ...], Lock] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def find(self, key: tuple[str, ...]) -> Outcome[Any] | None:
        """Return what was made of this before; what cannot be read any more is as good as nothing."""
        with self.lock:
            if key in self.made:
                self.made.move_to_end(key)
                return self.made[key]
        try:
            kept = caches["made"].get(_named(key))
        except (*_UNREADABLE, UnpicklingError):
            return None
        return self._keep(key, kept) if isinstance(kept, Outcome) else None

    def get(self, key: tuple[str, ...], make: Callable[[], Outcome[Any]]) -> Outcome[Any]:
        """Return it, or make it; whoever asks while it is being made waits for that."""
        with self.lock:
            alone = self.making.setdefault(key, Lock())
        try:
            with alone:
                found = self.find(key)
                made = found or make()
                if found is None and made.value is not None:  # a process that was stopped is asked again
                    caches["made"].set(_named(key), made)
                    self._keep(key, made)
                return made
        finally:
            with self.lock:
                self.making.pop(key, None)

    def _keep(self, key: tuple[str, ...], made: Outcome[Any]) -> Outcome[Any]:
        with self.lock:
            self.made[key] = made
            while len(self.made) > _KEPT:
                self.made.popitem(last=False)
        return made


_SHELF: Final = _Shelf()


@cache
def _program() -> str:
    """Return what tells this program from every other: another reads nothing of what this one made."""
    top = Path(__file__).parents[3]
    files = [(each, each.stat()) for kind in ("py", "toml", "json") for each in sorted(top.rglob(f"*.{kind}"))]
    return sha256_hex("\n".join(f"{each} {stat.st_size} {stat.st_mtime_ns}" for each, stat in files).encode())


def _named(key: tuple[str, ...]) -> str:
    return sha256_hex("\n".join((_program(), *key)).encode())


def has_sheet(digest: str) -> bool:
    """Tell whether the sheet of a folder was made before, so that nobody waits for it."""
    return _SHELF.find(("sheet", digest)) is not None


def sheet(portal: Portal, digest: str, files: Callable[[], Mapping[str, bytes]]) -> Outcome[DealSheet]:
    """Return what checking a folder finds; where its process was stopped, that is what is found."""
    return _SHELF.get(("sheet", digest), lambda: portal.apart(sheet_of, files()))


def report(portal: Portal, digest: str, files: Callable[[], Mapping[str, bytes]], number: int) -> Outcome[Report]:
    """Return the report of a folder, likewise."""
    return _SHELF.get(("report", digest, str(number)), lambda: portal.apart(report_of_folder, files(), number))


def kept(key: tuple[str, ...], make: Callable[[], Outcome[_Value]]) -> Outcome[_Value]:
    """Return what is made of the same things as before, made once; where that was stopped, it is asked for again."""
    return _SHELF.get(key, make)


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A section as a page lays it out: how deep it stands, and its blocks with their kind and drawing."""

    section: Section
    depth: int
    blocks: tuple[tuple[str, Block, SafeString | None], ...]


def laid_blocks(
    portal: Portal, blocks: tuple[Block, ...], language: Language
) -> tuple[tuple[str, Block, SafeString | None], ...]:
    """Return blocks of a report with their kind and drawing."""

    def drawn(block: Block) -> SafeString | None:
        if not isinstance(block, Figure):
            return None
        return mark_safe(portal.documents.chart(block, language).decode())  # noqa: S308 - drawn by us, texts escaped

    return tuple((_kind(block), block, drawn(block)) for block in blocks)


def laid_out(portal: Portal, report: Report, language: Language) -> tuple[Laid, ...]:
    """Return the sections of a report in reading order, its figures drawn."""
    return tuple(
        Laid(
            section=section,
            depth=min(4, 2 + section.number.count(".")),
            blocks=laid_blocks(portal, section.blocks, language),
        )
        for section in report.walk()
    )


def _kind(block: Block) -> str:
    return "table" if isinstance(block, Table) else type(block).__name__.lower()
