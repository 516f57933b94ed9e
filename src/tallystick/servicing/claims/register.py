"""The registrar's register of a record date, where the filing says that it is the register of record.

    registrar's dated file -> units by holder -> what is paid
    the ledger's own register of that day beside it -> every difference a break, by its kind

Whom the registrar's file names is paid; the ledger follows it by a correction, and what differs is said until it does.
Laws: a file that is read is of one day, names each address of a class once, and has no units that are not above zero;
no break where both say the same.
Source: `tokens.register_of_record`; the conditions of the notes say which register is conclusive.
"""

import datetime as dt
from collections.abc import Iterator, Mapping

from tallystick.deal.scalars import DateText, Identifier, Record, Text, Whole
from tallystick.evidence.findings import Finding, finding
from tallystick.tape.reading.records import read_records
from tallystick.units.wallets import checksummed, is_address

__all__ = ["parse_register", "register_breaks"]


class _Line(Record):
    """One entry: of which day, in which class, which address holds how many units."""

    as_of: DateText
    token_class: Identifier
    wallet: Text
    units: Whole


def parse_register(
    content: bytes, *, day: dt.date, classes: tuple[str, ...], file: str
) -> tuple[dict[str, dict[str, int]] | None, tuple[Finding, ...]]:
    """Read a register; None, with findings, where it cannot be paid by.

    Args:
        content: CSV with `as_of`, `token_class`, `wallet`, `units`.
        day: the record date, which every line must bear.
        classes: those that were issued.
        file: its name, for findings.

    Returns:
        Units by holder of each class, and findings.
    """
    lines, found = read_records(_Line, content, file=file)
    register: dict[str, dict[str, int]] = {name: {} for name in classes}
    faults = [*found, *(fault for row, line in lines for fault in _faults(row, line, day, classes, file))]
    for row, line in lines:
        held = register.get(line.token_class, {})
        if line.wallet in held:
            faults.append(finding("servicing.register-twice", file=file, row=row, wallet=line.wallet))
        held[line.wallet] = line.units
    return (None if faults else register), tuple(faults)


def _faults(row: int, line: _Line, day: dt.date, classes: tuple[str, ...], file: str) -> Iterator[Finding]:
    if line.as_of != day:
        yield finding("servicing.register-day", file=file, row=row, found=line.as_of, expected=day)
    named, wallet = line.token_class, line.wallet
    if named not in classes:
        yield finding("servicing.register-class", file=file, row=row, token_class=named, issued=classes)
    if not is_address(wallet) or checksummed(wallet) != wallet:
        yield finding("servicing.register-wallet", file=file, row=row, wallet=wallet)
    if line.units < 1:
        yield finding(
            "servicing.register-units", file=file, row=row, token_class=named, wallet=wallet, units=line.units
        )


def register_breaks(
    register: Mapping[str, Mapping[str, int]], ledger: Mapping[str, Mapping[str, int]], *, file: str
) -> Iterator[Finding]:
    """Yield where the register of record and the ledger's differ, each by its kind.

    Args:
        register: units by holder of each class, as the registrar has them.
        ledger: the same as the ledger has them at the end of the day.
        file: name of the registrar's file.
    """
    for name in sorted(register.keys() | ledger.keys()):
        ours, theirs = register.get(name, {}), ledger.get(name, {})
        for wallet in sorted(ours.keys() | theirs.keys()):
            units, found = ours.get(wallet, 0), theirs.get(wallet, 0)
            if units and not found:
                yield finding("servicing.register-unledgered", file=file, token_class=name, wallet=wallet, units=units)
            elif found and not units:
                yield finding("servicing.register-unlisted", file=file, token_class=name, wallet=wallet, units=found)
            elif units != found:
                yield finding(
                    "servicing.register-differs", file=file, token_class=name, wallet=wallet, units=units, found=found
                )
