"""The tally: ten lines, none of which holds on what is absent, out of reach or changed."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.findings import finding
from tallystick.evidence.wording import Language
from tallystick.filing.report.figures import NotchState
from tallystick.issuance.obligations import Standing
from tallystick.issuance.proofs import MintedToken
from tallystick.servicing.confirmations import reconcile
from tallystick.supervision.drawing import obligation_title, stick, tally_drawing, tally_line, tally_sentence
from tallystick.supervision.tally import Tally, TallyInputs, tally
from tests.issuance.strategies import wallet
from tests.issuance.test_proofs import ELIGIBLE, REGISTRY, ROLES, contract, deployed, holder
from tests.servicing.test_proofs import CERTIFICATES, record
from tests.supervision.test_proofs_filing import COMPLETION, FILED, NOTICE, PACKAGE, RECORD, TODAY

MINT = datetime(2026, 9, 15, 2, tzinfo=UTC)
CAPS = {"A": 114_000, "B": 20_000}
TOKENS = tuple(
    MintedToken(token_class=name, address=f"0x{name}", minted=units, counted=units, first=MINT)
    for name, units in CAPS.items()
)
WHOLE = TallyInputs(
    as_of=TODAY,
    package=PACKAGE,
    notice=NOTICE,
    filed=replace(FILED, caps=CAPS),
    record=replace(RECORD, carried=replace(FILED, caps=CAPS)),
    priced=(),
    closing_pool=(),
    tokens=TOKENS,
    contracts=(contract(),),
    roles=ROLES,
    filed_roles=ROLES,
    reported=CERTIFICATES[:1],
    replayed=CERTIFICATES[:1],
    payments=(record(0),),
    holders=(holder(), holder(number=2)),
    registry=REGISTRY,
    eligible=ELIGIBLE,
    duties=(COMPLETION,),
)
_ABSENT = {
    "package": {1, 3},
    "notice": {2},
    "filed": {3, 4, 8},
    "record": {3},
    "priced": {3},
    "closing_pool": {3},
    "tokens": {4},
    "contracts": {5},
    "roles": {6},
    "filed_roles": {6},
    "reported": {7},
    "replayed": {7, 8},
    "payments": {8},
    "holders": {9},
    "registry": {9},
    "eligible": {9},
    "duties": {10},
}


def holding(made: Tally) -> set[int]:
    return {each.number for each in made.obligations if each.standing is Standing.HOLDS}


def test_a_deal_that_runs_as_it_was_filed_holds_ten_times() -> None:
    made = tally(WHOLE)
    assert made.holds
    assert made.findings() == ()
    assert [each.number for each in made.obligations] == list(range(1, 11))
    assert all(each.evidence for each in made.obligations)
    assert made[7].number == 7


def test_where_nothing_was_gathered_everything_is_pending() -> None:
    made = tally(TallyInputs(as_of=TODAY))
    assert made.count(Standing.PENDING) == 10
    assert not made.holds


@pytest.mark.parametrize("absent", sorted(_ABSENT))
def test_what_is_absent_does_not_hold_and_touches_no_other_line(absent: str) -> None:
    made = tally(replace(WHOLE, **{absent: None}))  # type: ignore[arg-type]
    assert holding(made) == set(range(1, 11)) - _ABSENT[absent]


def test_what_is_found_beside_the_record_weighs_in_the_obligation_it_is_part_of() -> None:
    early = finding("supervision.redeemed-early", token_class="A", wallet="0x1", units=100)
    note = finding("supervision.token-paused", token_class="A", levels=1)
    made = tally(replace(WHOLE, beside=(early, note)))
    assert (made[4].standing, made[4].findings) == (Standing.BROKEN, (early,))
    assert holding(made) == set(range(1, 11)) - {4}
    assert made.apart((early, note)) == (note,)


def test_every_part_of_the_inputs_is_needed_for_some_line() -> None:
    assert set(_ABSENT) == {each.name for each in fields(TallyInputs)} - {
        "as_of",
        "late",
        "unreachable",
        "by_word",
        "beside",
    }


def test_a_payment_that_came_back_late_keeps_the_eighth_line_open() -> None:
    made = tally(replace(WHOLE, late=record(0).claims[:1]))
    assert "servicing.return-late" in {each.code for each in made[8].findings}
    assert holding(made) == set(range(1, 11)) - {8}


@given(numbers=st.frozensets(st.integers(1, 10)))
def test_what_the_reader_could_not_look_at_is_not_checked(numbers: frozenset[int]) -> None:
    made = tally(replace(WHOLE, unreachable=numbers))
    assert {each.number for each in made.obligations if each.standing is Standing.NOT_CHECKED} == numbers
    assert holding(made) == set(range(1, 11)) - numbers


@given(numbers=st.frozensets(st.integers(1, 10), min_size=1))
def test_what_rests_on_the_word_of_another_is_told_and_not_said_to_hold(numbers: frozenset[int]) -> None:
    word = finding("supervision.existing-word", token_class="A", address=wallet(1), code="ab" * 32)
    made = tally(replace(WHOLE, by_word=dict.fromkeys(numbers, (word,))))
    assert holding(made) == set(range(1, 11)) - numbers
    assert all(made[number].evidence and word in made[number].findings for number in numbers)
    broken = tally(replace(WHOLE, roles=ROLES | {"issuer": wallet(77)}, by_word={6: (word,)}))
    assert broken[6].standing is Standing.BROKEN


def test_a_rehearsal_holds_nine_times_and_says_what_the_other_is() -> None:
    made = tally(replace(WHOLE, notice=replace(NOTICE, specimen=True)))
    assert made[2].standing is Standing.REHEARSAL
    assert holding(made) == set(range(1, 11)) - {2}


def test_the_first_of_all_mints_counts() -> None:
    early = replace(TOKENS[1], first=datetime(2026, 9, 1, tzinfo=UTC))
    made = tally(replace(WHOLE, tokens=(TOKENS[0], early)))
    assert made[2].standing is Standing.BROKEN


def flipped(text: str, at: int) -> str:
    at %= len(text)
    return text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :]


def mutated(number: int, salt: int) -> TallyInputs:
    """The same inputs with one thing changed that obligation `number` rests on."""
    assert WHOLE.filed is not None
    assert WHOLE.record is not None
    carried, payment = WHOLE.record.carried, record(0)
    members = ("package_sha256", "package_sm3", "terms_hash", "notice_digest")
    member = members[salt % len(members)]
    other: dict[str, Any] = {member: flipped(getattr(carried, member), salt)}
    code = bytearray(deployed())
    code[salt % len(code)] ^= 1 + salt % 255
    kept = list(payment.claims)
    del kept[salt % len(kept)]
    changes: dict[int, list[dict[str, Any]]] = {
        1: [{"package": replace(PACKAGE, root=flipped(PACKAGE.root, salt))}],
        2: [{"notice": replace(NOTICE, capture_sha256=flipped(NOTICE.capture_sha256, salt))}],
        3: [
            {"record": replace(WHOLE.record, carried=replace(carried, **other))},
            {"record": replace(WHOLE.record, carried=replace(carried, caps=CAPS | {"A": 114_000 + 1 + salt}))},
        ],
        4: [{"tokens": (replace(TOKENS[0], minted=114_001 + salt, counted=114_001 + salt), TOKENS[1])}],
        5: [{"contracts": (contract(code=bytes(code)),)}],
        6: [{"roles": ROLES | {"issuer": flipped(ROLES["issuer"], 2 + salt % 40)}}],
        7: [{"reported": (CERTIFICATES[0].model_copy(update={"terms": f"{salt:064x}"}),)}],
        8: [
            {"payments": (replace(payment, claims=tuple(kept)),)},
            {"payments": (replace(payment, reconciled=reconcile(payment.claims, (), value_date=TODAY)),)},
        ],
        9: [{"holders": (*(WHOLE.holders or ()), holder(number=50 + salt))}],
        10: [{"duties": (replace(COMPLETION, due=COMPLETION.arose),)}],
    }  # fmt: skip
    options = changes[number]
    return replace(WHOLE, **options[salt % len(options)])


@given(number=st.integers(1, 10), salt=st.integers(0, 10**6))
def test_a_changed_input_never_leaves_its_obligation_holding(number: int, salt: int) -> None:
    made = tally(mutated(number, salt))
    assert made[number].standing is not Standing.HOLDS
    assert made[number].findings


@pytest.mark.parametrize("language", Language)
def test_the_drawing_has_two_halves_and_ten_numbers_of_one_width(language: Language) -> None:
    foil, stock, numbers = tally_drawing(tally(WHOLE), language).split("\n")
    assert (foil.count("▼"), stock.count("▲")) == (10, 10)
    assert len(foil) == len(stock)
    assert numbers.split() == [str(number) for number in range(1, 11)]


def test_every_standing_has_a_shape_of_its_own_without_colour() -> None:
    shown = {
        tally_line(tally(replace(WHOLE, **change)), Language.EN)
        for change in (
            {},
            {"notice": None, "tokens": None},
            {"notice": replace(NOTICE, specimen=True)},
            {"notice": replace(NOTICE, number="")},
            {"unreachable": frozenset({2})},
        )
    }
    assert len({line.split()[1] for line in shown}) == 5
    assert not any("\x1b" in line for line in shown)


def test_the_sentence_names_every_line_that_does_not_hold() -> None:
    made = tally(replace(WHOLE, notice=replace(NOTICE, specimen=True), roles=ROLES | {"issuer": wallet(77)}))
    english, chinese = (tally_sentence(made, language) for language in (Language.EN, Language.ZH))
    assert (
        english == "8 of 10 hold; 2 (notice before the first mint) rehearsal; 6 (roles are the filed parties) broken."
    )
    assert chinese.startswith("十项中8项成立；第2项")
    assert chinese.endswith("。")
    assert tally_sentence(tally(WHOLE), Language.EN) == "10 of 10 hold."


def test_the_stick_for_documents_has_the_same_notches_and_says_why_one_is_broken() -> None:
    made = tally(replace(WHOLE, roles=ROLES | {"issuer": wallet(77)}, notice=replace(NOTICE, specimen=True)))
    drawn = stick(made)
    states = {notch.number: notch.state for notch in drawn.notches}
    assert (states[6], states[2], states[1]) == (NotchState.BROKEN, NotchState.REHEARSAL, NotchState.MATCHED)
    reason = drawn.notches[5].reason
    assert reason is not None
    assert wallet(77) in reason.en
    assert wallet(77) in reason.zh
    assert obligation_title(6).en == "roles are the filed parties"
