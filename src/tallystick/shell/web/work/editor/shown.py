"""A form as its page shows it: every field with its name, what is found about it, and who changed it last."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tallystick.deal.editing.edits import Way, found, path_of
from tallystick.deal.editing.forms import Entry, Group, form_of, joined
from tallystick.deal.reading import render
from tallystick.evidence.findings import Finding
from tallystick.shell.operations.people.copies import Copy
from tallystick.shell.operations.ports.people.work import Edited

__all__ = ["STEPS", "Field", "Part", "Step", "fields", "pointer", "step_of", "way_of"]

_VEHICLES: Final = (("structure", "onshore"), ("structure", "offshore"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the way through a deal: its name, and the parts of the file that it fills in."""

    name: str
    ways: tuple[Way, ...]


STEPS: Final = (
    Step(name="basics", ways=((),)),
    Step(name="parties", ways=(("parties",),)),
    Step(name="title", ways=(("chain_of_title",),)),
    Step(name="assets", ways=(("assets",), ("retention",), ("enhancements",), ("undertakings",))),
    Step(name="structure", ways=(("structure",),)),
    Step(name="onshore", ways=(_VEHICLES[0],)),
    Step(name="offshore", ways=(_VEHICLES[1],)),
    Step(name="tokens", ways=(("tokens",),)),
    Step(name="procedures", ways=(("procedures",),)),
    Step(name="assumptions", ways=(("assumptions",),)),
    Step(name="papers", ways=(("documents",), ("not_applicable",))),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field: `pointer` names it in a form, `key` is its label's, `by` changed it last, `theirs` overtook an edit."""

    entry: Entry
    pointer: str
    key: str
    findings: tuple[Finding, ...] = ()
    by: str = ""
    mine: str = ""

    @property
    def spoken(self) -> str:
        """The language a text is in, where it has one."""
        return self.key if self.key in {"zh", "en"} else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A group with what is in it; `above` is the key of what it lies in."""

    group: Group
    pointer: str
    key: str
    above: str
    fields: tuple[Field, ...]
    parts: tuple["Part", ...]
    findings: tuple[Finding, ...] = ()

    @property
    def is_bare(self) -> bool:
        """Whether this is a list or mapping, or a text in both languages, in which nothing stands that must."""
        if self.group.is_pair:
            return not any(each.entry.value or each.entry.wanted or each.findings or each.mine for each in self.fields)
        return not self.parts and not self.fields and not self.findings

    @property
    def has_more(self) -> bool:
        """Whether something may be filled in beside what is there or must be."""
        fields = (not (each.entry.wanted or each.entry.value or each.mine or each.findings) for each in self.fields)
        return any(fields) or any(each.group.absent or each.is_bare for each in self.parts)

    def every(self) -> Iterator[Field]:
        """Yield the fields of the part and of all within it."""
        yield from self.fields
        for each in self.parts:
            yield from each.every()


def pointer(way: Way) -> str:
    """Return a way as a form and an address name it. Source: RFC 6901."""
    return "/".join(part.replace("~", "~0").replace("/", "~1") for part in way)


def way_of(text: str) -> Way:
    """Return the way that a form or an address names."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in text.split("/")) if text else ()


def step_of(copy: Copy, step: Step, findings: tuple[Finding, ...]) -> tuple[Part, ...]:
    """Return the parts of a step, each field with what is found at it."""
    at: dict[str, list[Finding]] = {}
    for each in findings:
        at.setdefault(each.place.path, []).append(each)
    last = {each.edit.way: each for each in copy.changed}
    held = {each.edit.way: each for each in copy.held}
    return tuple(_part(copy, _within(form_of(copy.tree, way)), at, last, held) for way in step.ways)


def fields(parts: tuple[Part, ...]) -> dict[str, Field]:
    """Return every field of a step by its pointer."""
    return {each.pointer: each for part in parts for each in part.every()}


def _within(group: Group) -> Group:
    """Leave the vehicles to steps of their own."""
    kept = tuple(each for each in group.groups if each.way not in _VEHICLES)
    return Group(
        way=group.way, fields=group.fields, groups=kept, adds=group.adds, first=group.first, absent=group.absent
    )


def _part(
    copy: Copy,
    group: Group,
    at: Mapping[str, list[Finding]],
    last: Mapping[Way, Edited],
    held: Mapping[Way, Edited],
) -> Part:
    return Part(
        group=group,
        pointer=pointer(group.way),
        key=group.way[-1] if group.way else "",
        above=group.way[-2] if len(group.way) > 1 else "",
        fields=tuple(_field(copy, each, at, last, held) for each in group.fields),
        parts=tuple(_part(copy, each, at, last, held) for each in group.groups),
        findings=tuple(at.get(_place(copy, group.way), ())),
    )


def _field(
    copy: Copy,
    entry: Entry,
    at: Mapping[str, list[Finding]],
    last: Mapping[Way, Edited],
    held: Mapping[Way, Edited],
) -> Field:
    edited, overtaken = last.get(entry.way), held.get(entry.way)
    return Field(
        entry=entry,
        pointer=pointer(entry.way),
        key=entry.way[-1],
        findings=tuple(at.get(_place(copy, entry.way), ())),
        by="" if edited is None else edited.by,
        mine="" if overtaken is None else joined(overtaken.edit.value) or "",
    )


def _place(copy: Copy, way: Way) -> str:
    """Return the path by which findings name a way; of what is not there, below what is."""
    known = way
    while known and found(copy.tree, known) is None:
        known = known[:-1]
    return render((*(path_of(copy.tree, known) or ()), *way[len(known) :]))
