"""What is wrong with a book or an answer is said with file, clause or question, and remedy, in both languages."""

import datetime as dt
import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tallystick.law.reading import standing_files
from tests.shell.cli.conftest import Tally, copied

Row = dict[str, Any]
Signed = Callable[[Callable[[Row, Row], list[Row]]], Path]

_BOOK = "law/books/amac-negative-list-2024.toml"


@pytest.fixture
def signed(project: Path, tmp_path: Path) -> Signed:
    """Sign the charging piles' determinations again, with the one on the financing of the assets (P1.1) changed."""
    spec = importlib.util.spec_from_file_location("sign", project / "examples" / "sign.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    folder = copied(project, "charging-piles", tmp_path / "piles")

    def sign(change: Callable[[Row, Row], list[Row]]) -> Path:
        table = script.tomllib.loads((folder / "determinations.toml").read_text(encoding="utf-8"))
        first, *others = table["determination"]
        assert (first["question"], first["subject"]) == ("P1.1", "asset")
        table["determination"] = [*change(first, table["evidence"]), *others]
        script.write_evidence(folder, table)
        content = script.EMPTY_ANSWERS
        for each in table["determination"]:
            content = script.with_answer(content, script.signed(script.unsigned(folder, table, each)))
        (folder / "answers.yaml").write_bytes(content)
        return folder

    return sign


def _without_evidence(row: Row, _: Row) -> list[Row]:
    return [row | {"evidence": []}]


def _with_old_evidence(row: Row, evidence: Row) -> list[Row]:
    evidence["old-memo"] = evidence["legal-memo"] | {"kind": "legal-memo", "date": dt.date(2025, 8, 25)}
    return [row | {"evidence": ["old-memo"]}]


def _with_a_contradiction(row: Row, _: Row) -> list[Row]:
    return [row, row | {"value": "yes", "reasons": "某部门规定禁止。"}]


@pytest.mark.parametrize(
    ("change", "exit_code", "chinese", "english"),
    [
        (
            _without_evidence,
            3,
            ("该认定缺少足够的证据：法律备忘录。", "请补充其中一组证据。"),
            ("lacks the evidence that suffices: legal memorandum.", "Add one of these"),
        ),
        (
            _with_old_evidence,
            3,
            ("该认定缺少 180 天以内的足够证据：法律备忘录。", "请补充其中一组新的证据。"),
            ("lacks sufficient evidence no older than 180 days: legal memorandum.", "freshly dated."),
        ),
        (
            _with_a_contradiction,
            1,
            ("另一项仍然有效的认定与此相反；", "请以新的认定取代其中一项。"),
            ("Another determination that still counts says otherwise;", "Supersede one of them"),
        ),
    ],
)
def test_an_answer_that_does_not_hold_is_named_with_its_remedy(
    tally: Tally, signed: Signed, change: Any, exit_code: int, chinese: tuple[str, str], english: tuple[str, str]
):
    folder = signed(change)
    for language, (what, remedy) in (("zh", chinese), ("en", english)):
        told = tally("check", folder, "--lang", language)
        text = " ".join(told.out.split())
        assert told.exit == exit_code
        assert {"zh": "answers.yaml，P1.1 asset", "en": "answers.yaml, P1.1 asset"}[language] in text
        assert what in text
        assert remedy in text
        assert "P1.1" in text[text.index("CSRC1-3(1)") :]


def test_contradicting_answers_leave_the_bar_contradictory(tally: Tally, signed: Signed):
    folder = signed(_with_a_contradiction)
    assert "CSRC1-3(1) ≠ 陈述矛盾" in " ".join(tally("check", folder, "--lang", "zh").out.split())
    assert "CSRC1-3(1) ≠ contradictory" in " ".join(tally("check", folder).out.split())


@pytest.mark.parametrize(
    ("language", "where", "what", "remedy"),
    [
        ("zh", "answers.yaml，P1.1 asset", "该认定已于 2027-02-20 到期，不再计入。", "请重新核查证据"),
        ("en", "answers.yaml, P1.1 asset", "expired on 2027-02-20", "do: Look at"),
    ],
)
def test_answers_that_expired_are_named_with_their_remedy(
    tally: Tally, project: Path, language: str, where: str, what: str, remedy: str
):
    told = tally("check", project / "examples" / "charging-piles", "--as-of", "2027-08-31", "--all", "--lang", language)
    text = " ".join(told.out.split())
    assert told.exit == 3
    assert f"? {where}" in text
    assert what in text
    assert remedy in text


@pytest.mark.parametrize(
    ("before", "after", "clause"),
    [
        (
            'id = "N1"\narticle = "附件一"\nkind = "BAR"\nmark = "O"',
            'id = "N1"\narticle = "附件一"\nkind = "BAR"\nmark = "A"',
            "N1",
        ),
        ('predicate = { fact = "N1" }', 'predicate = { fact = "N1.9" }', "N1"),
        ('[[clause]]\nid = "N8-underlying"', '[[clause]]\nid = "N8-nothing-states-this"', "N8-nothing-states-this"),
    ],
)
def test_a_malformed_book_is_refused_with_file_clause_and_remedy(
    tally: Tally, small: Path, tmp_path: Path, before: str, after: str, clause: str
):
    content = standing_files()[_BOOK].decode()
    assert content.count(before) == 1
    path = tmp_path / "malformed.toml"
    path.write_text(content.replace(before, after), encoding="utf-8")
    for language, remedy in (("zh", "办法："), ("en", "do: ")):
        told = tally("law", "impact", small, "--book", path, "--lang", language)
        assert told.exit == 1
        assert "malformed.toml" in told.out
        assert clause in told.out
        assert remedy in told.out
