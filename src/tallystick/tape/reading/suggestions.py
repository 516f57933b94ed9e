"""Suggestions: which of our columns a foreign column may be, by its name in either language.

Compared with the canonical name, both labels, what the forms of regulators call it, and the words that lenders' own
systems use for what every loan has; letter case, spaces, marks and
brackets do not count. Of Chinese names, which are short, half the characters must be shared. A suggestion is never
taken without a person: it stands in the finding about the column.
"""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import cache
from typing import Final

from tallystick.evidence.wording import Language
from tallystick.tape.reading.forms import form_ids, form_of
from tallystick.tape.schemas import Schema, schema_of

__all__ = ["suggested"]

_CLOSE, _CLOSER = 60, 75
_MOST = 3
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MARKS = re.compile(r"[\s_\-./@%（）()【】\[\]:：、，,]+")
_UNIT = re.compile(r" (?:人民币)?(?:元|万元|个?月|天|日|年)$")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "asset_id": ("loan id", "loan number", "account number", "contract id", "合同编号", "借据编号", "贷款编号"),
    "obligor_id": (
        *("borrower id", "customer id", "lessee id", "debtor id"),
        *("借款人编号", "承租人编号", "债务人编号", "客户编号", "客户号"),
    ),
    "origination_date": (
        "issue date",
        "funding date",
        "disbursement date",
        "start date",
        "发放日",
        "放款日期",
        "起租日",
    ),
    "maturity_date": ("end date", "合同到期日", "贷款到期日"),
    "original_balance": ("loan amount", "funded amount", "original principal", "合同金额", "贷款本金", "放款金额"),
    "current_balance": (
        "outstanding principal",
        "principal outstanding",
        "unpaid principal",
        "剩余本金",
        "未偿本金",
        "贷款余额",
        "本金余额",
    ),
    "interest_rate": ("rate", "coupon", "annual rate", "apr", "执行利率", "合同利率", "贷款利率"),
    "original_term_months": ("term", "loan term", "合同期限", "贷款期限"),
    "remaining_term_months": ("months remaining", "months left", "剩余期限"),
    "monthly_payment": ("installment", "instalment", "月供", "月还款额", "每期还款额", "每期租金"),
    "days_past_due": ("days late", "dpd", "delinquent days", "当前逾期天数"),
}
"""What lenders' own systems call what every loan has; no codes, and none of it is taken without a person."""


def suggested(name: str, schema: Schema) -> tuple[str, ...]:
    """Return at most three canonical names, the nearest first; none where nothing is near.

    Args:
        name: of the foreign column.
        schema: of the asset class.
    """
    plain = _plain(name)
    scores: dict[str, int] = {}
    for alias, column, least in _aliases(schema.asset_class):
        score = _likeness(plain, alias)
        if score >= least:
            scores[column] = max(scores.get(column, 0), score)
    near = sorted(scores, key=lambda each: -scores[each])
    return tuple(near[:_MOST])


@cache
def _aliases(asset_class: str) -> tuple[tuple[str, str, int], ...]:
    """Return every name with its column, and how near another has to be to count."""
    schema = schema_of(asset_class)
    found: dict[tuple[str, str, int], None] = {}
    for column in () if schema is None else schema.columns:
        for text in (column.name, column.label(Language.ZH), column.label(Language.EN)):
            found[_plain(text), column.name, _CLOSE] = None
        for text in _ALSO.get(column.name, ()):
            found[text, column.name, _CLOSER] = None
    for form in (form_of(form_id) for form_id in form_ids()):
        if form is not None and form.asset_class == asset_class:
            for name, part in form.columns.items():
                found[_plain(part.path.rpartition("/")[2]), name, _CLOSE] = None
    return tuple(found)


def _plain(text: str) -> str:
    """Return a name without marks and without the unit that Chinese heads put behind it."""
    return _UNIT.sub("", _MARKS.sub(" ", _HUMP.sub(" ", text)).strip().lower())


def _likeness(name: str, alias: str) -> int:
    """Return how alike two names are, in hundredths; Chinese ones by the characters they share, two counting more."""
    if _CHINESE.search(name) and _CHINESE.search(alias):
        shared = len(set(name) & set(alias))
        return shared * 100 // max(len(set(name)), len(set(alias))) + (10 if shared > 1 else 0)
    return round(SequenceMatcher(None, name, alias).ratio() * 100)
