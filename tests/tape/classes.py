"""One honest asset of each class, as its own tape writes it."""

from datetime import date

from tallystick.tape.reading.mapping import own_columns
from tallystick.tape.reading.tapes import Reading, Tape, read_tape
from tallystick.units.money import Currency

__all__ = ["ASSETS", "class_read", "class_tape"]

_WHO = {"asset_id": "A1", "obligor_id": "P1", "days_past_due": "0", "province": "shandong"}
_LOAN = _WHO | {
    "origination_date": "2025-08-15",
    "maturity_date": "2028-08-15",
    "original_balance": "120000.00",
    "current_balance": "83000.00",
    "interest_rate": "7.20%",
    "original_term_months": "36",
    "remaining_term_months": "24",
    "repayment_type": "level-pay",
}
_RIGHT = _WHO | {"first_month": "2026-09-01", "income_months": "24"}
_ENERGY = _RIGHT | {"monthly_quantity": "1000.5", "unit_price": "0.4", "degradation_share": "10.00%"}
_TENANCY = _RIGHT | {"monthly_rent": "100000.00", "vacancy_share": "5.00%", "rent_escalation": "4.00%"}

ASSETS = {
    "finance-lease": _LOAN | {"vehicle_type": "heavy-truck", "residual_value": "100.00"},
    "auto-loan": _LOAN | {"vehicle_condition": "new", "balloon_balance": "20000.00"},
    "consumer-loan": _LOAN | {"purpose": "study"},
    "mortgage": _LOAN
    | {
        "property_type": "flat",
        "index": "LPR-5Y",
        "index_margin": "-0.20%",
        "next_reset_date": "2027-01-01",
        "reset_interval_months": "12",
    },
    "corporate-loan": _LOAN | {"payment_interval_months": "3", "interest_only_months": "6"},
    "trade-receivable": _WHO
    | {
        "origination_date": "2026-08-01",
        "maturity_date": "2026-11-15",
        "original_balance": "5000.00",
        "current_balance": "5000.00",
        "dilution_share": "2.00%",
    },
    "charging-pile-income": _ENERGY,
    "pv-income": _ENERGY,
    "rent": _TENANCY,
    "rental-housing-rent": _TENANCY,
}


def class_read(asset_class: str, *changes: dict[str, str]) -> Reading:
    """The honest asset once for each change, with ids of its own."""
    rows = [
        ASSETS[asset_class] | {"asset_id": f"A{number}", "obligor_id": f"P{number}"} | change
        for number, change in enumerate(changes, start=1)
    ]
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join(names), *(",".join(row.get(name, "") for name in names) for row in rows)]
    mapping = own_columns(asset_class=asset_class, currency=Currency.CNY, cutoff=date(2026, 8, 31))
    return read_tape("\n".join(lines).encode() + b"\n", mapping=mapping)


def class_tape(asset_class: str, *changes: dict[str, str]) -> Tape:
    reading = class_read(asset_class, *changes)
    assert reading.findings == ()
    assert reading.tape is not None
    return reading.tape
