"""Doors for what authorities, desks and strangers hand over: notices, receipts, messages, lists, requests, drops."""

import datetime as dt
import io
from pathlib import PurePosixPath
from zipfile import ZipFile

from tallystick.evidence.audit.proofs import audit_proof, verify_audit_proof
from tallystick.evidence.audit.records import AuditError, read_leaf, read_record
from tallystick.evidence.log import NoteError, parse_verifier_key
from tallystick.evidence.log.witnessing import parse_add_checkpoint, read_cosignature
from tallystick.filing.disclosure.statements import parse_disclosures
from tallystick.filing.notices import NoticeKind
from tallystick.filing.states import Event
from tallystick.filing.versions.fields import field_changes
from tallystick.law.reading import BookError, read_books
from tallystick.law.telling.plain import FactSetUnreadableError, fact_set_bytes, read_fact_set
from tallystick.shell.files.archives import read_zip
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.filing.deliver import deliver
from tallystick.shell.operations.filing.handing.notice import read_filing_notice, write_filing_notice
from tallystick.shell.operations.filing.handing.take import check_handover
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.register.dropped import check_dropped
from tallystick.shell.operations.reviewing.asking.field_values import fields_in
from tallystick.shell.operations.reviewing.asking.replies import wrong_in
from tallystick.supervision.exchange.agreements import parse_agreement
from tallystick.supervision.exchange.messages import Answer, Consent, Receipt, Request
from tallystick.supervision.names.published import LISTS, parse_lists, parse_names
from tallystick.tape.commitment import read_commitment
from tallystick.tape.disclosures import parse_disclosed, verify_rows
from tallystick.tape.encumbrances import matching
from tallystick.tape.encumbrances.extract import read_extract
from tallystick.tape.encumbrances.identifiers import read_identifiers
from tallystick.tape.payer_list import read_payer_list
from tallystick.tape.subsidiaries import read_subsidiaries
from tallystick.tape.telling.disclosure import disclosed as disclosed_values
from tallystick.tape.telling.disclosure import read_disclosed
from tallystick.units.money import Currency
from tests.evidence.audit.test_audit import LOG as AUDIT
from tests.evidence.audit.test_audit import logged
from tests.evidence.audit.test_audit import record as audited
from tests.evidence.log.test_witnessing import SPEC, WITNESS, head, signed
from tests.filing.rounds.test_questions import ROUND
from tests.law.books.test_cases import ALL, DECLARATIONS, stated
from tests.law.small import SHELF, text
from tests.law.telling.test_plain import kept as fact_set
from tests.shell.operations.example import (
    FILING,
    REGISTRARS,
    at,
    crossed,
    desk,
    packaged,
    paper,
    person,
    recorded,
    signer,
)
from tests.supervision.exchange.test_exchanging import answered, asked, consent, exchange, made
from tests.tape.tapes import lease_tape
from tests.tape.test_disclosure import table
from tests.tape.test_disclosures import FILED, disclosed
from tests.tape.test_identifiers import REQUEST, TAGS, VIN
from tests.tape.test_subsidiaries import HEAD, LIST, PAPER, row
from tools.long.door import Door
from tools.long.doors_received import handover_content as taken_content
from tools.long.outcome import ROOT
from tools.long.walked import EXAMPLE

__all__ = ["handed_doors"]

_PILES = ROOT / "examples" / "charging-piles"
_DAY = dt.date(2026, 8, 31)
_IDENTIFIERS = f"asset_id,kind,value,issuer\nL1,vin,{VIN},\nL2,contract,0001,A111\n"
_AGREEMENT = """schema: tallystick/exchange-agreement/v1
id: mou-1
home: Authority at Home
abroad: Authority Overseas
since: 2026-01-01
until: 2027-12-31
fields:
  terms.json: ["*"]
  projection.csv: [period, principal]
"""
_RULE = """
[[rule]]
id = "R"
article = "1"
kind = "BAR"
mark = "O"
title = {zh = "规则", en = "rule"}
predicate = {fact = "a"}
"""
_LISTED = {
    LISTS: b'schema: tallystick/name-lists/v1\nlists:\n  invented:\n    name: {zh: X, en: Invented}\n    version: "7"\n'
    b"    day: 2026-06-01\n    days: 30\n    file: names.csv\n",
    "names.csv": "name,kind,identifier\n晨星贸易有限公司,organisation,X-9\nMao Tse-tung,person,\n".encode(),
}


def handed_doors() -> tuple[Door, ...]:
    """Return every door of this kind."""
    return (
        *_of_a_filing(),
        *_handed_over(),
        *_dropped(),
        *_of_the_logs(),
        *_of_authorities(),
        *_of_the_assets(),
        *_of_the_matching(),
    )


def _of_a_filing() -> tuple[Door, ...]:
    kept = desk(Event.FILE)
    recorded(kept)
    recorded(kept, paper(NoticeKind.CORRECTION, "C-1", b"corrected"))
    by, key = person(REGISTRARS[0]), signer(REGISTRARS[0])
    notice = write_filing_notice(kept, FILING, by=by, signer=key, at=at("2026-09-12T02:00")).value
    files = deliver(kept, FILING).value
    assert notice is not None  # noqa: S101  # the filing is on record, or this run means nothing
    assert files is not None  # noqa: S101  # likewise
    facts = fact_set(stated(ALL[0]))  # type: ignore[no-untyped-call]

    def notify(content: bytes) -> object:
        return read_filing_notice(content, kept.log.key, file="notice.json").findings

    return (
        Door(name="notice.json", content=notice, read=notify),
        *(
            Door(
                name=f"{name}, received",
                content=files[name],
                read=lambda given, name=name: open_received({**files, name: given}).findings,  # type: ignore[misc]
            )
            for name in ("proofs/correction-1.json", "proofs/correction-1.entry", "commitment.json")
        ),
        Door(
            name="disclosures.yaml",
            content=(EXAMPLE / "disclosures.yaml").read_bytes(),
            read=lambda given: parse_disclosures(given)[1],
        ),
        Door(
            name="rounds, answered",
            content=ROUND.encode(),
            read=lambda given: wrong_in(given, packaged().package.contents),
        ),
        Door(
            name="paths of a deal",
            content=(EXAMPLE / "deal.yaml").read_bytes(),
            read=lambda given: len(fields_in(given)) + len(field_changes(given, given, file="deal.yaml")),
        ),
        Door(
            name="law book",
            content=text(_RULE),
            read=lambda given: len(read_books({"small.toml": given}, shelf=SHELF)),
            refuses=(BookError,),
        ),
        Door(
            name="facts as kept",
            content=fact_set_bytes(facts),
            read=lambda given: len(read_fact_set(given, DECLARATIONS).facts),
            refuses=(FactSetUnreadableError,),
        ),
    )


def _dropped() -> tuple[Door, ...]:
    """The page of verification: an archive of an edition, and one file of a receipt."""
    files, own, trusted = crossed(), desk(Event.FILE).log.key, Trusted.of({}, ())
    archive = io.BytesIO()
    with ZipFile(archive, "w") as writing:
        for name, content in files.items():
            writing.writestr(f"export/{name}", content)
    beside = {
        PurePosixPath(name).name: content
        for name, content in files.items()
        if "/notice." in name or name.endswith("log.vkey")
    }

    def drop(given: dict[str, bytes]) -> object:
        return check_dropped(given, trusted, own, read_zip).findings

    return (
        Door(name="dropped archive", content=archive.getvalue(), read=lambda given: drop({"export.zip": given})),
        *(
            Door(
                name=f"dropped {name}",
                content=beside[name],
                read=lambda given, name=name: drop({**beside, name: given}),  # type: ignore[misc]
            )
            for name in beside
        ),
    )


def _handed_over() -> tuple[Door, ...]:
    """A hand-over as its receiver checks it; the act stands in for another, and what is said of that is a finding."""
    proofs = {name.removeprefix("proofs/"): content for name, content in crossed().items() if "/notice." in name}
    files = {
        **{
            name.replace("notice", stem): content
            for name, content in proofs.items()
            for stem in ("submitted", "handed-over")
        },
        "handover.json": taken_content(),
    }
    key = parse_verifier_key(crossed()["proofs/log.vkey"].decode().strip())
    return tuple(
        Door(
            name=f"{name}, taken",
            content=files[name],
            read=lambda given, name=name: check_handover({**files, name: given}, key).findings,  # type: ignore[misc]
        )
        for name in ("handover.json", "handed-over.json", "handed-over.entry", "submitted.tlog-proof")
    )


def _of_the_logs() -> tuple[Door, ...]:
    record = audited()  # type: ignore[no-untyped-call]
    receipt = logged(record)  # type: ignore[no-untyped-call]
    proof = audit_proof(record, ["kind", "person"], log=AUDIT, receipt=receipt)
    note = head(3)
    return (
        Door(name="audit proof", content=proof, read=lambda given: verify_audit_proof(given, AUDIT, file="p.json")[1]),
        Door(name="audit record", content=record.content(), read=read_record, refuses=(AuditError,)),
        Door(name="audit leaf", content=record.leaf, read=read_leaf, refuses=(AuditError,)),
        Door(name="add-checkpoint", content=SPEC, read=parse_add_checkpoint),
        Door(
            name="cosignature",
            content=signed(note).partition(b"\n\n")[2],
            read=lambda given: read_cosignature(given, note.text(), WITNESS),
        ),
        Door(
            name="log.vkey",
            content=str(AUDIT).encode(),
            read=lambda given: parse_verifier_key(given.decode("utf-8", "replace").strip()),
            refuses=(NoteError,),
        ),
    )


def _of_authorities() -> tuple[Door, ...]:
    request = asked()
    taken = made(Receipt, "receipt", of=request.sha256, day=_DAY.isoformat())
    answer = answered(exchange())["answer.json"]
    return (
        Door(
            name="exchange agreement",
            content=_AGREEMENT.encode(),
            read=lambda given: parse_agreement(given, file="agreement.yaml")[1],
        ),
        Door(name="exchange request", content=request.content(), read=Request.parse),
        Door(name="exchange consent", content=consent(request).content(), read=Consent.parse),
        Door(name="exchange receipt", content=taken.content(), read=Receipt.parse),
        Door(name="exchange answer", content=answer, read=Answer.parse),
        Door(
            name="names.csv",
            content=_LISTED["names.csv"],
            read=lambda given: (parse_names(given, file="n.csv")[1], parse_lists({**_LISTED, "names.csv": given})[1]),
        ),
        Door(name=LISTS, content=_LISTED[LISTS], read=lambda given: parse_lists({**_LISTED, LISTS: given})[1]),
    )


def _of_the_assets() -> tuple[Door, ...]:
    rows = disclosed("L3").content()
    told = table(disclosed_values(lease_tape({}, {"current_balance": "41500.00"})))
    own = "\n".join((HEAD, row("300.00", "0.00", "0.00"), "")).encode()

    def prove(content: bytes) -> object:
        read = parse_disclosed(content)
        return read is not None and verify_rows(read, FILED)

    return (
        Door(name="disclosed rows", content=rows, read=prove),
        Door(
            name="what a tape discloses",
            content=told,
            read=lambda given: read_disclosed(given, file="disclosure.csv")[1],
        ),
        Door(name="commitment.json", content=crossed()["commitment.json"], read=read_commitment),
        Door(
            name="payers.csv",
            content=(_PILES / "payers.csv").read_bytes(),
            read=lambda given: read_payer_list(given, currency=Currency.CNY, layers=()).findings,
        ),
        Door(
            name="registrations.csv",
            content=(_PILES / "registrations.csv").read_bytes(),
            read=lambda given: read_extract(given, file="registrations.csv")[1],
        ),
        Door(
            name="subsidiaries.csv",
            content=own,
            read=lambda given: read_subsidiaries(given, as_of=_DAY, papers={PAPER, LIST})[1],
        ),
    )


def _of_the_matching() -> tuple[Door, ...]:
    answer = matching.Answer(
        request="cc" * 32, epoch="2026-Q4", public_key="bb" * 32, elements=("aa" * 32,), proofs=("dd" * 64,)
    )
    return (
        Door(name="identifiers.csv", content=_IDENTIFIERS.encode(), read=lambda given: read_identifiers(given)[1]),
        Door(name="match request", content=REQUEST.content(), read=matching.parse_request),
        Door(name="match answer", content=answer.content(), read=matching.parse_answer),
        Door(name="match tags", content=TAGS.content(), read=matching.parse_tags),
    )
