"""`metrics` as a monitor reads it: figures of a home, with the parser of another program."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from prometheus_client.openmetrics.parser import text_string_to_metric_families

from tallystick.shell.operations.ports.services.jobs import Job, State, Wanted
from tallystick.shell.operations.supervision.metrics import watched_measures
from tests.shell.cli.conftest import Tally


def figures(text: str) -> dict[tuple[str, str], int]:
    """Every sample by name and by its own label, as another program parses them."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            own = [value for name, value in sample.labels.items() if name != "side"]
            found[sample.name, "".join(own)] = int(sample.value)
            assert sample.labels["side"] == "onshore"
    return found


def test_a_new_home_counts_nothing_and_waits_for_nothing(tally: Tally, cast: Path):
    assert tally("keys", "--import-cast", cast).exit == 0
    told = tally("metrics")
    assert told.exit == 0
    assert told.out.endswith("# EOF\n")
    found = figures(told.out)
    assert found["tallystick_acts", ""] == found["tallystick_log_entries", ""] == 0
    assert found["tallystick_jobs", "waiting"] == found["tallystick_job_oldest_waiting_seconds", ""] == 0


def test_a_filing_is_counted_by_its_state_with_its_acts(
    tally: Tally, plainly: Tally, cast: Path, small: Path, tmp_path: Path
):
    tally("keys", "--import-cast", cast)
    assert plainly("package", small, "--out", tmp_path).exit in {0, 3}
    assert tally("submit", tmp_path / "package", "--as", "shen-yilan").exit == 0
    found = figures(tally("metrics").out)
    assert found["tallystick_filings", "submitted"] == 1
    assert found["tallystick_acts", ""] == found["tallystick_log_entries", ""] >= 1
    assert found["tallystick_log_unstamped_entries", ""] == found["tallystick_log_entries", ""]
    assert found["tallystick_log_cosignatures", ""] == 0


def test_what_the_watch_found_last_of_each_filing_is_counted_for_a_monitor():
    """A monitor is told of a missing report, an undecided event and an order without anyone opening a page."""
    now = datetime(2026, 11, 1, tzinfo=UTC)

    def job(task: str, hour: int, value: dict[str, object]) -> Job:
        wanted = Wanted(task=f"tallystick.shell.operations.background.watched.{task}")
        asked = now - timedelta(hours=hour)
        return Job(id=hour, wanted=wanted, state=State.DONE, result={"value": value}, asked=asked)

    first = {"duties": {"missing": 2, "due": 1}, "undecided": 3, "orders": ["suspend-issuance"]}
    jobs = [
        job("watch_changed", 1, {"b": {"duties": {"due": 4}, "undecided": 0, "orders": []}}),
        job("watch_filings", 5, {"a": first, "b": first}),
    ]
    home: Any = SimpleNamespace(queue=SimpleNamespace(jobs=lambda *, most: tuple(jobs)))
    found = {(each.name, "".join(v for _, v in each.labels)): each.value for each in watched_measures(home, now)}
    assert found["tallystick_duties", "missing"] == 2
    assert found["tallystick_duties", "due"] == 5
    assert found["tallystick_events_undecided", ""] == 3
    assert found["tallystick_orders", "suspend-issuance"] == 1
    assert found["tallystick_orders", "block-new-mint-plans"] == 0
    assert found["tallystick_watch_age_seconds", ""] == 3600
    jobs.clear()
    assert list(watched_measures(home, now)) == []


def test_figures_as_values_are_the_same(tally: Tally, cast: Path):
    tally("keys", "--import-cast", cast)
    value = tally("metrics", "--json").json["value"]
    text = figures(tally("metrics").out)
    assert value["side"] == "onshore"
    assert {(each["name"], "".join(each["labels"].values())): each["value"] for each in value["figures"]} == text


def test_where_there_is_no_home_there_is_nothing_to_count(tally: Tally):
    told = tally("metrics", "--json")
    assert (told.exit, told.codes) == (2, ["cli.home-missing"])
