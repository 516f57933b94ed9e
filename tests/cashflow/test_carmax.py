"""Two real distribution dates replayed to the cent: CarMax Auto Owner Trust 2025-2.

Source: Form 10-D Exhibit 99.1, SEC EDGAR CIK 2063979, accessions 0002063979-25-000025 and 0002063979-25-000040.

The waterfall is the deal file's own: parity payments are limits over a group of classes, two of which share.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tallystick.cashflow.published import PublishedCertificate, read_published
from tallystick.cashflow.tieout import CellTie, tie_out
from tallystick.deal.checks.consistency import check_deal
from tallystick.deal.parsing import parse_deal
from tallystick.units.money import Currency, total

FOLDER = Path(__file__).parents[2] / "examples" / "carmax-2025-2"
PARITY = ("priority", "secondary", "tertiary", "quaternary", "regular")


def certificates() -> tuple[PublishedCertificate, ...]:
    published, findings = read_published((FOLDER / "published.json").read_bytes())
    assert not findings
    assert published is not None
    return published.certificates


@pytest.fixture(params=certificates(), ids=lambda certificate: str(certificate.period))
def certificate(request) -> PublishedCertificate:
    found: PublishedCertificate = request.param
    return found


@pytest.fixture
def cells(certificate: PublishedCertificate) -> Mapping[tuple[str, str], CellTie]:
    deal, document, findings = parse_deal((FOLDER / "deal.yaml").read_bytes())
    assert deal is not None
    assert document is not None
    assert (*findings, *check_deal(deal, document)) == ()
    published, _ = read_published((FOLDER / "published.json").read_bytes())
    assert published is not None
    alone = published.model_copy(update={"certificates": (certificate,)})
    return {(cell.figure, cell.class_id): cell for cell in tie_out(deal, None, alone).cells}


def test_every_printed_figure_is_the_one_computed_to_the_cent(cells):
    assert [cell for cell in cells.values() if not cell.matches] == []
    assert len(cells) >= 20


def test_the_fee_the_interest_of_eight_classes_and_five_parity_payments_are_among_them(cells):
    named = set(cells)
    assert ("paid", "servicing-fee") in named
    assert {("interest", name) for name in ("A1", "A2a", "A2b", "A3", "A4", "B", "C", "D")} <= named
    assert {("paid", f"{name}-principal") for name in PARITY} <= named
    assert {("closing", "reserve"), ("paid", "reserve-release"), ("paid", "residual")} <= named


def test_cash_is_the_available_collections(certificate, cells):
    collected = [amount for item, amount in certificate.collected.items() if item != "reserve-income"]
    assert total(collected, Currency.USD).major == cells["out-of", "collections"].exact


def test_principal_is_what_the_parity_payments_add_up_to(cells):
    by_class = sum(cell.exact for (figure, name), cell in cells.items() if figure == "principal" and name != "all")
    assert by_class == cells["principal", "all"].exact
    assert by_class == sum(cells["paid", f"{name}-principal"].exact for name in PARITY)
