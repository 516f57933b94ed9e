"""Statements as banks write them: camt.053 of several versions, and CSV."""

from collections.abc import Iterable, Sequence

__all__ = ["camt", "csv_statement", "entry"]


def entry(
    amount: str, side: str, day: str, *, version: str = "08", status: str = "BOOK", reversal: bool = False
) -> bytes:
    """One entry; from version 04 on its status is a code of its own."""
    said = status if version == "02" else f"<Cd>{status}</Cd>"
    back = "<RvslInd>true</RvslInd>" if reversal else ""
    return (
        f'<Ntry><NtryRef>1</NtryRef><Amt Ccy="CNY">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>{back}'
        f"<Sts>{said}</Sts><BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>R-1</AcctSvcrRef></Ntry>"
    ).encode()


def camt(
    *, opening: str, closing: str, entries: Iterable[bytes] = (), version: str = "08", currency: str = "CNY"
) -> bytes:
    """A statement of September 2026."""

    def balance(code: str, amount: str, day: str) -> str:
        return (
            f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{amount}</Amt>'
            f"<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
        )

    head = (
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt><GrpHdr/><Stmt>'
        "<Acct><Id><Othr><Id>CN-6222-01</Id></Othr></Id></Acct>"
        f"{balance('OPBD', opening, '2026-09-01')}{balance('CLBD', closing, '2026-09-30')}"
    )
    return head.encode() + b"".join(entries) + b"</Stmt></BkToCstmrStmt></Document>"


def csv_statement(
    opening: str,
    rows: Sequence[tuple[str, str, str]],
    closing: str,
    *,
    first: str = "2026-09-01",
    last: str = "2026-09-30",
) -> bytes:
    """A statement as CSV: kind, day and amount of each row between the two balances."""
    lines = ["kind,booked_on,amount,currency,account,reference"]
    for number, (kind, day, amount) in enumerate([("opening", first, opening), *rows, ("closing", last, closing)]):
        lines.append(f"{kind},{day},{amount},CNY,CN-6222-01,E{number}")
    return "\n".join([*lines, ""]).encode()
