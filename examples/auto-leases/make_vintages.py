# ruff: noqa: INP001 - a script beside the file it makes
"""Make `vintages.csv`: five years of quarterly static pools of leases that nobody signed.

    python examples/auto-leases/make_vintages.py

Each quarter originates some 150 million CNY. Defaults of a month are a share of the original balance that rises to
month 12, stays, and fades; a whole-number wobble from the quarter and the month keeps vintages apart. Everything is in
whole fen, so the bytes are the same on every machine. Every weight here is invented.
"""

import csv
import io
from pathlib import Path

__all__ = ["table"]

QUARTERS = 20
LAST_MONTH = 60
"""Months from the first month after the first quarter to the cut-off."""
ORIGINAL = 15_000_000_000
PEAK = 29
"""Millionths of the original balance that default in a month at the height of the curve, before the wobble."""


def table() -> str:
    """Return the file."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(("vintage", "original_balance", "month", "defaulted"))
    for quarter in range(QUARTERS):
        name = f"{2021 + (quarter + 2) // 4}-Q{(quarter + 2) % 4 + 1}"
        original = ORIGINAL + quarter * 250_000_000 + (quarter * 37 % 11) * 100_000_000
        for month in range(1, LAST_MONTH - 3 * quarter + 1):
            shape = min(month, 12, max((62 - month) // 3, 1))
            wobble = 100 + (quarter * 29 + month * 17) % 23 - 11 + quarter % 5 * 4
            defaulted = original * PEAK * shape * wobble // (1_000_000 * 12 * 10) // 1000 * 1000
            writer.writerow((name, _yuan(original), month, _yuan(defaulted)))
    return written.getvalue()


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


if __name__ == "__main__":
    Path(__file__).with_name("vintages.csv").write_text(table(), encoding="utf-8")
