"""Months and amounts as they are written on the command line."""

from tallystick.evidence.findings import finding
from tallystick.shell.cli.session import WrongCallError
from tallystick.units.money import Money, MoneyError
from tallystick.units.periods import Period, PeriodError

__all__ = ["amount_of", "month_of"]


def month_of(text: str) -> Period:
    """Read a month, such as ``2026-09``.

    Raises:
        WrongCallError: the text is none.
    """
    try:
        return Period.parse(text)
    except PeriodError as error:
        raise WrongCallError(finding("deal.period-unreadable", value=text)) from error


def amount_of(text: str) -> Money:
    """Read an amount with its currency, such as ``1000.00 CNY``; it may be below zero.

    Raises:
        WrongCallError: the text is none.
    """
    try:
        return Money.parse(text)
    except MoneyError as error:
        raise WrongCallError(finding("deal.money-unreadable", value=text)) from error
