"""The catalogue as shipped: both languages, whole sentences, and no argument that nobody gives."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import tallystick
from tallystick.evidence.wording import catalogue, labels

SOURCE = Path(tallystick.__file__).parent
PLACEHOLDER = re.compile(r"\{(\w+)\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def made() -> Iterator[tuple[str, str, set[str], bool]]:
    """Yield every finding the source makes with a code written out: where, code, arguments, all of them known."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="finding"), args=[ast.Constant(value=str(code)), *_], keywords=keywords):
                    names = {keyword.arg for keyword in keywords if keyword.arg}
                    where = f"{path.relative_to(SOURCE)}:{node.lineno}"
                    yield where, code, names, len(names) == len(keywords)


def test_every_argument_a_sentence_names_is_given():
    lacking = []
    for where, code, given, complete in made():
        if not complete or code not in catalogue():
            continue
        sentence = catalogue()[code]
        texts = (sentence.what, sentence.why, sentence.remedy)
        named = {name for text in texts for name in PLACEHOLDER.findall(text.en)}
        if named - given:
            lacking.append((where, code, sorted(named - given)))
    assert lacking == []


def test_chinese_texts_are_chinese_and_english_texts_english():
    sentences = catalogue().values()
    texts = [text for each in sentences for text in (each.what, each.why, each.remedy)]
    assert [text.zh for text in texts if not CHINESE.search(text.zh) and PLACEHOLDER.sub("", text.zh)] == []
    assert [text.en for text in texts if not re.search("[a-z]", text.en)] == []


def test_every_sentence_of_a_finding_ends():
    texts = [text for each in catalogue().values() for text in (each.what, each.why, each.remedy)]
    assert [text.zh for text in texts if text.zh[-1] not in "。？；}"] == []
    assert [text.en for text in texts if text.en[-1] not in ".?}"] == []


def test_labels_exist():
    assert "evidence.place.line" in labels()
