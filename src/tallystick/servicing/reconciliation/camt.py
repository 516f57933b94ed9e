"""camt.053: a bank's statement in XML, read for balances and booked entries.

    Document/BkToCstmrStmt/Stmt: Acct, Bal OPBD and CLBD, Ntry with Amt, CdtDbtInd, Sts, RvslInd, BookgDt

Hostile input is normal input: a document type or an entity is refused, and so is a file too large, too deep or with too
many entries. Versions 02 to 13 differ in where the status code stands (`Sts` or `Sts/Cd`); both are read. Only booked
entries count: what is pending or for information has not happened yet.
Source: ISO 20022 message definition camt.053.001, Bank-to-Customer Statement; XML 1.0, section 4 for entities.

It does not read the details below an entry: a batch is one entry, as the account shows it.
"""

import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.parsers import parser_problem
from tallystick.servicing.reconciliation.statement import Entry, Statement
from tallystick.tape.reading.files.markup import XML_FAULTS, elements_of
from tallystick.units.money import Currency, Money, MoneyError

__all__ = ["ENTRIES", "SIZE", "read_camt"]

SIZE: Final = 1 << 25
"""The largest file in bytes: a statement of a hundred thousand entries is a tenth of it."""
ENTRIES: Final = 100_000
_DEPTH: Final = 24
_PAGE_DIGITS: Final = 5
"""ISO 20022, Max5NumericText: what the number of a page is written with."""
_SPACE: Final = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(0[2-9]|1[0-3])")
_SIGNS: Final = {"CRDT": 1, "DBIT": -1}


class _UnreadableError(Exception):
    """What a statement says cannot be read; the text names the element."""


class _OutgrownError(Exception):
    """Nested deeper, or with more entries, than any statement."""


def read_camt(content: bytes, *, file: str) -> tuple[tuple[Statement, ...], tuple[Finding, ...]]:
    """Read the statements of a camt.053 file.

    Args:
        content: the bytes of the file.
        file: its name, for findings.

    Returns:
        Every statement, or none and a finding where anything of the file cannot be read: half a statement proves
        nothing.
    """
    if len(content) > SIZE:
        return (), (finding("servicing.statement-too-large", file=file, limit=SIZE, count=len(content)),)
    try:
        read = tuple(_statement(element, file) for element in _statements(content))
    except DefusedXmlException:
        return (), (finding("servicing.statement-forbidden", file=file),)
    except _OutgrownError:
        return (), (finding("servicing.statement-outgrown", file=file, depth=_DEPTH, limit=ENTRIES),)
    except _UnreadableError as error:
        element, value = error.args
        return (), (finding("servicing.statement-unreadable", file=file, element=element, value=value),)
    except XML_FAULTS as error:
        return (), (
            finding("servicing.statement-unreadable", file=file, element="XML", value=parser_problem(str(error))),
        )
    if not read:
        return (), (finding("servicing.statement-unreadable", file=file, element="BkToCstmrStmt/Stmt", value="-"),)
    return read, ()


def _statements(content: bytes) -> Iterator[Element]:
    depth, entries, root = 0, 0, None
    for event, element in elements_of(io.BytesIO(content)):
        if event == "start":
            depth += 1
            if root is None:
                root = element
                space = element.tag.removeprefix("{").partition("}")[0]
                if _name(element) != "Document" or _SPACE.fullmatch(space) is None:
                    raise _UnreadableError("Document", element.tag)
            if depth > _DEPTH:
                raise _OutgrownError
            continue
        depth -= 1
        entries += _name(element) == "Ntry"
        if entries > ENTRIES:
            raise _OutgrownError
        if _name(element) == "Stmt" and depth == 2:
            yield element
            element.clear()


def _statement(element: Element, file: str) -> Statement:
    balances: dict[str, tuple[Money, date]] = {}
    for balance in _all(element, "Bal"):
        code = _text(balance, "Tp/CdOrPrtry/Cd", needed=False)
        if code in balances:
            raise _UnreadableError("Bal/Tp/CdOrPrtry/Cd", f"{code} × 2")
        balances[code] = (_amount(balance), _day(balance, "Dt"))
    if "OPBD" not in balances and "PRCD" in balances:
        balances["OPBD"] = balances["PRCD"]
    if missing := [code for code in ("OPBD", "CLBD") if code not in balances]:
        raise _UnreadableError("Bal/Tp/CdOrPrtry/Cd", f"{missing[0]} ?")
    (opening, first), (closing, last) = balances["OPBD"], balances["CLBD"]
    entries = tuple(
        _entry(each, number, opening.currency)
        for number, each in enumerate(_all(element, "Ntry"), start=1)
        if _status(each) == "BOOK"
    )
    if last < first:
        raise _UnreadableError("Bal/Dt", f"{first} > {last}")
    if closing.currency is not opening.currency:
        raise _UnreadableError("Bal/Amt@Ccy", closing.currency.value)
    return Statement(
        file=file,
        account=_text(element, "Acct/Id/IBAN", needed=False) or _text(element, "Acct/Id/Othr/Id"),
        first=_period_day(element, "FrDtTm", first),
        last=_period_day(element, "ToDtTm", last),
        opening=opening,
        closing=closing,
        entries=entries,
        name=_text(element, "Id", needed=False),
        page=_page(element),
    )


def _page(element: Element) -> int:
    text = _text(element, "StmtPgntn/PgNb", needed=False) or "1"
    if not (text.isascii() and text.isdecimal() and len(text) <= _PAGE_DIGITS):
        raise _UnreadableError("StmtPgntn/PgNb", text)
    return int(text)


def _entry(element: Element, number: int, currency: Currency) -> Entry:
    amount = _amount(element)
    if amount.currency is not currency:
        raise _UnreadableError(f"Ntry[{number}]/Amt@Ccy", amount.currency.value)
    payment, counterparty = _other_end(element, credited=amount.is_positive())
    return Entry(
        row=number,
        booked=_day(element, "BookgDt"),
        amount=amount,
        reversal=_text(element, "RvslInd", needed=False) in {"true", "1"},
        reference=_text(element, "AcctSvcrRef", needed=False) or _text(element, "NtryRef", needed=False),
        payment=payment,
        counterparty=counterparty,
    )


def _other_end(element: Element, *, credited: bool) -> tuple[str, str]:
    """Return what the one transaction of an entry is called, and its other account; empty where there are several."""
    parts = [part for details in _all(element, "NtryDtls") for part in _all(details, "TxDtls")]
    if len(parts) != 1:
        return "", ""
    account = f"RltdPties/{'Dbtr' if credited else 'Cdtr'}Acct/Id"
    named = (_text(parts[0], f"{account}/{each}", needed=False) for each in ("IBAN", "Othr/Id"))
    payment = _text(parts[0], "Refs/EndToEndId", needed=False)
    return payment, next(filter(None, named), "")


def _status(element: Element) -> str:
    return _text(element, "Sts/Cd", needed=False) or _text(element, "Sts")


def _amount(element: Element) -> Money:
    """Read an amount with its side; zeros beyond the minor unit, which the standard allows, are nothing."""
    text, code = _text(element, "Amt"), _find(element, "Amt").get("Ccy", "")
    if code not in Currency.__members__:
        raise _UnreadableError("Amt@Ccy", code)
    whole, point, decimals = text.partition(".")
    shown = f"{whole}.{decimals.rstrip('0')}".rstrip(".") if point else whole
    side = _text(element, "CdtDbtInd")
    if side not in _SIGNS:
        raise _UnreadableError("CdtDbtInd", side)
    try:
        money = Money.parse_amount(shown, Currency(code))
    except MoneyError as error:
        raise _UnreadableError("Amt", text) from error
    if money.is_negative():
        raise _UnreadableError("Amt", text)
    return money if _SIGNS[side] > 0 else -money


def _day(element: Element, name: str) -> date:
    text = _text(element, f"{name}/Dt", needed=False) or _text(element, f"{name}/DtTm")[:10]
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise _UnreadableError(name, text) from error


def _period_day(element: Element, name: str, otherwise: date) -> date:
    text = _text(element, f"FrToDt/{name}", needed=False)
    try:
        return date.fromisoformat(text[:10]) if text else otherwise
    except ValueError as error:
        raise _UnreadableError(name, text) from error


def _text(element: Element, path: str, *, needed: bool = True) -> str:
    found: Element | None = element
    for name in path.split("/"):
        found = next(iter(_all(found, name)), None) if found is not None else None
    text = "" if found is None else (found.text or "").strip()
    if needed and not text:
        raise _UnreadableError(path, "-")
    return text


def _find(element: Element, name: str) -> Element:
    return next(_all(element, name))


def _all(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if _name(child) == name)


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
