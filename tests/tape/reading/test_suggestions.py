"""A column nobody mapped is suggested a place by its name, in either language or as a regulator calls it."""

import pytest

from tallystick.tape.reading.suggestions import suggested
from tallystick.tape.schemas import SCHEMAS


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("Current Balance", "current_balance"),
        ("current-balance (CNY)", "current_balance"),
        ("当前余额（元）", "current_balance"),
        ("贷款当前余额", "current_balance"),
        ("年利率", "interest_rate"),
        ("逾期天数", "days_past_due"),
        ("剩余期数", "remaining_term_months"),
        ("originalLoanTerm", "original_term_months"),
        ("currentDelinquencyStatus", "days_past_due"),
        ("车辆价值", "vehicle_value"),
        ("Borrower ID", "obligor_id"),
        ("Loan_ID", "asset_id"),
        ("剩余本金", "current_balance"),
        ("合同金额（元）", "original_balance"),
        ("执行利率(%)", "interest_rate"),
        ("客户编号", "obligor_id"),
        ("贷款余额(元)", "current_balance"),
        ("每期还款额", "monthly_payment"),
        ("贷款期限（月）", "original_term_months"),
    ],
)
def test_the_nearest_column_comes_first(name: str, column: str):
    assert suggested(name, SCHEMAS["auto-loan"])[0] == column


@pytest.mark.parametrize("name", ["备注", "xyzzy", "", "——", "客户经理"])
def test_what_is_near_nothing_is_suggested_nothing(name: str):
    assert suggested(name, SCHEMAS["auto-loan"]) == ()


@pytest.mark.parametrize("asset_class", SCHEMAS)
def test_every_column_is_its_own_nearest_by_name(asset_class: str):
    schema = SCHEMAS[asset_class]
    assert all(suggested(name, schema)[0] == name for name in schema.names)
