"""A payer list is the payer table: exact shares, affiliates together, look-through payers over the pool's cash flow."""

import datetime as dt
from fractions import Fraction

import pytest

from tallystick.law.facts import Evidence, Subject
from tallystick.tape.payer_list import layer_tables, read_payer_list
from tallystick.tape.payers import joined, pool_facts, underlying_facts
from tallystick.units.money import Currency

HEAD = "layer,payer,name_zh,name_en,group,agreed_unpaid,currency"
EVIDENCE = Evidence(kind="tape", reference="payers.csv", sha256="ab" * 32, date=dt.date(2026, 8, 31))


def read(*rows, head=HEAD, layers=("loan",)):
    content = "\n".join([head, *rows]).encode()
    return read_payer_list(content, currency=Currency.CNY, layers=layers)


def tables(*rows):
    listed = read(*rows)
    assert listed.findings == ()
    return layer_tables(listed.rows)


def test_shares_alone_and_with_affiliates_are_exact():
    pool = tables(",grid,电网,Grid,state,15.00,CNY", ",heat,供热,Heat,state,5.01,CNY", ",rest,其他,Rest,,79.99,CNY")[""]
    said = {(fact.id, fact.subject): fact.value for fact in pool_facts(pool, EVIDENCE, joined({"": pool}))}
    grid = Subject(kind="payer", name="grid")
    assert said["tape.payer_share", grid] == Fraction(15, 100)
    assert said["tape.payer_group_share", grid] == Fraction(2001, 10000)
    assert said["tape.unrelated_payers", Subject(kind="deal")] == 2
    assert said["tape.payers", Subject(kind="deal")] == ("rest", "grid", "heat")


def test_a_payer_of_a_layer_below_is_measured_by_the_cash_flow_of_the_pool():
    below = tables(",lender,信托,Trust,,100.00,CNY", "loan,acme,甲,Acme,,16.00,CNY", "loan,beta,乙,Beta,,200.00,CNY")
    layers = {name: table for name, table in below.items() if name}
    facts = underlying_facts(layers, EVIDENCE, joined(below), complete=True)
    said = {(fact.id, fact.subject.name): fact.value for fact in facts}
    assert said["tape.payer_share", "loan/acme"] == Fraction(16, 100)
    assert said["tape.payer_share", "loan/beta"] == 1
    assert said["tape.underlying_payers", ""] == ("loan/beta", "loan/acme")


def test_what_one_provider_owes_the_pool_and_a_layer_below_is_one_share():
    whole = tables(
        ",acme,甲,Acme,,8.00,CNY",
        ",steel,钢,Steel,hp,8.00,CNY",
        ",factor,保理,Factor,,84.00,CNY",
        "loan,acme,甲,Acme,,10.00,CNY",
        "loan,hengpei,恒,Hengpei,hp,12.50,CNY",
    )
    layers = {name: table for name, table in whole.items() if name}
    facts = (
        *pool_facts(whole[""], EVIDENCE, joined(whole)),
        *underlying_facts(layers, EVIDENCE, joined(whole), complete=True),
    )
    said = {(fact.id, str(fact.subject)): fact.value for fact in facts}
    assert said["tape.payer_share", "payer:acme"] == said["tape.payer_share", "underlying-payer:loan/acme"]
    assert said["tape.payer_share", "payer:acme"] == Fraction(18, 100)
    assert said["tape.payer_group_share", "payer:steel"] == Fraction(205, 1000)
    assert said["tape.payer_group_share", "underlying-payer:loan/hengpei"] == Fraction(205, 1000)


def test_without_the_pool_a_layer_is_measured_by_its_own_cash_flow():
    below = tables("loan,acme,甲,Acme,,16.00,CNY", "loan,beta,乙,Beta,,84.00,CNY")["loan"]
    assert [payer.share for payer in below.payers] == [Fraction(84, 100), Fraction(16, 100)]


def test_a_layer_whose_payers_are_missing_leaves_the_roster_open():
    assert underlying_facts({}, EVIDENCE, joined({}), complete=False) == ()
    assert [fact.value for fact in underlying_facts({}, EVIDENCE, joined({}), complete=True)] == [()]


def test_a_payer_that_stands_twice_is_refused_because_a_copied_row_changes_every_share():
    listed = read(",acme,甲,Acme,,10.00,CNY", ",acme,甲,Acme,,10.00,CNY", ",beta,乙,Beta,,70.00,CNY")
    assert [each.code for each in listed.findings] == ["tape.payers-payer-twice"]
    assert listed.rows == ()


@pytest.mark.parametrize(
    "second",
    ["loan,acme-2,甲,Acme,,8.00,CNY,", "loan,acme-2,丙,Gamma,,8.00,CNY,91110000MA0EXAMP2K"],
)
def test_one_company_under_two_ids_is_refused(second):
    listed = read("loan,acme,甲,Acme,,8.00,CNY,91110000MA0EXAMP2K", second, head=HEAD + ",uscc")
    assert [each.code for each in listed.findings] == ["tape.payers-two-ids"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("trust,acme,甲,Acme,,1.00,CNY", "tape.payers-layer-unknown"),
        (",,甲,Acme,,1.00,CNY", "tape.payers-payer-missing"),
        (",a/b,甲,Acme,,1.00,CNY", "tape.payers-payer-unreadable"),
        (',"a,b",甲,Acme,,1.00,CNY', "tape.payers-payer-unreadable"),
        (",=cmd,甲,Acme,,1.00,CNY", "tape.payers-payer-unreadable"),
        (",＠cmd,甲,Acme,,1.00,CNY", "tape.payers-payer-unreadable"),
        (",acme,甲,Acme,+cmd,1.00,CNY", "tape.payers-payer-unreadable"),
        (",acme,甲,Acme,a/b,1.00,CNY", "tape.payers-payer-unreadable"),
        (",acme,甲,Acme,,1.005,CNY", "tape.payers-amount-unreadable"),
        (",acme,甲,Acme,,-1.00,CNY", "tape.payers-amount-unreadable"),
        (",acme,甲,Acme,,0.00,CNY", "tape.payers-amount-unreadable"),
        (",acme,甲,Acme,,1.00,USD", "tape.payers-currency-other"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_used(row, code):
    listed = read(",beta,乙,Beta,,1.00,CNY", row)
    assert [(each.code, each.place.row) for each in listed.findings] == [(code, 2)]
    assert listed.rows == ()


def test_a_payer_in_two_groups_is_refused():
    listed = read(",acme,甲,Acme,north,1.00,CNY", ",acme,甲,Acme,south,1.00,CNY")
    assert {each.code for each in listed.findings} == {"tape.payers-group-twice", "tape.payers-payer-twice"}


def test_columns_are_named_when_missing_or_unknown_and_the_code_is_optional():
    missing = read(",acme,1.00,CNY", head="layer,payer,agreed_unpaid,currency")
    assert {each.place.column for each in missing.findings} == {"name_zh", "name_en", "group"}
    unknown = read(",acme,甲,Acme,,1.00,CNY,x", head=HEAD + ",rating")
    assert [each.code for each in unknown.findings] == ["tape.payers-column-unknown"]
    assert read(",acme,甲,Acme,,1.00,CNY,91110000MA0EXAMP1W", head=HEAD + ",uscc").findings == ()


def test_a_file_that_is_no_table_is_refused():
    assert read_payer_list(b"", currency=Currency.CNY, layers=()).findings
