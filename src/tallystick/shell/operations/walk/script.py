"""The script of a rehearsal: who acts, and when; read from `walk.yaml` of the deal folder."""

import datetime as dt
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, PlainValidator
from pydantic_core import PydanticCustomError

from tallystick.deal.parsing import build
from tallystick.deal.parties import Bilingual
from tallystick.deal.reading import Document, read_yaml
from tallystick.deal.scalars import DateText, Identifier, PeriodText, Record, Text
from tallystick.evidence.findings import Finding, finding

__all__ = ["SCRIPT_FILE", "Acting", "Recording", "Script", "Servicing", "parse_script"]

SCRIPT_FILE = "walk.yaml"
_YEARS = range(1970, 2200)
"""Before, there is no time on the ledger; after, days of working calendars and deadlines cannot be told."""
_ACTS = ("submit", "decide", "record", "witness", "issue", "service", "confirm", "verify")


def _moment(value: object) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(str(value))
    except ValueError as error:
        raise PydanticCustomError("walk.moment-unreadable", "unreadable") from error
    if moment.tzinfo is None or moment.year not in _YEARS:
        raise PydanticCustomError("walk.moment-unreadable", "unreadable")
    return moment


_Moment = Annotated[dt.datetime, PlainValidator(_moment)]


class Acting(Record):
    """One act: by whom, in the order in which they sign, and when."""

    by: tuple[Identifier, ...]
    at: _Moment


class Recording(Acting):
    """The recording of a paper; in a walk it is always a specimen."""

    number: Text
    date: DateText
    authority: Bilingual
    capture: Text


class Servicing(Acting):
    """The close of one month."""

    period: PeriodText


class Script(Record):
    """The acts of a walk, in their order."""

    format: Literal["tallystick/walk/v1"] = Field(alias="schema")
    submit: Acting
    decide: Acting
    record: Recording
    witness: Acting
    issue: Acting
    service: Servicing
    confirm: Acting
    verify: _Moment


def parse_script(content: bytes | None) -> tuple[Script | None, tuple[Finding, ...]]:
    """Read the script of a walk; None and findings where there is none that can be used."""
    if content is None:
        return None, (finding("deal.file-missing", file=SCRIPT_FILE, name=SCRIPT_FILE),)
    document, found = read_yaml(content, file=SCRIPT_FILE)
    if document is None:
        return None, found
    script, more = build(Script, document)
    early = _early(script, document) if script is not None else ()
    return None if early else script, (*found, *more, *early)


def _early(script: Script, document: Document) -> tuple[Finding, ...]:
    """Name each act that would happen before the one it rests on; known before any of them is done."""
    acts = [getattr(script, name) for name in _ACTS]
    moments = {name: act if isinstance(act, dt.datetime) else act.at for name, act in zip(_ACTS, acts, strict=True)}
    return tuple(
        document.fault(
            "walk.act-early", (act,), {"act": act, "at": moments[act], "before": before, "first": moments[before]}
        )
        for before, act in pairwise(_ACTS)
        if moments[act] < moments[before]
    )
