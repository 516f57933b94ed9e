"""A coverage below one is explained: what it means, what stays owed, and which account pays it when."""

from datetime import date
from functools import cache

from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.classes import project
from tallystick.cashflow.waterfall import Ledger
from tallystick.deal.deal import Deal
from tallystick.deal.parsing import parse_deal
from tallystick.filing.consistency.lint import contradictions, known_of
from tallystick.filing.documents.intake import Kind
from tallystick.filing.documents.texts import DocumentText, Line
from tallystick.filing.gathering import scenario_input
from tallystick.filing.report.content import Note, Paragraph
from tallystick.filing.report.forecast import forecast_sections
from tallystick.filing.report.inputs import ScenarioInput
from tallystick.units.money import Currency, total
from tests.filing.stand_in import CONTENT, deal, pool_of_lines, scenarios

_EXPENSES = b"payee: issuer, amount: %b USD"


@cache
def _costly(expenses: str) -> tuple[Deal, Ledger, ScenarioInput]:
    """Return the ordinary deal with dearer expenses of the issuer, run through its base case."""
    changed = CONTENT.replace(_EXPENSES % b"5000.00", _EXPENSES % expenses.encode())
    assert changed != CONTENT
    given, _, found = parse_deal(changed)
    assert given is not None, found
    ledger = project(given, pool_of_lines(), Assumptions.filed(given.assumptions["base"])).ledger
    return given, ledger, scenario_input(ledger, given.structure, case="base", run="0f3c5a7e9b1d2468")


def _told(expenses: str) -> list[tuple[str, str]]:
    given, _, base = _costly(expenses)
    (forecast, _) = forecast_sections(given, (base,))
    return [(each.text.zh, each.text.en) for each in forecast.blocks if isinstance(each, Note | Paragraph)]


def test_what_stays_owed_and_the_account_that_pays_it_are_told() -> None:
    _, ledger, base = _costly("30000.00")
    (short,) = (each.short for each in base.vehicles if each.short is not None)
    (period,) = (each for each in ledger.periods if str(each.facts.period) == short.period)
    assert period.offshore is not None
    owed = total(period.offshore.carried_fees.values(), Currency.USD)
    assert total((money for _, money in short.unpaid), Currency.USD) == owed
    assert owed.is_positive()
    assert short.paid_on == date(2028, 11, 27)
    meaning, (zh, en) = _told("30000.00")[-2:]
    assert "覆盖倍数低于1，表示" in meaning[0]
    assert "A coverage below one means" in meaning[1]
    assert owed.text("zh") in zh
    assert zh.endswith("差额至2028-11-27付清，出自美元收入账户。所用资金同期由美元储备账户转入。")
    assert "the lowest is 0.95, on 2028-10-26" in en
    assert "out of: US dollar income account." in en
    assert en.endswith("from: US dollar reserve account.")


def test_what_is_owed_to_the_end_is_told() -> None:
    zh, en = _told("60000.00")[-1]
    assert zh.endswith("差额至末次付款仍未付清。")
    assert en.endswith("The difference is still unpaid after the last payment.")
    assert "interest on Class B" in en


def test_where_no_coverage_is_below_one_nothing_is_said_of_it() -> None:
    base = next(each for each in scenarios() if each.id == "base")
    (forecast, _) = forecast_sections(deal(), (base,))
    assert not any("below one" in each.text.en for each in forecast.blocks if isinstance(each, Note | Paragraph))


def test_the_sentence_agrees_with_the_deal_it_is_of() -> None:
    given, _, _ = _costly("30000.00")
    lines = tuple(Line(text=text, place=str(place)) for place, pair in enumerate(_told("30000.00"), 1) for text in pair)
    assert not list(contradictions(DocumentText(file="x", kind=Kind.TEXT, lines=lines), known_of(given)))
