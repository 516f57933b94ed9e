"""The base install: without any extra, every core room loads and every verb up to the desk runs."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.shell.cli.conftest import copied, few

_EXTRAS = (
    *("typst", "web3", "eth_abi", "eth_account", "pylopdf_fonts_zh_cn", "numba", "dask", "docx", "pypdf", "rbcl"),
    *("networkx", "rapidfuzz", "cantoroman", "opencc", "pypinyin", "prometheus_client", "psycopg", "distributed"),
    *("asn1crypto", "pyhanko", "pyhanko_certvalidator", "rfc3161_client", "pkcs11", "allauth", "ninja", "granian"),
    *("django_tasks", "rules", "whitenoise"),
)
_WITHOUT = (
    "import sys\n"
    "class Absent:\n"
    "    def find_spec(self, name, path=None, target=None):\n"
    f"        if name.partition('.')[0] in {_EXTRAS!r}:\n"
    "            raise ModuleNotFoundError(name, name=name)\n"
    "        return None\n"
    "sys.meta_path.insert(0, Absent())\n"
)
_CORE = ("units", "evidence", "law", "deal", "tape", "cashflow", "filing", "issuance", "servicing", "supervision")
_PASSPHRASE = "tallystick-example"


def _without_extras(code: str, project: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run code in an interpreter that cannot import what only the extras bring."""
    surroundings = {"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8", **environment}
    return subprocess.run(
        [sys.executable, "-c", _WITHOUT + code],
        cwd=project,
        capture_output=True,
        text=True,
        env=surroundings,
        check=False,
    )


_EXTRA = ("tallystick.cashflow.kernels.engines.loops", "tallystick.supervision.market.links")
"""What needs an extra: loops that numba compiles, and the graph of payers of the `market` extra."""


def test_every_core_room_loads(project: Path):
    code = (
        "import importlib, pkgutil\n"
        f"for room in {_CORE!r}:\n"
        "    package = importlib.import_module(f'tallystick.{room}')\n"
        "    for each in pkgutil.walk_packages(package.__path__, f'tallystick.{room}.'):\n"
        f"        if each.name not in {_EXTRA!r}:\n"
        "            importlib.import_module(each.name)\n"
    )
    loaded = _without_extras(code, project)
    assert loaded.returncode == 0, loaded.stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("base") / "onshore"


@pytest.fixture(scope="module")
def leases(project: Path, home: Path) -> str:
    """The vehicle leases on some hundred of their rows: what is absent is absent for all of them."""
    return str(few(copied(project, "auto-leases", home.parent / "leases")))


def _verbs(project: Path, home: Path, *calls: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """Call one verb after the other, until one does not end with 0."""
    code = (
        "from tallystick.__main__ import main\n"
        f"for call in {calls!r}:\n"
        "    sys.argv = ['tallystick', *call]\n"
        "    try:\n"
        "        ended = main()\n"
        "    except SystemExit as asked:\n"
        "        ended = asked.code\n"
        "    if ended:\n"
        "        sys.exit(f'{call}: {ended}')\n"
        "    print(call[0], 'ended with 0')\n"
    )
    return _without_extras(
        code,
        project,
        TALLYSTICK_HOME=str(home),
        TALLYSTICK_SIDE="onshore",
        TALLYSTICK_PASSPHRASE=_PASSPHRASE,
        HOME=str(home.parent),
    )


def test_the_verbs_that_read_a_deal_run(project: Path, home: Path, leases: str):
    ran = _verbs(
        project,
        home,
        ("check", leases),
        ("answer", leases),
        ("tape", leases),
        ("project", leases, "--no-break-even"),
        ("tieout", "examples/harot-2009-1"),
    )
    assert ran.returncode == 0, ran.stdout[-800:] + ran.stderr[-800:]
    assert [line.split()[0] for line in ran.stdout.splitlines() if line.endswith(" ended with 0")] == [
        *("check", "answer", "tape", "project", "tieout")
    ]


def test_a_package_is_made_without_pages_and_says_so_and_the_desk_decides(project: Path, home: Path, leases: str):
    out = home.parent / "out"
    ran = _verbs(
        project,
        home,
        ("package", leases, "--out", str(out)),
        ("keys", "--import-cast", "examples/cast"),
        ("submit", str(out / "package"), "--as", "shen-yilan", "--at", "2026-09-01T02:00:00Z"),
        (
            *("decide", "auto-leases-2026-1-v1", "--event", "file", "--as", "he-zhixia", "--as", "fang-bochuan"),
            *("--standing", "rehearsal", "--reason", "complete", "--at", "2026-09-08T02:00:00Z"),
        ),
    )
    assert ran.returncode == 0, ran.stdout[-800:] + ran.stderr[-800:]
    assert "decide ended with 0" in ran.stdout
    assert "the typesetter or its fonts are not installed" in ran.stdout
    assert not (out / "package/report-zh.pdf").exists()
