"""`metrics` as a monitor reads it: figures of a home, with the parser of another program."""

from pathlib import Path

from prometheus_client.openmetrics.parser import text_string_to_metric_families

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


def test_figures_as_values_are_the_same(tally: Tally, cast: Path):
    tally("keys", "--import-cast", cast)
    value = tally("metrics", "--json").json["value"]
    text = figures(tally("metrics").out)
    assert value["side"] == "onshore"
    assert {(each["name"], "".join(each["labels"].values())): each["value"] for each in value["figures"]} == text


def test_where_there_is_no_home_there_is_nothing_to_count(tally: Tally):
    told = tally("metrics", "--json")
    assert (told.exit, told.codes) == (2, ["cli.home-missing"])
