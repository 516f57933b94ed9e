"""Undertakings to be signed: a paper a class of signer, a part a signer, its clauses and a place for each signature.

Nothing is signed here and nothing is said for anybody: names come from the deal, posts whose holder the deal does not
name stay open. A signed undertaking comes back into ``documents/`` under its material.
Source: T3, G2-F13 (true, accurate and complete; confidentiality and archives; liability; the law firm's further
clause), by analogy.
"""

import tomllib
from collections.abc import Iterator
from functools import cache

from pydantic import BaseModel, ConfigDict

from tallystick.deal.deal import Deal
from tallystick.evidence.persons import Name
from tallystick.filing.papers.papers import short_paper
from tallystick.filing.report.content import Items, Report, Section, Table
from tallystick.filing.report.wordings import both, column, name_of, said, words
from tallystick.law.records import TextRecord
from tallystick.units.packaged import read

__all__ = ["undertakings"]

_CLASSES = "filing/papers/undertakings.toml"
_OPEN = words(both(""))


class _Class(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    material: str
    signers: tuple[str, ...]
    posts: tuple[TextRecord, ...]
    clauses: tuple[str, ...]
    zh: str
    en: str


@cache
def _classes() -> dict[str, _Class]:
    rows = tomllib.loads(read(_CLASSES).decode("utf-8"))
    return {name: _Class.model_validate(row) for name, row in rows.items()}


def undertakings(report: Report, deal: Deal) -> dict[str, Report]:
    """Return the undertakings of a deal by material and class of signer, such as ``M3-filer``."""
    return {
        f"{each.material}-{name}": short_paper(
            report, each.material, Name(zh=each.zh, en=each.en), tuple(_parts(each, deal, report))
        )
        for name, each in _classes().items()
    }


def _parts(each: _Class, deal: Deal, report: Report) -> Iterator[Section]:
    """Yield a part for each signer of a class that the deal has."""
    for signer in each.signers:
        for name in _names(signer, deal):
            clauses = tuple(
                (str(index), said(f"report.undertaking.{key}", deal=report.deal_name))
                for index, key in enumerate(each.clauses, 1)
            )
            yield Section(number="1", title=name, blocks=(Items(items=clauses), _signatures(each)))


def _names(signer: str, deal: Deal) -> tuple[Name, ...]:
    if signer == "firm":
        return (said("report.undertaking.to-be-named"),)
    if signer == "controllers":
        return tuple(name_of(each.name) for each in deal.parties["filer"].controllers)
    return (name_of(deal.parties[signer].name),) if signer in deal.parties else ()


def _signatures(each: _Class) -> Table:
    return Table(
        id="signatures",
        caption=said("report.undertaking.signatures"),
        columns=(
            column("report.column.post", width=4),
            column("report.column.name", width=4),
            column("report.column.signature", width=5),
            column("report.column.date", width=3),
        ),
        rows=tuple((words(post.name()), _OPEN, _OPEN, _OPEN) for post in each.posts),
    )
