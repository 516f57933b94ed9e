"""Impact: what an amended book, or another day, does to screenings already made."""

import datetime as dt
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.law.facts import PERSON, FactMisfitError, FactType, Subject, read_value
from tallystick.law.impact import LawOn, change_between, effects, impact, weigh_sides
from tallystick.law.reading import amended_files, read_books, shelf_file, standing_books, standing_files
from tallystick.law.screening import evaluate, questions, weigh_rules
from tallystick.law.values import Truth
from tests.law.books.test_cases import ALL, DAY, stated
from tests.law.small import SHELF, book, fact, text
from tests.law.strategies import LIBRARY, conditions, statements

_LIST = "law/books/amac-negative-list-2024.toml"


def on(*books, as_of=DAY, known_on=None):
    return LawOn(books=books, as_of=as_of, known_on=known_on or as_of)


def stricter():
    """The books with a payer material from 10 % on instead of 15 %: a hypothetical amendment."""
    content = standing_files()[_LIST].decode()
    assert content.count('fact = "tape.payer_share", value = "15%"') == 1
    amended = content.replace('fact = "tape.payer_share", value = "15%"', 'fact = "tape.payer_share", value = "10%"')
    return read_books(amended_files(standing_files(), {"amended.toml": amended.encode()}), shelf=shelf_file())


def case(rule, says):
    return stated(next(each for each in ALL if (each.rule, each.says) == (rule, says)))


def test_the_same_law_changes_nothing():
    change = change_between(on(*standing_books()), on(*standing_books()))
    assert (change.rules, change.facts) == (frozenset(), frozenset())
    assert effects(change, case("N2", "exactly 15 per cent is not material, even when dishonest")) == ()


def test_only_what_rests_on_the_amended_threshold_is_weighed_again():
    change = change_between(on(*standing_books()), on(*stricter()))
    assert {"N2", "CSRC1-3(6)"} <= change.rules
    assert change.rules.isdisjoint({"N1", "N3", "N5", "CSRC1-1", "CSRC1-3(1)"})


def test_a_lower_threshold_bars_a_dishonest_payer_of_fifteen_per_cent():
    change = change_between(on(*standing_books()), on(*stricter()))
    told = effects(change, case("N2", "exactly 15 per cent is not material, even when dishonest"))
    assert ("N2", (Truth.FALSE, Truth.TRUE)) in [(each.rule, each.truths) for each in told]


def test_a_payer_above_both_thresholds_is_not_affected():
    change = change_between(on(*standing_books()), on(*stricter()))
    told = effects(change, case("N2", "a hair above 15 per cent is material"))
    assert "N2" not in [each.rule for each in told]


def test_evidence_that_ages_between_two_days_opens_what_it_cleared():
    law = book('{fact = "d"}')
    facts = [fact(law, "d deal no")]
    change = change_between(on(law), on(law, as_of=DAY + dt.timedelta(days=31)))
    assert change.rules == frozenset()
    (told,) = effects(change, facts)
    assert told.truths == (Truth.FALSE, Truth.UNKNOWN)


def test_the_negative_list_of_2014_against_that_of_2024():
    eve, morning = dt.date(2024, 3, 28), dt.date(2024, 3, 29)
    change = change_between(
        on(*standing_books(), as_of=eve, known_on=DAY), on(*standing_books(), as_of=morning, known_on=DAY)
    )
    assert {"NL14-payer", "NL14-construction", "NL14-trust", *(f"N{item}" for item in range(1, 9))} <= change.rules
    debtor = tuple(
        replace(each, as_of=eve, evidence=tuple(replace(piece, date=eve) for piece in each.evidence))
        for each in case("NL14-payer", "a financing vehicle among the payers")
    )
    told = {each.rule: each for each in effects(change, debtor)}
    assert told["NL14-payer"].truths == (Truth.TRUE, Truth.NOT_APPLICABLE)
    assert told["N1"].truths == (Truth.NOT_APPLICABLE, Truth.NEEDS_DETERMINATION)
    assert told["NL14-payer"].after is None
    assert told["N1"].before is None


def test_facts_are_held_still_while_the_law_moves_to_the_list_of_2014():
    eve = dt.date(2024, 3, 28)
    facts = [replace(each, as_of=DAY) for each in case("NL14-payer", "a financing vehicle among the payers")]
    held = LawOn(books=standing_books(), as_of=eve, known_on=eve, stated_by=DAY)
    told = {each.rule: each.truths for each in effects(change_between(on(*standing_books()), held), facts)}
    assert told["NL14-payer"] == (Truth.NOT_APPLICABLE, Truth.TRUE)
    assert told["N1"] == (Truth.NEEDS_DETERMINATION, Truth.NOT_APPLICABLE)


def test_an_answer_that_expired_by_then_is_missing_after():
    law = book('{fact = "a"}')
    change = change_between(on(law), on(law))
    (told,) = effects(change, [fact(law, "a deal no")], later=[])
    assert told.truths == (Truth.FALSE, Truth.UNKNOWN)


def test_a_rule_that_comes_into_force_is_told_only_where_it_asks_something():
    later = "in_force_from = 2027-01-01"
    law = book('{fact = "a"}', more=later)
    change = change_between(on(law), on(law, as_of=dt.date(2027, 1, 1)))
    assert change.rules == {"R"}
    assert effects(change, [fact(law, "a deal no")]) == ()
    (told,) = effects(change, [fact(law, "a deal yes")])
    assert told.before is None
    assert told.truths == (Truth.NOT_APPLICABLE, Truth.TRUE)


def test_a_warning_that_becomes_a_bar_is_an_effect_though_its_value_stays():
    facts = [fact(LIBRARY, "a deal yes")]
    change = change_between(on(book('{fact = "a"}', kind="WARN")), on(book('{fact = "a"}', kind="BAR")))
    (told,) = effects(change, facts)
    assert told.before is not None
    assert told.after is not None
    assert (told.before.rule.kind, told.after.rule.kind) == ("WARN", "BAR")


def test_words_alone_change_nothing():
    law = book('{fact = "a"}')
    reworded = replace(law, rules=tuple(replace(rule, source="another copy") for rule in law.rules))
    assert change_between(on(law), on(reworded)).rules == frozenset()


def test_a_fact_that_changes_its_type_is_refused():
    old = text(
        '[[rule]]\nid="R"\narticle="1"\nkind="WARN"\nmark="O"\ntitle={zh="规则",en="rule"}\npredicate={fact="a"}'
    )
    new = old.replace(b'predicate={fact="a"}', b'predicate={greater_than={fact="months",value="2000-01-01"}}').replace(
        b'id = "months"\ntype = "integer"', b'id = "months"\ntype = "date"'
    )
    before, after = (read_books({"x.toml": each}, shelf=SHELF) for each in (old, new))
    with pytest.raises(FactMisfitError):
        effects(change_between(on(*before), on(*after)), [fact(before[0], "months deal 3")])


def asked(found):
    return [(each.declaration.id, str(each.subject)) for each in found]


def test_a_rule_that_stays_open_may_ask_something_else():
    before, after = book('{all = [{fact = "a"}, {fact = "b"}]}'), book('{all = [{fact = "c"}, {fact = "b"}]}')
    change = change_between(on(before), on(after))
    found = impact(change, weigh_sides(change, []), change.before.weighing([]))
    assert (found.effects, asked(found.asked), asked(found.dropped)) == ((), [("c", "deal")], [("a", "deal")])
    assert found.weighed == {"R"}
    assert weigh_sides(change, []).differ


def test_what_another_rule_asks_anyway_is_neither_new_nor_gone():
    def two(predicate):
        law, other = book(predicate), book('{fact = "a"}').rules[0]
        return replace(law, rules=(*law.rules, replace(other, id="S")))

    change = change_between(on(two('{fact = "a"}')), on(two('{fact = "b"}')))
    found = impact(change, weigh_sides(change, []), change.before.weighing([]))
    assert (asked(found.asked), asked(found.dropped)) == ([("b", "deal")], [])


def test_the_same_law_asks_the_same():
    change = change_between(on(book('{fact = "a"}')), on(book('{fact = "a"}')))
    assert not weigh_sides(change, []).differ
    assert impact(change, weigh_sides(change, []), change.before.weighing([])).weighed == frozenset()


@given(conditions, conditions, statements)
def test_the_questions_told_are_those_two_full_screenings_differ_by(was, now, facts):
    before, after = (
        replace(LIBRARY, rules=tuple(replace(rule, predicate=each) for rule in LIBRARY.rules)) for each in (was, now)
    )
    later = DAY + dt.timedelta(days=31)
    change = change_between(on(before), on(after, as_of=later))
    found = impact(change, weigh_sides(change, facts), change.before.weighing(facts))
    old, new = (
        {(each.declaration.id, each.subject) for each in questions(evaluate([law], facts, as_of=day, known_on=day))}
        for law, day in ((before, DAY), (after, later))
    )
    told = [{(each.declaration.id, each.subject) for each in some} for some in (found.asked, found.dropped)]
    assert told == [new - old, old - new]


@given(conditions, conditions, statements)
def test_nothing_is_missed_that_a_full_screening_would_have_found(was, now, facts):
    before, after = (
        replace(LIBRARY, rules=tuple(replace(rule, predicate=each) for rule in LIBRARY.rules)) for each in (was, now)
    )
    later = DAY + dt.timedelta(days=31)
    found = effects(change_between(on(before), on(after, as_of=later)), facts)
    (one,), (other,) = (evaluate([law], facts, as_of=day, known_on=day) for law, day in ((before, DAY), (after, later)))
    assert [each.truths for each in found] == ([(one.truth, other.truth)] if one.truth is not other.truth else [])


@pytest.mark.parametrize("amended", [False, True])
def test_every_released_case_comes_to_what_a_full_screening_says(amended):
    later = dt.date(2027, 8, 31)
    books = stricter() if amended else standing_books()
    before, after = on(*standing_books()), on(*books, as_of=later)
    change = change_between(before, after)
    for each in ALL[::20]:
        facts = stated(each)
        was, now = (
            {each.rule.id: each.truth for each in weigh_rules(law.books, facts, as_of=law.as_of, known_on=law.as_of)}
            for law in (before, after)
        )
        told = {effect.rule: effect.truths for effect in effects(change, facts)}
        assert told == {rule: (was[rule], now[rule]) for rule in was if was[rule] is not now[rule]}


_stricter = cache(stricter)
_SHARES = st.sampled_from(["9%", "10%", "12%", "15%", "15.1%", "20%", "21%"])
_SAID = st.sampled_from(["", "yes", "no"])


@given(st.lists(st.tuples(_SHARES, _SHARES, _SAID, st.booleans(), st.booleans()), max_size=3), st.booleans())
@settings(max_examples=60, deadline=None)
def test_on_random_payers_the_short_way_finds_what_two_full_screenings_find(payers, listed):
    books = standing_books()
    model = stated(next(each for each in ALL if each.rule == "N2" and any("payer:acme" in line for line in each.facts)))
    facts = [each for each in model if each.subject.kind != "payer" and each.id != "tape.payers"]
    roster = next(each for each in model if each.id == "tape.payers")
    share = next(each for each in model if each.id == "tape.payer_share")
    facts += [replace(roster, value=tuple(f"p{number}" for number in range(len(payers))))] if listed else []
    for number, (own, group, said, shown, known) in enumerate(payers):
        payer = Subject(kind="payer", name=f"p{number}")
        if known:
            facts.append(replace(share, subject=payer, value=read_value(FactType.SHARE, own)))
        facts.append(
            replace(share, id="tape.payer_group_share", subject=payer, value=read_value(FactType.SHARE, group))
        )
        if said:
            kind = "dishonesty-register-extract" if shown else "memo"
            paper = replace(share.evidence[0], kind=kind)
            answer = replace(share, id="N2.3a", subject=payer, value=said == "yes", provider=PERSON, by=("lin", "wu"))
            facts.append(replace(answer, evidence=(paper,)))
    change = change_between(on(*books), on(*_stricter()))
    assert change.hinges is not None
    sides = weigh_sides(change, facts)
    plain = [evaluate(law.books, facts, as_of=law.as_of, known_on=law.as_of) for law in (change.before, change.after)]
    was, now = ({each.rule.id: each.truth for each in one} for one in plain)
    told = {effect.rule: effect.truths for effect in effects(change, facts)}
    assert told == {rule: (was[rule], now[rule]) for rule in was if was[rule] is not now[rule]}
    asked, later = ({(each.declaration.id, each.subject) for each in questions(one)} for one in plain)
    found = impact(change, sides, change.before.weighing(facts))
    assert {(each.declaration.id, each.subject) for each in found.asked} == later - asked
    assert {(each.declaration.id, each.subject) for each in found.dropped} == asked - later
