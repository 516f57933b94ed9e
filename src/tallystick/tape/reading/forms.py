"""Forms: tapes whose columns a regulator has fixed, as packaged data; so that no mapping needs to be written for them.

    forms/esma-*.toml     underlying exposures of ESMA, message auth.099: performing loans of six kinds
    forms/abs-ee-*.toml   Form ABS-EE of the SEC, Schedule AL: automobile loans and leases

Each column of ours names its source there, how it is written and what its codes mean. What was not found in the cited
source is listed with the reason (`not_found`, `codes_not_found`), and what the form says beyond our columns is listed
too (`unread`): nothing is filled in from memory and nothing is dropped unsaid.
Source: the schema or rule that each file cites.
It reads no file of loans: `mapping` turns a form into a mapping.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tallystick.evidence.wording import Language
from tallystick.units.packaged import paths, read

__all__ = ["Form", "FormColumn", "form_ids", "form_of"]

_FOLDER = "tape/forms"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormColumn:
    """One column of ours in a form.

    Attributes:
        path: the column there: the path of an XML leaf, or an element.
        form: how it is written, as a mapping says it.
        format: of dates; empty for ISO 8601.
        source: where the cited document says so.
        values: what its codes mean here; empty where it has none.
        codes_not_found: codes it may have that have no equal here.
    """

    path: str
    form: str
    format: str
    source: str
    values: Mapping[str, str]
    codes_not_found: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form.

    Attributes:
        id: by which a mapping names it.
        zh: its name in Chinese.
        en: its name in English.
        source: the document that fixes it.
        asset_class: of the tapes it makes.
        rows: the element that is one asset.
        folded: whether a choice of value or reason, and an amount with its sign, are one leaf (ISO 20022).
        cutoff: the element outside the rows that states the cut-off; empty where there is none.
        no_data: the code of each reason for which a value may be absent.
        columns: ours, by canonical name.
        derived: what follows from others.
        not_found: columns of ours that the form does not fill, with the reason.
        unread: fields of the form that no column takes.
        rates_open: whether its source says two things of how rates are written, so that the mapping has to.
    """

    id: str
    zh: str
    en: str
    source: str
    asset_class: str
    rows: str
    folded: bool
    cutoff: str
    no_data: Mapping[str, str]
    columns: Mapping[str, FormColumn]
    derived: Mapping[str, str]
    not_found: Mapping[str, str]
    unread: tuple[str, ...]
    rates_open: bool = False

    def name(self, language: Language) -> str:
        """Return its name for a reader."""
        return self.zh if language is Language.ZH else self.en


def form_ids() -> tuple[str, ...]:
    """Return the ids of all forms, sorted."""
    return tuple(sorted(_forms()))


def form_of(form_id: str) -> Form | None:
    """Return a form by its id, or None."""
    return _forms().get(form_id)


@cache
def _forms() -> Mapping[str, Form]:
    read_forms = (_form(tomllib.loads(read(path).decode())) for path in paths(_FOLDER))
    return {form.id: form for form in read_forms}


def _form(content: Mapping[str, Any]) -> Form:
    return Form(
        id=content["id"],
        zh=content["name"]["zh"],
        en=content["name"]["en"],
        source=content["source"],
        asset_class=content["asset_class"],
        rows=content["rows"],
        folded=content["folded"],
        cutoff=content.get("cutoff", ""),
        no_data=content.get("no_data", {}),
        columns={name: _column(column) for name, column in content["columns"].items()},
        derived=content.get("derived", {}),
        not_found=content.get("not_found", {}),
        unread=tuple(content["unread"]["fields"]),
        rates_open=content.get("rates_open", False),
    )


def _column(content: Mapping[str, Any]) -> FormColumn:
    return FormColumn(
        path=content["from"],
        form=content["as"],
        format=content.get("format", ""),
        source=content["source"],
        values=content.get("values", {}),
        codes_not_found=tuple(content.get("codes_not_found", ())),
    )
