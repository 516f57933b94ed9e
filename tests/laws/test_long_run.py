"""The page of a long run says when, where, how long and what came of it."""

from datetime import UTC, datetime

from tools.long_run import page

STARTED = datetime(2026, 9, 30, 20, 0, tzinfo=UTC)


def test_a_run_that_passed_shows_its_closing_line_and_its_time_table():
    printed = "....\n=== time by room ===\nunits   4 tests   2.0 s\n==== 4 passed in 2.00s ====\n"
    text = page(printed, started=STARTED, minutes=12.34, status=0)
    assert text.startswith("# Long run of 2026-09-30\n\nPassed: 4 passed in 2.00s\n")
    assert "in 12.3 minutes" in text
    assert "units   4 tests" in text
    assert "....\n" not in text


def test_a_run_that_failed_shows_the_example_that_failed():
    printed = "F\nFalsifying example: test_no_cent_is_lost(due=1)\n=== time by room ===\n=== 1 failed in 2s ===\n"
    text = page(printed, started=STARTED, minutes=1, status=1)
    assert "Failed: 1 failed in 2s" in text
    assert "Falsifying example: test_no_cent_is_lost(due=1)" in text
