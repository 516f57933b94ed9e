"""The tape: a million rows read, typed, checked and divided; Parquet divided; a message of 80,000 loans in a stream.

The million rows are of mortgages with a value in every column the class has, thirty-six, and four columns beyond. They
may take four times as long as the bare read and 3 GB. A message of eight times the loans costs memory for the cells
that are kept, and none for those that are passed over.
"""

import io
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from bench.peak import peak_of
from bench.timing import Result, compare
from tallystick.tape.checks import check
from tallystick.tape.reading.forms import form_of
from tallystick.tape.reading.mapping import TapeMapping, own_columns, parse_mapping
from tallystick.tape.reading.tapes import Tape, read_tape
from tallystick.tape.strata import BANDS, stratify
from tallystick.units.money import Currency

__all__ = [
    "checked_million",
    "divide",
    "divide_bare",
    "message",
    "read_bare",
    "read_checked",
    "read_eighty_thousand",
    "read_ten_thousand",
    "results",
    "table",
]

_ROWS, _PART, _COLUMNS, _FEW, _MANY = 1_000_000, 100_000, 40, 10_000, 80_000
_CUTOFF = date(2026, 8, 31)
_STRATA = ("current_balance", "interest_rate", "remaining_term_months", "province")
_GIGABYTES, _OF_A_MESSAGE = 3.0, 0.2
_FORM = b"""schema: tallystick/mapping/v1
asset_class: auto-loan
currency: USD
cutoff: 2026-08-31
form: abs-ee-auto-loan
constants: {repayment_type: level-pay}
"""


def results() -> Iterator[Result]:
    """Yield times against the bare reads, and peaks of memory against their limits."""
    content = table(_ROWS)
    yield compare(
        "tape.csv-1m",
        lambda: read_checked(content),
        twin=lambda: read_bare(content),
        against="bare polars read",
        runs=4,
    )
    typed = _read(content)
    file = io.BytesIO()
    typed.frame.write_parquet(file)
    stored, empty = file.getvalue(), replace(typed, frame=typed.frame.clear())
    yield compare(
        "tape.parquet-strata-1m",
        lambda: divide(stored, empty),
        twin=lambda: divide_bare(stored),
        against="bare polars read and group-by for each table",
    )
    here = "bench.bench_tape"
    yield peak_of("tape.csv-1m.memory", f"{here}:checked_million", limit=_GIGABYTES)
    yield peak_of("tape.absee-10000.memory", f"{here}:read_ten_thousand", limit=_OF_A_MESSAGE, runs=2)
    yield peak_of("tape.absee-80000.memory", f"{here}:read_eighty_thousand", limit=_OF_A_MESSAGE, runs=2)


def table(rows: int) -> bytes:
    """Return a tape of mortgages as CSV, every column filled, and as many columns beyond as make forty."""
    parts = (_part(first, min(_PART, rows - first), head=first == 0) for first in range(0, rows, _PART))
    return b"".join(parts)


def _part(first: int, rows: int, *, head: bool) -> bytes:
    number = pl.int_range(first, first + rows, eager=True)
    age = 1 + number % 24
    lent, owed = 1_000_000 + number % 90_000, 600_000 + number % 50_000

    def one(text: str) -> pl.Series:
        return pl.Series([text]).new_from_index(0, rows)

    def some(*texts: str) -> pl.Series:
        return pl.Series(texts).gather(number % len(texts))

    def day(months: pl.Series) -> pl.Series:
        start = pl.Series([_CUTOFF]).new_from_index(0, rows)
        return start.dt.offset_by(months.cast(pl.String) + "mo").dt.to_string("%Y-%m-%d")

    columns = {
        "asset_id": "L" + number.cast(pl.String),
        "obligor_id": "P" + (number // 2).cast(pl.String),
        "obligor_group_id": "G" + (number // 4).cast(pl.String),
        "currency": one("CNY"),
        "origination_date": day(-age),
        "maturity_date": day(240 - age),
        "original_balance": lent.cast(pl.String) + ".00",
        "current_balance": owed.cast(pl.String) + ".50",
        "interest_rate": (4 + number % 4).cast(pl.String) + ".25%",
        "original_term_months": one("240"),
        "remaining_term_months": 240 - age,
        "repayment_type": one("bullet"),
        "monthly_payment": (5_000 + number % 300).cast(pl.String) + ".25",
        "days_past_due": number % 25,
        "asset_status": some("current", "late"),
        "province": some("shandong", "hebei", "hubei"),
        "property_type": some("house", "flat"),
        "occupancy": some("owner", "let"),
        "property_value": (owed * 2).cast(pl.String) + ".00",
        "valuation_date": day(-age),
        "original_loan_to_value": one("60%"),
        "current_loan_to_value": one("50%"),
        "lien_position": one("1"),
        "index": one("LPR-5Y"),
        "index_margin": one("0.55%"),
        "rate_cap": one("9%"),
        "rate_floor": one("1%"),
        "reset_interval_months": one("12"),
        "next_reset_date": day(1 + number % 12),
        "payment_interval_months": one("1"),
        "interest_only_months": one("0"),
        "balloon_balance": one("0.00"),
        "arrears_balance": one("0.00"),
        "last_payment_date": day(number * 0),
        "default_date": one("").replace("", None),
        "recovered_amount": one("0.00"),
    }
    further = {f"further_{step}": number * step % 9973 for step in range(_COLUMNS - len(columns))}
    return pl.DataFrame(columns | further).write_csv(include_header=head).encode()


def read_checked(content: bytes) -> int:
    """Read, type, check and divide a tape; return its rows."""
    tape = _read(content)
    check(tape)
    for name in _STRATA:
        stratify(tape, name)
    return tape.frame.height


def _read(content: bytes) -> Tape:
    with ThreadPoolExecutor(max_workers=1) as executor:
        tape = read_tape(content, mapping=_mapping(content), executor=executor).tape
    if tape is None:
        message_ = "the tape of the bench cannot be read"
        raise RuntimeError(message_)
    return tape


def read_bare(content: bytes) -> int:
    """Read the same bytes with polars alone; return the rows."""
    return pl.read_csv(content).height


def checked_million() -> None:
    """Read, type, check and divide a million rows."""
    read_checked(table(_ROWS))


def divide(stored: bytes, empty: Tape) -> list[list[tuple[int, int]]]:
    """Read the needed columns of a typed tape from Parquet and divide it; return counts and balances."""
    frame = pl.read_parquet(io.BytesIO(stored), columns=list(_STRATA))
    tape = replace(empty, frame=frame)
    return [sorted((each.count, each.balance.minor) for each in stratify(tape, name)) for name in _STRATA]


def divide_bare(stored: bytes) -> list[list[tuple[int, int]]]:
    """Read all of the same Parquet and group it by each key, as a script would; return counts and balances."""
    frame = pl.read_parquet(io.BytesIO(stored))
    tables = []
    for name in _STRATA:
        cuts = BANDS.get(name)
        key = pl.col(name) if cuts is None else pl.col(name).cut(list(cuts), left_closed=True)
        parts = frame.group_by(key).agg(pl.len(), pl.col("current_balance").sum().alias("balance"))
        tables.append(sorted(parts.select("len", "balance").iter_rows()))
    return tables


def message(path: Path, loans: int) -> None:
    """Write asset data of Form ABS-EE with so many loans, never holding it whole."""
    form = form_of("abs-ee-auto-loan")
    filler = "" if form is None else "".join(f"<{name}>none</{name}>" for name in form.unread)
    with path.open("w", encoding="utf-8") as file:
        file.write(
            '<?xml version="1.0"?><assetData xmlns="http://www.sec.gov/edgar/document/absee/autoloan/assetdata">'
        )
        for number in range(loans):
            file.write(
                f"<assets><assetNumber>A{number}</assetNumber><originationDate>08/2025</originationDate>"
                f"<loanMaturityDate>08/2028</loanMaturityDate><originalLoanAmount>{12_000 + number % 999}.00"
                "</originalLoanAmount><reportingPeriodActualEndBalanceAmount>8300.00"
                "</reportingPeriodActualEndBalanceAmount><reportingPeriodInterestRatePercentage>0.072"
                "</reportingPeriodInterestRatePercentage><originalLoanTerm>36</originalLoanTerm>"
                "<remainingTermToMaturityNumber>24</remainingTermToMaturityNumber><currentDelinquencyStatus>0"
                f"</currentDelinquencyStatus>{filler}</assets>"
            )
        file.write("</assetData>")


def read_ten_thousand() -> None:
    """Read a message of few loans from a file."""
    _read_message(_FEW)


def read_eighty_thousand() -> None:
    """Read a message of eight times as many."""
    _read_message(_MANY)


def _read_message(loans: int) -> None:
    mapping, found = parse_mapping(_FORM)
    if mapping is None:
        raise RuntimeError(found)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "message.xml"
        message(path, loans)
        with path.open("rb") as stream:
            tape = read_tape(stream, mapping=mapping).tape
    if tape is None or tape.frame.height != loans:
        message_ = "the message of the bench cannot be read"
        raise RuntimeError(message_)


def _mapping(content: bytes) -> TapeMapping:
    mapping = own_columns(asset_class="mortgage", currency=Currency.CNY, cutoff=_CUTOFF)
    names = content[: content.index(b"\n")].decode().split(",")
    return mapping.model_copy(update={"ignore": tuple(name for name in names if name.startswith("further_"))})
