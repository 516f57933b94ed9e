"""Closing a month and its certificate: replayed the same, read back the same, and every change found."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.deal.formulas.grammar import Formula
from tallystick.evidence.canonical import canonical, parse_canonical
from tallystick.evidence.wording import Language, labels, word
from tallystick.servicing.certificate import Certificate, certify, parse_certificate
from tallystick.servicing.close import close_period
from tallystick.servicing.entitlements import entitlements
from tallystick.servicing.replay import differences
from tallystick.units.money import Money, total
from tests.servicing.months import FIRST, closed, months, priced_deal
from tests.servicing.test_entitlements import wallet

REGISTERS = {"A": {wallet(0): 100_000, wallet(1): 14_000}, "B": {wallet(1): 20_000}}


def certificate(number: int = 2) -> Certificate:
    done = closed(number)
    owed, findings = entitlements(done.flows(), REGISTERS, issued={"A": 114_000, "B": 20_000})
    assert findings == ()
    return certify(done, owed, inputs={"terms.json": "a" * 64})


CERTIFICATE = certificate()


def test_a_month_closes_the_same_from_the_same_files() -> None:
    again, _ = close_period(priced_deal(), months(3)[::-1], period=FIRST.add(2))
    assert again is not None
    assert again.paid == closed(2).paid


def test_later_months_do_not_change_an_earlier_one() -> None:
    again, _ = close_period(priced_deal(), months(6), period=FIRST.add(2))
    assert again is not None
    assert again.paid == closed(2).paid
    assert len(again.ledger.periods) == 3


@pytest.mark.parametrize("side", ["onshore", "offshore"])
def test_no_unit_is_lost_between_what_came_in_and_what_went_out(side: str) -> None:
    for period in closed(3).ledger.periods:
        vehicle = period.onshore if side == "onshore" else period.offshore
        assert vehicle is not None
        currency = next(iter(vehicle.closing.values())).currency
        at_rest, received = total(vehicle.opening.values(), currency), total(vehicle.received.values(), currency)
        paid = total((payment.paid for payment in vehicle.paid_out()), currency)
        assert at_rest + received == paid + total(vehicle.closing.values(), currency)


def test_a_bad_month_breaches_the_trigger_and_the_certificate_says_so() -> None:
    bad = close_period(priced_deal(), months(3, bad=1), period=FIRST.add(1))[0]
    assert bad is not None
    assert [line.breached for line in certify(bad).triggers] == [True]


def test_a_trigger_on_an_amount_is_certified_as_money_and_reads_back_so() -> None:
    """A thousandth of CNY 1,001.5 million defaulted in the first month, held against CNY 10,000,000."""
    filed = priced_deal()
    amount = {"measure": Formula.parse("pool.cumulative-defaults"), "above": Formula.parse("10000000.00 CNY")}
    (first,) = filed.structure.triggers
    structure = filed.structure.model_copy(update={"triggers": (first.model_copy(update=amount),)})
    done, _ = close_period(filed.model_copy(update={"structure": structure}), months(1), period=FIRST)
    assert done is not None
    content = certify(done).content()
    assert parse_canonical(content)["triggers"] == [  # type: ignore[index,call-overload]
        {"trigger": first.id, "value": "1001500.00 CNY", "bound": "10000000.00 CNY", "breached": "no"}
    ]
    again, findings = parse_certificate(content)
    assert findings == ()
    assert again is not None
    assert again.triggers[0].value == Money.parse("1001500.00 CNY")


def test_a_certificate_reads_back_and_has_one_digest() -> None:
    content = CERTIFICATE.content()
    again, findings = parse_certificate(content)
    assert findings == ()
    assert again == CERTIFICATE
    assert again is not None
    assert (again.content(), again.digest) == (content, CERTIFICATE.digest)
    assert certificate().content() == content


def test_it_states_every_step_with_its_clause_and_names_no_holder() -> None:
    structure = priced_deal().structure
    assert structure.offshore is not None
    filed = [step.id for step in (*structure.onshore.priorities, *structure.offshore.priorities)]
    assert list(dict.fromkeys(line.step for line in CERTIFICATE.steps)) == filed
    assert all(line.clause and line.paid + line.shortfall == line.due for line in CERTIFICATE.steps)
    assert b"0x" not in CERTIFICATE.content()


def test_holders_are_entitled_to_what_their_class_was_paid() -> None:
    paid = {
        line.token_class: line.interest + line.principal for line in CERTIFICATE.classes if line.vehicle == "offshore"
    }
    assert {line.token_class: line.interest + line.principal for line in CERTIFICATE.entitled} == paid


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"b":1,"a":1}', b"\xff"])
def test_what_is_no_certificate_is_a_finding(content: bytes) -> None:
    read, findings = parse_certificate(content)
    assert read is None
    assert [each.code for each in findings] == ["servicing.certificate-unreadable"]


def test_a_replay_of_the_same_inputs_has_no_differences() -> None:
    assert differences(CERTIFICATE, certificate()) == ()


def test_a_step_that_found_nothing_is_the_same_in_the_words_of_older_certificates() -> None:
    empty = next(at for at, line in enumerate(CERTIFICATE.steps) if line.due.is_zero())
    worded = [changed({"reason": reason}, "steps", empty) for reason in ("empty", "nothing-due")]
    assert differences(*worded) == ()
    assert [each.code for each in differences(changed({"reason": "short"}, "steps", empty), worded[0])] == [
        "servicing.certificate-differs"
    ]


def changed(change: dict[str, Any], section: str, number: int) -> Certificate:
    lines = list(getattr(CERTIFICATE, section))
    lines[number] = lines[number].model_copy(update=change)
    return CERTIFICATE.model_copy(update={section: tuple(lines)})


def test_a_step_that_was_paid_otherwise_is_named_with_clause_vehicle_and_both_amounts() -> None:
    number = next(at for at, line in enumerate(CERTIFICATE.steps) if line.step == "off-5")
    more = CERTIFICATE.steps[number].paid + Money.parse("0.01 USD")
    findings = differences(changed({"paid": more}, "steps", number), CERTIFICATE)
    assert [each.code for each in findings] == ["servicing.certificate-differs"]
    assert findings[0].argument("entry") == "offshore off-5 A"
    assert findings[0].argument("reported") == str(more)
    assert findings[0].argument("replayed") == str(CERTIFICATE.steps[number].paid)
    assert "off-5" in word(findings[0], Language.EN).what


def test_a_line_left_out_one_put_in_and_another_order_are_named() -> None:
    steps = CERTIFICATE.steps
    without = CERTIFICATE.model_copy(update={"steps": steps[1:]})
    assert [each.code for each in differences(without, CERTIFICATE)] == ["servicing.certificate-line-missing"]
    assert [each.code for each in differences(CERTIFICATE, without)] == ["servicing.certificate-line-surplus"]
    twice = CERTIFICATE.model_copy(update={"steps": (*steps, steps[0])})
    assert [each.code for each in differences(twice, CERTIFICATE)] == ["servicing.certificate-line-surplus"]
    turned = CERTIFICATE.model_copy(update={"steps": (steps[1], steps[0], *steps[2:])})
    assert [each.code for each in differences(turned, CERTIFICATE)] == ["servicing.steps-reordered"]


def test_another_period_another_input_and_another_collection_are_named() -> None:
    collections = CERTIFICATE.collections | {"interest": Money.parse("1.00 CNY")}
    changes: list[dict[str, Any]] = [{"period": FIRST}, {"inputs": {}}, {"collections": collections}]
    for change in (*changes, {"terms": "b" * 64}, {"deal": "x"}):
        findings = differences(CERTIFICATE.model_copy(update=change), CERTIFICATE)
        assert {each.code for each in findings} == {"servicing.certificate-differs"}


def leaves(node: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(node, dict):
        return [each for key, value in node.items() for each in leaves(value, (*path, key))]
    if isinstance(node, list):
        return [each for key, value in enumerate(node) for each in leaves(value, (*path, key))]
    return [path]


RECORD = parse_canonical(CERTIFICATE.content())


@given(path=st.sampled_from(leaves(RECORD)), salt=st.integers(1, 9))
def test_no_changed_figure_goes_unnoticed(path: tuple[str | int, ...], salt: int) -> None:
    record: Any = parse_canonical(CERTIFICATE.content())
    inner = record
    for part in path[:-1]:
        inner = inner[part]
    text = inner[path[-1]]
    digits = [at for at, character in enumerate(text) if character.isdigit()]
    if not digits:
        inner[path[-1]] = f"{text}{salt}"
    else:
        at = digits[salt % len(digits)]
        inner[path[-1]] = text[:at] + str((int(text[at]) + salt) % 10) + text[at + 1 :]
    try:
        mutant = Certificate.model_validate(record)
    except ValueError:
        return
    found = differences(mutant, CERTIFICATE)
    assert found or mutant == CERTIFICATE
    assert all(word(each, language).what for each in found for language in Language)


def test_every_measure_and_section_of_a_certificate_has_a_label() -> None:
    dumped = CERTIFICATE.model_dump(mode="json")
    lines = [line for section in dumped.values() if isinstance(section, list) for line in section]
    named = {"vehicle", "trigger", "item", "step", "to", "account", "token_class"}
    measures = {measure for line in lines for measure in line} - named
    assert {f"servicing.measure.{measure}" for measure in measures} <= set(labels())
    assert {f"servicing.section.{name}" for name, section in dumped.items() if isinstance(section, list)} <= set(
        labels()
    )


def test_an_exchange_says_at_which_rate_it_was_from_where_that_is_and_what_is_left_over() -> None:
    interest = next(line for line in CERTIFICATE.exchanges if line.item == "senior.interest")
    assert (str(interest.rate), interest.rate_source, str(interest.waiting)) == (
        "71/10",
        "currency-swap swap-bank",
        "0.00 CNY",
    )
    ledger = closed(2).ledger.periods
    given = sum(one.paid.minor for each in ledger for one in each.exchanges if one.item == "senior.interest")
    got = sum(one.received.minor for each in ledger for one in each.exchanges if one.item == "senior.interest")
    assert interest.rate is not None
    assert interest.remainder is not None
    assert interest.remainder == given - got * interest.rate
    assert 0 <= interest.remainder < interest.rate
    again, found = parse_certificate(CERTIFICATE.content())
    assert (again, found) == (CERTIFICATE, ())


def test_a_certificate_issued_before_rates_were_stated_reads_and_replays_without_a_difference() -> None:
    plain: Any = parse_canonical(CERTIFICATE.content())
    plain["exchanges"] = [{key: line[key] for key in ("item", "given", "received")} for line in plain["exchanges"]]
    old, found = parse_certificate(canonical(plain))
    assert found == ()
    assert old is not None
    assert differences(old, CERTIFICATE) == ()
    plain["exchanges"][0]["received"] = "1.00 USD"
    wrong, _ = parse_certificate(canonical(plain))
    assert wrong is not None
    assert [each.code for each in differences(wrong, CERTIFICATE)] == ["servicing.certificate-differs"]
    partly = CERTIFICATE.exchanges[0].model_copy(update={"rate": CERTIFICATE.exchanges[0].given.major})
    other = CERTIFICATE.model_copy(update={"exchanges": (partly, *CERTIFICATE.exchanges[1:])})
    assert [each.code for each in differences(other, CERTIFICATE)] == ["servicing.certificate-differs"]
