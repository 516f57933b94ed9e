import shutil
from pathlib import Path

import pytest

from tests.shell.chain.stage import need_anvil

pytestmark = pytest.mark.chain


def test_every_act_is_inside_its_ceiling(project: Path) -> None:
    need_anvil()
    if shutil.which("node") is None or not (project / "contracts" / "node_modules").is_dir():
        pytest.skip("the settlement asset is compiled by npm's packages: run `npm ci --ignore-scripts` in contracts/")
    from bench.bench_gas import ADAPTER, BESIDE, CEILINGS, measured

    found = measured()
    over = {name: (found[name], ceiling) for name, ceiling in CEILINGS.items() if found[name] > ceiling}
    assert over == {}
    for page in ("gas.md", "gas.zh.md"):
        told = (project / "docs" / page).read_text(encoding="utf-8")
        names = (*CEILINGS, *ADAPTER, *BESIDE)
        assert {name: f"{found[name]:,}" in told for name in names} == dict.fromkeys(names, True), page
