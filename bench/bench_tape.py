"""The tape: a million rows read, typed, checked and divided; Parquet divided; a message of 80,000 loans in a stream.

`python -m bench.bench_tape` runs the large ones, each in a process of its own, and prints its seconds and its peak of
memory. On a quiet machine a million rows take at most four times the bare read and under 3 GB, and the message of ten
times the loans costs memory for its rows only.
"""

import io
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from bench.timing import Result, compare
from tallystick.tape.checks import check
from tallystick.tape.reading.mapping import TapeMapping, own_columns, parse_mapping
from tallystick.tape.reading.tapes import read_tape
from tallystick.tape.strata import stratify
from tallystick.units.money import Currency

__all__ = ["divide", "main", "message", "read_bare", "read_checked", "results", "table"]

_ROWS, _COLUMNS, _LOANS = 1_000_000, 40, 80_000
_CUTOFF = date(2026, 8, 31)
_STRATA = ("current_balance", "interest_rate", "remaining_term_months", "province")
_FORM = b"""schema: tallystick/mapping/v1
asset_class: auto-loan
currency: EUR
cutoff: 2026-08-31
form: esma-automobile
"""


def results() -> Iterator[Result]:
    """Yield the times of a tenth of the rows, which every machine can hold; `main` runs all of them."""
    content = table(_ROWS // 10)
    yield compare(
        "tape.csv-100000-rows",
        lambda: read_checked(content),
        twin=lambda: read_bare(content),
        against="bare polars read",
        runs=4,
    )
    frame = pl.read_csv(content)
    file = io.BytesIO()
    frame.write_parquet(file)
    stored = file.getvalue()
    yield compare("tape.parquet-strata", lambda: divide(stored), twin=lambda: divide(stored), against="itself", runs=4)


def table(rows: int) -> bytes:
    """Return a tape of consumer loans as CSV, with as many further columns as make forty."""
    number = pl.int_range(rows, eager=True)
    days = pl.Series([_CUTOFF - timedelta(days=30 * month) for month in range(1, 25)])
    frame = pl.DataFrame(
        {
            "asset_id": "L" + number.cast(pl.String),
            "obligor_id": "P" + (number // 2).cast(pl.String),
            "origination_date": days.gather(number % 24).dt.to_string("%Y-%m-%d"),
            "maturity_date": days.gather(number % 24).dt.offset_by("36mo").dt.to_string("%Y-%m-%d"),
            "original_balance": (10_000 + number % 90_000).cast(pl.String) + ".00",
            "current_balance": (5_000 + number % 5_000).cast(pl.String) + ".00",
            "interest_rate": (4 + number % 12).cast(pl.String) + ".25%",
            "original_term_months": pl.Series([36]).new_from_index(0, rows),
            "remaining_term_months": 36 - number % 24,
            "repayment_type": pl.Series(["level-pay"]).new_from_index(0, rows),
            "days_past_due": number % 40,
            "province": pl.Series(["shandong", "hebei", "hubei"]).gather(number % 3),
        }
    )
    further = _COLUMNS - frame.width
    frame = frame.with_columns(
        (number * step % 9973).cast(pl.String).alias(f"further_{step}") for step in range(further)
    )
    return frame.write_csv().encode()


def read_checked(content: bytes) -> int:
    """Read, type, check and divide a tape; return its rows."""
    mapping = _mapping(content)
    tape = read_tape(content, mapping=mapping).tape
    if tape is None:
        message_ = "the tape of the bench cannot be read"
        raise RuntimeError(message_)
    check(tape)
    for name in _STRATA:
        stratify(tape, name)
    return tape.frame.height


def read_bare(content: bytes) -> int:
    """Read the same bytes with polars alone; return the rows."""
    return pl.read_csv(content).height


def divide(content: bytes) -> int:
    """Read four columns of Parquet and divide them; return the rows."""
    frame = pl.read_parquet(content, columns=list(_STRATA))
    for name in _STRATA:
        frame.group_by(name).len()
    return frame.height


def message(path: Path, loans: int) -> None:
    """Write an ESMA message of so many loans, never holding it whole."""
    leaf = "UndrlygXpsrData><AutomblLn><PrfrmgLn><UndrlygXpsrCmonData"
    shut = "</UndrlygXpsrCmonData></PrfrmgLn></AutomblLn></UndrlygXpsrData>"
    balance = '<{0}><Val><Amt Ccy="EUR">{1}</Amt><Sgn>true</Sgn></Val></{0}>'
    filler = "".join(f"<Fld{number}>{'x' * 40}</Fld{number}>" for number in range(60))
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0"?><Document xmlns="urn:esma:xsd:DRAFT1auth.099.001.04"><Rpt>')
        file.write("<CutOffDt>2026-08-31</CutOffDt>")
        for number in range(loans):
            file.write(
                f"<UndrlygXpsrRcrd><UndrlygXpsrId><NewUndrlygXpsrIdr>E{number}</NewUndrlygXpsrIdr>"
                f"<NewOblgrIdr>O{number}</NewOblgrIdr></UndrlygXpsrId><{leaf}><UndrlygXpsrDtls>"
                "<IssncAndMtrtyDtls><OrgtnDt><Dt>2025-08-15</Dt></OrgtnDt><MtrtyDt><Dt>2028-08-15</Dt></MtrtyDt>"
                "<OrgnlTerm><Nb>36</Nb></OrgnlTerm></IssncAndMtrtyDtls><BalDtls>"
                f"{balance.format('CurPrncplBal', '8300.00')}{balance.format('OrgnlPrncplBal', '12000.00')}</BalDtls>"
                "<RpmtDtls><AmtstnTp><Cd>FRXX</Cd></AmtstnTp></RpmtDtls><IntrstRateDtls><CmonData><CurRate>"
                "<Rate>0.072</Rate></CurRate></CmonData></IntrstRateDtls></UndrlygXpsrDtls><PrfrmncDtls><ArrearsDtls>"
                f"<NbOfDaysInArrears>0</NbOfDaysInArrears></ArrearsDtls></PrfrmncDtls>{filler}{shut}</UndrlygXpsrRcrd>"
            )
        file.write("</Rpt></Document>")


def main() -> int:
    """Run each bench in its own process; print seconds and peak memory."""
    if len(sys.argv) > 1:
        return _one(sys.argv[1], Path(sys.argv[2]))
    with tempfile.TemporaryDirectory() as folder:
        csv, small, large = (Path(folder) / name for name in ("tape.csv", "small.xml", "large.xml"))
        acts = [("table", csv), ("bare", csv), ("checked", csv)]
        acts += [("tenth", small), ("xml", small), ("whole", large), ("xml", large)]
        for act, path in acts:
            subprocess.run([sys.executable, "-m", "bench.bench_tape", act, str(path)], check=True)
    return 0


def _one(act: str, path: Path) -> int:
    match act:
        case "table":
            path.write_bytes(table(_ROWS))
            return 0
        case "tenth" | "whole":
            message(path, _LOANS if act == "whole" else _LOANS // 10)
            return 0
    start = time.perf_counter()
    if act == "xml":
        mapping, _ = parse_mapping(_FORM)
        if mapping is None:
            return 1
        with path.open("rb") as stream:
            legible = read_tape(stream, mapping=mapping).legible
        rows = 0 if legible is None else legible.frame.height
    else:
        rows = (read_bare if act == "bare" else read_checked)(path.read_bytes())
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    size = path.stat().st_size >> 20
    print(f"{act:<10}{size:>8} MB of file{seconds:>10.2f} s{peak:>8} MB at most  ({rows})")
    return 0


def _mapping(content: bytes) -> TapeMapping:
    mapping = own_columns(asset_class="consumer-loan", currency=Currency.CNY, cutoff=_CUTOFF)
    names = content.partition(b"\n")[0].decode().split(",")
    return mapping.model_copy(update={"ignore": tuple(name for name in names if name.startswith("further_"))})


if __name__ == "__main__":
    sys.exit(main())
