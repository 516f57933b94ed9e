"""What is shipped and what it is under: `python -m tools.sbom` writes build/sbom.json (CycloneDX) and checks licences.

    requirements.lock, contracts/package-lock.json, vendored files of the pages -> components -> SBOM, refused licences

Names, versions and digests are those of the lock files; the licence of a Python package is what its own metadata says.
What only builds or tests is in the SBOM too, with the scope `excluded`. The same locks give the same bytes.
"""

import json
import re
import sys
from base64 import b64decode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from license_expression import get_spdx_licensing  # type: ignore[import-untyped]  # published without types
from packageurl import PackageURL

__all__ = ["Part", "main", "parts", "refused", "sbom"]

ROOT: Final = Path(__file__).resolve().parent.parent
_PIN: Final = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)")
_DIGEST: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_REFUSED: Final = re.compile(r"^(A?GPL|BUSL|SSPL|Elastic|LicenseRef-)")
_VENDORED: Final = "src/tallystick/shell/web/static/vendor/manifest.json"
_COMPILED_IN: Final = "@openzeppelin/contracts"
"""The one package of `contracts/` whose code is in what is shipped: the byte code of the tokens."""
_SPDX: Final = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "GNU Affero General Public License v3": "AGPL-3.0-only",
    "GNU General Public License v2 (GPLv2)": "GPL-2.0-only",
    "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.0-or-later",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Other/Proprietary License": "",
    "Public Domain": "",
    "Python Software Foundation License": "PSF-2.0",
    "SIL Open Font License 1.1 (OFL-1.1)": "OFL-1.1",
}
"""Licences as classifiers name them; a classifier that is not here is no licence we know."""
_SHORT: Final = {"BSD": "BSD-3-Clause", "Apache 2.0": "Apache-2.0", "ISC License": "ISC"}
_ELSEWHERE: Final = {
    "axe-playwright-python": "MIT",
    "colorama": "BSD-3-Clause",
    "memorystream": "MIT",
    "pywin32": "PSF-2.0",
    "tzdata": "Apache-2.0",
}
"""Licences of packages whose metadata says none, or that another system needs; from the file in their source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One package.

    Attributes:
        kind: `pypi` or `npm`, as package URLs have it.
        licence: an SPDX expression; empty where nobody says.
        shipped: whether it runs with the product, and is not for building or testing alone.
        digests: SHA-256 of the files it may be installed from; `sha512` of the one file, as npm pins it.
    """

    kind: str
    name: str
    version: str
    licence: str
    shipped: bool
    digests: tuple[str, ...] = ()
    sha512: str = ""


def parts(root: Path = ROOT) -> tuple[Part, ...]:
    """Return every package of the lock files and of the pages, by kind and name."""
    shipped = {part.name for part in _python(root / "requirements.lock", frozenset())}
    every = [*_python(root / "requirements-dev.lock", frozenset(shipped)), *_node(root), *_vendored(root)]
    return tuple(sorted(every, key=lambda part: (part.kind, part.name, part.version)))


def refused(every: Iterable[Part]) -> tuple[Part, ...]:
    """Return the packages that no licence allows to be linked or shipped here, or whose licence nobody says.

    Of licences that one may choose between, one that is allowed is enough.
    """
    return tuple(part for part in every if not _allowed(part.licence))


def sbom(every: Iterable[Part], *, version: str) -> str:
    """Return the SBOM as CycloneDX JSON.

    Args:
        every: packages.
        version: of Tallystick.
    """
    own = Component(
        name="tallystick",
        version=version,
        type=ComponentType.APPLICATION,
        bom_ref="tallystick",
        licenses=_licences("Apache-2.0"),
    )
    bom = Bom(
        components=[_component(part) for part in every], serial_number=uuid5(NAMESPACE_URL, f"tallystick/{version}")
    )
    bom.metadata.component = own
    bom.register_dependency(own, bom.components)
    written = json.loads(JsonV1Dot6(bom).output_as_string())
    del written["metadata"]["timestamp"]  # the same locks give the same bytes
    return json.dumps(written, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _python(lock: Path, shipped: frozenset[str]) -> Iterator[Part]:
    entry: list[str] = []
    for line in [*lock.read_text(encoding="utf-8").splitlines(), "end==0"]:
        found = _PIN.match(line)
        if found and entry:
            name, version = entry[0], entry[1]
            digests = tuple(sorted(_DIGEST.findall("\n".join(entry[2:]))))
            yield Part(
                kind="pypi",
                name=name,
                version=version,
                licence=_stated(name),
                shipped=name in shipped,
                digests=digests,
            )
        entry = [found[1], found[2]] if found else [*entry, line]


def _node(root: Path) -> Iterator[Part]:
    packages = json.loads((root / "contracts/package-lock.json").read_text(encoding="utf-8"))["packages"]
    for place, about in packages.items():
        name = place.rpartition("node_modules/")[2]
        if name:
            licence = str(about.get("license") or _ELSEWHERE.get(name, ""))
            algorithm, _, digest = str(about.get("integrity", "")).partition("-")
            yield Part(
                kind="npm",
                name=name,
                version=about["version"],
                licence=licence,
                shipped=name == _COMPILED_IN,
                sha512=b64decode(digest).hex() if algorithm == "sha512" else "",
            )


def _vendored(root: Path) -> Iterator[Part]:
    for about in json.loads((root / _VENDORED).read_text(encoding="utf-8"))["files"]:
        yield Part(
            kind="npm",
            name=about["package"],
            version=about["version"],
            licence=about["licence"],
            shipped=True,
            digests=(about["sha256"],),
        )


def _stated(name: str) -> str:
    """Return the licence of a package as its own metadata says it, as an SPDX expression."""
    try:
        metadata: Any = distribution(name).metadata
    except PackageNotFoundError:
        return _ELSEWHERE.get(name, "")
    if expression := metadata.get("License-Expression"):
        return str(expression)
    said = [each.rpartition("::")[2].strip() for each in metadata.get_all("Classifier") or () if "License ::" in each]
    if said:
        return " OR ".join(found for each in said if (found := _SPDX.get(each, "LicenseRef-unknown")))
    short = str(metadata.get("License") or "").strip()
    return _SHORT.get(short, short) or _ELSEWHERE.get(name, "")


def _allowed(licence: str) -> bool:
    try:
        read = _spdx().parse(licence)
    except Exception:  # noqa: BLE001 - its errors share no class; what cannot be read is not allowed
        return False
    return read is not None and _holds(read)


@cache
def _spdx() -> Any:  # noqa: ANN401 - of the library, which reads two thousand licences for it
    return get_spdx_licensing()


def _holds(read: Any) -> bool:  # noqa: ANN401 - of the library
    parted = getattr(read, "args", ())
    if not parted:
        return not _REFUSED.match(str(read)) and not getattr(read, "exceptions", ())
    held = [_holds(each) for each in parted]
    return any(held) if read.operator.strip() == "OR" else all(held)


def _licences(licence: str) -> list[Any]:
    return [LicenseFactory().make_from_string(licence)] if licence else []


def _component(part: Part) -> Component:
    return Component(
        name=part.name,
        version=part.version,
        type=ComponentType.LIBRARY,
        purl=PackageURL(type=part.kind, name=part.name, version=part.version),
        bom_ref=f"pkg:{part.kind}/{part.name}@{part.version}",
        scope=ComponentScope.REQUIRED if part.shipped else ComponentScope.EXCLUDED,
        licenses=_licences(part.licence),
        hashes=_hashes(part),
        properties=[Property(name="tallystick:sha256", value=each) for each in part.digests],
    )


def _hashes(part: Part) -> list[HashType]:
    """Return the digests of the one file that a package is; one of many files has them as properties."""
    found = [HashType(alg=HashAlgorithm.SHA_256, content=part.digests[0])] if len(part.digests) == 1 else []
    return found + ([HashType(alg=HashAlgorithm.SHA_512, content=part.sha512)] if part.sha512 else [])


def main() -> int:
    """Write the SBOM; 1 where a licence is refused."""
    every = parts()
    place = ROOT / "build/sbom.json"
    place.parent.mkdir(exist_ok=True)
    place.write_text(sbom(every, version=distribution("tallystick").version), encoding="utf-8")
    against = refused(every)
    for part in against:
        print(f"{part.name} {part.version} cannot be shipped: its licence is {part.licence or 'nowhere stated'}")
    shipped = sum(part.shipped for part in every)
    print(f"{place.relative_to(ROOT)}: {shipped} packages shipped, {len(every) - shipped} for building and testing")
    return 1 if against else 0


if __name__ == "__main__":
    sys.exit(main())
