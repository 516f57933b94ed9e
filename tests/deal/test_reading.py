"""Reading YAML as text: what is written is what is read, and what YAML can do besides is refused."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.deal.reading import MAXIMUM_BYTES, MAXIMUM_DEPTH, Tree, read_yaml, render
from tallystick.evidence.findings import Finding


def read(text: str | bytes) -> tuple[Tree | None, tuple[Finding, ...]]:
    document, findings = read_yaml(text if isinstance(text, bytes) else text.encode(), file="deal.yaml")
    return (None if document is None else document.tree), findings


def codes(text: str | bytes) -> list[tuple[str, int | None, str]]:
    return [(found.code, found.place.line, found.place.path) for found in read(text)[1]]


@pytest.mark.parametrize(
    "written",
    ["NO", "no", "yes", "0.10", "12:30", "1_000", "0x1F", "010", "null", "~", "1e3", ".inf", "2026-08-31", "="],
)
def test_a_scalar_is_the_text_that_was_written(written: str) -> None:
    assert read(f"place: {written}\n") == ({"place": written}, ())


def test_lists_and_mappings_keep_their_order_and_lines() -> None:
    document, findings = read_yaml(b"b: [x, y]\na:\n  - {k: v}\n  - z\n", file="deal.yaml")
    assert document is not None
    assert findings == ()
    assert document.tree == {"b": ["x", "y"], "a": [{"k": "v"}, "z"]}
    assert [document.line(path) for path in (("b", 1), ("a", 0, "k"), ("a", 1), ("a", 7, "gone"))] == [1, 3, 4, 2]


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read(b"\xef\xbb\xbfa: b\n") == ({"a": "b"}, ())


def test_an_alias_and_its_anchor_are_refused() -> None:
    assert codes("a: &mark 1\nb: *mark\n") == [("deal.alias-refused", 1, "a"), ("deal.alias-refused", 2, "b")]


def test_a_merge_key_is_refused() -> None:
    assert ("deal.alias-refused", 2, "b.<<") in codes("a: &mark {k: v}\nb: {<<: *mark}\n")


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!int", "!own", "!!binary"])
def test_a_tag_is_refused(tag: str) -> None:
    assert codes(f"a: b\nc: {tag} d\n") == [("deal.tag-refused", 2, "c")]


def test_a_key_that_stands_twice_names_both_lines_and_the_first_counts() -> None:
    tree, findings = read("cap: 1\nother: 2\ncap: 3\n")
    assert [(found.code, found.place.line, found.argument("first")) for found in findings] == [("deal.key-twice", 3, 1)]
    assert tree == {"cap": "1", "other": "2"}


def test_a_second_mapping_under_one_key_does_not_mix_with_the_first() -> None:
    assert read("a: {x: 1}\na: {y: 2}\n")[0] == {"a": {"x": "1"}}


def test_twenty_levels_are_read_and_twenty_one_are_not() -> None:
    assert codes("[" * MAXIMUM_DEPTH + "]" * MAXIMUM_DEPTH) == []
    deeper = MAXIMUM_DEPTH + 1
    assert [code for code, _, _ in codes("[" * deeper + "]" * deeper)] == ["deal.too-deep"]


def test_depth_is_refused_before_it_costs_anything() -> None:
    began = time.perf_counter()
    for opening in (b"[", b"[{", b"? [", b"- "):
        assert [found.code for found in read(opening * 200_000)[1]][-1] == "deal.too-deep"
    assert time.perf_counter() - began < 30


def test_several_documents_are_refused() -> None:
    tree, findings = read("a: b\n---\nc: d\n")
    assert tree == {"a": "b"}
    assert [(found.code, found.place.line) for found in findings] == [("deal.several-documents", 2)]


@pytest.mark.parametrize(
    ("text", "line"), [("a:\n\t- b\n", 2), ("a: b\nc: \x00d\n", 2), ("a: [1\n", 2), ("a: 'b\n", 2), ("a: b: c\n", 1)]
)
def test_what_is_not_yaml_is_named_with_its_line(text: str, line: int) -> None:
    assert [(code, at) for code, at, _ in codes(text)] == [("deal.yaml-malformed", line)]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_another_encoding_is_refused_with_the_first_byte_that_shows_it(encoding: str) -> None:
    code, line, _ = codes("id: x\nname: 衡远租赁\n".encode(encoding))[0]
    assert code == "deal.encoding-unreadable"
    assert line == (2 if encoding == "gb18030" else 1)


def test_a_file_of_five_megabytes_is_refused_unread() -> None:
    tree, findings = read(b"a: b\n" * 1_000_000)
    assert tree is None
    assert [(found.code, found.argument("limit")) for found in findings] == [("deal.file-too-large", MAXIMUM_BYTES)]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n", "---\n...\n"])
def test_an_empty_file_says_so_or_holds_one_empty_text(text: str) -> None:
    tree, findings = read(text)
    assert tree == "" or [found.code for found in findings] == ["deal.file-empty"]


def test_a_key_that_is_a_list_is_refused() -> None:
    assert codes("? [a, b]\n: c\nd: e\n") == [("deal.key-not-text", 1, "")]


def test_signs_that_nobody_sees_are_refused_where_they_stand_and_what_is_seen_is_not() -> None:
    text = 'name:\n  zh: 衡\u202e远\u200b\n  en: "a\\ab\\tc"\nno\u00adte: |\n  first\n  second\n葛\U000e0100: （ok）\n'
    assert codes(text) == [
        ("deal.sign-unseen", 2, "name.zh"),
        ("deal.sign-unseen", 3, "name.en"),
        ("deal.sign-unseen", 4, ""),
    ]
    assert read(text)[1][0].argument("signs") == ("U+202E", "U+200B")


def test_all_faults_come_in_one_pass() -> None:
    assert [code for code, _, _ in codes("a: &m 1\na: 2\nb: !t x\n? {}\n: y\n")] == [
        "deal.alias-refused",
        "deal.key-twice",
        "deal.tag-refused",
        "deal.key-not-text",
    ]


def test_a_path_is_written_as_people_read_it() -> None:
    assert render(("tokens", 0, "classes", "A")) == "tokens[0].classes.A"


@given(content=st.binary(max_size=300) | st.text(alphabet="[]{}:,-?&*!|>'\"%@` \nab\t", max_size=80).map(str.encode))
def test_any_bytes_are_a_document_or_findings_and_nothing_else(content: bytes) -> None:
    document, findings = read_yaml(content, file="deal.yaml")
    assert document is not None or findings
