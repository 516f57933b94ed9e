"""Nothing under GPL, AGPL or BUSL is linked or shipped, and the SBOM names every package of the lock files."""

import json
import re
from pathlib import Path

import pytest

from tools.sbom import Part, parts, refused, sbom


@pytest.fixture(scope="module")
def every() -> tuple[Part, ...]:
    return parts()


def test_every_licence_is_known_and_allows_shipping(every: tuple[Part, ...]):
    assert [(part.name, part.licence) for part in refused(every)] == []


@pytest.mark.parametrize(
    "licence",
    ["GPL-3.0-only", "AGPL-3.0-or-later", "BUSL-1.1", "MIT AND GPL-2.0-only", "SSPL-1.0", "LicenseRef-own", "", "-?-"],
)
def test_what_may_not_be_shipped_or_says_nothing_is_refused(licence: str):
    assert refused([Part(kind="pypi", name="other", version="1", licence=licence, shipped=True)]) != ()


@pytest.mark.parametrize("licence", ["MIT", "LGPL-3.0-only", "MIT OR GPL-3.0-only", "Apache-2.0 WITH LLVM-exception"])
def test_what_may_be_linked_or_chosen_is_not(licence: str):
    assert refused([Part(kind="pypi", name="other", version="1", licence=licence, shipped=True)]) == ()


def test_the_sbom_names_each_pinned_package_with_its_digests_and_is_the_same_twice(
    every: tuple[Part, ...], project: Path
):
    written = sbom(every, version="1.0")
    assert sbom(reversed(every), version="1.0") == written
    listed = {each["purl"]: each for each in json.loads(written)["components"]}
    pins = re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", (project / "requirements.lock").read_text(), re.MULTILINE)
    for name, version in pins:
        about = listed[f"pkg:pypi/{name}@{version}"]
        assert about["scope"] == "required"
        assert all(len(each["value"]) == 64 for each in about["properties"])
    assert listed["pkg:npm/%40openzeppelin/contracts@5.7.0"]["scope"] == "required"
    assert listed["pkg:npm/htmx.org@4.0.1"]["hashes"]
    assert listed["pkg:npm/solc@0.8.34"]["scope"] == "excluded"
    bare = [part.name for part in every if part.shipped and not part.digests and not part.sha512]
    assert bare == [], "whatever is shipped has a digest"
    (about,) = listed["pkg:npm/%40openzeppelin/contracts@5.7.0"]["hashes"]
    assert (about["alg"], len(about["content"])) == ("SHA-512", 128)
