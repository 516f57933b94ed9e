"""The laws of the kernel, on any condition and any statements."""

from dataclasses import replace
from itertools import combinations, product

from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from tallystick.law.expressions.settling import forcing
from tallystick.law.expressions.standing import answering, named
from tallystick.law.expressions.tree import FactLeaf, OfSubjects, Operator, facts_in
from tallystick.law.expressions.weighing import leaves
from tallystick.law.facts import Subject, value_text
from tallystick.law.instruments import Kind
from tallystick.law.screening import evaluate, questions
from tallystick.law.values import Truth
from tests.law.small import DAY, fact
from tests.law.strategies import LIBRARY, classes, conditions, plain_conditions, statements


def result(condition, facts, **keys):
    rule = replace(LIBRARY.rules[0], kind=Kind.BAR, predicate=condition, **keys)
    (only,) = evaluate([replace(LIBRARY, rules=(rule,))], facts, as_of=DAY, known_on=DAY)
    return only


def closed(facts):
    """The statements together with the lists of payers and layers, since a law is about listed subjects."""
    stated = {each.id for each in facts}
    lists = (fact(LIBRARY, line, kinds=()) for line in ("payers deal acme,zeta", "layers deal cellar,pool"))
    return (*facts, *(each for each in lists if each.id not in stated))


@given(conditions, conditions, statements, st.data())
def test_without_indications_one_more_statement_never_unsettles_what_was_settled(condition, applies, facts, data):
    whole = closed(facts)
    left_out = data.draw(st.sampled_from(whole))
    fewer = tuple(each for each in whole if each is not left_out)
    before, after = result(condition, fewer, applies=applies), result(condition, whole, applies=applies)
    if before.truth.settled:
        assert after.truth is before.truth


@given(conditions, conditions, statements, st.data())
def test_one_more_statement_never_turns_a_rule_and_only_an_indication_reopens_a_no(condition, hints, facts, data):
    whole = closed(facts)
    left_out = data.draw(st.sampled_from(whole))
    fewer = tuple(each for each in whole if each is not left_out)
    before, after = result(condition, fewer, indications=hints), result(condition, whole, indications=hints)
    if before.truth.settled and after.truth is not before.truth:
        assert (before.truth, after.truth) == (Truth.FALSE, Truth.NEEDS_DETERMINATION)
        assert after.trace.truth is Truth.FALSE
        assert (before.indicated, after.indicated) == (False, True)


@given(conditions, conditions, statements)
def test_an_indication_never_makes_a_rule_true_and_never_clears_one(condition, hints, facts):
    alone, hinted = result(condition, facts), result(condition, facts, indications=hints)
    if alone.truth in {Truth.TRUE, Truth.CONFLICT}:
        assert hinted.truth is alone.truth
    else:
        assert hinted.truth in {alone.truth, Truth.NEEDS_DETERMINATION}


@given(conditions, conditions, statements)
def test_a_no_past_an_indication_is_cleared_by_weighing_it_in_any_answer_that_is_named(condition, hints, facts):
    before = result(condition, facts, indications=hints)
    if before.truth is not Truth.NEEDS_DETERMINATION or before.trace.truth is not Truth.FALSE:
        return
    weighs = tuple(map(named, before.unweighed))
    for leaf in answering(before.trace):
        told = [replace(each, considered=weighs) if each in leaf.facts else each for each in facts]
        assert result(condition, told, indications=hints).truth is Truth.FALSE


@given(conditions, conditions, statements)
def test_a_rule_with_indications_that_is_open_has_a_next_question(condition, hints, facts):
    weighed = result(condition, facts, indications=hints)
    if weighed.truth is not Truth.CONFLICT and weighed.trace.truth is not Truth.CONFLICT:
        assert bool(questions([weighed])) == (not weighed.truth.settled)


@given(conditions, statements)
def test_evidence_for_what_was_stated_never_unsettles(condition, facts):
    before = result(condition, facts)
    supported = tuple(fact(LIBRARY, f"{each.id} {each.subject} {_words(each)}") for each in facts)
    if before.truth.settled:
        assert result(condition, supported).truth is before.truth


@given(conditions, statements)
def test_what_evidence_settles_is_settled_alike_by_all_statements(condition, facts):
    trace = result(condition, facts).trace
    if trace.supported.settled:
        assert trace.stated is trace.supported


@given(conditions, statements)
def test_unknown_never_clears_a_bar(condition, facts):
    if result(condition, facts).truth is Truth.FALSE:
        with_evidence = tuple(each for each in facts if each.evidence)
        assert result(condition, with_evidence).truth in {Truth.FALSE, Truth.UNKNOWN, Truth.NEEDS_DETERMINATION}
        assert result(condition, facts).trace.supported is Truth.FALSE


@given(conditions, statements)
def test_without_any_evidence_no_bar_is_cleared(condition, facts):
    bare = tuple(replace(each, evidence=()) for each in facts if each.provider == "person")
    if not facts_in(condition) & {"months"}:
        assert result(condition, bare).truth is not Truth.FALSE


_LISTS = {"payer": ("payers",), "layer": ("layers", "told")}


@given(classes, statements, st.data())
def test_a_class_is_clear_of_nothing_while_one_of_its_lists_is_unknown(condition, facts, data):
    """Neither *none does* nor *all do* is known before every list of the class is there."""
    unknown = data.draw(st.sampled_from(_LISTS[condition.kind]))
    trace = result(condition, tuple(each for each in facts if each.id != unknown)).trace
    assert Truth.of(condition.operator is Operator.ALL_SUBJECTS) not in {trace.stated, trace.supported}


@given(classes.filter(lambda condition: condition.kind == "layer"), statements)
def test_a_class_is_clear_of_nothing_while_its_lists_contradict_each_other(condition, facts):
    apart = (fact(LIBRARY, "layers deal cellar,pool"), fact(LIBRARY, "told deal pool"))
    trace = result(condition, (*(each for each in facts if each.id not in _LISTS["layer"]), *apart)).trace
    assert Truth.of(condition.operator is Operator.ALL_SUBJECTS) not in {trace.stated, trace.supported}


@given(classes, statements)
def test_members_declared_without_evidence_clear_nothing(condition, facts):
    bare = tuple(replace(each, evidence=()) if each.id == "told" else each for each in facts)
    neutral = Truth.of(condition.operator is Operator.ALL_SUBJECTS)
    assert condition.kind == "payer" or result(condition, bare).trace.supported is not neutral


def test_the_random_statements_close_a_class_leave_it_open_and_contradict_its_list():
    """Otherwise the laws about lists would hold of nothing."""
    some = OfSubjects(operator=Operator.ANY_SUBJECT, kind="layer", holds=FactLeaf(fact="rotten"))
    quick = settings(phases=[Phase.generate], max_examples=1000)
    for truth in (Truth.FALSE, Truth.UNKNOWN, Truth.CONFLICT, Truth.TRUE):
        assert find(statements, _comes_to(some, truth), settings=quick) is not None


def _comes_to(condition, truth):
    return lambda facts: result(condition, facts).truth is truth


@given(conditions, statements)
def test_a_rule_without_facts_is_open(condition, facts):
    assert not result(condition, ()).truth.settled or facts_in(condition) <= {"months"}


@given(plain_conditions, statements)
def test_settling_sets_are_exactly_the_minimal_ones(condition, facts):
    known = tuple(each for each in facts if each.id in facts_in(condition) and each.evidence)
    names = sorted(facts_in(condition) - {each.id for each in known})
    trace = result(condition, known).trace
    for target in (True, False):
        forced = forcing(trace, to=target, supported=False)
        sets = {frozenset(missing.declaration.id for missing in each) for each in forced.sets}
        if not forced.truncated:
            assert sets == _by_trial(condition, known, names, target)


def _by_trial(condition, known, names, target):
    """The minimal sets of names for which some answers force the condition, found by trying them all."""
    found: list[frozenset[str]] = []
    for size in range(len(names) + 1):
        for chosen in combinations(names, size):
            if any(each <= set(chosen) for each in found):
                continue
            for values in product(("yes", "no"), repeat=size):
                answers = [fact(LIBRARY, f"{name} deal {value}") for name, value in zip(chosen, values, strict=True)]
                if result(condition, (*known, *answers)).trace.stated is Truth.of(target):
                    found.append(frozenset(chosen))
                    break
    return set(found)


@given(conditions, conditions, statements)
def test_an_open_rule_has_a_next_question_and_a_settled_one_has_none(condition, applies, facts):
    """Only two exceptions that both hold and disagree leave a conflict that no answer mends."""
    weighed = result(condition, facts, applies=applies)
    if weighed.truth is not Truth.CONFLICT:
        assert bool(questions([weighed])) == (not weighed.truth.settled)


@given(conditions, statements)
def test_every_leaf_names_its_fact_and_subject(condition, facts):
    for leaf in leaves(result(condition, facts).trace):
        assert leaf.declaration is not None
        assert isinstance(leaf.subject, Subject)


@given(conditions, statements)
def test_weighing_twice_gives_the_same_trace(condition, facts):
    assert result(condition, facts) == result(condition, tuple(reversed(facts)))


def _words(given_fact):
    return value_text(given_fact.value)
