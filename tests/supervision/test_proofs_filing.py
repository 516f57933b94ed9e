"""Obligations 1, 2, 3 and 10: where they hold, where they wait, and every way in which they break."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, word
from tallystick.issuance.obligations import Obligation, Standing
from tallystick.law.clocks import standing_deadline
from tallystick.supervision.duties import Duty, days_passed, duty_of, prove_duties
from tallystick.supervision.proofs_filing import (
    LONGEST_WAIT,
    FiledRecord,
    LedgerRecord,
    NoticeOnRecord,
    PackageInLog,
    prove_filing_record,
    prove_notice,
    prove_package,
)

ROOT, OTHER = "a" * 64, "b" * 64
FAULT = finding("filing.file-missing", file="report.pdf")


def codes(obligation: Obligation) -> set[str]:
    for each in obligation.findings:
        assert all(word(each, language).what for language in Language)
    return {each.code for each in obligation.findings}


PACKAGE = PackageInLog(
    root=ROOT,
    contents=(),
    logged_root=ROOT,
    entry=(),
    receipt=(),
    origin="log.example/overseas",
    witnesses=("nadia-osei", "exchange-witness"),
    enough=True,
    grown=date(2026, 9, 10),
)
DAY = date(2026, 9, 10)


def test_a_package_with_a_witnessed_receipt_holds() -> None:
    proved = prove_package(PACKAGE, as_of=DAY)
    assert (proved.number, proved.standing) == (1, Standing.HOLDS)
    assert ("supervision.evidence.root", ROOT) in proved.evidence


def test_a_package_that_is_not_there_or_has_no_receipt_yet_waits() -> None:
    assert prove_package(None, as_of=DAY).standing is Standing.PENDING
    waiting = prove_package(replace(PACKAGE, receipt=None), as_of=DAY)
    assert (waiting.standing, codes(waiting)) == (Standing.PENDING, {"supervision.receipt-missing"})


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"root": OTHER}, "supervision.root-differs"),
        ({"logged_root": OTHER}, "supervision.root-differs"),
        ({"contents": (FAULT,)}, "filing.file-missing"),
        ({"entry": (FAULT,)}, "filing.file-missing"),
        ({"receipt": (FAULT,)}, "filing.file-missing"),
    ],
)
def test_another_package_or_a_bad_receipt_break(changed: dict[str, Any], code: str) -> None:
    proved = prove_package(replace(PACKAGE, **changed), as_of=DAY)
    assert proved.standing is Standing.BROKEN
    assert code in codes(proved)


@pytest.mark.parametrize(
    ("witnesses", "enough", "missing"), [(("nadia-osei",), False, ("exchange-witness",)), ((), True, ("nadia-osei",))]
)
def test_too_few_witnesses_are_awaited_for_a_while_and_then_missing(
    witnesses: tuple[str, ...], enough: bool, missing: tuple[str, ...]
) -> None:
    package = replace(PACKAGE, witnesses=witnesses, enough=enough, missing=missing)
    last = DAY + timedelta(days=LONGEST_WAIT)
    for day, standing, code in (
        (DAY - timedelta(days=3), Standing.PENDING, "supervision.witnesses-awaited"),
        (last, Standing.PENDING, "supervision.witnesses-awaited"),
        (last + timedelta(days=1), Standing.BROKEN, "supervision.witnesses-few"),
    ):
        proved = prove_package(package, as_of=day)
        assert (proved.standing, codes(proved)) == (standing, {code}), day
    wrong = prove_package(replace(package, receipt=(FAULT,)), as_of=DAY)
    assert wrong.standing is Standing.BROKEN, "what is wrong is not excused by a line that is awaited"


def test_a_reader_who_trusts_no_witness_is_told_so_and_sees_nothing_hold() -> None:
    proved = prove_package(replace(PACKAGE, witnesses=(), missing=()), as_of=DAY + timedelta(days=999))
    assert (proved.standing, codes(proved)) == (Standing.PENDING, {"supervision.witnesses-unnamed"})


RECORDED = datetime(2026, 9, 8, 2, tzinfo=UTC)
MINT = datetime(2026, 9, 15, 2, tzinfo=UTC)
NOTICE = NoticeOnRecord(
    source="authority",
    number="备案〔2026〕1号",
    day=date(2026, 9, 8),
    capture_sha256=ROOT,
    captured=ROOT,
    recorded_at=RECORDED,
    recorded_by=("filing-preparer", "counsel"),
    specimen=False,
)


@pytest.mark.parametrize("first_mint", [None, MINT])
def test_a_published_notice_on_record_before_every_mint_holds(first_mint: datetime | None) -> None:
    proved = prove_notice(NOTICE, first_mint=first_mint)
    assert (proved.number, proved.standing, proved.findings) == (2, Standing.HOLDS, ())
    assert prove_notice(replace(NOTICE, captured=None), first_mint=first_mint).standing is Standing.HOLDS


def test_without_a_notice_and_without_a_mint_it_waits() -> None:
    assert prove_notice(None, first_mint=None).standing is Standing.PENDING


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"specimen": True}, "supervision.notice-specimen"), ({"source": "desk"}, "supervision.notice-own")],
)
def test_a_specimen_or_our_own_decision_is_a_rehearsal_at_best_and_said_to_be_one(
    changed: dict[str, Any], code: str
) -> None:
    proved = prove_notice(replace(NOTICE, **changed), first_mint=MINT)
    assert (proved.standing, codes(proved)) == (Standing.REHEARSAL, {code})


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"day": date(2026, 9, 16)}, "supervision.notice-after-mint"),
        ({"day": date(2026, 9, 9)}, "supervision.notice-dated-ahead"),
        ({"recorded_at": MINT}, "supervision.recorded-after-mint"),
        ({"recorded_at": MINT + timedelta(days=1)}, "supervision.recorded-after-mint"),
        ({"number": " "}, "supervision.notice-unnumbered"),
        ({"capture_sha256": ""}, "supervision.capture-missing"),
        ({"captured": OTHER}, "supervision.capture-differs"),
        ({"recorded_by": ("counsel",)}, "supervision.notice-one-person"),
        ({"recorded_by": ("counsel", "counsel")}, "supervision.notice-one-person"),
        ({"faults": (FAULT,)}, "filing.file-missing"),
    ],
)
@pytest.mark.parametrize("specimen", [False, True])
def test_a_notice_that_is_late_or_badly_kept_breaks_even_a_rehearsal(
    changed: dict[str, Any], code: str, specimen: bool
) -> None:
    proved = prove_notice(replace(NOTICE, specimen=specimen, **changed), first_mint=MINT)
    assert proved.standing is Standing.BROKEN
    assert code in codes(proved)


def test_a_mint_without_any_notice_breaks() -> None:
    proved = prove_notice(None, first_mint=MINT)
    assert (proved.standing, codes(proved)) == (Standing.BROKEN, {"supervision.notice-missing"})


@pytest.mark.parametrize("notice", [None, NOTICE])
def test_a_mint_of_which_nobody_knows_the_time_breaks(notice: NoticeOnRecord | None) -> None:
    proved = prove_notice(notice, first_mint=None, undated=("0xA",))
    assert (proved.standing, codes(proved)) == (Standing.BROKEN, {"issuance.mint-undated"})


def test_a_day_is_a_day_in_beijing() -> None:
    late = datetime(2026, 9, 7, 16, 30, tzinfo=UTC)  # half past midnight on the eighth in Beijing
    assert prove_notice(replace(NOTICE, recorded_at=late), first_mint=MINT).standing is Standing.HOLDS


moments = st.integers(0, 29 * 24 * 60).map(
    lambda minutes: datetime(2026, 9, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(
    day=st.dates(date(2026, 9, 1), date(2026, 9, 30)),
    recorded=moments,
    minted=moments,
    source=st.sampled_from(["authority", "desk"]),
    specimen=st.booleans(),
)
def test_it_holds_only_for_an_authority_dated_and_recorded_before_the_mint(
    day: date, recorded: datetime, minted: datetime, source: Any, specimen: bool
) -> None:
    notice = replace(NOTICE, day=day, recorded_at=recorded, source=source, specimen=specimen)
    standing = prove_notice(notice, first_mint=minted).standing
    in_time = recorded < minted and day <= (recorded + timedelta(hours=8)).date()
    genuine = source == "authority" and not specimen
    assert standing is (Standing.BROKEN if not in_time else Standing.HOLDS if genuine else Standing.REHEARSAL)


FILED = FiledRecord(
    package_sha256=ROOT, package_sm3="c" * 64, terms_hash="d" * 64, notice_digest="e" * 64, caps={"A": 114_000}
)
RECORD = LedgerRecord(carried=FILED, status="active")


def record(
    ledger: LedgerRecord | None = RECORD,
    *,
    filed: FiledRecord | None = FILED,
    root: str | None = ROOT,
    priced: tuple[Finding, ...] | None = (),
    pool: tuple[Finding, ...] | None = (),
    minted: bool = True,
) -> Obligation:
    return prove_filing_record(ledger, filed, package_root=root, priced=priced, closing_pool=pool, minted=minted)


@pytest.mark.parametrize(("status", "said"), [("active", []), ("suspended", ["supervision.record-suspended"])])
def test_a_record_that_carries_what_was_filed_holds_and_a_suspended_one_is_said_to_be(
    status: Any, said: list[str]
) -> None:
    proved = record(LedgerRecord(carried=FILED, status=status))
    assert (proved.number, proved.standing) == (3, Standing.HOLDS)
    assert [each.code for each in proved.findings] == said


def test_what_is_not_priced_proposed_or_at_hand_waits() -> None:
    proposed = LedgerRecord(carried=FILED, status="proposed")
    for waiting in (
        record(filed=None),
        record(root=None),
        record(None, minted=False),
        record(proposed, minted=False),
        record(priced=None, minted=False),
        record(pool=None),
    ):
        assert waiting.standing is Standing.PENDING


def test_what_was_not_set_against_the_filed_ranges_is_named_in_words() -> None:
    found = [each for each in record(pool=None).findings if each.code == "supervision.range-unchecked"]
    assert [each.argument("what") for each in found] == [Name(zh="封包资产池", en="closing pool")]


@pytest.mark.parametrize("member", ["package_sha256", "package_sm3", "terms_hash", "notice_digest"])
@pytest.mark.parametrize("status", ["proposed", "active", "suspended"])
def test_a_record_with_another_digest_breaks_and_says_which(member: str, status: Any) -> None:
    carried = replace(FILED, **{member: "9" * 64})  # type: ignore[arg-type]
    proved = record(LedgerRecord(carried=carried, status=status), minted=False)
    assert proved.standing is Standing.BROKEN
    differs = [each for each in proved.findings if each.code == "supervision.record-differs"]
    assert [each.argument("member") for each in differs] == [member]


def capped(**caps: int) -> LedgerRecord:
    return LedgerRecord(carried=replace(FILED, caps=caps), status="active")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"ledger": replace(RECORD, carried=replace(FILED, chain_id=1))}, "supervision.chain-differs"),
        ({"ledger": capped(A=114_001)}, "supervision.cap-differs"),
        ({"ledger": capped()}, "supervision.cap-differs"),
        ({"ledger": capped(A=114_000, Z=1)}, "supervision.cap-differs"),
        ({"ledger": None}, "supervision.record-missing"),
        ({"ledger": LedgerRecord(carried=FILED, status="none")}, "supervision.record-missing"),
        ({"ledger": LedgerRecord(carried=FILED, status="proposed")}, "supervision.record-missing"),
        ({"priced": (FAULT,)}, "filing.file-missing"),
        ({"pool": (FAULT,)}, "filing.file-missing"),
        ({"root": OTHER}, "supervision.root-differs"),
    ],
)
def test_another_cap_no_record_or_an_issue_outside_the_filing_breaks(arguments: dict[str, Any], code: str) -> None:
    proved = record(**arguments)
    assert proved.standing is Standing.BROKEN
    assert code in codes(proved)


TODAY = date(2026, 10, 20)
COMPLETION = Duty(
    id="completion-report",
    name=Name(zh="发行完成报告", en="completion report"),
    arose=date(2026, 9, 15),
    reported=date(2026, 9, 18),
    evidence="f" * 64,
)


def test_a_report_made_holds_and_its_days_are_shown() -> None:
    proved = prove_duties([COMPLETION], as_of=TODAY)
    assert (proved.number, proved.standing) == (10, Standing.HOLDS)
    assert proved.evidence[0] == ("supervision.evidence.duty-days", "completion-report: 3")


@pytest.mark.parametrize("days", [0, 1, 40, 4000])
def test_without_a_binding_number_days_are_shown_and_never_judged(days: int) -> None:
    open_duty = replace(COMPLETION, reported=None, evidence="")
    as_of = COMPLETION.arose + timedelta(days=days)
    proved = prove_duties([open_duty], as_of=as_of)
    assert (proved.standing, codes(proved)) == (Standing.PENDING, {"supervision.duty-open"})
    assert days_passed(open_duty, as_of) == days
    late = replace(COMPLETION, reported=as_of)
    assert prove_duties([late], as_of=as_of).standing is Standing.HOLDS


def test_before_anything_is_owed_it_waits() -> None:
    for duties in (None, [], [replace(COMPLETION, arose=TODAY + timedelta(days=1))]):
        assert prove_duties(duties, as_of=TODAY).standing is Standing.PENDING


@pytest.mark.parametrize(
    ("changed", "standing", "code"),
    [
        ({"due": date(2026, 9, 18)}, Standing.HOLDS, None),
        ({"due": date(2026, 9, 17)}, Standing.BROKEN, "supervision.report-late"),
        ({"due": TODAY, "reported": None}, Standing.PENDING, "supervision.duty-open"),
        ({"due": date(2026, 10, 19), "reported": None}, Standing.BROKEN, "supervision.duty-overdue"),
        ({"reported": date(2026, 9, 14)}, Standing.BROKEN, "supervision.report-misdated"),
        ({"reported": date(2026, 10, 21)}, Standing.BROKEN, "supervision.report-misdated"),
        ({"evidence": ""}, Standing.PENDING, "supervision.report-unproven"),
    ],
)
def test_a_binding_day_is_judged_and_a_report_needs_evidence(
    changed: dict[str, Any], standing: Standing, code: str | None
) -> None:
    proved = prove_duties([replace(COMPLETION, **changed)], as_of=TODAY)
    assert proved.standing is standing
    assert codes(proved) == ({code} if code else set())


def test_the_completion_report_is_timed_by_its_book_and_never_judged() -> None:
    duty = duty_of(standing_deadline("D1"), date(2026, 9, 15), as_of=TODAY, called="completion-report")
    assert (duty.due, duty.name.en) == (None, "Completion report")
    proved = prove_duties([duty], as_of=TODAY)
    assert (proved.standing, codes(proved)) == (Standing.PENDING, {"supervision.duty-open"})
    assert proved.evidence == (
        ("supervision.evidence.duty-days", "completion-report: 35"),
        ("supervision.evidence.duty-counted", "completion-report: 21 working-day"),
        ("supervision.evidence.duty-target", "completion-report: 3 working-day, 2026-09-18"),
    )


def test_a_number_that_binds_gives_the_due_day_and_a_report_ends_the_clock() -> None:
    binding = replace(standing_deadline("TM-16b"), binding=True)
    late = duty_of(binding, date(2026, 9, 15), as_of=TODAY, reported=date(2026, 9, 21), evidence="no. 7")
    assert late.due == date(2026, 9, 18)
    assert codes(prove_duties([late], as_of=TODAY)) == {"supervision.report-late"}
    assert late.clock is not None
    assert late.clock.counted == 5
    analogy = duty_of(
        standing_deadline("TM-16b"), date(2026, 9, 15), as_of=TODAY, reported=date(2026, 9, 21), evidence="7"
    )
    assert prove_duties([analogy], as_of=TODAY).standing is Standing.HOLDS
