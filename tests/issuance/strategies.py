"""Generators of tokens and order books."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from hypothesis import strategies as st

from tallystick.deal.tokens import TokenClass
from tallystick.issuance.subscriptions import Subscription

__all__ = ["books", "order", "token", "tokens", "wallet"]


def wallet(number: int) -> str:
    """An address, as good as any; without letters it bears every checksum."""
    return f"0x{number + 1:040d}"


def token(denomination: int = 1000, minimum: int = 0, cap: int = 10**9) -> TokenClass:
    """A token; all amounts in whole dollars, a minimum of nothing is none."""
    return TokenClass.model_validate(
        {
            "cap": f"{cap}.00 USD",
            "denomination": f"{denomination}.00 USD",
            "symbol": "TST",
            **({"minimum_subscription": f"{minimum}.00 USD"} if minimum else {}),
        }
    )


def order(
    dollars: int = 1000, *, who: int = 0, at: int | None = None, changed: Mapping[str, str] = MappingProxyType({})
) -> Subscription:
    """An order that may be admitted."""
    values = {
        "subscriber": f"fund-{who}",
        "name": f"Example Fund {who}",
        "jurisdiction": "HK",
        "investor": "professional",
        "evidence": "certificate",
        "evidence_date": dt.date(2026, 1, 1).isoformat(),
        "evidence_expires": dt.date(2026, 12, 31).isoformat(),
        "capacity": "corporation",
        "portfolio": "8000000.00 HKD",
        "wallet": wallet(who if at is None else at),
        "token_class": "A",
        "amount": f"{dollars}.00 USD",
        "screening": "clear",
        "screened": dt.date(2026, 1, 2).isoformat(),
    }
    return Subscription.model_validate({key: value for key, value in (values | dict(changed)).items() if value})


tokens = st.builds(token, st.sampled_from([1, 7, 1000]), st.sampled_from([0, 1, 2500, 50_000]))
books = st.lists(st.builds(order, st.integers(1, 200_000), who=st.integers(0, 6)), max_size=8)
