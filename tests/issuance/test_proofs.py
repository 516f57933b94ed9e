"""Obligations 4, 5, 6 and 9: where they hold, where they wait, and every way in which they break."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, word
from tallystick.issuance.code_proof import WORD, ContractCode, PlaceError, prove_code
from tallystick.issuance.obligations import Obligation, ObligationError, Standing, judged, not_checked, pending
from tallystick.issuance.proofs import (
    Eligibility,
    HolderStanding,
    MintedToken,
    Registered,
    filed_units,
    prove_holders,
    prove_minted,
    prove_roles,
)
from tests.deal.example import example_deal
from tests.issuance.strategies import wallet

NOON = datetime(2026, 9, 15, 4, tzinfo=UTC)
CAPS = {"A": 114_000, "B": 20_000}


def codes(obligation: Obligation) -> list[str]:
    for each in obligation.findings:
        assert all(word(each, language).what for language in Language)
    return [each.code for each in obligation.findings]


def token(name: str = "A", minted: int = 100_000, **changed: object) -> MintedToken:
    plain = MintedToken(token_class=name, address=f"0x{name}", minted=minted, counted=minted, first=NOON)
    return replace(plain, **changed)  # type: ignore[arg-type]


def test_minted_up_to_the_cap_holds() -> None:
    proved = prove_minted([token(minted=114_000), token("B", 20_000)], CAPS)
    assert (proved.number, proved.standing) == (4, Standing.HOLDS)
    assert proved.evidence == (
        ("issuance.evidence.minted", "A: 114000 / 114000"),
        ("issuance.evidence.minted", "B: 20000 / 20000"),
    )


@pytest.mark.parametrize("tokens", [None, [], [token(minted=0, first=None)]])
def test_before_the_first_mint_there_is_nothing_to_count(tokens: list[MintedToken] | None) -> None:
    assert prove_minted(tokens, CAPS).standing is Standing.PENDING


def test_without_the_filing_there_is_no_cap_to_hold_it_against() -> None:
    assert prove_minted([token()], None).standing is Standing.PENDING


@pytest.mark.parametrize(
    ("tokens", "code"),
    [
        ([token(minted=114_001)], "issuance.minted-above-cap"),
        ([token(minted=60_000), token(minted=60_000, address="0xsecond")], "issuance.minted-above-cap"),
        ([token("Z", 1)], "issuance.minted-unfiled"),
        ([token(counted=99_999)], "issuance.minted-miscounted"),
        ([token(minted=0, counted=5)], "issuance.minted-miscounted"),
        ([token(first=None)], "issuance.mint-undated"),
    ],
)
def test_a_mint_that_was_not_filed_breaks(tokens: list[MintedToken], code: str) -> None:
    proved = prove_minted(tokens, CAPS)
    assert proved.standing is Standing.BROKEN
    assert code in codes(proved)


@given(minted=st.integers(-5, 10**6), counted=st.integers(-5, 10**6), cap=st.integers(0, 10**6))
def test_minted_holds_only_within_the_cap_and_rightly_counted(minted: int, counted: int, cap: int) -> None:
    standing = prove_minted([token(minted=minted, counted=counted)], {"A": cap}).standing
    if standing is Standing.HOLDS:
        assert 0 < minted == counted <= cap


def test_filed_units_are_caps_in_whole_denominations() -> None:
    deal = example_deal()
    assert filed_units(deal) == CAPS
    assert filed_units(deal.model_copy(update={"tokens": None})) == {}


BUILD = bytes(range(1, 101)) + bytes(WORD) + b"\xfe" * 40 + bytes(WORD) + b"\x5b" * 20
PLACES = {"filing": (100,), "agent": (172,)}
FILED = {"filing": b"\x11" * WORD, "agent": b"\x22" * WORD}


def deployed(build: bytes = BUILD, values: Mapping[str, bytes] = FILED) -> bytes:
    code = bytearray(build)
    for name, value in values.items():
        for start in PLACES.get(name, ()):
            code[start : start + WORD] = value
    return bytes(code)


def contract(**changed: object) -> ContractCode:
    plain = ContractCode(
        contract="TrancheToken", address="0xA", code=deployed(), build=BUILD, places=PLACES, filed=FILED
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


def test_the_filed_build_with_the_filed_immutables_holds() -> None:
    proved = prove_code([contract()])
    assert (proved.number, proved.standing) == (5, Standing.HOLDS)
    assert ("issuance.evidence.contract", "TrancheToken 0xA") in proved.evidence
    assert len(proved.evidence) == 3


@pytest.mark.parametrize("contracts", [None, []])
def test_before_anything_is_deployed_there_is_no_code(contracts: list[ContractCode] | None) -> None:
    assert prove_code(contracts).standing is Standing.PENDING


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"code": b""}, "issuance.code-missing"),
        ({"code": deployed()[:-1]}, "issuance.code-length"),
        ({"code": b"\x00" + deployed()[1:]}, "issuance.code-differs"),
        ({"code": BUILD}, "issuance.immutable-differs"),
        ({"filed": {"filing": FILED["filing"]}}, "issuance.immutable-unfiled"),
        ({"filed": FILED | {"owner": bytes(WORD)}}, "issuance.immutable-unknown"),
        ({"places": {"filing": (100,), "agent": (172, 0)}}, "issuance.immutable-differs"),
    ],
)
def test_other_code_or_another_immutable_breaks(changed: dict[str, object], code: str) -> None:
    proved = prove_code([contract(), contract(**changed)])
    assert proved.standing is Standing.BROKEN
    assert code in codes(proved)


@given(at=st.integers(0, len(BUILD) - 1), value=st.integers(1, 255))
def test_no_byte_of_the_code_can_be_changed_unseen(at: int, value: int) -> None:
    code = bytearray(deployed())
    code[at] ^= value
    proved = prove_code([contract(code=bytes(code))])
    assert proved.standing is Standing.BROKEN
    inside = any(start <= at < start + WORD for starts in PLACES.values() for start in starts)
    assert codes(proved) == ["issuance.immutable-differs" if inside else "issuance.code-differs"]
    if not inside:
        assert proved.findings[0].argument("offset") == at


@pytest.mark.parametrize("start", [-1, len(BUILD) - WORD + 1])
def test_places_that_the_build_does_not_have_are_refused(start: int) -> None:
    with pytest.raises(PlaceError):
        contract(places={"filing": (start,)})


ROLES = {"issuer": wallet(1), "trustee": wallet(2), "guardian": wallet(3)}


def test_roles_that_are_the_filed_parties_hold_however_addresses_are_spelt() -> None:
    spelt = {role: account.upper().replace("X", "x") for role, account in ROLES.items()}
    proved = prove_roles(spelt, ROLES)
    assert (proved.number, proved.standing) == (6, Standing.HOLDS)
    assert len(proved.evidence) == 3


def test_without_a_contract_or_the_filing_roles_wait() -> None:
    for found, filed in ((None, ROLES), (ROLES, None), ({}, {})):
        assert prove_roles(found, filed).standing is Standing.PENDING


@pytest.mark.parametrize(
    ("found", "filed", "code"),
    [
        (ROLES | {"guardian": wallet(9)}, ROLES, "issuance.role-differs"),
        (ROLES | {"owner": wallet(9)}, ROLES, "issuance.role-unfiled"),
        ({"issuer": wallet(1)}, ROLES, "issuance.role-missing"),
        ({}, ROLES, "issuance.role-missing"),
    ],
)
def test_another_account_in_a_role_breaks(found: dict[str, str], filed: dict[str, str], code: str) -> None:
    proved = prove_roles(found, filed)
    assert proved.standing is Standing.BROKEN
    assert code in codes(proved)


UNTIL = datetime(2027, 8, 14, tzinfo=UTC)
REGISTRY = {
    wallet(1): Registered(until=UNTIL, classes=("A",), jurisdiction="HK"),
    wallet(2): Registered(until=UNTIL, classes=("A", "B"), jurisdiction="SG"),
}
ELIGIBLE = Eligibility(
    admitted=frozenset({("A", wallet(1)), ("A", wallet(2)), ("B", wallet(2))}),
    jurisdictions=("HK", "SG"),
    registered=REGISTRY,
    largest_number=2,
)


def holder(name: str = "A", number: int = 1, **changed: object) -> HolderStanding:
    plain = HolderStanding(token_class=name, wallet=wallet(number), units=5, jurisdiction="HK")
    return replace(plain, **changed)  # type: ignore[arg-type]


def test_admitted_holders_hold_and_a_frozen_one_is_shown() -> None:
    proved = prove_holders([holder(), holder(number=2), holder("B", 2, frozen=True)], ELIGIBLE, REGISTRY)
    assert (proved.number, proved.standing) == (9, Standing.HOLDS)
    assert proved.evidence == (("issuance.evidence.holders", "2"), ("issuance.evidence.frozen", "1"))


def test_whoever_holds_fewer_than_the_filed_minimum_is_named() -> None:
    proved = prove_holders([holder(least=5), holder(number=2, least=6)], ELIGIBLE, REGISTRY)
    assert [(each.code, each.argument("wallet")) for each in proved.findings] == [("issuance.holder-below", wallet(2))]
    assert proved.standing is Standing.BROKEN


def test_without_holders_or_the_filing_eligibility_waits() -> None:
    for holders, eligible in ((None, ELIGIBLE), ([], ELIGIBLE), ([holder()], None)):
        assert prove_holders(holders, eligible, REGISTRY).standing is Standing.PENDING
    assert prove_holders([holder()], ELIGIBLE, None).standing is Standing.PENDING


def test_it_says_that_it_waits_for_units_and_holds_once_all_of_them_are_redeemed() -> None:
    waiting, redeemed = (prove_holders([], ELIGIBLE, REGISTRY, minted=minted) for minted in (False, True))
    assert waiting.standing is Standing.PENDING
    assert ("issuance.evidence.minted", "0") in waiting.evidence
    assert (redeemed.standing, redeemed.evidence[0]) == (Standing.HOLDS, ("issuance.evidence.holders", "0"))
    gone = prove_holders([], ELIGIBLE, {}, minted=True)
    assert gone.standing is Standing.BROKEN, "who was admitted stays on the registry"


@pytest.mark.parametrize(
    ("number", "changed", "code"),
    [
        (1, {"until": UNTIL + timedelta(days=365)}, "issuance.registered-until"),
        (1, {"until": UNTIL - timedelta(seconds=1)}, "issuance.registered-until"),
        (1, {"classes": ("A", "B")}, "issuance.registered-classes"),
        (2, {"classes": ("A",)}, "issuance.registered-classes"),
        (2, {"jurisdiction": "HK"}, "issuance.registered-place"),
        (2, {"jurisdiction": ""}, "issuance.registered-place"),
    ],
)
def test_a_registry_that_says_other_than_the_order_book_breaks(
    number: int, changed: dict[str, object], code: str
) -> None:
    registry = REGISTRY | {wallet(number): replace(REGISTRY[wallet(number)], **changed)}  # type: ignore[arg-type]
    proved = prove_holders([holder(), holder(number=2)], ELIGIBLE, registry)
    assert (proved.standing, codes(proved)) == (Standing.BROKEN, [code])
    assert str(proved.findings[0].argument("wallet")).lower() == wallet(number).lower()


def test_who_is_registered_and_who_was_allotted_are_the_same_addresses() -> None:
    more = REGISTRY | {wallet(7): REGISTRY[wallet(1)]}
    assert codes(prove_holders([holder()], ELIGIBLE, more)) == ["issuance.registered-unadmitted"]
    fewer = {wallet(1): REGISTRY[wallet(1)]}
    assert codes(prove_holders([holder()], ELIGIBLE, fewer)) == ["issuance.registration-missing"]


@pytest.mark.parametrize(
    ("holders", "code"),
    [
        ([holder(number=7)], "issuance.holder-unadmitted"),
        ([holder("B", 1)], "issuance.holder-unadmitted"),
        ([holder(jurisdiction="CN")], "issuance.holder-outside"),
        ([holder(jurisdiction="")], "issuance.holder-outside"),
        ([holder(barred=Name(zh="资格已到期", en="eligibility has expired"))], "issuance.holder-barred"),
        ([holder(number=number) for number in (1, 2, 3)], "issuance.holders-too-many"),
    ],
)
def test_a_holder_outside_the_filing_breaks(holders: list[HolderStanding], code: str) -> None:
    proved = prove_holders(holders, ELIGIBLE, REGISTRY)
    assert proved.standing is Standing.BROKEN
    assert code in codes(proved)


ERROR = finding("issuance.role-unfiled", role="owner", found="0x1")
OPEN = finding("issuance.evidence-missing", subscriber="fund", value="professional")
WARNING = finding("servicing.payee-unknown", wallet="0x1", reference="0", amount=1)


@given(findings=st.lists(st.sampled_from([ERROR, OPEN, WARNING]), max_size=4))
def test_an_obligation_holds_only_without_an_error_and_without_anything_open(findings: list[Finding]) -> None:
    standing = judged(1, findings, ()).standing
    assert (standing is Standing.BROKEN) == (ERROR in findings)
    assert (standing is Standing.HOLDS) == (ERROR not in findings and OPEN not in findings)


def test_a_line_that_says_more_than_was_found_is_refused() -> None:
    for number, standing, findings in (
        (1, Standing.HOLDS, (ERROR,)),
        (1, Standing.PENDING, (ERROR,)),
        (1, Standing.BROKEN, ()),
        (1, Standing.HOLDS, (OPEN,)),
        (1, Standing.REHEARSAL, (OPEN,)),
        (0, Standing.PENDING, ()),
        (11, Standing.PENDING, ()),
    ):
        with pytest.raises(ObligationError):
            Obligation(number=number, standing=standing, findings=findings)
    assert (pending(3).standing, not_checked(4).standing) == (Standing.PENDING, Standing.NOT_CHECKED)
