"""Checks of who and what: the same id twice, the same loan under two ids, a payer in two groups, a name in disguise."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from tallystick.tape.checks.tolerances import Check, Tolerances, check_at, has
from tallystick.tape.faults import FORMULA
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.schemas import Column, Kind

__all__ = ["identities"]

_NUMBER = r"[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]"
_IDENTITY = rf"(?:^|[^0-9])({_NUMBER})(?:$|[^0-9])"
"""An identity number alone or among other words; never part of a longer number."""
_MANGLED = r"^-?[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,3}$"
"""What a spreadsheet makes of a long number: 6.222021000112233e+17."""
_SMALL_OR_WIDE: Final = r"[a-z\x{ff01}-\x{ff5e}]"
"""A letter that may stand for another: without any, no two ids differ in case or width."""
_MOBILE = r"^(?:\+?86)?1[3-9][0-9]{9}$"
_PERSONAL: Final = {
    "tape.email-address": r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    "tape.bank-card-number": r"^62[0-9]{14,17}$",
    "tape.number-plate": r"^[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    r"[A-HJ-NP-Z]·?[A-HJ-NP-Z0-9]{5,6}$",
    "tape.person-name": r"^(?:欧阳|司马|上官|诸葛|"
    r"[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严金魏陶姜谢邹苏潘葛范彭"
    r"鲁韦马方俞任袁柳史唐薛雷贺倪汤罗郝安常于傅齐康伍余顾孟黄萧尹姚邵汪毛戴宋庞熊纪项董梁杜阮蓝季贾江郭林钟徐邱骆高夏蔡田"
    r"胡霍万卢莫房丁邓洪石崔龚程陆段侯武刘龙叶白赖乔谭温庄阎曾关肖])[\p{Han}]{1,2}$",
}
"""What leads to a person, by the code that tells it: a card of the mainland begins with 62; plates have 7 places or 8;
a name is a usual family name and one or two characters more. A likeness that a person looks into, and no proof."""
_SHAPED: Final = r"[@\p{Han}]|^62[0-9]{14}"
"""What every one of them has, at little cost: most pseudonyms are letters and few digits."""
_PERSONAL_COLUMNS: Final = frozenset({"obligor_id", "obligor_group_id"})
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS: Final = "10X98765432"
_ALIKE: Final = ("obligor_id", "origination_date", "maturity_date", "original_balance", "interest_rate")
"""What two rows of one loan have in common, whatever their ids."""


def identities(tape: Tape, _: Tolerances) -> Iterator[Check]:
    """Yield checks of ids, payers and currencies."""
    whole = ~pl.col("asset_id").str.contains(_MANGLED)
    yield Check(
        code="tape.asset-twice",
        column="asset_id",
        where=pl.col("asset_id").is_not_null() & whole & (pl.col("source_row") != pl.col("first_row")),
        value=pl.col("asset_id"),
        expected=pl.col("first_row").cast(pl.String),
        beside=(pl.col("source_row").first().over("asset_id").alias("first_row"),),
        possible=pl.col("asset_id").hash().n_unique() < pl.len(),
        among=pl.col("asset_id").is_duplicated(),
    )
    yield _written_alike()
    yield from _groups(tape)
    other = pl.col("currency") != str(tape.currency)
    yield check_at(tape, "tape.currency-mixed", "currency", other, str(tape.currency))
    yield from _alike(tape)
    yield from _sellers(tape)
    for column in (each for each in tape.schema.columns if has(tape, each.name)):
        if column.kind in {Kind.IDENTIFIER, Kind.TEXT} and column.name != "currency":
            yield from _disguised(tape, column)


def _written_alike() -> Check:
    """Return the check for ids that equal another but for case or full width; one that comes again as it is, is not."""
    bare = pl.col("asset_id").str.normalize("NFKC").str.to_uppercase()
    return Check(
        code="tape.asset-written-alike",
        column="asset_id",
        where=pl.col("asset_id") != pl.col("first_id"),
        value=pl.col("asset_id"),
        expected=pl.col("first_id"),
        beside=(pl.col("asset_id").first().over(bare).alias("first_id"),),
        possible=pl.col("asset_id").str.contains(_SMALL_OR_WIDE),
        among=bare.is_duplicated() & pl.col("asset_id").is_not_null(),
    )


def _disguised(tape: Tape, column: Column) -> Iterator[Check]:
    """Yield checks for what stands where a pseudonym belongs; what leads to a person is not repeated."""
    text = pl.col(column.name)
    shaped, number = text.str.contains(_IDENTITY), text.str.extract(_IDENTITY)
    masked = number.str.head(6) + pl.lit("************")
    where = _has_check_digit(number)
    yield Check(
        code="tape.identity-number", column=column.name, where=where, value=masked, possible=shaped, among=shaped
    )
    if column.kind is Kind.IDENTIFIER:
        yield check_at(tape, "tape.identifier-formula", column.name, text.str.contains(FORMULA))
        yield check_at(tape, "tape.identifier-mangled", column.name, text.str.contains(_MANGLED))
        masked = text.str.head(3) + pl.lit("********")
        yield Check(code="tape.mobile-number", column=column.name, where=text.str.contains(_MOBILE), value=masked)
    if column.name in _PERSONAL_COLUMNS:
        shaped = text.str.contains(_SHAPED)
        for code, pattern in _PERSONAL.items():
            where, masked = text.str.contains(pattern), text.str.head(1) + pl.lit("********")
            yield Check(code=code, column=column.name, where=where, value=masked, possible=shaped, among=shaped)


def _has_check_digit(text: pl.Expr) -> pl.Expr:
    """Whether a text of the shape of an identity number ends as it must. Source: GB 11643-1999, MOD 11-2."""
    number = text.str.to_uppercase()
    digits = (number.str.slice(place, 1).cast(pl.Int64, strict=False) for place in range(len(_WEIGHTS)))
    weighed = (digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    rest = pl.sum_horizontal(*weighed) % len(_CHECK_DIGITS)
    expected = rest.cast(pl.String).replace({str(place): digit for place, digit in enumerate(_CHECK_DIGITS)})
    return number.str.tail(1) == expected


def _groups(tape: Tape) -> Iterator[Check]:
    """Yield the check for payers that are in two groups, or in one here and in none there."""
    if has(tape, "obligor_group_id"):
        pairs = pl.struct("obligor_id", "obligor_group_id").hash().n_unique()
        groups = pl.col("obligor_group_id").n_unique().over("obligor_id")
        yield Check(
            code="tape.group-differs",
            column="obligor_group_id",
            where=pl.col("obligor_id").is_not_null() & (pl.col("groups") > 1),
            value=pl.col("obligor_group_id"),
            expected=pl.col("obligor_id"),
            beside=(groups.alias("groups"),),
            possible=pairs > pl.col("obligor_id").hash().n_unique(),
        )


def _alike(tape: Tape) -> Iterator[Check]:
    """Yield the check for loans that equal another in all but their id: one loan twice, or several drawn on one day."""
    if has(tape, *_ALIKE):
        key = pl.struct(_ALIKE).hash()
        yield Check(
            code="tape.asset-alike",
            column="asset_id",
            where=(pl.col("source_row") != pl.col("first_row")) & (pl.col("asset_id") != pl.col("first_id")),
            value=pl.col("asset_id"),
            expected=pl.col("first_id"),
            beside=(
                pl.col("asset_id").first().over(_ALIKE).alias("first_id"),
                pl.col("source_row").first().over(_ALIKE).alias("first_row"),
            ),
            possible=key.n_unique() < pl.len(),
            among=key.is_duplicated() & pl.all_horizontal(pl.col(name).is_not_null() for name in _ALIKE),
        )


def _sellers(tape: Tape) -> Iterator[Check]:
    if has(tape, "seller_id"):
        itself = pl.col("seller_id") == pl.col("obligor_id")
        yield check_at(tape, "tape.seller-is-payer", "seller_id", itself, pl.col("obligor_id"))
