"""Doors for what other houses send: documents of each kind, tapes of each kind, papers about a filing, and proofs.

The files are those of the tests, or made by the same hands.
"""

import datetime as dt
import tomllib
from pathlib import Path
from tempfile import mkdtemp

from pydantic import ValidationError

from tallystick.evidence.findings import finding
from tallystick.evidence.log import Policy, parse_policy
from tallystick.filing.authority.parameters import packaged_content, read_parameters
from tallystick.filing.documents.intake import inspect
from tallystick.filing.documents.texts import read_plain, read_word
from tallystick.filing.handover.counterparts import parse_counterparts
from tallystick.filing.handover.handover import parse_handover, verify_handover
from tallystick.filing.rounds.questions import parse_questions
from tallystick.shell.documents.reading.pdf_text import read_pdf
from tallystick.shell.operations.evidence.witness import witness_key
from tallystick.shell.operations.filing.handing.parts import AskedParts, made
from tallystick.shell.signing.pdf import Pades
from tallystick.shell.signing.remote.http import Http
from tallystick.shell.signing.timestamps import Rfc3161
from tallystick.tape.reading.mapping import own_columns
from tallystick.tape.reading.tapes import read_tape
from tallystick.units.money import Currency
from tests.cast import AUDITOR
from tests.filing.documents.made import pdf, word
from tests.filing.rounds.test_questions import ROUND
from tests.shell.operations.example import packaged
from tests.shell.signing.authority import TimeAuthority
from tests.shell.signing.test_pdf import NOW, ONCE, ROOT
from tests.tape.reading.test_kinds_of_files import ROWS, as_excel, as_parquet, as_xml
from tests.tape.tapes import CUTOFF
from tools.long.door import Door

__all__ = ["handover_content", "received_doors"]

_COUNTERPARTS = b"""schema: tallystick/counterparts/v1
counterparts:
  example-authority:
    name: {zh: X, en: Example overseas authority}
    arrangement: {reference: Specimen MoU 1, date: 2024-05-01}
    files: [documents/M18-audit.md]
    fields: [filer-address]
    columns: [days_past_due]
"""
_STAMPED = b"tallystick/onshore/1\n1\nhash\n"


def received_doors() -> tuple[Door, ...]:
    """Return every door of this kind."""
    return (*_documents(), *_tapes(), *_papers(), *_proofs())


def _documents() -> tuple[Door, ...]:
    said = ["A档规模不超过114,000,000.00美元。", "Class A has a principal amount of USD 114,000,000.00."]
    word_file, pdf_file = word(said, headings=["一、总则"], rows=[["档次", "规模"], ["A", "1.00"]]), pdf(said)
    text = "\n\n".join(("# 标题", *said)).encode()
    return (
        Door(
            name="document, Word",
            content=word_file,
            read=lambda given: (inspect("a.docx", given)[1], read_word("a.docx", given)[1]),
        ),
        Door(
            name="document, PDF",
            content=pdf_file,
            read=lambda given: (inspect("a.pdf", given)[1], read_pdf("a.pdf", given)[1]),
        ),
        Door(
            name="document, text",
            content=text,
            read=lambda given: (inspect("a.md", given)[1], len(read_plain("a.md", given).lines)),
        ),
    )


def _tapes() -> tuple[Door, ...]:
    columns = own_columns(asset_class="finance-lease", currency=Currency.CNY, cutoff=CUTOFF)

    def rows(content: bytes) -> object:
        return read_tape(content, mapping=columns, file="tape").findings

    kinds = {"Excel": as_excel(ROWS), "Parquet": as_parquet(ROWS), "XML": as_xml(ROWS)}
    return tuple(Door(name=f"tape, {kind}", content=content, read=rows, share=2) for kind, content in kinds.items())


def _papers() -> tuple[Door, ...]:
    return (
        Door(
            name="questions.yaml", content=ROUND.encode(), read=lambda given: parse_questions(given, file="q.yaml")[1]
        ),
        Door(
            name="counterparts.yaml",
            content=_COUNTERPARTS,
            read=lambda given: parse_counterparts(given, file="c.yaml")[1],
        ),
        Door(
            name="parameters of the authority's system",
            content=packaged_content(),
            read=lambda given: len(read_parameters(given).model_dump()),
            refuses=(ValueError, tomllib.TOMLDecodeError, ValidationError),
        ),
    )


def _proofs() -> tuple[Door, ...]:
    authority = TimeAuthority.open(Path(mkdtemp(prefix="tally-tsa-")) / "own")
    times = Rfc3161(authority.roots)
    token = authority.answer(times.request(_STAMPED).content).content
    signed = Pades(ROOT.pem, Http())
    witness = witness_key(AUDITOR.person.id, AUDITOR.person.public_key)

    def policy(content: bytes) -> object:
        read = parse_policy(content, file="witnesses.policy")
        return () if isinstance(read, Policy) else read

    def stamp(content: bytes) -> object:
        return times.read(content, _STAMPED, file="1.tsr")

    at = NOW + dt.timedelta(days=1)
    return (
        Door(
            name="witness policy",
            content=f"witness a {witness}\ngroup g 1 a\nquorum g\n".encode(),
            read=policy,
        ),
        Door(name="timestamp", content=token, read=stamp),
        Door(name="signed PDF", content=ONCE, read=lambda given: signed.read(given, at=at).findings),
        Door(name="handover.json", content=handover_content(), read=_taken),
    )


def handover_content() -> bytes:
    """Return a hand-over of the example."""
    counterparts, _ = parse_counterparts(_COUNTERPARTS, file="c.yaml")
    asked = AskedParts(
        counterpart="example-authority",
        whitelist=_COUNTERPARTS,
        purpose="inspection",
        officer="J. Receiver",
        files=("documents/M18-audit.md",),
        fields=("filer-address",),
    )
    return made(packaged().package, counterparts["example-authority"], asked, []).content()


def _taken(content: bytes) -> object:
    given = parse_handover(content)
    if given is None:
        return (finding("filing.handover-unreadable", file="handover.json"),)
    return verify_handover(given, root=packaged().package.root)
