"""The operations guide: what it has one copy into a server is taken by the programs it is for, and alike in Chinese."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from tallystick.shell.cli.app import build
from tallystick.shell.cli.application import Application
from tallystick.shell.wiring import operations
from tallystick.shell.wiring.working import MEGABYTES

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
CALL = re.compile(r"(?<![\w@-])tallystick ([a-z]+)((?: [^\s`|>;]+)*)")


def blocks(page: str) -> list[tuple[str, str]]:
    return BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))


def test_both_languages_have_the_same_blocks():
    assert blocks("operations.md") == blocks("operations.zh.md")


def test_every_call_names_a_verb_and_options_that_there_are():
    program = get_command(build(operations()))
    assert isinstance(program, Application)
    verbs = program.commands
    text = (DOCS / "operations.md").read_text(encoding="utf-8").replace("\\\n", " ")
    calls = [(verb, set(re.findall(r"--[a-z0-9-]+", rest))) for verb, rest in CALL.findall(text) if verb in verbs]
    assert {verb for verb, _ in calls} >= {"keys", "accounts", "serve", "metrics", "fsck"}
    for verb, options in calls:
        there = {each for parameter in verbs[verb].params for each in parameter.opts}
        assert options <= there, verb


def worker_unit(web: str, other: str) -> str:
    """The unit of the pages with the lines of the workers' in place of its own of the same name."""
    given = dict(re.findall(r"^(\w+)=(.*)$", other, re.MULTILINE))
    unit = web.replace("\\\n", "")
    for name in ("Description", "ExecStart", "MemoryMax"):
        unit = re.sub(rf"^{name}=.*$", f"{name}={given.pop(name)}", unit, flags=re.MULTILINE)
    added = "".join(f"{name}={value}\n" for name, value in given.items())
    return unit.replace("\n[Install]", f"{added}\n[Install]")


def test_units_are_verified(tmp_path: Path):
    verifier = shutil.which("systemd-analyze")
    if verifier is None:
        pytest.skip("there is no systemd-analyze")
    program = shutil.which("true") or "/bin/true"
    web, work, *daily = (text for kind, text in blocks("operations.md") if kind == "ini")
    names = ("web@onshore.service", "work@onshore.service", "fsck@onshore.service", "fsck@onshore.timer")
    for name, unit in zip(names, (web, worker_unit(web, work), *daily), strict=True):
        content = unit.replace("/opt/tallystick/.venv/bin/tallystick", program)
        (tmp_path / f"tallystick-{name}").write_text(content)
    paths = [str(tmp_path / f"tallystick-{name}") for name in names]
    said = subprocess.run([verifier, "verify", *paths], capture_output=True, text=True, check=False)
    assert (said.returncode, "tallystick" in said.stderr) == (0, False), said.stderr
    weighed = [verifier, "security", "--offline=true", "--no-pager", "--threshold=30", *paths[:2]]
    told = subprocess.run(weighed, capture_output=True, text=True, check=False)
    assert told.returncode == 0, f"the services may do more than they need: {told.stdout[-200:]}{told.stderr}"


def test_the_unit_of_workers_allows_what_a_job_may_take_and_a_worker_besides(project: Path):
    work = [text for kind, text in blocks("operations.md") if kind == "ini"][1]
    allowed = re.search(r"^MemoryMax=(\d+)G$", work, re.MULTILINE)
    assert allowed is not None
    assert int(allowed[1]) << 10 >= MEGABYTES + 512
    for page in ("docs/operations.md", "docs/operations.zh.md", "SECURITY.md", "SECURITY.zh.md"):
        assert f"{MEGABYTES >> 10} GiB" in (project / page).read_text(encoding="utf-8"), page


@pytest.mark.parametrize("page", ["operations.md", "operations.zh.md"])
def test_every_runbook_that_needs_somebody_else_is_carried_out_by_a_test_that_there_is(page: str):
    text = (DOCS / page).read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text)
    assert len(named) > 10
    for place, test in named:
        path = DOCS.parent / place
        assert path.is_file(), place
        assert not test or f"def {test}(" in path.read_text(encoding="utf-8"), test
    told = re.findall(r"^\*\*(.+?)[.。]\*\*", text, re.MULTILINE)
    rows = {row.split(" | ")[0].removeprefix("| ") for row in text.splitlines() if re.match(r"^\|.*`tests/", row)}
    assert rows <= set(told), "a row is called as its runbook is"
