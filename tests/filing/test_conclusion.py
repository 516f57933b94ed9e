"""What a check comes to is said once: sentence, exit code and outcome never differ, whatever stands beside what."""

from dataclasses import replace
from itertools import product

import pytest

from tallystick.deal.facts import facts
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.wording import Language, say
from tallystick.filing.screening import Conclusion, Screening, Verdict, conclude, screen
from tallystick.law.instruments import Kind
from tallystick.law.reading import standing_books
from tallystick.law.screening import RuleResult, evaluate
from tallystick.law.values import Truth
from tallystick.shell.operations.outcome import Outcome
from tests.filing.stand_in import deal

DAY = deal().as_of
RESULTS = evaluate(standing_books(), facts(deal(), sha256="a" * 64), as_of=DAY, known_on=DAY)
STALE = finding("law.answer-evidence-stale", days=30, evidence=())
ERROR = finding("deal.key-unknown", name="retension")


def _answered(result: RuleResult) -> RuleResult:
    truth = Truth.TRUE if result.rule.id == "CSRC1-1" else Truth.FALSE
    applies = None if result.rule.kind is Kind.GATE else result.applies
    return replace(result, truth=truth, applies=applies, settles=(), clears=())


CLEAN = tuple(map(_answered, RESULTS))


def _screening(state: str, *, in_force: bool) -> Screening:
    truth = {"barred": Truth.TRUE, "open": Truth.UNKNOWN}.get(state, Truth.FALSE)
    changed = (replace(each, truth=truth) if each.rule.id == "N3" else each for each in CLEAN)
    return screen(each for each in changed if in_force or each.rule.id.startswith(("N", "XB", "SSE2")))


def _concluded(
    state: str, *, errors: bool = False, stale: bool = False, missing: bool = False, in_force: bool = True
) -> tuple[Conclusion, tuple[Finding, ...]]:
    screening = _screening(state, in_force=in_force)
    found = (*([ERROR] if errors else []), *([STALE] if stale else []), *screening.findings())
    return conclude(screening, found, missing=("M3", "M8") if missing else (), projected=False), found


TABLE = list(product(("clean", "open", "barred"), *[(False, True)] * 4))


@pytest.mark.parametrize(("state", "errors", "stale", "missing", "in_force"), TABLE)
def test_every_combination_is_told_alike(state: str, errors: bool, stale: bool, missing: bool, in_force: bool):
    concluded, found = _concluded(state, errors=errors, stale=stale, missing=missing, in_force=in_force)

    assert concluded.exit_code == Outcome(value=None, findings=found).exit_code()
    harmless = state == "clean" and not (errors or stale or missing) and in_force
    assert (concluded.verdict is Verdict.CLEAN) == harmless
    for language, clean in ((Language.ZH, "均以证据排除"), (Language.EN, "cleared with evidence")):
        outcome, *beside = concluded.sentences(DAY, language)
        assert (clean in outcome) == (state == "clean" and in_force and not (errors or stale))
        assert bool(beside) == (errors or missing or not in_force)
        assert (beside[-1:] == [say("filing.verdict.missing", language, count=2)]) == missing


@pytest.mark.parametrize(
    ("state", "beside", "verdict"),
    [
        ("barred", {"errors": True, "stale": True, "missing": True}, Verdict.BARRED),
        ("open", {"errors": True}, Verdict.FAULTY),
        ("clean", {"errors": True, "missing": True}, Verdict.FAULTY),
        ("open", {"missing": True}, Verdict.OPEN),
        ("clean", {"stale": True}, Verdict.OPEN),
        ("open", {"in_force": False}, Verdict.NOT_IN_FORCE),
        ("clean", {"in_force": False, "missing": True}, Verdict.NOT_IN_FORCE),
        ("clean", {"missing": True}, Verdict.INCOMPLETE),
        ("clean", {}, Verdict.CLEAN),
    ],
)
def test_what_weighs_most_is_the_verdict(state: str, beside: dict[str, bool], verdict: Verdict):
    assert _concluded(state, **beside)[0].verdict is verdict


def test_a_bar_that_exists_is_not_counted_among_the_errors_beside_it():
    assert _concluded("barred")[0].errors == 0
    assert _concluded("barred", errors=True)[0].errors == 1


def test_before_the_guidelines_what_was_screened_is_counted():
    concluded, _ = _concluded("clean", in_force=False)
    beside = list(concluded.sentences(DAY, Language.EN))[1]
    assert "scope and prohibited situations were not screened" in beside
    assert "items of the negative list 8" in beside


def test_a_deal_for_projection_only_is_screened_by_nothing():
    concluded = conclude(screen(()), (), missing=(), projected=True)
    assert (concluded.verdict, concluded.exit_code) == (Verdict.PROJECTION, 0)
    assert len(list(concluded.sentences(DAY, Language.ZH))) == 1
