"""Long runs find what they look for, and the page of one says when, where, how long and what came of it."""

import ast
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.classes import project
from tallystick.deal.checks.consistency import check_deal
from tallystick.deal.deal import Deal
from tallystick.deal.parsing import build
from tallystick.deal.reading import Document
from tallystick.units.money import Money
from tools.long import fuzz, market, postgresql, properties, soak
from tools.long.__main__ import main
from tools.long.deals import breaches
from tools.long.door import Door
from tools.long.mutants import mutants
from tools.long.mutation import EQUIVALENTS, TARGETS
from tools.long.outcome import ROOT, Asked, Outcome, page
from tools.long.random_deals import random_deal
from tools.market.plan import Size
from tools.market.score import Score
from tools.market.trial import Killed, Trial

# Parsers behind the door of another, or of files that nobody else writes.
BEHIND = {
    "legible_answers": "parse_answers reads by it",
    "open_checkpoint": "check_dropped opens heads by it",
    "open_head": "open_checkpoint and parse_note, over heads that are kept",
    "open_note": "check_dropped opens heads by it",
    "parse_posted": "parse_collection, posted collections",
    "parse_run": "this home's own file",
    "read_body": "check_handover reads by it",
    "read_camt": "read_statement, camt.053",
    "read_chain": "the signer's own certificates",
    "read_format_rules": "packaged",
    "read_layout": "read_actus reads by it",
    "read_materials": "packaged",
    "read_month": "parse_terms and parse_collection",
    "read_parquet": "read_tape, Parquet",
    "read_size": "a witness's answer in digits, behind cosign",
    "read_table": "read_tape, CSV",
    "read_terms": "parse_agreement and parse_people",
    "read_workbook": "read_tape, Excel",
    "read_yaml": "every YAML file",
    "open_epoch_key": "the desk's own key",
    "open_key": "the signer's own key",
}

STARTED = datetime(2026, 9, 30, 20, 0, tzinfo=UTC)
ASKED = Asked(minutes=1, seed=7)


def test_the_page_of_a_run_that_passed_has_figures_seed_and_duration():
    text = page("deals", ASKED, Outcome(did="Ten deals.", figures={"deals": "10"}), started=STARTED, minutes=12.34)
    assert text.startswith("# Long run: deals, 2026-09-30\n\nPassed. Ten deals.\n")
    assert "| deals | 10 |" in text
    assert "| seed | 7 |" in text
    assert "| command | `python -m tools.long deals --minutes 1 --seed 7` |" in text
    assert "| duration | 12.3 minutes |" in text


def test_the_page_of_a_run_that_failed_has_every_failure_in_full():
    outcome = Outcome(did="Ten deals.", figures={}, failures=("first fault", "second\nfault"))
    text = page("deals", ASKED, outcome, started=STARTED, minutes=1)
    assert "Failed: 2, all below." in text
    assert "first fault" in text
    assert "second\nfault" in text


def test_a_second_run_of_a_day_leaves_the_page_of_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tools.long.deals.run", lambda asked: Outcome(did=f"Seed {asked.seed}.", figures={}))
    for seed in ("1", "2", "3"):
        assert main(["deals", "--seed", seed], tmp_path) == 0
    pages = sorted(tmp_path.iterdir(), key=lambda place: (len(place.name), place.name))
    assert [f"Seed {seed}." in place.read_text() for seed, place in enumerate(pages, start=1)] == [True] * 3


def test_the_growth_of_a_market_is_told_in_what_a_deal_takes_of_processors(monkeypatch: pytest.MonkeyPatch):
    counted = Counter({"pledged-twice": 1})
    scored = Score(alerts=1, planted=counted, found=counted, missed=(), wrong=())

    def tried(_: Path, *, seed: int, size: Size) -> Trial:
        spent = size.deals * 0.053
        return Trial(
            seed=seed,
            size=size,
            made=1.0,
            first=9 * spent,
            again=1.0,
            spent=spent,
            spent_again=spent / 10,
            memory=9,
            disk=7,
            results=3 * size.deals,
            digest="ab" * 32,
            same=True,
            score=scored,
        )

    died = [Killed(deals=500, kept=400, made=600, seconds=9.0, same=True)]
    monkeypatch.setattr(market, "apart", tried)
    monkeypatch.setattr(market, "killed", lambda _, size: replace(died[0], deals=size.deals))
    outcome = market.run(replace(ASKED, minutes=60))
    assert not outcome.failures
    for deals in (50, 100, 500, 1_000, 5_000):
        assert re.search(rf"\| {deals:,} \| .* \| 53 \| 5 \| 9 \| 7 \| abababababab \|", outcome.remarks), (
            "the clock took nine times that"
        )
    assert "user + sys, ms a deal" in outcome.remarks
    assert "A run of 500 deals was killed" in outcome.remarks


def test_properties_that_failed_are_shown_and_files_not_reached_are_named():
    outcome = properties.word({"tests/a.py": (1, "Falsifying example: x=1", 2.0)}, ["tests/a.py", "tests/b.py"])
    assert "Falsifying example: x=1" in outcome.failures[0]
    assert "Not reached: tests/b.py" in outcome.remarks


def test_what_failed_on_postgresql_is_counted_and_shown():
    case = '<testcase classname="tests.a" name="test_b"><failure message="x">assert 1 == 2</failure></testcase>'
    head = '<testsuite tests="5" failures="1" errors="0" skipped="2">'
    outcome = postgresql.word(f"<testsuites>{head}{case}</testsuite></testsuites>", "")
    assert outcome.figures == {"tests": "5", "failures": "1", "errors": "0", "skipped": "2"}
    assert outcome.failures == ("tests.a::test_b\n\nassert 1 == 2",)
    assert postgresql.word("", "pytest: no such option").failures == ("pytest: no such option",)


def test_random_deals_keep_the_laws_and_a_lost_unit_is_seen():
    made = random_deal(Random(1), 1)
    deal, _ = build(Deal, Document(file="deal.yaml", tree=made.tree, lines={}))
    assert deal is not None
    flows = project(deal, made.pool, Assumptions.filed(deal.assumptions["base"]))
    assert list(breaches(deal, flows)) == []
    first = flows.ledger.periods[0]
    name, amount = next(iter(first.onshore.closing.items()))
    short = {**first.onshore.closing, name: amount + Money(minor=1, currency=amount.currency)}
    damaged = replace(first, onshore=replace(first.onshore, closing=short))
    periods = (damaged, *flows.ledger.periods[1:])
    assert list(breaches(deal, replace(flows, ledger=replace(flows.ledger, periods=periods))))


def test_random_deals_are_valid_with_an_issuer_and_without():
    kinds = set()
    for number in range(8):
        document = Document(file="deal.yaml", tree=random_deal(Random(number), number).tree, lines={})
        deal, found = build(Deal, document)
        assert deal is not None, found
        assert check_deal(deal, document) == ()
        kinds.add(deal.structure.offshore is not None)
    assert kinds == {True, False}


def test_a_reader_that_raises_is_found_with_the_bytes_that_did_it():
    def read(content: bytes) -> object:
        return () if content == b"good" else content.decode("ascii")[99]

    outcome = fuzz.fuzz(Asked(minutes=0.01, seed=1), (Door(name="bad reader", content=b"good", read=read),))
    assert any("IndexError" in each and "bytes: b" in each for each in outcome.failures)


def test_a_mutant_differs_in_one_place_and_names_it():
    changes = [(each.was, each.now) for each in mutants("def f(x: int) -> bool:\n    return x < 3\n")]
    assert changes == [("x < 3", "x <= 3"), ("x < 3", "x >= 3"), ("3", "4"), ("3", "2")]


def test_mutants_of_a_core_module_can_be_compiled(project: Path):
    source = (project / "src" / "tallystick" / "units" / "rates.py").read_text(encoding="utf-8")
    made = [compile(each.tree, "rates.py", "exec") for each in mutants(source)]
    assert len(made) > 50


def test_memory_that_grows_after_the_warm_rounds_is_seen_and_steady_memory_is_not():
    steady = [soak.Measure(resident=900_000, memory=500_000, files=9, threads=1, stores=10)] * 12
    assert list(soak.grown(steady)) == []
    growing = [replace(each, memory=500_000 + 20_000 * number) for number, each in enumerate(steady)]
    assert "memory grew" in next(soak.grown(growing))
    wavering = [replace(each, resident=900_000 + 20_000 * number) for number, each in enumerate(steady)]
    assert list(soak.grown(wavering)) == [], "what the C library keeps is not held"
    assert "memory reached" in next(soak.grown([replace(each, resident=2_200_000) for each in steady]))
    assert "files grew" in next(soak.grown([*steady, replace(steady[0], files=10)]))


def test_what_is_mutated_and_its_tests_are_there() -> None:
    for target, tests in TARGETS.items():
        assert (ROOT / "src" / "tallystick" / target).is_file()
        assert all((ROOT / "tests" / name).is_file() for name in tests)


def test_every_change_that_is_said_to_mean_nothing_can_still_be_made() -> None:
    made = {}
    for target in {each[0] for each in EQUIVALENTS}:
        source = (ROOT / "src" / "tallystick" / target).read_text(encoding="utf-8")
        lines = source.splitlines()
        made[target] = {(lines[each.line - 1].strip(), each.was, each.now) for each in mutants(source)}
    for target, line, was, now in EQUIVALENTS:
        assert (line, was, now) in made[target]


def test_every_public_reader_of_files_has_a_door_or_stands_behind_one():
    doors = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tools" / "long").glob("doors*.py"))
    readers = {
        node.name
        for path in (ROOT / "src" / "tallystick").rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and re.match("(read|parse|open|legible)_", node.name)
        if [ast.unparse(each.annotation or ast.Constant(None)) for each in node.args.args][:1] == ["bytes"]
    }
    assert len(readers) > 60
    assert {name for name in readers if not re.search(rf"\b{name}\b", doors)} == BEHIND.keys()
