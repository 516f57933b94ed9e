"""What the law's results mean for a filing: bars, gates, warnings, scope; and what would settle what is open."""

from dataclasses import replace

import pytest

from tallystick.deal.facts import facts
from tallystick.evidence.findings import Severity
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, severity, word
from tallystick.filing.screening import Outcome, Screened, Screening, Status, screen, settling_text
from tallystick.law.instruments import Kind
from tallystick.law.reading import standing_books
from tallystick.law.screening import GateState, RuleResult, evaluate
from tallystick.law.values import Mark, Truth
from tests.filing.stand_in import deal

DAY = deal().as_of
RESULTS = evaluate(standing_books(), facts(deal(), sha256="a" * 64), as_of=DAY, known_on=DAY)
BARS = {f"CSRC1-3({number})" for number in range(1, 7)}


def _settled(result: RuleResult) -> RuleResult:
    """Return a result as if everything had been answered in the deal's favour."""
    if result.rule.id == "CSRC1-1":
        return replace(result, truth=Truth.TRUE, settles=(), clears=())
    applies = None if result.rule.kind is Kind.GATE else result.applies
    return replace(result, truth=Truth.FALSE, applies=applies, settles=(), clears=())


def _with(rule: str, truth: Truth, mark: Mark | None = None) -> Screening:
    changed = []
    for result in map(_settled, RESULTS):
        if result.rule.id != rule:
            changed.append(result)
            continue
        marked = result.rule if mark is None else replace(result.rule, mark=mark)
        changed.append(replace(result, rule=marked, truth=truth))
    return screen(changed)


def test_every_result_is_in_exactly_one_group() -> None:
    screening = screen(RESULTS)
    groups: list[tuple[Screened, ...]] = [
        screening.scope,
        screening.bars,
        screening.negative_list,
        screening.gates,
        screening.warnings,
        screening.others,
    ]

    assert sorted(each.result.rule.id for group in groups for each in group) == sorted(each.rule.id for each in RESULTS)
    assert [each.result.rule.id for each in screening.scope] == ["CSRC1-1"]
    assert {each.result.rule.id for each in screening.bars} >= BARS
    assert [each.result.rule.id for each in screening.negative_list] == [f"N{number}" for number in range(1, 9)]


def test_a_deal_nobody_answered_for_is_open_and_says_what_is_wanted() -> None:
    screening = screen(RESULTS)
    found = list(screening.findings())

    assert screening.outcome is Outcome.OPEN
    assert screening.questions
    assert all(severity(each) in {Severity.OPEN, Severity.WARNING} for each in found)
    for each in found:
        assert word(each, Language.ZH).remedy
        assert word(each, Language.EN).remedy


def test_a_deal_with_everything_answered_is_clean() -> None:
    screening = screen(map(_settled, RESULTS))

    assert screening.outcome is Outcome.CLEAN
    assert not list(screening.findings())


@pytest.mark.parametrize("rule", [*sorted(BARS), *(f"N{number}" for number in range(1, 9))])
def test_one_prohibited_situation_bars_the_deal(rule: str) -> None:
    screening = _with(rule, Truth.TRUE)

    assert screening.outcome is Outcome.BARRED
    assert [(each.code, each.place.path) for each in screening.findings()] == [("filing.bar-true", rule)]


@pytest.mark.parametrize("mark", [mark for mark in Mark if not mark.may_bar])
def test_a_rule_that_was_not_seen_in_its_own_words_warns_and_never_bars(mark: Mark) -> None:
    screening = _with("CSRC1-3(5)", Truth.TRUE, mark)

    assert screening.outcome is Outcome.CLEAN
    assert [each.code for each in screening.findings()] == ["filing.rule-warning"]


@pytest.mark.parametrize(
    ("truth", "status", "code"),
    [
        (Truth.UNKNOWN, Status.OPEN, "filing.bar-open"),
        (Truth.NEEDS_DETERMINATION, Status.DETERMINATION, "filing.bar-determination"),
        (Truth.CONFLICT, Status.CONFLICT, "filing.bar-conflict"),
    ],
)
def test_a_bar_that_is_not_cleared_keeps_the_deal_open(truth: Truth, status: Status, code: str) -> None:
    screening = _with("CSRC1-3(2)", truth)

    assert screening.outcome is Outcome.OPEN
    assert [each.status for each in screening.bars if each.result.rule.id == "CSRC1-3(2)"] == [status]
    assert [each.code for each in screening.findings()] == [code]


def test_a_bar_that_does_not_apply_is_no_obstacle() -> None:
    assert _with("N4", Truth.NOT_APPLICABLE).outcome is Outcome.CLEAN


@pytest.mark.parametrize(
    ("rule", "mark", "code", "outcome"),
    [
        ("XB-5a", Mark.QUOTED, "filing.gate-open", Outcome.OPEN),
        ("XB-2", Mark.SECONDARY, "filing.gate-warning", Outcome.CLEAN),
    ],
)
def test_a_procedure_that_is_triggered_and_not_done_is_told(rule: str, mark: Mark, code: str, outcome: Outcome) -> None:
    screening = _with(rule, Truth.TRUE, mark)

    assert [each.gate for each in screening.gates if each.result.rule.id == rule] == [GateState.OPEN]
    assert screening.outcome is outcome
    assert [each.code for each in screening.findings()] == [code]


def test_a_procedure_said_to_be_undone_names_what_says_so() -> None:
    asked = next(each for each in RESULTS if each.rule.id == "CSRC1-2b")
    said = replace(asked.trace, stated=Truth.TRUE)
    rest = [each for each in map(_settled, RESULTS) if each.rule.id != "CSRC1-2b"]
    (told,) = screen([*rest, replace(asked, truth=Truth.TRUE, applies=None, trace=said)]).findings()

    assert told.code == "filing.gate-pending"
    stated = told.argument("stated")
    assert isinstance(stated, Name)
    assert stated.en.startswith("CSRC1-2b Is any approval, filing or security review")


def test_a_procedure_nobody_can_tell_is_needed_keeps_the_deal_open() -> None:
    unanswered = next(each for each in RESULTS if each.rule.id == "XB-5a")
    screening = screen([*map(_settled, (each for each in RESULTS if each.rule.id != "XB-5a")), unanswered])

    assert screening.outcome is Outcome.OPEN
    assert [each.code for each in screening.findings()] == ["filing.gate-undecided"]


@pytest.mark.parametrize(
    ("truth", "code", "outcome"),
    [(Truth.FALSE, "filing.scope-outside", Outcome.CLEAN), (Truth.UNKNOWN, "filing.scope-open", Outcome.OPEN)],
)
def test_scope_is_told_when_it_fails_or_is_open(truth: Truth, code: str, outcome: Outcome) -> None:
    screening = _with("CSRC1-1", truth)

    assert [each.code for each in screening.findings()] == [code]
    assert screening.outcome is outcome


def test_a_warning_that_is_met_is_told() -> None:
    assert [each.code for each in _with("SSE2-2.3.4", Truth.TRUE).findings()] == ["filing.rule-warning"]


def test_what_would_settle_is_two_alternatives_at_most() -> None:
    sets = next(each.settles for each in RESULTS if len(each.settles) > 2)

    assert settling_text(sets).en.count("; or ") == 1
    assert settling_text(()).en.startswith("answers to the questions")
