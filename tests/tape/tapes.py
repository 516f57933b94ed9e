"""Small tapes to write tests with: one honest lease, and what a test changes in it."""

from datetime import date

from tallystick.tape.reading.mapping import own_columns
from tallystick.tape.reading.tapes import Reading, Tape, read_tape
from tallystick.units.money import Currency

__all__ = ["CUTOFF", "LEASE", "codes", "lease_tape", "leases_read", "written_csv"]

CUTOFF = date(2026, 8, 31)

LEASE = {
    "asset_id": "L1",
    "obligor_id": "P1",
    "obligor_group_id": "",
    "currency": "CNY",
    "origination_date": "2025-08-15",
    "maturity_date": "2028-08-15",
    "original_balance": "120000.00",
    "current_balance": "83000.00",
    "interest_rate": "7.20%",
    "original_term_months": "36",
    "remaining_term_months": "24",
    "repayment_type": "level-pay",
    "monthly_payment": "3716.23",
    "days_past_due": "0",
    "asset_status": "current",
    "province": "shandong",
    "vehicle_type": "heavy-truck",
    "down_payment_share": "20.00%",
}


def written_csv(*changes: dict[str, str]) -> bytes:
    """The honest lease once for each change, with ids of its own unless the change gives one."""
    rows = [
        LEASE | {"asset_id": f"L{number}", "obligor_id": f"P{number}"} | change
        for number, change in enumerate(changes, start=1)
    ]
    lines = [",".join(LEASE), *(",".join(row.values()) for row in rows)]
    return "\n".join(lines).encode() + b"\n"


def leases_read(content: bytes) -> Reading:
    mapping = own_columns(asset_class="finance-lease", currency=Currency.CNY, cutoff=CUTOFF)
    return read_tape(content, mapping=mapping)


def lease_tape(*changes: dict[str, str]) -> Tape:
    tape = leases_read(written_csv(*changes)).tape
    assert tape is not None
    return tape


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]
