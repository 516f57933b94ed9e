"""Residence codes: ISO 3166-1 alpha-2, as people write them, and the numeric code the ledger holds.

Source: ISO 3166-1. Only places for which the project has selling restrictions as data, and the mainland, which the
ledger refuses whatever a transfer agent sets.
"""

from types import MappingProxyType
from typing import Final

__all__ = ["MAINLAND", "NUMERIC", "UnknownJurisdictionError", "numeric"]

MAINLAND: Final = "CN"

NUMERIC: Final = MappingProxyType(
    {
        "AE": 784,
        "AU": 36,
        "BM": 60,
        "CH": 756,
        "CN": 156,
        "DE": 276,
        "FR": 250,
        "GB": 826,
        "HK": 344,
        "IE": 372,
        "JP": 392,
        "KR": 410,
        "KY": 136,
        "LU": 442,
        "MO": 446,
        "MY": 458,
        "NL": 528,
        "SG": 702,
        "TH": 764,
        "US": 840,
        "VG": 92,
    }
)


class UnknownJurisdictionError(ValueError):
    """A place for which nothing is known about who may be sold to; add its rules before admitting anybody there."""


def numeric(place: str) -> int:
    """Return the ISO 3166-1 numeric code of an alpha-2 code.

    Raises:
        UnknownJurisdictionError: the place is not in the table.
    """
    if place not in NUMERIC:
        message = (
            f"{place!r} is no jurisdiction this project has selling restrictions for; see `issuance.jurisdictions`"
        )
        raise UnknownJurisdictionError(message)
    return NUMERIC[place]
