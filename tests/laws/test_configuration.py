"""The configuration of the tools: each law switched on, each exception reasoned, nothing configured and not run."""

import configparser
import re
import tomllib
from pathlib import Path

import pytest

_IGNORES_ALLOWED = 25
"""`type: ignore` comments in src; the number may only shrink."""


@pytest.fixture
def pyproject(project: Path) -> str:
    return (project / "pyproject.toml").read_text(encoding="utf-8")


def test_every_ruff_ignore_has_its_reason(pyproject: str):
    section = re.search(r"\[tool\.ruff\.lint\]\n(.*?)\n\[tool\.ruff\.lint\.flake8", pyproject, re.DOTALL)
    assert section
    ignores = re.findall(r'^    "[A-Z]+[0-9]*",?(.*)$', section[1], re.MULTILINE)
    assert ignores
    assert all(re.fullmatch(r"\s+# \S.+", reason) for reason in ignores)


def test_mypy_knows_django_as_soon_as_there_are_settings(project: Path, pyproject: str):
    settings = project / "src/tallystick/shell/store/settings.py"
    plugins = tomllib.loads(pyproject)["tool"]["mypy"].get("plugins", [])
    assert settings.exists() == ("mypy_django_plugin.main" in plugins), (
        "uncomment the lines marked DJANGO in pyproject.toml"
    )


def test_types_are_ignored_no_more_often_than_before(project: Path):
    sources = (project / "src").rglob("*.py")
    ignores = sum(path.read_text(encoding="utf-8").count("# type: ignore") for path in sources)
    assert ignores <= _IGNORES_ALLOWED


def test_every_import_law_says_what_to_do_instead(project: Path):
    laws = configparser.ConfigParser()
    laws.read(project / ".importlinter", encoding="utf-8")
    contracts = [name for name in laws.sections() if name.startswith("importlinter:contract:")]
    assert contracts
    assert all(laws[name]["broken_contract_guidance"].strip() for name in contracts)


def test_a_dependency_that_waits_for_its_first_import_still_waits(project: Path, pyproject: str):
    waiting = set(tomllib.loads(pyproject)["tool"]["deptry"]["per_rule_ignores"]["DEP002"]) - {"pylopdf-fonts-zh-cn"}
    sources = [path.read_text(encoding="utf-8") for path in (project / "src").rglob("*.py")]
    arrived = {
        name for name in waiting for text in sources if re.search(rf"^\s*(?:import|from) {name}\b", text, re.MULTILINE)
    }
    assert not arrived, "take them out of DEP002 in pyproject.toml"


def test_make_test_runs_every_tool_that_is_configured(project: Path):
    makefile = (project / "Makefile").read_text(encoding="utf-8")
    needed = re.search(r"^test: setup ##.*\n\t@\$\(MAKE\) (.*)$", makefile, re.MULTILINE)
    assert needed
    assert {"lint", "types", "contracts"} <= set(needed[1].split())
    tools = ("ruff check", "ruff format --check", "lint-imports", "deptry", "tools.laws", "mypy", "npm", "pytest")
    assert all(tool in makefile for tool in tools)


def test_the_check_of_a_change_is_make_test(project: Path):
    script = (project / ".ci/run").read_text(encoding="utf-8")
    assert "set -euo pipefail" in script
    assert script.rstrip().endswith("make test")


def test_every_target_is_in_the_help(project: Path):
    makefile = (project / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    described = re.findall(r"^([a-z-]+):[^\n]* ## \S", makefile, re.MULTILINE)
    assert sorted(described) == sorted(phony[1].split())
