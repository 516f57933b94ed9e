"""Editing a deal file: what is edited changes, everything else stays as it was written, and nothing goes unseen."""

import difflib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.deal.editing.edits import Deed, Edit, EditError, applied, found, handle, merged, path_of
from tallystick.deal.editing.forms import Entry, field_at, form_of, parted
from tallystick.deal.editing.texts import edited
from tallystick.deal.reading import Tree, read_yaml, render
from tallystick.units.signs import unseen
from tests.deal.example import EXAMPLE

PRIORITIES = ("structure", "onshore", "priorities")
RATE = ("structure", "offshore", "classes", "A", "coupon", "assumed")


def tree_of(content: bytes) -> Tree:
    document, findings = read_yaml(content, file="deal.yaml")
    assert document is not None
    assert not findings
    return document.tree


TREE = tree_of(EXAMPLE.encode())


def ways(tree: Tree, way: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every way in a tree."""
    here = [way] if way else []
    if isinstance(tree, dict):
        return here + [each for key, value in tree.items() for each in ways(value, (*way, key))]
    if isinstance(tree, list):
        return here + [each for at, value in enumerate(tree) for each in ways(value, (*way, handle(value, at)))]
    return here


WAYS = ways(TREE)
ITEMS = [way for way in WAYS if isinstance(found(TREE, way[:-1]), list)]
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=20,
).filter(lambda text: not unseen(text))
PUTS = st.builds(
    Edit,
    deed=st.just(Deed.PUT),
    way=st.sampled_from([way for way in WAYS if isinstance(found(TREE, way), str)]),
    value=TEXTS | st.just(""),
)
MADE = st.builds(
    Edit,
    deed=st.just(Deed.PUT),
    way=st.sampled_from(
        [("tokens", "new", "deep"), ("parties", "filer", "place"), ("retention", "note"), ("brand-new",)]
    ),
    value=TEXTS | st.lists(TEXTS, max_size=3) | st.just({}),
)
LISTED = st.builds(Edit, deed=st.sampled_from([Deed.DROP, Deed.UP]), way=st.sampled_from(ITEMS)) | st.builds(
    Edit,
    deed=st.just(Deed.ADD),
    way=st.sampled_from([PRIORITIES, ("assets", "criteria"), ("assets", "layers"), ("chain_of_title",)]),
    value=st.builds(lambda text: {"id": "new-one", "text": {"zh": text, "en": "x"}}, TEXTS),
)


@settings(max_examples=25)
@given(edits=st.lists(PUTS | MADE | LISTED, min_size=1, max_size=4))
def test_reading_the_edited_text_gives_the_edited_tree(edits: list[Edit]) -> None:
    wanted, done, _ = merged(TREE, [Edit(deed=each.deed, way=each.way, value=each.value) for each in over(TREE, edits)])
    assert tree_of(edited(EXAMPLE.encode(), done)) == wanted


def over(tree: Tree, edits: list[Edit]) -> list[Edit]:
    """The edits, each as somebody makes it who sees what stands there."""
    seen: list[Edit] = []
    for each in edits:
        made = Edit(deed=each.deed, way=each.way, value=each.value, over=found(tree, each.way) or "")
        tree, done, _ = merged(tree, [made])
        seen += done
    return seen


def changed_lines(*edits: Edit) -> list[str]:
    after = edited(EXAMPLE.encode(), edits).decode()
    lines = difflib.unified_diff(EXAMPLE.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and line[:3] not in {"+++", "---"}]


def test_one_value_changes_one_line() -> None:
    lines = changed_lines(Edit(deed=Deed.PUT, way=RATE, value="4.60%", over="4.50%"))
    assert [line[:1] for line in lines] == ["-", "+"]
    assert lines[0][1:].replace("assumed: 4.50%", "assumed: 4.60%", 1) == lines[1][1:]


@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        (Edit(deed=Deed.PUT, way=("parties", "filer", "place"), value="NO"), ['+    place: "NO"']),
        (Edit(deed=Deed.ADD, way=PRIORITIES, value={"id": "on-17"}), ["+      - {id: on-17}"]),
        (Edit(deed=Deed.PUT, way=("tokens", "eligible", "note"), value="x: y"), ['+    note: "x: y"']),
        (Edit(deed=Deed.PUT, way=("retention", "form", "en"), value=""), None),
    ],
)
def test_what_is_new_stands_where_it_belongs(edit: Edit, lines: list[str] | None) -> None:
    found_lines = changed_lines(edit)
    assert found_lines == lines if lines is not None else len(found_lines) == 2


def test_an_item_changes_places_with_the_one_above_it_and_keeps_its_comment() -> None:
    text = b"# head\nlist:\n  - {id: a}  # first\n  # about b\n  - {id: b}\nend: x\n"
    after = edited(text, [Edit(deed=Deed.UP, way=("list", "b"))])
    assert tree_of(after) == {"list": [{"id": "b"}, {"id": "a"}], "end": "x"}
    assert sorted(after.splitlines()) == sorted(text.splitlines())


def test_a_text_with_both_languages_goes_when_both_are_emptied() -> None:
    way = ("parties", "issuer", "role")
    edits = [Edit(deed=Deed.PUT, way=(*way, each), over=str(found(TREE, (*way, each)))) for each in ("zh", "en")]
    tree, done, held = merged(TREE, edits)
    assert found(tree, way) is None
    assert (len(done), held) == (2, ())


def test_an_edit_over_what_somebody_else_changed_is_held_and_changes_nothing() -> None:
    mine = Edit(deed=Deed.PUT, way=RATE, value="4.60%", over="4.40%")
    tree, done, held = merged(TREE, [mine])
    assert (tree, done, held) == (TREE, (), (mine,))
    same = Edit(deed=Deed.PUT, way=RATE, value="4.50%", over="4.40%")
    assert merged(TREE, [same]) == (TREE, (), ()), "who wants what stands there has nothing to settle"


def test_an_item_is_found_by_its_id_after_it_moved() -> None:
    edits = [Edit(deed=Deed.UP, way=(*PRIORITIES, "on-3")), Edit(deed=Deed.DROP, way=(*PRIORITIES, "on-1"))]
    tree, _, _ = merged(TREE, edits)
    way = (*PRIORITIES, "on-3", "to")
    assert (found(tree, way), render(path_of(tree, way) or ())) == ("trustee-fee", "structure.onshore.priorities[0].to")
    with pytest.raises(EditError):
        applied(tree, Edit(deed=Deed.DROP, way=(*PRIORITIES, "on-1")))


def test_a_second_item_of_the_same_id_is_held() -> None:
    _, done, held = merged(TREE, [Edit(deed=Deed.ADD, way=PRIORITIES, value={"id": "on-1"})])
    assert (len(done), len(held)) == (0, 1)


def test_a_form_has_a_field_for_every_value_of_the_file() -> None:
    top = [key for key in TREE if key not in {"schema", "id"}] if isinstance(TREE, dict) else []
    fields = {each.way: each.value for key in ((), *((key,) for key in top)) for each in _every(key)}
    texts = {way: found(TREE, way) for way in WAYS if isinstance(found(TREE, way), str)}
    handles = {way for way in texts if way[-1] == "id"}
    listed = {way for way in texts if way[:-1] in fields}
    missing = texts.keys() - fields.keys() - handles - listed - {("schema",)}
    assert not missing
    assert all(fields[way] == text for way, text in texts.items() if way in fields)


def _every(way: tuple[str, ...]) -> list[Entry]:
    if way and isinstance(found(TREE, way), str):
        return []
    return [*form_of(TREE, way).every()]


def test_a_field_says_what_may_stand_in_it() -> None:
    asked = {
        RATE: "rate",
        ("as_of",): "day",
        ("structure", "first_period"): "month",
        ("tokens", "eligible", "jurisdictions"): "list",
        (*PRIORITIES, "on-1", "pay"): "choice",
    }
    made = {way: field_at(TREE, way) for way in asked}
    assert {way: each.shape for way, each in made.items() if each} == asked
    places = made[("tokens", "eligible", "jurisdictions")]
    assert places is not None
    assert parted(places, "HK， SG、GB") == ["HK", "SG", "GB"]
    for way in (("schema",), ("id",), ("no-such-key",), ("parties",), ("tokens", "ledger", "nothing")):
        assert field_at(TREE, way) is None, way
