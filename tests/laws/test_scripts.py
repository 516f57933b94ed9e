"""The scripts behind the Makefile: they say what they do, and pass failure on."""

import subprocess
from pathlib import Path


def run(project: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


def test_a_step_says_what_it_is_and_how_long_it_took(project: Path):
    done = run(project, "tools/step", "greeting", "echo", "good day")
    assert done.returncode == 0
    title, output, closing = done.stdout.strip().splitlines()
    assert (title, output) == ("== greeting", "good day")
    assert closing.startswith("== greeting: ")
    assert closing.endswith(" s")


def test_a_step_that_fails_says_so_and_passes_its_code_on(project: Path):
    done = run(project, "tools/step", "refusal", "sh", "-c", "exit 7")
    assert done.returncode == 7
    assert done.stdout.rstrip().endswith("s, failed")


def test_an_unknown_kind_of_environment_is_refused_with_the_known_ones(project: Path):
    done = run(project, "tools/setup", "production")
    assert done.returncode == 2
    assert "'run', 'dev' or 'long'" in done.stderr


def test_make_alone_lists_the_targets(project: Path):
    done = run(project, "make", "--no-print-directory")
    assert done.returncode == 0
    assert {"run", "test", "bench"} <= {line.split()[1] for line in done.stdout.splitlines()}
