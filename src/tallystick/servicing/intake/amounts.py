"""An amount of a row, in the currency of the pool: read exactly, or a finding that names the row and its column."""

from tallystick.evidence.findings import Finding, finding
from tallystick.units.money import Currency, Money, MoneyError

__all__ = ["amount_of"]


def amount_of(
    text: str, stated: Currency, currency: Currency, *, file: str, row: int, column: str = "amount"
) -> Money | Finding:
    """Read an amount.

    Args:
        text: as written, such as ``1250.50``.
        stated: the currency that the row names.
        currency: of the pool.
        file: for findings.
        row: likewise.
        column: in which the text stands.
    """
    if stated is not currency:
        return finding(
            "servicing.currency-differs",
            file=file,
            row=row,
            column="currency",
            found=stated.value,
            expected=currency.value,
        )
    try:
        return Money.parse_amount(text, currency)
    except MoneyError:
        return finding("servicing.amount-unreadable", file=file, row=row, column=column, value=text)
