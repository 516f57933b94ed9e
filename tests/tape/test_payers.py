"""Who owes the pool's cash flow, and what the law is told about it."""

from fractions import Fraction

from tallystick.law.facts import Subject, misfit
from tallystick.law.reading import standing_books
from tallystick.law.screening import evaluate
from tallystick.tape.payers import Basis, payer_table
from tallystick.tape.selection import select
from tests.tape.payer_facts import facts
from tests.tape.tapes import CUTOFF, lease_tape
from tests.tape.test_selection import criterion

OWED = {"monthly_payment": "100.00", "remaining_term_months": "10", "current_balance": "900.00"}


def said(*changes: dict[str, str]) -> dict[tuple[str, str], object]:
    return {(fact.id, str(fact.subject)): fact.value for fact in facts(lease_tape(*changes))}


def test_shares_are_of_the_rents_still_to_come():
    table = payer_table(lease_tape(OWED, OWED | {"monthly_payment": "300.00"}))
    assert table.basis is Basis.CASH_FLOW
    assert [(payer.id, payer.minor, payer.share) for payer in table.payers] == [
        ("P2", 300_000, Fraction(3, 4)),
        ("P1", 100_000, Fraction(1, 4)),
    ]


def test_each_way_of_repaying_has_its_cash_flow():
    terms = {"current_balance": "12000.00", "interest_rate": "12.00%", "remaining_term_months": "3"}
    table = payer_table(
        lease_tape(
            terms | {"repayment_type": "bullet"},
            terms | {"repayment_type": "equal-principal"},
            terms | {"repayment_type": "level-pay", "monthly_payment": "4080.27"},
            terms | {"repayment_type": "level-pay", "current_balance": "0.00"},
        )
    )
    assert {payer.id: payer.minor for payer in table.payers} == {
        "P1": 1_200_000 + 3 * 12_000,
        "P2": 1_200_000 + 12_000 + 8_000 + 4_000,
        "P3": 3 * 408_027,
        "P4": 0,
    }


def test_where_one_rent_is_unknown_shares_are_of_balances():
    table = payer_table(lease_tape(OWED, OWED | {"monthly_payment": "", "current_balance": "2700.00"}))
    assert table.basis is Basis.BALANCE
    assert [payer.share for payer in table.payers] == [Fraction(3, 4), Fraction(1, 4)]


def test_shares_of_balances_can_be_asked_for_where_every_rent_is_known():
    table = payer_table(lease_tape(OWED, OWED | {"current_balance": "2700.00"}), by_balance=True)
    assert table.basis is Basis.BALANCE
    assert [payer.share for payer in table.payers] == [Fraction(3, 4), Fraction(1, 4)]


def test_affiliates_count_together_and_a_payer_without_a_group_alone():
    fleet = OWED | {"obligor_group_id": "G1"}
    table = payer_table(lease_tape(fleet, fleet, OWED))
    assert [(group.id, group.assets, group.share) for group in table.groups] == [
        ("G1", 2, Fraction(2, 3)),
        ("P3", 1, Fraction(1, 3)),
    ]
    assert table.group_of == (("P1", "G1"), ("P2", "G1"), ("P3", "P3"))
    assert table.largest == Fraction(1, 3)
    assert sum(payer.share for payer in table.payers) == 1


def test_a_row_without_a_payer_is_nobodys():
    assert [payer.id for payer in payer_table(lease_tape(OWED, OWED | {"obligor_id": ""})).payers] == ["P1"]


def test_an_empty_pool_has_no_payers():
    none = select(lease_tape(OWED), (criterion("days_past_due", "at-least", "100"),)).eligible
    table = payer_table(none)
    assert table.payers == ()
    assert table.largest == table.top_five == 0
    assert {fact.id: fact.value for fact in facts(none)}["tape.unrelated_payers"] == 0


def test_a_pool_that_owes_nothing_has_no_largest_payer():
    assert payer_table(lease_tape({"current_balance": "0.00"})).largest == 0


def test_the_law_is_told_the_shares_of_payers_and_of_their_groups():
    told = said(OWED | {"obligor_group_id": "G1"}, OWED | {"obligor_group_id": "G1"}, OWED)
    assert told[("tape.payers", "deal")] == ("P1", "P2", "P3")
    assert told[("tape.payer_share", "payer:P1")] == Fraction(1, 3)
    assert told[("tape.payer_group_share", "payer:P1")] == Fraction(2, 3)
    assert told[("tape.payer_group_share", "payer:P3")] == Fraction(1, 3)
    assert told[("tape.largest_payer_share", "deal")] == Fraction(1, 3)
    assert told[("tape.top_five_payer_share", "deal")] == 1
    assert told[("tape.unrelated_payers", "deal")] == 2
    assert told[("tape.rest_largest_share", "deal")] == 0


def test_small_payers_are_not_named_one_by_one_but_their_largest_share_is_stated():
    told = said(OWED | {"monthly_payment": "99990.00"}, *(OWED for _ in range(5)))
    assert told[("tape.payers", "deal")] == ("P1",)
    assert told[("tape.rest_largest_share", "deal")] == Fraction(100, 100_490)
    assert ("tape.payer_share", "payer:P2") not in told


def test_each_fact_stands_on_the_tape_as_of_its_cutoff():
    tape = lease_tape(OWED)
    for fact in facts(tape):
        assert (fact.provider, fact.as_of) == ("tape", CUTOFF)
        assert [piece.sha256 for piece in fact.evidence] == [tape.sha256]
        assert fact.subject.kind in {"deal", "payer"}
    assert Subject(kind="payer", name="P1") in {fact.subject for fact in facts(tape)}


def test_the_law_takes_every_fact_as_it_declares_it():
    declared = {name: each for book in standing_books() for name, each in book.vocabulary.declarations.items()}
    told = facts(lease_tape(OWED | {"obligor_group_id": "G1"}, OWED))
    for fact in told:
        if fact.id in declared:
            assert misfit(declared[fact.id], fact) == ""
    asked = {name for name, each in declared.items() if each.provider == "tape"}
    assert asked <= {fact.id for fact in told} | {
        "tape.underlying_payers",
        "tape.largest_subsidiary_share",
        "tape.registered_for_another",
    }
    evaluate(standing_books(), told, as_of=CUTOFF, known_on=CUTOFF)
