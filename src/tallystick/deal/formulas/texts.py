"""The types by which a deal file holds formulas: alone, or where a plain amount or share may stand instead."""

import re
from typing import Annotated, Final

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from tallystick.deal.formulas.grammar import LONGEST, Formula, FormulaError
from tallystick.deal.scalars import BOUNDS
from tallystick.units.money import Money, MoneyError
from tallystick.units.rates import RateError, Share

__all__ = ["AmountText", "BoundText", "FormulaText"]

_BEGINS: Final = 40
_AS_TEXT = PlainSerializer(str, return_type=str)
_PLAIN_AMOUNT: Final = re.compile(r"[-+0-9.,_' ]*([A-Z]{3})?")
_PLAIN_SHARE: Final = re.compile(r"[-+0-9.,_' ]*")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("deal.scalar-expected", "a single value is expected here")
    return value


def _formula(value: object) -> Formula:
    text = _text(value)
    if len(text) > LONGEST:
        told = {"count": len(text), "most": LONGEST, "begins": text[:_BEGINS]}
        raise PydanticCustomError("deal.formula-long", "too long", told)
    try:
        return Formula.parse(text)
    except FormulaError as error:
        told = {"value": text, "problem": error.told}
        raise PydanticCustomError("deal.formula-unreadable", "unreadable", told) from error


def _amount(value: object) -> Money | Formula:
    text = _text(value)
    try:
        return Money.parse(text)
    except MoneyError as error:
        if _PLAIN_AMOUNT.fullmatch(text):
            code = BOUNDS.get(error.problem, "deal.money-unreadable")
            raise PydanticCustomError(code, "unreadable", {"value": text}) from error
        return _formula(text)


def _bound(value: object) -> Share | Formula:
    """Read a share, or a formula; a bare `3` may be meant as 3 or as 3 per cent and is neither."""
    text = _text(value)
    try:
        return Share.parse(text)
    except RateError as error:
        if _PLAIN_SHARE.fullmatch(text):
            raise PydanticCustomError("deal.share-unreadable", "unreadable", {"value": text}) from error
        return _formula(text)


def _schema(description: str) -> WithJsonSchema:
    return WithJsonSchema({"type": ["string", "integer", "number"], "minLength": 1, "description": description})


FormulaText = Annotated[Formula, PlainValidator(_formula), _AS_TEXT, _schema("a formula, see docs/waterfall.md")]
AmountText = Annotated[
    Money | Formula, PlainValidator(_amount), _AS_TEXT, _schema("an amount, 100.00 USD, or a formula of one")
]
BoundText = Annotated[Share | Formula, PlainValidator(_bound), _AS_TEXT, _schema("a share, 5%, or a formula")]
