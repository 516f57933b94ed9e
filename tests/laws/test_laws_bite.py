"""Each of our own laws is broken once on a scratch tree, and must say so; on the sound tree it must be silent."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tools.laws import addresses, documented, examples, exports, links, locks, packaged, purity, sizes, wording
from tools.laws.tree import Breach

SOUND = {
    "pyproject.toml": '[project]\ndependencies = ["rfc8785>=0.1"]\n[dependency-groups]\ndev = ["ruff>=0.14"]\n',
    "requirements.lock": "rfc8785==0.1.4 \\\n    --hash=sha256:aa\n",
    "requirements-dev.lock": "rfc8785==0.1.4 \\\n    --hash=sha256:aa\nruff==0.17.6 \\\n    --hash=sha256:bb\n",
    "README.md": "See [the walk](docs/walk.md#the-walk) and `tallystick check`.\n",
    "docs/walk.md": "# The walk\n\n```console run\n$ echo filed; echo issued\nfiled\n...\n$ exit 3  # exits 3\n```\n",
    "src/tallystick/units/digests.json": "{}",
    "src/tallystick/units/shares.py": '__all__ = ["HALF"]\n\nHALF = "50%"\n',
    "src/tallystick/shell/cli/check.py": '__all__: list[str] = []\n\n_app = object()\n_app.command("check")(print)\n',
    "src/tallystick/evidence/catalogue/deal.toml": (
        '["deal.key-unknown"]\nseverity = "error"\n'
        'what = {zh = "不认识{key}。", en = "{key} is unknown."}\n'
        'why = {zh = "会被忽略。", en = "It would be ignored."}\n'
        'remedy = {zh = "请改正。", en = "Correct it."}\n'
    ),
    "src/tallystick/deal/parsing.py": (
        '__all__: list[str] = []\n\n\ndef _report(key):\n    return finding("deal.key-unknown", line=3, key=key)\n'
    ),
}

Law = Callable[[Path], list[Breach]]
LAWS: tuple[Law, ...] = (
    sizes.breaches,
    exports.breaches,
    purity.breaches,
    wording.breaches,
    locks.breaches,
    links.breaches,
    documented.breaches,
    addresses.breaches,
    examples.breaches,
)
LONG_LINES = "HALF = 1\n" * 451
LONG_FUNCTION = "def settle():\n" + "    pass\n" * 61
NINE_PARAMETERS = "def settle(a, b, c, d, e, f, g, h, i):\n    pass\n"
CATALOGUE = "src/tallystick/evidence/catalogue/deal.toml"
DEAL, UNITS, CLI = "src/tallystick/deal", "src/tallystick/units", "src/tallystick/shell/cli"

PLANTED: tuple[tuple[str, Law, str, str, str], ...] = (
    ("a core file of 451 lines", sizes.breaches, f"{UNITS}/shares.py", LONG_LINES, "451 lines"),
    ("a verb's file of 351 lines", sizes.breaches, f"{CLI}/check.py", "A = 1\n" * 351, "351 lines"),
    ("an act of 151 lines", sizes.breaches, "src/tallystick/shell/operations/file.py", "A = 1\n" * 151, "151"),
    ("a test file of 501 lines", sizes.breaches, "tests/units/test_shares.py", "A = 1\n" * 501, "501 lines"),
    ("a contract of 601 lines", sizes.breaches, "contracts/src/Token.sol", "//\n" * 601, "601 lines"),
    ("a function of 62 lines", sizes.breaches, f"{UNITS}/shares.py", LONG_FUNCTION, "62 lines"),
    ("nine parameters", sizes.breaches, f"{UNITS}/shares.py", NINE_PARAMETERS, "9 parameters"),
    ("five folders deep", sizes.breaches, "src/tallystick/shell/a/b/c/d/e.py", "A = 1\n", "5 folders deep"),
    ("no __all__", exports.breaches, f"{UNITS}/shares.py", "HALF = 1\n", "no __all__"),
    (
        "a name left out of __all__",
        exports.breaches,
        f"{UNITS}/shares.py",
        "__all__ = []\nHALF = 1\n",
        "HALF is public",
    ),
    ("a name not there", exports.breaches, f"{UNITS}/shares.py", '__all__ = ["THIRD"]\n', "offers THIRD"),
    ("a float literal", purity.breaches, f"{UNITS}/shares.py", "HALF = 0.5\n", "0.5: money owed"),
    ("a float", purity.breaches, f"{UNITS}/shares.py", 'HALF = float("0.5")\n', "float: money owed"),
    ("an inexact root", purity.breaches, f"{UNITS}/shares.py", "import math\nA = math.sqrt(2)\n", "math.sqrt"),
    ("a decimal", purity.breaches, f"{UNITS}/shares.py", "from decimal import Decimal\n", "rounds by a context"),
    ("a clock", purity.breaches, f"{UNITS}/shares.py", "import datetime\nA = datetime.date.today()\n", "clock"),
    ("a print", purity.breaches, f"{UNITS}/shares.py", 'print("paid")\n', "print() in the core"),
    ("an exit", purity.breaches, f"{UNITS}/shares.py", "import sys\nsys.exit(1)\n", "sys.exit in the core"),
    ("a path opened", purity.breaches, f"{UNITS}/shares.py", 'open("tape.csv")\n', "open() in the core"),
    ("a finding not worded", wording.breaches, f"{DEAL}/x.py", 'finding("deal.sum-wrong")\n', "no catalogue file"),
    ("a code passed on, not worded", wording.breaches, f"{DEAL}/x.py", 'note("deal.sum-wrong")\n', "no catalogue"),
    ("a label not worded", wording.breaches, f"{DEAL}/x.py", 'say("deal.head", language)\n', "no catalogue file"),
    ("an argument not given", wording.breaches, f"{DEAL}/x.py", 'finding("deal.key-unknown")\n', "asks for {key}"),
    ("a wording that is dead", wording.breaches, f"{DEAL}/parsing.py", "__all__ = []\n", "no code makes it"),
    ("a page that is not there", links.breaches, "README.md", "[the law](docs/law.md)", "not there"),
    ("a heading that is not there", links.breaches, "README.md", "[end](docs/walk.md#the-end)", "not there"),
    ("a verb nobody tells of", documented.breaches, f"{CLI}/verify.py", '_app.command("verify")(f)\n', "'verify'"),
    ("a variable nobody tells of", documented.breaches, f"{CLI}/x.py", 'A = "TALLYSTICK_HOME"\n', "TALLYSTICK_HOME"),
    ("a lock with an address", locks.breaches, "requirements.lock", "--index-url https://x/\n", "names an address"),
    ("a pin without a digest", locks.breaches, "requirements.lock", "rfc8785==0.1.4\n", "has no digest"),
    ("a dependency not pinned", locks.breaches, "requirements.lock", "", "does not pin rfc8785"),
    (
        "a second version",
        locks.breaches,
        "requirements.lock",
        "rfc8785==0.2 \\\n  --hash=sha256:a\n",
        "pins rfc8785 0.1.4",
    ),
    ("a lock of hosts", locks.breaches, "uv.lock", "", "names hosts"),
    ("an npm address", locks.breaches, "contracts/package-lock.json", '{"resolved": "x"}', '"resolved"'),
    ("a machine's folder", addresses.breaches, "docs/walk.md", "cd /home" + "/ann/tallystick", "relative"),
    ("a registry's host", addresses.breaches, "Makefile", "pip -i https://pypi" + ".org/simple", "relative"),
    ("an example that fails", examples.breaches, "docs/walk.md", "```console run\n$ exit 1\n```\n", "exits 1, not 0"),
    ("an example that differs", examples.breaches, "docs/a.md", "```console run\n$ echo 1\n2\n```\n", "something else"),
    ("a doctest that differs", examples.breaches, "docs/a.md", "```python run\n>>> 1\n2\n```\n", "Expected"),
    ("a script that fails", examples.breaches, "docs/a.md", "```python run\nassert not 1\n```\n", "AssertionError"),
    ("an unknown language", examples.breaches, "docs/a.md", "```cobol run\nSTOP\n```\n", "nobody knows how"),
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for path, text in SOUND.items():
        plant(tmp_path, path, text)
    return tmp_path


def plant(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__module__.rpartition(".")[2])
def test_a_sound_tree_breaks_no_law(tree: Path, law: Law):
    assert law(tree) == []


@pytest.mark.parametrize(
    ("law", "path", "text", "complaint"), [row[1:] for row in PLANTED], ids=[row[0] for row in PLANTED]
)
def test_the_law_bites(tree: Path, law: Law, path: str, text: str, complaint: str):
    plant(tree, path, text)
    assert any(complaint in str(breach) for breach in law(tree)), f"{law.__module__} did not see it"


@pytest.mark.parametrize(
    ("sound", "broken", "complaint"),
    [
        ('en = "{key} is unknown."', 'en = "It is unknown."', "other arguments in Chinese than in English"),
        ('zh = "会被忽略。", ', "", "why needs a zh and an en text"),
        ('en = "Correct it."', 'en = ""', "remedy needs a zh and an en text"),
    ],
)
def test_a_sentence_in_one_language_is_seen(tree: Path, sound: str, broken: str, complaint: str):
    assert sound in SOUND[CATALOGUE]
    plant(tree, CATALOGUE, SOUND[CATALOGUE].replace(sound, broken))
    assert any(complaint in str(breach) for breach in wording.breaches(tree))


def test_changed_packaged_data_is_seen(tree: Path):
    plant(tree, f"{UNITS}/digests.json", f'{{"evidence/catalogue/deal.toml": "{"0" * 64}"}}')
    assert [breach.path for breach in packaged.breaches(tree)] == [CATALOGUE]


def test_an_incomplete_compiled_contract_is_seen(tree: Path):
    plant(tree, "src/tallystick/shell/chain/artifacts/TrancheToken.json", '{"contract": "TrancheToken", "abi": []}')
    assert any("creationCode" in str(breach) for breach in packaged.breaches(tree))


def test_a_type_check_may_name_the_float_it_refuses(tree: Path):
    plant(tree, f"{UNITS}/shares.py", "if isinstance(HALF, bool | float):\n    raise TypeError\n")
    assert purity.breaches(tree) == []


def test_forecasts_may_use_floats(tree: Path):
    plant(tree, "src/tallystick/cashflow/kernels/pool.py", "HALF = 0.5\n")
    plant(tree, "src/tallystick/tape/statistics.py", "HALF = 0.5\n")
    assert purity.breaches(tree) == []


def test_an_exception_that_is_no_longer_needed_is_seen(tree: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sizes.EXCEPTIONS, f"{UNITS}/shares.py", "once was long")
    assert any("no longer needs its exception" in str(breach) for breach in sizes.breaches(tree))
