import datetime as dt
from dataclasses import replace

import pytest

from tallystick.law.expressions.standing import named
from tallystick.law.expressions.weighing import leaves
from tallystick.law.facts import Considered, FactMisfitError
from tallystick.law.instruments import Kind, Window, bar_questions, facts_behind
from tallystick.law.reading import BookError
from tallystick.law.screening import GateState, evaluate, gate_state, questions
from tallystick.law.values import Truth
from tests.law.small import DAY, book, fact

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def weighed(law, *lines, as_of=DAY, known_on=DAY, **how):
    return evaluate([law], [fact(law, line, **how) for line in lines], as_of=as_of, known_on=known_on)[0]


def truth(predicate, *lines, **how):
    return weighed(book(predicate), *lines, **how).truth


def wanted(result):
    return [(each.declaration.id, str(each.subject)) for each in questions([result])]


# ---- what the operators mean


@pytest.mark.parametrize(
    ("operator", "below", "same", "above"),
    [
        ("greater_than", F, F, T),
        ("at_least", F, T, T),
        ("less_than", T, F, F),
        ("at_most", T, T, F),
        ("equal", F, T, F),
    ],
)
def test_comparisons_are_strict_where_the_word_is(operator, below, same, above):
    predicate = f'{{{operator} = {{fact = "months", value = "12"}}}}'
    assert [truth(predicate, f"months deal {number}") for number in (11, 12, 13)] == [below, same, above]


def test_dates_and_choices_compare():
    assert truth('{less_than = {fact = "signed", value = "2026-01-01"}}', "signed deal 2025-12-31") is T
    assert truth('{one_of = {fact = "colour", values = ["green", "red"]}}', "colour deal red") is T
    assert truth('{equal = {fact = "remark", value = "none"}}', "remark deal some") is F


@pytest.mark.parametrize(
    ("predicate", "red", "red_and_blue", "blue"),
    [
        ('{equal = {fact = "colours", value = "red"}}', T, T, F),
        ('{one_of = {fact = "colours", values = ["red", "green"]}}', T, T, F),
        ('{other_than = {fact = "colours", values = ["red", "green"]}}', F, T, T),
        ('{not = {one_of = {fact = "colours", values = ["red", "green"]}}}', F, F, T),
    ],
)
def test_of_several_choices_a_condition_asks_of_each(predicate, red, red_and_blue, blue):
    told = [truth(predicate, f"colours deal {value}") for value in ("red", "red,blue", "blue")]
    assert told == [red, red_and_blue, blue]
    assert truth(predicate) is U


def test_one_choice_may_be_other_than_those_listed():
    assert truth('{other_than = {fact = "colour", values = ["green"]}}', "colour deal red") is T
    assert truth('{other_than = {fact = "colour", values = ["green"]}}', "colour deal green") is F


def test_amounts_of_different_currencies_are_not_compared():
    predicate = '{greater_than = {fact = "size", value = "100.00 USD"}}'
    assert truth(predicate, "size deal 100.01 USD") is T
    assert truth(predicate, "size deal 999.00 CNY") is U


def test_any_subject_needs_one_and_all_subjects_everyone():
    any_payer = '{any_subject = {of = "payer", holds = {fact = "bad"}}}'
    all_payers = any_payer.replace("any_subject", "all_subjects")
    mixed = ("payers deal acme,zeta", "bad payer:acme yes", "bad payer:zeta no")
    assert (truth(any_payer, *mixed), truth(all_payers, *mixed)) == (T, F)
    assert (truth(any_payer, "payers deal "), truth(all_payers, "payers deal ")) == (F, T)


def test_a_class_of_one_has_its_one_member():
    assert truth('{any_subject = {of = "deal", holds = {fact = "a"}}}', "a deal yes") is T
    assert truth('{all_subjects = {of = "deal", holds = {fact = "a"}}}', "a deal no") is F


def test_a_subject_somebody_spoke_of_counts_before_and_beside_the_roster():
    predicate = '{any_subject = {of = "payer", holds = {fact = "bad"}}}'
    assert truth(predicate, "bad payer:acme yes") is T
    assert truth(predicate, "bad payer:acme no") is U
    assert truth(predicate, "payers deal zeta", "bad payer:zeta no", "bad payer:acme yes") is T


def test_an_unbelievably_short_roster_leaves_the_answer_open():
    predicate = '{any_subject = {of = "filer", holds = {fact = "crime"}}}'
    assert truth(predicate, "filers deal ") is U
    assert truth(predicate, "filers deal lessor", "crime filer:lessor no") is F


def test_rosters_that_differ_conflict():
    law = book('{any_subject = {of = "payer", holds = {fact = "bad"}}}')
    assert (
        weighed(law, "payers deal acme", "payers deal zeta", "bad payer:acme no", "bad payer:zeta no").truth
        == "conflict"
    )


def test_statements_that_contradict_each_other_conflict_and_repeat_otherwise():
    assert truth('{fact = "a"}', "a deal yes", "a deal no") == "conflict"
    assert truth('{fact = "a"}', "a deal no", "a deal no") is F
    assert truth('{any = [{fact = "a"}, {fact = "b"}]}', "a deal yes", "a deal no", "b deal yes") is T


EXCEPTIONS = """{with_exceptions = {base = {fact = "a"}, exceptions = [
    {label = {zh = "一", en = "one"}, when = {fact = "b"}, then = "no"},
    {label = {zh = "二", en = "two"}, when = {fact = "c"}, then = "yes"},
]}}"""


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("a deal yes", "b deal no", "c deal no"), T),
        (("a deal no", "b deal no", "c deal no"), F),
        (("a deal yes", "b deal yes", "c deal no"), F),
        (("a deal no", "b deal no", "c deal yes"), T),
        (("b deal yes", "c deal yes"), "conflict"),
        (("b deal yes",), U),
        (("a deal yes", "b deal no"), T),
        (("a deal no", "b deal no"), U),
        (("a deal yes", "c deal no"), U),
        (("a deal no", "c deal no"), F),
        (("b deal no", "c deal no"), U),
    ],
)
def test_exceptions_replace_the_base_case_and_never_outvote_each_other(lines, expected):
    assert truth(EXCEPTIONS, *lines) == expected


# ---- evidence, application, indications


def test_an_admission_binds_without_evidence_and_a_no_does_not():
    assert truth('{fact = "a"}', "a deal yes", kinds=()) is T
    assert truth('{fact = "a"}', "a deal no", kinds=()) is U
    assert truth('{not = {fact = "a"}}', "a deal yes", kinds=()) is U


def test_evidence_ages_out_of_its_window():
    law = book('{fact = "d"}')
    assert weighed(law, "d deal no").truth is F
    late = DAY + dt.timedelta(days=31)
    assert weighed(law, "d deal no", as_of=late, known_on=late).truth is U


def test_a_statement_dated_later_does_not_count_yet():
    assert truth('{fact = "a"}', "a deal yes", as_of=DAY - dt.timedelta(days=1)) is U


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("b deal no", "a deal yes"), "not-applicable"),
        (("b deal yes", "a deal yes"), "true"),
        (("b deal yes", "a deal no"), "false"),
        (("a deal yes",), "unknown"),
    ],
)
def test_a_rule_is_about_what_it_applies_to(lines, expected):
    assert weighed(book('{fact = "a"}', more='applies = {fact = "b"}'), *lines).truth == expected


def test_an_indication_calls_for_a_determination_and_never_decides():
    law = book('{fact = "a"}', more='indications = {fact = "hint"}')
    assert weighed(law, "hint deal yes").truth is Truth.NEEDS_DETERMINATION
    assert weighed(law, "hint deal no").truth is U
    past = weighed(law, "hint deal yes", "a deal no")
    assert (past.truth, past.indicated) == (Truth.NEEDS_DETERMINATION, True)
    assert weighed(law, "hint deal yes", "a deal yes").truth is T
    assert not weighed(law, "a deal no").indicated
    assert not weighed(book('{fact = "a"}'), "a deal no").indicated


INDICATED = book('{all = [{fact = "a"}, {fact = "b"}]}', more='indications = {any = [{fact = "hint"}, {fact = "c"}]}')


def answered(line, *considered, as_of=DAY, **how):
    return replace(fact(INDICATED, line, as_of=as_of, **how), considered=tuple(map(Considered.parse, considered)))


def told(*facts):
    (result,) = evaluate([INDICATED], facts, as_of=DAY, known_on=DAY)
    return result


def test_an_answer_that_weighed_the_indication_clears_and_says_so_in_the_trace():
    result = told(answered("hint deal yes"), answered("a deal no", "hint deal"))
    assert (result.truth, result.indicated, result.unweighed) == (F, True, ())
    (read,) = [leaf for leaf in leaves(result.trace) if named(leaf).question == "a"]
    assert [str(each) for each in read.facts[0].considered] == ["hint deal"]


def test_every_indication_that_stands_must_be_weighed_by_one_of_the_answers():
    both = (answered("hint deal yes"), answered("c deal yes"))
    assert told(*both, answered("a deal no", "hint deal")).truth is Truth.NEEDS_DETERMINATION
    assert told(*both, answered("a deal no", "hint deal", "c deal")).truth is F
    assert told(*both, answered("a deal no", "hint deal"), answered("b deal no", "c deal")).truth is F


@pytest.mark.parametrize(
    "answer",
    [
        answered("a deal no", "c deal"),
        answered("a deal no", "hint payer:acme"),
        answered("a deal no", "hint deal", kinds=()),
        answered("a deal no", "hint deal", as_of=DAY - dt.timedelta(days=1)),
    ],
    ids=["another question", "another subject", "without evidence", "given before the indication"],
)
def test_what_does_not_weigh_the_indication_does_not_clear(answer):
    assert told(answered("hint deal yes"), answer, answered("b deal no")).truth is Truth.NEEDS_DETERMINATION


def test_an_answer_that_does_not_make_the_no_weighs_nothing():
    beside = told(answered("hint deal yes"), answered("a deal no"), answered("b deal yes", "hint deal"))
    assert beside.truth is Truth.NEEDS_DETERMINATION


def test_an_indication_denied_by_one_and_stated_by_another_still_stands():
    contradictory = (answered("hint deal yes"), answered("hint deal no"))
    assert told(*contradictory, answered("a deal no")).truth is Truth.NEEDS_DETERMINATION
    assert told(*contradictory, answered("a deal no", "hint deal")).truth is F
    assert told(answered("hint deal no"), answered("a deal no")).truth is F


def test_past_an_indication_the_answer_is_asked_for_once_more_with_what_is_to_be_weighed():
    result = told(answered("hint deal yes"), answered("a deal no"))
    (question,) = questions([result])
    assert (question.declaration.id, [str(each) for each in question.weigh]) == ("a", ["hint deal"])
    assert question.stated[0].value is False
    assert sets(result.clears) == sets(result.settles) == [["a"], ["hint"]]


def test_an_open_question_says_what_its_answer_will_have_to_weigh():
    (question,) = questions([told(answered("hint deal yes"))])
    assert (question.declaration.id, [str(each) for each in question.weigh]) == ("a", ["hint deal"])


def test_where_no_person_made_the_no_only_the_indication_can_be_superseded():
    law = book('{greater_than = {fact = "months", value = "12"}}', more='indications = {fact = "hint"}')
    result = weighed(law, "months deal 12", "hint deal yes")
    assert result.truth is Truth.NEEDS_DETERMINATION
    assert wanted(result) == [("hint", "deal")]
    assert sets(result.clears) == [["hint"]]


def test_an_exception_takes_an_indication_away():
    spared = EXCEPTIONS.replace('{fact = "a"}', '{fact = "hint"}')
    law = book('{fact = "a"}', more=f"indications = {spared}")
    assert weighed(law, "a deal no", "hint deal yes", "b deal yes", "c deal no").truth is F
    assert weighed(law, "a deal no", "hint deal yes", "b deal no", "c deal no").truth is Truth.NEEDS_DETERMINATION
    assert weighed(law, "a deal no", "hint deal no", "b deal no", "c deal yes").truth is Truth.NEEDS_DETERMINATION


def test_an_indication_of_what_does_not_apply_asks_nothing():
    law = book('{fact = "a"}', more='applies = {fact = "b"}\nindications = {fact = "hint"}')
    assert weighed(law, "b deal no", "hint deal yes").truth is Truth.NOT_APPLICABLE
    open_yet = weighed(law, "hint deal yes", "a deal no")
    assert wanted(open_yet) == [("b", "deal")]


def test_a_judgement_that_is_missing_needs_a_determination():
    assert truth('{fact = "j"}') is Truth.NEEDS_DETERMINATION
    assert truth('{fact = "j"}', "j deal no", kinds=()) is U


DERIVED = """
[[fact]]
id = "rich"
subjects = ["payer"]
question = {zh = "富？", en = "Rich?"}
provider = "law"
mark = "O"
formula = {greater_than = {fact = "share", value = "15%"}}
"""


def test_a_derived_fact_is_the_value_of_its_formula_for_each_subject():
    law = book('{any_subject = {of = "payer", holds = {fact = "rich"}}}', facts=DERIVED)
    lines = ("payers deal acme,zeta", "share payer:acme 15%", "share payer:zeta 16%")
    result = weighed(law, *lines)
    assert result.truth is T
    assert [str(leaf.subject) for leaf in leaves(result.trace)] == ["deal", "payer:acme", "payer:zeta"]


def test_a_formula_that_is_not_in_force_does_not_apply():
    law = book('{any_subject = {of = "payer", holds = {fact = "rich"}}}', facts=DERIVED)
    repealed = replace(
        law, window=Window(start=dt.date(2020, 1, 1), end=dt.date(2021, 1, 1), known_from=dt.date(2020, 1, 1))
    )
    lines = [fact(law, line) for line in ("payers deal acme", "share payer:acme 16%")]
    assert evaluate([repealed], lines, as_of=DAY, known_on=DAY)[0].truth is F


# ---- dates, misfits


def test_a_rule_holds_from_its_first_day_and_not_on_its_end():
    law = book('{fact = "a"}', more="in_force_to = 2026-06-01\nknown_from = 2026-02-01")
    in_time = dt.date(2026, 5, 31)
    assert evaluate([law], [], as_of=in_time, known_on=in_time)
    assert not evaluate([law], [], as_of=dt.date(2026, 6, 1), known_on=DAY)
    assert not evaluate([law], [], as_of=dt.date(2025, 12, 31), known_on=DAY)
    assert not evaluate([law], [], as_of=in_time, known_on=dt.date(2026, 1, 31))


def test_a_rule_whose_repeal_nobody_knew_of_yet_still_held_as_far_as_was_known():
    law = book('{fact = "a"}', more="in_force_to = 2026-06-01\nend_known_from = 2026-07-15")
    held = dt.date(2026, 6, 20)
    assert evaluate([law], [], as_of=held, known_on=dt.date(2026, 7, 14))
    assert not evaluate([law], [], as_of=held, known_on=dt.date(2026, 7, 15))
    assert not evaluate([law], [], as_of=held, known_on=DAY)


def test_a_repeal_known_beforehand_ends_nothing_before_its_day():
    law = book('{fact = "a"}', more="in_force_to = 2026-06-01\nend_known_from = 2026-03-01")
    for known in (dt.date(2026, 2, 28), dt.date(2026, 3, 1), DAY):
        assert evaluate([law], [], as_of=dt.date(2026, 5, 31), known_on=known)
    assert evaluate([law], [], as_of=dt.date(2026, 6, 1), known_on=dt.date(2026, 2, 28))
    assert not evaluate([law], [], as_of=dt.date(2026, 6, 1), known_on=dt.date(2026, 3, 1))


def test_the_day_on_which_an_end_became_known_needs_an_end():
    with pytest.raises(BookError, match="without in_force_to"):
        book('{fact = "a"}', more="end_known_from = 2026-03-01")


def test_facts_no_book_declares_are_left_out_and_misfits_refused():
    law = book('{fact = "a"}')
    stray = replace(fact(law, "a deal yes"), id="nobody.asked")
    assert evaluate([law], [stray], as_of=DAY, known_on=DAY)[0].truth is U
    with pytest.raises(FactMisfitError, match="provided by person, not by tape"):
        evaluate([law], [replace(fact(law, "a deal yes"), provider="tape")], as_of=DAY, known_on=DAY)


def test_no_books_give_no_results():
    assert evaluate([], [], as_of=DAY, known_on=DAY) == ()


# ---- what is open and what would settle it


def sets(found):
    return [[missing.declaration.id for missing in each] for each in found]


def test_the_smallest_sets_that_settle_and_those_that_clear():
    result = weighed(book('{any = [{fact = "a"}, {all = [{fact = "b"}, {fact = "c"}]}]}'))
    assert sets(result.settles) == [["a"], ["b", "c"]]
    assert sets(result.clears) == [["a", "b"], ["a", "c"]]
    assert not result.truncated


def test_evidence_alone_may_be_what_is_missing():
    result = weighed(book('{any = [{fact = "a"}, {fact = "b"}]}'), "a deal no", kinds=())
    assert sets(result.clears) == [["a", "b"]]
    assert wanted(result) == [("a", "deal"), ("b", "deal")]
    assert questions([result])[0].stated[0].value is False


def test_what_does_not_apply_clears_too():
    result = weighed(book('{fact = "a"}', more='applies = {fact = "b"}'))
    assert sets(result.clears) == [["b"]]
    assert sets(result.settles) == [["b"]]


def test_a_settled_rule_wants_nothing():
    result = weighed(book('{any = [{fact = "a"}, {fact = "b"}]}'), "a deal yes")
    assert (result.settles, result.clears, wanted(result)) == ((), (), [])


def test_sets_of_more_than_four_facts_are_cut_and_the_cut_is_said():
    result = weighed(book('{any = [{fact = "a"}, {fact = "b"}, {fact = "c"}, {fact = "d"}, {fact = "j"}]}'))
    assert sets(result.settles) == [["a"], ["b"], ["c"], ["d"], ["j"]]
    assert result.clears == ()
    assert result.truncated


def test_more_than_a_hundred_sets_are_cut_and_the_cut_is_said():
    law = book('{any_subject = {of = "payer", holds = {fact = "bad"}}}')
    roster = "payers deal " + ",".join(f"p{number}" for number in range(150))
    result = weighed(law, roster)
    assert len(result.settles) == 100
    assert result.truncated


def test_the_roster_is_what_is_missing_first():
    result = weighed(book('{any_subject = {of = "payer", holds = {fact = "bad"}}}'))
    assert wanted(result) == [("payers", "deal")]


def test_questions_leave_out_what_no_longer_matters():
    law = book('{any_subject = {of = "payer", holds = {all = [{fact = "rich"}, {fact = "bad"}]}}}', facts=DERIVED)
    result = weighed(law, "payers deal acme,zeta", "share payer:acme 15%", "share payer:zeta 60%")
    assert wanted(result) == [("bad", "payer:zeta")]


def test_a_question_is_asked_once_and_names_every_rule_that_waits():
    law = book('{fact = "a"}')
    twice = replace(law, rules=(law.rules[0], replace(law.rules[0], id="S")))
    (question,) = questions(evaluate([twice], [], as_of=DAY, known_on=DAY))
    assert question.rules == ("R", "S")


def test_while_it_is_open_whether_a_rule_applies_only_that_is_asked():
    result = weighed(book('{fact = "a"}', more='applies = {fact = "b"}'))
    assert wanted(result) == [("b", "deal")]


def test_what_matters_only_later_is_asked_later():
    law = book('{all = [{fact = "a"}, {fact = "b"}, {fact = "c"}]}')
    assert wanted(weighed(law)) == [("a", "deal")]
    assert wanted(weighed(law, "a deal yes", kinds=())) == [("b", "deal")]
    either = book('{not = {any = [{fact = "a"}, {fact = "b"}]}}')
    assert wanted(weighed(either)) == [("a", "deal")]
    assert wanted(weighed(either, "a deal no")) == [("b", "deal")]


def test_an_exception_is_asked_for_when_the_base_case_holds():
    law = book(EXCEPTIONS)
    assert wanted(weighed(law)) == [("a", "deal"), ("c", "deal")]
    assert wanted(weighed(law, "a deal yes", "c deal no")) == [("b", "deal")]
    assert wanted(weighed(law, "a deal no")) == [("c", "deal")]


def test_every_subject_is_asked_about():
    law = book('{not = {all_subjects = {of = "payer", holds = {not = {fact = "bad"}}}}}')
    assert wanted(weighed(law, "payers deal acme,zeta")) == [("bad", "payer:acme"), ("bad", "payer:zeta")]


# ---- gates


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        (("b deal no",), GateState.NOT_TRIGGERED),
        (("b deal yes",), GateState.OPEN),
        (("b deal yes", "a deal no"), GateState.OPEN),
        (("b deal yes", "a deal yes"), GateState.DONE),
        ((), GateState.UNDECIDED),
    ],
)
def test_a_procedure_is_open_until_it_is_shown_to_be_done(lines, state):
    gate = book('{not = {fact = "a"}}', kind="GATE", more='applies = {fact = "b"}')
    assert gate_state(weighed(gate, *lines)) is state


def test_a_gate_that_always_applies_is_open_or_done():
    gate = book('{fact = "a"}', kind="GATE")
    assert gate_state(weighed(gate)) is GateState.OPEN
    assert gate_state(weighed(gate, "a deal no")) is GateState.DONE


def test_only_a_gate_has_a_state():
    with pytest.raises(ValueError, match="only a gate"):
        gate_state(weighed(book('{fact = "a"}')))


# ---- what a bar rests on


def test_the_questions_of_a_bar_are_found_behind_formulas_and_exceptions():
    formula = DERIVED.replace('"rich"', '"either"').replace('["payer"]', '["deal"]')
    formula = formula[: formula.index("formula")] + 'formula = {any = [{fact = "b"}, {fact = "c"}]}\n'
    law = book(
        """{with_exceptions = {base = {fact = "either"}, exceptions = [
            {label = {zh = "一", en = "one"}, when = {fact = "a"}, then = "no"},
        ]}}""",
        facts=formula,
        more='applies = {greater_than = {fact = "months", value = "1"}}',
    )
    assert bar_questions([law]) == {"a", "b", "c"}
    assert list(facts_behind(law.rules[0].predicate, law.formulas)) == ["a", "either", "b", "c"]
    assert bar_questions([replace(law, rules=(replace(law.rules[0], kind=Kind.WARN),))]) == frozenset()
