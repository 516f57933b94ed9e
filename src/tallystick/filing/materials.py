"""The materials of a filing: what the list asks for, what is there, what does not apply and what is missing.

Every item ends in one of three ways: a document with its digest, a written reason why it does not apply, or
missing. An item is never silently left out. The list is data and a reconstruction: the text of Working Guide
No. 1 was not seen, and `reconstruction` is the sentence that stands beside every list made from it.
Source: the Guideline and secondary accounts for the items, each with its mark; G2-F5, by analogy, for reasons.
It reads no document and does not judge one; only an item known from quoted text is an error when missing.
"""

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Literal

from pydantic import Field

from tallystick.deal.deal import Deal, FolderDocument
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, say
from tallystick.law.records import TextRecord
from tallystick.law.values import Mark
from tallystick.units.packaged import read

__all__ = [
    "OPINION",
    "REPORT",
    "UNDERTAKING",
    "Material",
    "MaterialState",
    "MaterialStatus",
    "check_materials",
    "material_list",
    "materials",
    "provided",
    "read_materials",
    "reconstruction",
]

REPORT, UNDERTAKING, OPINION = "M1", "M3", "M6"
"""The report itself; the filer's undertaking and the legal opinion, of which the report speaks by name."""

_LIST = "filing/materials.toml"
_ALWAYS = "always"
_MAY_BAR = {"O", "Q"}


class MaterialState(StrEnum):
    """How an item of the list ends."""

    PROVIDED = "provided"
    NOT_APPLICABLE = "not-applicable"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One item of the list.

    Attributes:
        status: G named by the Guideline, S by secondary sources, A by analogy, I inferred for tokens.
        mark: how the item is known; only O and Q may bar.
        condition: ``always``, or a word for the circumstance `when` describes.
        form: who signs and in which form.
        lacking: what of it no package can make, though it makes the rest; None where a package makes all or nothing.
        lacking_for: ``income`` where that holds of deals with rights to future income alone; empty where of all.
    """

    id: str
    title: Name
    status: str
    mark: str
    condition: str
    when: Name
    form: Name
    lacking: Name | None = None
    lacking_for: str = ""


class _Row(TextRecord):
    """An item as a file of materials writes it, under its id."""

    status: Literal["G", "S", "A", "I"]
    mark: Mark
    condition: str = Field(min_length=1)
    when: TextRecord
    form: TextRecord
    lacking: TextRecord | None = None
    lacking_for: Literal["", "income"] = ""

    def material(self, name: str) -> Material:
        return Material(
            id=name,
            title=self.name(),
            status=self.status,
            mark=self.mark.value,
            condition=self.condition,
            when=self.when.name(),
            form=self.form.name(),
            lacking=None if self.lacking is None else self.lacking.name(),
            lacking_for=self.lacking_for,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialStatus:
    """An item and how it ends.

    Attributes:
        documents: what answers to it; empty when it is generated with the package or not provided.
        generated: whether the package itself brings it; where it brings a part only, the item is missing all the same.
        reason: why it does not apply; None otherwise.
    """

    material: Material
    state: MaterialState
    documents: tuple[FolderDocument, ...] = ()
    generated: bool = False
    reason: Name | None = None

    @property
    def lacking(self) -> Name | None:
        """What is missing of an item of which the package makes a part; None of any other."""
        return self.material.lacking if self.generated and self.state is MaterialState.MISSING else None


_FEWEST, _INCOME = 2, "income"
_HOLLOW = frozenset(
    (
        "na",
        "none",
        "nil",
        "notapplicable",
        "doesnotapply",
        "notrequired",
        "tbd",
        "tbc",
        "不适用",
        "不涉及",
        "不需要",
        "暂无",
        "待定",
    )
)


@cache
def material_list() -> tuple[Material, ...]:
    """Return the list as packaged, in its own order."""
    return read_materials(read(_LIST))


def read_materials(content: bytes) -> tuple[Material, ...]:
    """Read a list of materials, such as the real one when it is seen: a table an item, under its id.

    Raises:
        ValueError: the bytes are no TOML of this shape; the message says where.
    """
    table = tomllib.loads(content.decode("utf-8"))
    return tuple(_Row.model_validate(row).material(name) for name, row in table.items())


def reconstruction() -> Name:
    """Return the sentence that says the list is a reconstruction; it stands wherever the list is shown."""
    return Name(
        zh=say("filing.materials.reconstruction", Language.ZH),
        en=say("filing.materials.reconstruction", Language.EN),
    )


def materials(
    deal: Deal, *, generated: Collection[str] = (), listed: Collection[Material] | None = None
) -> tuple[MaterialStatus, ...]:
    """Say of each item of the list whether it is provided, does not apply, or is missing.

    Args:
        deal: names its documents and its reasons by material id.
        generated: ids of the items that the package itself brings, such as the filing report M1.
        listed: the list to use; the packaged one where none is given.
    """
    return tuple(_status(material, deal, generated) for material in (material_list() if listed is None else listed))


def provided(statuses: Iterable[MaterialStatus]) -> frozenset[str]:
    """Return the ids of the items that are there."""
    return frozenset(each.material.id for each in statuses if each.state is MaterialState.PROVIDED)


def check_materials(
    statuses: Collection[MaterialStatus], deal: Deal, *, folder: Mapping[str, str] | None = None
) -> Iterator[Finding]:
    """Yield what is wrong with the materials.

    Args:
        statuses: as `materials` returned them.
        deal: whose documents they are.
        folder: SHA-256 of each file in ``documents/``, by name; None when the folder was not read.
    """
    for status in statuses:
        yield from _check_status(status)
    known = {status.material.id for status in statuses}
    for index, document in enumerate(deal.documents):
        path = f"documents[{index}]"
        if document.material not in known:
            yield finding("filing.material-unknown", path=path, material=document.material)
        if folder is not None and document.file not in folder:
            yield finding("filing.document-absent", path=path, document=document.file)
        elif folder is not None and document.sha256 not in {None, folder[document.file]}:
            yield finding(
                "filing.document-differs",
                path=path,
                document=document.file,
                expected=document.sha256 or "",
                found=folder[document.file],
            )
    there = provided(statuses)
    for item, reason in deal.not_applicable.items():
        if item in there:
            yield finding("filing.material-both", path=f"not_applicable.{item}", material=item)
        elif _is_hollow(reason.zh) or _is_hollow(reason.en):
            yield finding("filing.material-reason-hollow", path=f"not_applicable.{item}", material=item)
    for item in sorted(set(deal.not_applicable) - known):
        yield finding("filing.material-unknown", path=f"not_applicable.{item}", material=item)


def _is_hollow(reason: str) -> bool:
    """Tell whether a reason says nothing: no words, or only that it does not apply."""
    said = "".join(letter for letter in reason.lower() if letter.isalnum())
    return len(said) < _FEWEST or said in _HOLLOW


def _status(material: Material, deal: Deal, generated: Collection[str]) -> MaterialStatus:
    documents = tuple(document for document in deal.documents if document.material == material.id)
    reason = deal.not_applicable.get(material.id)
    made = material.id in generated
    whole = material.lacking is None or (material.lacking_for == _INCOME and not deal.assets.income)
    if documents or (made and whole):
        return MaterialStatus(
            material=material,
            state=MaterialState.PROVIDED,
            documents=documents,
            generated=made,
        )
    if reason is not None:
        return MaterialStatus(
            material=material, state=MaterialState.NOT_APPLICABLE, reason=Name(zh=reason.zh, en=reason.en)
        )
    return MaterialStatus(material=material, state=MaterialState.MISSING, generated=made)


def _check_status(status: MaterialStatus) -> Iterator[Finding]:
    item = status.material
    if status.state is MaterialState.MISSING:
        code = "filing.material-missing" if item.mark in _MAY_BAR else "filing.material-missing-warning"
        yield finding(code, path=item.id, material=item.id, title=item.title, when=item.when, mark=item.mark)
    if status.state is MaterialState.NOT_APPLICABLE and item.condition == _ALWAYS:
        code = "filing.material-always" if item.mark in _MAY_BAR else "filing.material-always-warning"
        yield finding(code, path=f"not_applicable.{item.id}", material=item.id, title=item.title, mark=item.mark)
