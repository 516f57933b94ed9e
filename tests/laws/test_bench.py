"""The bench measures what it says: both ways agree, every subject runs, the report has its one form."""

import gc
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import bench_tape, bench_web, run
from bench.peak import peak_of
from bench.timing import DifferentAnswerError, Result, compare, timed, within


@pytest.fixture(autouse=True, scope="module")
def light() -> None:
    """Leave alone what other tests keep: before every run that is timed, all that is there is looked through."""
    gc.collect()
    gc.freeze()


def test_two_ways_with_different_answers_are_not_timed():
    with pytest.raises(DifferentAnswerError, match="different answers"):
        compare("sum", lambda: 1, twin=lambda: 2, against="a wrong twin", runs=4)


def test_too_few_runs_are_refused():
    with pytest.raises(ValueError, match="no quartiles"):
        compare("sum", lambda: 1, twin=lambda: 1, against="itself", runs=3)


def test_a_slower_twin_has_a_ratio_above_one():
    result = compare("sum", lambda: 499_500, twin=lambda: sum(range(1_000)), against="adding up", runs=9)
    assert result.ratio > 1
    assert result.runs == 9


def test_who_waits_takes_time_of_the_clock_and_none_of_processors():
    slept = within("sleep", lambda: time.sleep(0.02), seconds=0.02, answer=None, runs=4)
    assert slept.value >= 0.02
    assert slept.processors is not None
    assert slept.processors < 0.01


def test_what_a_worker_took_of_processors_is_counted_once_it_ended():
    busy = [sys.executable, "-c", "import time\nwhile time.process_time() < 0.1: pass"]
    result = within("busy", lambda: subprocess.run(busy, check=True).returncode, seconds=1, answer=0, runs=4)
    assert result.processors is not None
    assert result.processors >= 0.1


def test_another_answer_than_the_one_that_is_wanted_is_not_timed():
    with pytest.raises(DifferentAnswerError, match="does not give 2"):
        within("sum", lambda: 1, seconds=1, answer=2, runs=4)


def test_peak_memory_is_of_a_process_of_its_own():
    little = peak_of("nothing", "gc:collect", limit=1.5, runs=2)
    assert little.unit == "GB"
    assert 0.001 < little.value < 0.2
    assert little.ratio == pytest.approx(1.5 / little.value)


def test_an_unknown_subject_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    assert run.main(["astrology"], tmp_path / "bench.json") == 2
    assert "evidence" in capsys.readouterr().err


def test_the_report_has_its_form(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    assert run.main(["evidence"], tmp_path / "bench.json") == 0
    report = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert set(report) == {"schema", "machine", "results", "failed"}
    fields = {"name", "value", "unit", "against", "ratio", "runs", "spread", "processors", "processors_ratio"}
    assert report["results"]
    assert all(set(result) == fields for result in report["results"])
    assert "evidence." in capsys.readouterr().out


def test_a_subject_that_fails_leaves_what_it_and_the_others_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    def measured(name: str) -> Result:
        return timed(name, [0.1] * 4, against="itself", wanted=0.1)

    def broken() -> Iterator[Result]:
        yield measured("tape.first")
        raise DifferentAnswerError("tape.second and its twin differ")

    monkeypatch.setattr(bench_tape, "results", broken)
    monkeypatch.setattr(bench_web, "results", lambda: iter([measured("web.only")]))
    assert run.main(["tape", "web"], tmp_path / "bench.json") == 1
    report = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert [each["name"] for each in report["results"]] == ["tape.first", "web.only"]
    assert report["failed"] == {"tape": "DifferentAnswerError: tape.second and its twin differ"}
    assert "tape failed" in capsys.readouterr().err
