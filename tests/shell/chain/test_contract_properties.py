import json
from pathlib import Path


def test_what_the_contracts_need_is_pinned_and_names_no_host(project: Path) -> None:
    lock = (project / "contracts" / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert "://registry" not in lock


def test_every_platform_of_foundry_is_in_the_lock(project: Path) -> None:
    packages = json.loads((project / "contracts" / "package-lock.json").read_text())["packages"]
    tools = [entry for entry in packages.values() if "optionalDependencies" in entry]
    platforms = {f"node_modules/{name}" for entry in tools for name in entry["optionalDependencies"]}
    assert platforms - set(packages) == set(), "npm ci refuses a lock without them"
    unlocked = {path for path, entry in packages.items() if path and "integrity" not in entry}
    assert unlocked <= platforms
    assert not any(path.endswith("linux-amd64") for path in unlocked)
