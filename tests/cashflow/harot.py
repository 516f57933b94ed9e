"""Honda Auto Receivables 2009-1 as a deal: sequential classes, all pool principal, interest apart.

Source: SEC EDGAR, CIK 1454628, accession 0001162318-09-000003.
"""

from pathlib import Path

from tallystick.cashflow.pool import Pool
from tallystick.cashflow.published import Published, read_published
from tallystick.cashflow.replines import read_replines
from tallystick.deal.deal import Deal
from tallystick.deal.parsing import parse_deal

FOLDER = Path(__file__).parents[2] / "examples" / "harot-2009-1"


def deal() -> Deal:
    parsed, _, findings = parse_deal((FOLDER / "deal.yaml").read_bytes())
    assert not findings
    assert parsed is not None
    return parsed


def pool() -> Pool:
    read = read_replines((FOLDER / "replines.csv").read_bytes(), currency=deal().assets.currency)
    assert not read.findings
    return Pool.of_lines(read.lines, deal().assets.currency)


def published() -> Published:
    figures, findings = read_published((FOLDER / "published.json").read_bytes())
    assert not findings
    assert figures is not None
    return figures
