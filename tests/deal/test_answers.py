"""Answers and people: what persons signed is read exactly, and only ever added to."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.deal.answers.answers import EMPTY_ANSWERS, parse_answers, with_answer
from tallystick.deal.answers.people import parse_people
from tallystick.law.determinations import Determination, Signature
from tallystick.law.facts import PERSON, Considered, Evidence, Subject
from tallystick.law.reading import standing_books
from tallystick.units.signs import unseen
from tests.cast import COUNSEL, PREPARER

DAY = dt.date(2026, 9, 1)
EVIDENCE = Evidence(kind="search-report", reference="S-1, page 3", sha256="a" * 64, date=DAY)

identifiers = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True)
texts = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Cf", "Zl", "Zp")), min_size=1).filter(
    lambda text: bool(text.strip()) and not unseen(text)
)
days = st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1))


def determination(**changed: object) -> Determination:
    values: dict[str, object] = {
        "matter": "auto-leases-2026-1",
        "question": "entity.is_judgment_defaulter",
        "subject": Subject(kind="entity", name="filer"),
        "value": "no",
        "person": PREPARER.id,
        "second_person": COUNSEL.id,
        "date": DAY,
        "expires": DAY + dt.timedelta(days=30),
        "reasons": "查询结果：无。NO: nothing found",
        "evidence": (EVIDENCE,),
        "signatures": (Signature(person=PREPARER.id, signature="0f" * 64),),
    }
    return Determination(**(values | changed))  # type: ignore[arg-type]


determinations = st.builds(
    determination,
    question=identifiers,
    subject=st.builds(Subject, kind=identifiers, name=st.just("") | identifiers),
    value=texts | st.sampled_from(["no", "NO", "0.10", "2026-09-01", "~"]),
    person=identifiers,
    second_person=st.just("") | identifiers,
    date=days,
    expires=days,
    reasons=texts,
    evidence=st.lists(
        st.builds(Evidence, kind=identifiers, reference=texts, sha256=st.just("b" * 64), date=days), max_size=2
    ).map(tuple),
    supersedes=st.just("") | st.just("c" * 64),
    considered=st.lists(
        st.builds(
            Considered,
            question=identifiers,
            subject=st.builds(Subject, kind=identifiers, name=st.just("") | identifiers),
        ),
        max_size=2,
    ).map(tuple),
)


@given(given_answers=st.lists(determinations, max_size=3))
def test_what_is_written_is_read_back(given_answers: list[Determination]) -> None:
    content = EMPTY_ANSWERS
    for each in given_answers:
        content = with_answer(content, each)
    answers, findings = parse_answers(content, matter="auto-leases-2026-1")
    assert findings == ()
    assert list(answers) == given_answers


def test_every_question_the_books_ask_of_people_can_be_answered():
    declared = standing_books()[0].vocabulary.declarations
    asked = [name for name, each in declared.items() if each.provider == PERSON]
    content = EMPTY_ANSWERS
    for question in asked:
        content = with_answer(content, determination(question=question))
    answers, findings = parse_answers(content, matter="auto-leases-2026-1")
    assert findings == ()
    assert [each.question for each in answers] == asked


@given(first=determinations, second=determinations)
def test_what_stood_there_is_not_touched(first: Determination, second: Determination) -> None:
    before = with_answer(b"", first)
    assert with_answer(before, second).startswith(before)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"value: 'no'", b"value: 'no'\n  value: 'yes'", "deal.key-twice"),
        (b"  reasons:", b"  remarks:", "deal.key-missing"),
        (b"'2026-09-01'", b"'1 September'", "deal.date-unreadable"),
        (b"answers/v1", b"answers/v9", "deal.choice-unknown"),
    ],
)
def test_a_file_that_is_not_in_order_gives_no_answer_at_all(old: bytes, new: bytes, code: str) -> None:
    content = with_answer(EMPTY_ANSWERS, determination())
    assert old in content
    answers, findings = parse_answers(content.replace(old, new, 1), matter="m")
    assert answers == ()
    assert code in {found.code for found in findings}


PEOPLE = f"""people:
  - id: {PREPARER.id}
    name: {{zh: 林悦, en: Lin Yue}}
    organisation: {{zh: 示例融资租赁有限公司, en: "Example Leasing Co., Ltd."}}
    roles: [filing-preparer]
    side: onshore
    public_key: "{PREPARER.person.public_key}"
"""


def test_people_are_read_as_they_are() -> None:
    people, findings = parse_people(PEOPLE.encode())
    assert findings == ()
    assert people == (PREPARER.person,)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (PREPARER.person.public_key, "ab", "deal.person-wrong"),
        ("side: onshore", "side: elsewhere", "deal.choice-unknown"),
        ("roles: [filing-preparer]", "roles: []", "deal.person-wrong"),
        ("people:", "persons:", "deal.key-missing"),
    ],
)
def test_a_person_who_cannot_be_found_again_is_named(old: str, new: str, code: str) -> None:
    people, findings = parse_people(PEOPLE.replace(old, new).encode())
    assert people == ()
    assert code in {found.code for found in findings}


@pytest.mark.parametrize(
    ("changes", "twice"),
    [
        ({}, True),
        ({PREPARER.id: "preparer-two"}, True),
        ({PREPARER.id: "preparer-two", "林悦": "林月"}, True),
        ({PREPARER.id: "preparer-two", PREPARER.person.public_key: COUNSEL.person.public_key}, True),
        ({PREPARER.id: "preparer-two", PREPARER.person.public_key: COUNSEL.person.public_key, "林悦": "林月"}, False),
        (
            {
                PREPARER.id: "preparer-two",
                PREPARER.person.public_key: COUNSEL.person.public_key,
                "示例融资租赁有限公司": "另一公司",
                "Example Leasing Co., Ltd.": "Another Company",
            },
            False,
        ),
    ],
)
def test_one_person_under_two_names_or_keys_is_named(changes: dict[str, str], twice: bool) -> None:
    again = PEOPLE.removeprefix("people:\n")
    for old, new in changes.items():
        again = again.replace(old, new)
    _, findings = parse_people((PEOPLE + again).encode())
    assert [found.code for found in findings] == (["deal.person-twice"] if twice else [])
    assert [found.place.line for found in findings] == ([8] if twice else [])


def test_a_file_that_is_no_yaml_gives_nobody_and_no_answer() -> None:
    for parsed in (parse_people(b"a: [", file="f"), parse_answers(b"a: [", matter="m", file="f")):
        assert parsed[0] == ()
        assert [found.code for found in parsed[1]] == ["deal.yaml-malformed"]
