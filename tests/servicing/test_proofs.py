"""Obligations 7 and 8: where they hold, where they wait, and every way in which they break."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.issuance.obligations import Obligation, Standing
from tallystick.servicing.certificate import Certificate, certify
from tallystick.servicing.confirmations import Confirmation, Reconciliation, SettledClaim, carried_claims, reconcile
from tallystick.servicing.entitlements import Claim, claims, entitlements
from tallystick.servicing.proofs import PaymentRecord, prove_certificates, prove_payments
from tallystick.units.money import Money
from tests.servicing.months import FIRST, closed
from tests.servicing.test_entitlements import usd, wallet

TOKENISED = ("A", "B")
REGISTERS = {"A": {wallet(0): 100_000, wallet(1): 14_000}, "B": {wallet(1): 20_000}}
CERTIFICATES = tuple(certify(closed(number)) for number in range(3))


def confirm(claim: Claim, *, returned: bool = False) -> Confirmation:
    return Confirmation(
        row=1,
        reference=claim.reference,
        status="returned" if returned else "paid",
        amount=claim.amount,
        value_date=date(2026, 10, 26),
        bank_reference="BK",
    )


def record(number: int = 0, *, carried: tuple[Claim, ...] = (), returned: int = 0) -> PaymentRecord:
    """One month, all of it confirmed; the first so many claims came back."""
    owed, findings = entitlements(closed(number).flows(), REGISTERS, issued={"A": 114_000, "B": 20_000})
    assert findings == ()
    made = (*claims("deal", FIRST.add(number), owed), *carried)
    rows = [confirm(claim, returned=at < returned) for at, claim in enumerate(made)]
    return PaymentRecord(
        period=FIRST.add(number),
        owed=owed,
        claims=made,
        carried=carried,
        reconciled=reconcile(made, rows, value_date=date(2026, 10, 26)),
    )


def payments(*records: PaymentRecord, of: tuple[Certificate, ...] | None = None) -> Obligation:
    return prove_payments(records, CERTIFICATES[: len(records)] if of is None else of, TOKENISED)


def codes(obligation: Obligation) -> set[str]:
    return {each.code for each in obligation.findings}


def test_certificates_that_equal_their_replay_hold() -> None:
    proved = prove_certificates(CERTIFICATES, CERTIFICATES)
    assert proved.standing is Standing.HOLDS
    assert proved.evidence[0] == ("servicing.evidence.periods", "3")


@pytest.mark.parametrize("nothing", [None, ()])
def test_without_a_month_there_is_nothing_to_compare_yet(nothing: tuple[Certificate, ...] | None) -> None:
    assert prove_certificates(nothing, nothing).standing is Standing.PENDING


@pytest.mark.parametrize(
    ("reported", "replayed", "code"),
    [
        (CERTIFICATES[:2], CERTIFICATES, "servicing.certificate-missing"),
        (None, CERTIFICATES, "servicing.certificate-missing"),
        (CERTIFICATES, CERTIFICATES[:2], "servicing.certificate-surplus"),
        (CERTIFICATES, None, "servicing.certificate-surplus"),
        ((*CERTIFICATES, CERTIFICATES[0].model_copy()), CERTIFICATES, "servicing.certificate-surplus"),
        ((CERTIFICATES[0].model_copy(update={"terms": "b" * 64}),), CERTIFICATES[:1], "servicing.certificate-differs"),
    ],
)
def test_a_certificate_too_few_too_many_or_different_breaks(
    reported: tuple[Certificate, ...], replayed: tuple[Certificate, ...], code: str
) -> None:
    proved = prove_certificates(reported, replayed)
    assert proved.standing is Standing.BROKEN
    assert code in codes(proved)


def test_payments_that_the_bank_confirmed_hold() -> None:
    proved = payments(record(0), record(1))
    assert (proved.standing, proved.findings) == (Standing.HOLDS, ())
    sums = dict(proved.evidence)
    assert sums["servicing.evidence.entitled"] == sums["servicing.evidence.paid"]


def test_what_came_back_and_is_claimed_again_holds() -> None:
    first = record(0, returned=1)
    assert first.reconciled is not None
    again = carried_claims(first.reconciled, FIRST.next())
    assert payments(first, record(1, carried=again)).standing is Standing.HOLDS


def test_what_came_back_late_is_open_until_a_later_payment_claims_it() -> None:
    first = record(0, returned=1)
    assert first.reconciled is not None
    late = carried_claims(first.reconciled, FIRST.add(2))
    waiting = prove_payments((first, record(1)), CERTIFICATES[:2], TOKENISED, late)
    assert (waiting.standing, codes(waiting)) == (Standing.PENDING, {"servicing.return-late"})
    assert payments(first, record(1), record(2, carried=late)).standing is Standing.HOLDS
    assert codes(payments(first, record(1), record(2))) == {"servicing.carried-differs"}


def test_nothing_is_claimed_again_before_it_came_back() -> None:
    second = record(1, returned=1)
    assert second.reconciled is not None
    early = carried_claims(second.reconciled, FIRST)
    proved = payments(record(0, carried=early), second, record(2))
    assert (proved.standing, codes(proved)) == (Standing.BROKEN, {"servicing.carried-differs"})


def test_without_the_filing_or_a_payment_it_waits() -> None:
    assert prove_payments(None, None, TOKENISED).standing is Standing.PENDING
    assert prove_payments([record(0)], CERTIFICATES[:1], None).standing is Standing.PENDING


def test_a_payment_that_nobody_confirmed_or_recorded_waits() -> None:
    silent = replace(record(0), reconciled=None)
    assert (payments(silent).standing, codes(payments(silent))) == (Standing.PENDING, {"servicing.claim-unsettled"})
    short = payments(record(0), of=CERTIFICATES[:2])
    assert (short.standing, codes(short)) == (Standing.PENDING, {"servicing.payment-missing"})


def test_who_is_held_back_is_owed_still_and_breaks_nothing() -> None:
    good = record(0)
    held = good.claims[0]
    others = tuple(each for each in good.claims if (each.wallet, each.token_class) != (held.wallet, held.token_class))
    waiting = payments(
        replace(good, claims=others, reconciled=reconcile(others, map(confirm, others), value_date=date(2026, 10, 26)))
    )
    assert (waiting.standing, codes(waiting)) == (Standing.PENDING, {"servicing.claim-waiting"})


def test_a_late_value_date_is_told_and_does_not_break() -> None:
    good = record(0)
    late = reconcile(good.claims, [confirm(claim) for claim in good.claims], value_date=date(2026, 10, 25))
    proved = payments(replace(good, reconciled=late))
    assert (proved.standing, codes(proved)) == (Standing.HOLDS, {"servicing.value-date-differs"})


def broken(how: str) -> tuple[PaymentRecord, ...]:
    """A payment broken in one way."""
    good = record(0)
    assert good.reconciled is not None
    one, *rest = good.reconciled.settled
    unknown = replace(confirm(one.claim), reference="f" * 16)
    match how:
        case "servicing.entitled-differs":
            more = replace(good.owed[0], interest=good.owed[0].interest + usd(1))
            return (replace(good, owed=(more, *good.owed[1:])),)
        case "servicing.claim-differs":
            return (replace(good, claims=good.claims[1:]),)
        case "servicing.settlement-differs":
            return (replace(good, reconciled=Reconciliation(settled=tuple(rest), findings=())),)
        case "servicing.settlement-negative":
            minus = replace(one, paid=one.paid + usd(1), carried=usd(-1))
            return (replace(good, reconciled=Reconciliation(settled=(minus, *rest), findings=())),)
        case "servicing.confirmation-unknown":
            rows = [*map(confirm, good.claims), unknown]
            return (replace(good, reconciled=reconcile(good.claims, rows, value_date=date(2026, 10, 26))),)
        case "servicing.carried-differs":
            return record(0, returned=1), record(1)
        case "servicing.claim-twice":
            second = record(1)
            return good, replace(second, claims=(*second.claims, good.claims[0]))
        case _:
            return good, good


@pytest.mark.parametrize(
    "code",
    [
        "servicing.entitled-differs",
        "servicing.claim-differs",
        "servicing.settlement-differs",
        "servicing.settlement-negative",
        "servicing.confirmation-unknown",
        "servicing.carried-differs",
        "servicing.claim-twice",
        "servicing.payment-twice",
    ],
)
def test_each_way_of_losing_a_payment_breaks(code: str) -> None:
    records = broken(code)
    proved = payments(*records)
    assert proved.standing is Standing.BROKEN
    assert code in codes(proved)


@given(
    at=st.integers(0, 2),
    part=st.sampled_from(["paid", "unpaid", "carried"]),
    minor=st.integers(-(10**12), 10**12).filter(bool),
)
def test_no_amount_of_a_settled_claim_can_be_changed_unseen(at: int, part: str, minor: int) -> None:
    good = record(0)
    assert good.reconciled is not None
    settled = list(good.reconciled.settled)
    at %= len(settled)
    amounts: dict[str, Money] = {"paid": settled[at].paid, "unpaid": settled[at].unpaid, "carried": settled[at].carried}
    amounts[part] += usd(minor)
    settled[at] = SettledClaim(
        claim=settled[at].claim, paid=amounts["paid"], unpaid=amounts["unpaid"], carried=amounts["carried"]
    )
    changed = replace(good, reconciled=Reconciliation(settled=tuple(settled), findings=()))
    assert payments(changed).standing is Standing.BROKEN
