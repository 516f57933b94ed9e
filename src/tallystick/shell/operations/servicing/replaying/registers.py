"""Which register a month is paid by: the ledger's at the record block, or the registrar's of that day where filed."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.claims.register import parse_register, register_breaks
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.servicing.loading import holders_at
from tallystick.units.periods import Period

__all__ = ["Registered", "by_registrar", "kept_register", "register_on", "registrar_beside"]


_KEPT: Final = re.compile(r"register-[0-9]{4}-[0-9]{2}\.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """Units by holder of each class; where they are the registrar's, its file, and where the ledger differs."""

    units: Mapping[str, Mapping[str, int]]
    content: bytes | None = None
    breaks: tuple[Finding, ...] = ()

    def files(self, period: Period) -> dict[str, bytes]:
        """Return what is kept of it with a month: the registrar's file; nothing of the ledger's, which has its own."""
        return {} if self.content is None else {_kept(period): self.content}

    def overwritten(self, kept: Mapping[str, bytes], period: Period) -> Iterator[Finding]:
        """Say that a month was closed on another register of the same day; `kept` are the files of that."""
        for name, content in self.files(period).items():
            if name in kept and kept[name] != content:
                yield finding("servicing.register-overwritten", period=str(period), sha256=sha256_hex(kept[name]))


def _file(day: dt.date) -> str:
    """Return the name of the registrar's file of a record date."""
    return f"registers/{day.isoformat()}.csv"


def _kept(period: Period) -> str:
    """Return the name under which the registrar's file is kept with a month."""
    return f"register-{period}.csv"


def _is_kept(stated: Mapping[str, bytes]) -> bool:
    """Whether these files are the one that is kept with a month."""
    return len(stated) == 1 and all(_KEPT.fullmatch(each) for each in stated)


def by_registrar(deal: Deal) -> bool:
    """Whether the registrar's register is the one of record."""
    return deal.tokens is not None and deal.tokens.register_of_record == "registrar"


def register_on(
    reader: LedgerReader,
    deal: Deal,
    stated: Mapping[str, bytes],
    addresses: Mapping[str, str],
    day: dt.date,
    *,
    until: dt.datetime,
    before: Sequence[Mapping[str, str]] = (),
) -> Registered | tuple[Finding, ...]:
    """Return the register of a record date; findings where it is the registrar's and cannot be paid by.

    Args:
        reader: a node of the ledger.
        deal: as filed.
        stated: the registrar's files, by name; or the one that is kept with a month.
        addresses: where each class's token stands.
        day: the record date.
        until: when it is over.
        before: tokens of earlier filings.
    """
    if not by_registrar(deal):
        return Registered(units=holders_at(reader, addresses, until, before=before))
    return registrar_beside(reader, deal, stated, addresses, day, until=until, before=before)


def registrar_beside(
    reader: LedgerReader,
    deal: Deal,
    stated: Mapping[str, bytes],
    addresses: Mapping[str, str],
    day: dt.date,
    *,
    until: dt.datetime,
    before: Sequence[Mapping[str, str]] = (),
) -> Registered | tuple[Finding, ...]:
    """Return the registrar's register of a record date beside the ledger's; arguments as of `register_on`.

    A month that was closed by it stands beside the ledger whichever register a later filing pays by.
    """
    ledger = holders_at(reader, addresses, until, before=before)
    file = next(iter(stated)) if _is_kept(stated) else _file(day)
    if file not in stated:
        return (finding("servicing.register-missing", file=file),)
    content = stated[file]
    issued = tuple(deal.tokens.classes) if deal.tokens is not None else ()
    whole, found = parse_register(content, day=day, classes=issued, file=file)
    if whole is None:
        return found
    units = {name: whole[name] for name in addresses}
    return Registered(units=units, content=content, breaks=tuple(register_breaks(units, ledger, file=file)))


def kept_register(record: OnRecord, files: Mapping[str, object], period: Period) -> dict[str, bytes]:
    """Return the registrar's file by which a month was closed; nothing where the ledger's register counts.

    It has its name among the month's files: one of the same day that a reader has may say something else.

    Args:
        record: of the overseas home, or its public copy.
        files: of the month, digests by name.
        period: the month.
    """
    name = _kept(period)
    digest = files.get(name)
    return {name: record.objects.get(str(digest))} if digest is not None else {}
