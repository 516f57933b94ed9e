"""What libraries say of a file reaches a reader of Chinese in Chinese, or as a quotation that says it is one."""

import json
import re
import tomllib

import pytest
import yaml
from defusedxml import ElementTree

from tallystick.evidence.parsers import parser_problem, problem_of
from tallystick.filing.materials import read_materials


def _yaml(text: str) -> str:
    with pytest.raises(yaml.YAMLError) as raised:
        list(yaml.parse(text, Loader=yaml.SafeLoader))
    return str(getattr(raised.value, "problem", raised.value))


def _refused(parse, text: str) -> str:
    with pytest.raises((ValueError, SyntaxError), match=r".") as raised:
        parse(text)
    return str(raised.value)


SAID = [
    *map(_yaml, ["a: b: c", "a:\n\t- b", "[a", "{a: b", "'a", "a: b\nc\nd: e", 'a: "\\q"', "- a\nb: c", "a: *b]"]),
    *(
        _refused(tomllib.loads, text)
        for text in ["a", "a b", "a =", "a = [1", 'a = "x', "a = 1 b = 2", "a = 1\na = 2", "[a]\n[a]", "a = x"]
    ),
    *(_refused(json.loads, text) for text in ["", "{", "{} {}", "[1 2]", '{"a" 1}', '{"a']),
    *(_refused(ElementTree.fromstring, text) for text in ["<a>", "<a><b></a>", "<a>&x;</a>", "<a x=1/>", "<a/><b/>"]),
    "File is not a zip file",
    "database disk image is malformed",
    "file is not a database",
    "row 3 missing from index act_id",
    "[Errno 28] No space left on device: '/a/b'",
    "parquet: File out of specification: the footer is wrong",
    "nested too deeply",
    "more than 1048576 bytes",
    "a line of more than 20000 bytes",
    "Field required",
    "Extra inputs are not permitted",
    "Input should be 'BAR', 'GATE' or 'WARN'",
    "Input should be a valid string",
    "String should have at least 1 character",
]


@pytest.mark.parametrize("said", SAID)
def test_what_parsers_say_often_is_worded_in_chinese(said: str):
    worded = parser_problem(said)
    assert "原文" not in worded.zh
    assert not re.search(r"[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}", re.sub(r"'.*'", "", worded.zh))
    assert worded.en


def test_a_place_that_the_parser_names_is_kept():
    worded = parser_problem("Invalid statement (at line 3, column 1)")
    assert worded.zh.endswith("（第3行第1列）")
    assert worded.en.endswith("(line 3, column 1)")


def test_what_nobody_worded_is_quoted_and_said_to_be_a_quotation():
    worded = parser_problem("the frobnicator is out of order")
    assert worded.zh == "程序原文：“the frobnicator is out of order”"
    assert worded.en == "the library says: “the frobnicator is out of order”"


def test_of_a_schema_the_first_fault_is_told_with_its_place():
    with pytest.raises(ValueError, match="Field required") as raised:
        read_materials(b"W1 = {status = 'G', mark = 'O', condition = 'always', zh = 'a', en = 'a', when = {}}")
    assert problem_of(raised.value).zh == "when.zh：缺少此项"
    assert problem_of(raised.value).en == "when.zh: it is missing"
