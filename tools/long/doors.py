"""The doors: every reader of files that others write, with a file that it reads well.

Large files are made small first, so that a try is quick and a mutation likely to matter.
"""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

from tallystick.cashflow.published import read_published
from tallystick.cashflow.replines import read_replines
from tallystick.deal.answers.answers import parse_answers
from tallystick.deal.answers.people import parse_people
from tallystick.deal.parsing import parse_deal
from tallystick.deal.terms import parse_terms
from tallystick.evidence.canonical import CanonicalError, parse_canonical
from tallystick.evidence.entries import read_entry
from tallystick.evidence.log import parse_checkpoint, parse_note, parse_receipt
from tallystick.filing.export import open_export
from tallystick.filing.package import open_package
from tallystick.issuance.pricing import parse_pricing
from tallystick.issuance.subscriptions import read_subscriptions
from tallystick.servicing.bank_file import parse_bank_file
from tallystick.servicing.certificate import parse_certificate
from tallystick.servicing.claims.excess import SetOff, parse_set_offs, set_off_file
from tallystick.servicing.claims.owed import claims_file, parse_claims
from tallystick.servicing.collections import parse_collection
from tallystick.servicing.confirmations import parse_confirmations, reconcile
from tallystick.servicing.intake.posted import SCHEMA
from tallystick.servicing.lifecycle.events import parse_events
from tallystick.servicing.reconciliation.plain import read_statement
from tallystick.servicing.remittance.records import check_remittances, parse_remittances
from tallystick.servicing.restatement import parse_corrections
from tallystick.shell.files.archives import read_zip
from tallystick.shell.operations.deal.opened import open_deal
from tallystick.shell.operations.filing.check import check_opened
from tallystick.shell.operations.outcome import has_errors
from tallystick.shell.operations.walk.finished import read_record
from tallystick.shell.operations.walk.script import parse_script
from tallystick.tape.checks import check
from tallystick.tape.reading.mapping import own_columns, parse_mapping
from tallystick.tape.reading.tapes import read_tape
from tallystick.units.calendars import CalendarError
from tallystick.units.calendars.notices import read_notice
from tallystick.units.money import Currency
from tallystick.units.packaged import paths, read
from tallystick.units.periods import Period
from tools.long.door import Door
from tools.long.doors_handed import handed_doors
from tools.long.doors_issued import issued_doors
from tools.long.doors_received import received_doors
from tools.long.doors_said import said_doors
from tools.long.outcome import ROOT
from tools.long.walked import EXAMPLE

__all__ = ["doors", "servicing_doors"]

_EXAMPLES = ROOT / "examples"


def doors(walk: Path) -> tuple[Door, ...]:
    """Return every door; files of later stages are taken from a finished walk."""
    payments = (*_of_the_payments(walk), *servicing_doors())
    return (
        *_of_the_folder(),
        *_of_the_evidence(walk),
        *payments,
        *received_doors(),
        *said_doors(),
        *issued_doors(),
        *handed_doors(),
        *_of_the_rest(walk),
    )


def _of_the_folder() -> tuple[Door, ...]:
    tape = b"".join((EXAMPLE / "tape.csv").read_bytes().splitlines(keepends=True)[:40])
    files = {name: (EXAMPLE / name).read_bytes() for name in ("deal.yaml", "answers.yaml", "people.yaml")}
    files["tape.csv"] = tape
    deal, _, _ = parse_deal(files["deal.yaml"])
    assert deal is not None  # noqa: S101  # the example is valid, or this run means nothing
    assets = deal.assets
    columns = own_columns(asset_class=assets.asset_class, currency=assets.currency, cutoff=assets.cutoff)

    def read_rows(content: bytes) -> object:
        reading = read_tape(content, mapping=columns)
        return reading.findings if reading.tape is None else (reading.findings, len(check(reading.tape)))

    def read_mapping(content: bytes) -> object:
        mapping, found = parse_mapping(content)
        return found if mapping is None else (found, read_tape(tape, mapping=mapping).findings)

    return (
        Door(name="deal.yaml, checked", content=files["deal.yaml"], read=lambda given: _check(files, given), share=6),
        Door(name="tape.csv", content=tape, read=read_rows, share=3),
        Door(
            name="mapping.yaml",
            content=(_EXAMPLES / "consumer-loans-2018" / "mapping.yaml").read_bytes(),
            read=read_mapping,
        ),
        Door(
            share=2,
            name="answers.yaml",
            content=files["answers.yaml"],
            read=lambda given: parse_answers(given, matter=deal.id),
        ),
        Door(name="people.yaml", content=files["people.yaml"], read=parse_people),
        Door(
            name="pricing.yaml",
            content=(EXAMPLE / "placement" / "pricing.yaml").read_bytes(),
            read=lambda given: parse_pricing(given, deal),
        ),
        Door(
            name="subscriptions.csv",
            content=(EXAMPLE / "placement" / "subscriptions.csv").read_bytes(),
            read=read_subscriptions,
        ),
        Door(name="walk.yaml", content=(EXAMPLE / "walk.yaml").read_bytes(), read=parse_script),
    )


def _check(files: Mapping[str, bytes], content: bytes) -> object:
    """Open the folder with another deal file and, where it can be, check it as `check` does."""
    opened = open_deal({**files, "deal.yaml": content})
    if opened.value is None or has_errors(opened.findings):
        return opened.findings
    return (opened.findings, check_opened(opened.value).findings)


def _of_the_evidence(walk: Path) -> tuple[Door, ...]:
    package, export = _below(walk / "package"), _below(walk / "export")
    checkpoint = (walk / "onshore" / "log" / "checkpoint").read_bytes()

    def one_of(files: Mapping[str, bytes], name: str, opened: Callable[[dict[str, bytes]], object]) -> Door:
        return Door(name=name, content=files[name], read=lambda given: opened({**files, name: given}))

    return (
        one_of(package, "manifest.json", open_package),
        one_of(export, "export.json", open_export),
        Door(name="terms.json", content=export["terms.json"], read=parse_terms),
        Door(name="notice.tlog-proof", content=export["proofs/notice.tlog-proof"], read=parse_receipt),
        Door(name="notice.entry", content=export["proofs/notice.entry"], read=read_entry),
        Door(name="checkpoint", content=checkpoint, read=_checkpoint),
        Door(name="canonical JSON", content=export["contracts.json"], read=parse_canonical, refuses=(CanonicalError,)),
    )


def _checkpoint(content: bytes) -> object:
    note = parse_note(content)
    text = getattr(note, "text", None)
    return note if text is None else parse_checkpoint(text)


_RECEIVED = dt.datetime(2026, 10, 28, tzinfo=dt.UTC)


def _of_the_payments(walk: Path) -> tuple[Door, ...]:
    folder = walk / "payments" / "2026-09"
    bank = (folder / "bank-2026-09.csv").read_bytes()
    made, _ = parse_bank_file(bank)

    def confirm(content: bytes) -> object:
        confirmations, found = parse_confirmations(content, received=_RECEIVED)
        claims = [each.claim for each in made]
        return (found, reconcile(claims, confirmations, value_date=made[0].value_date).findings)

    return (
        Door(name="bank file", content=bank, read=parse_bank_file),
        Door(name="list of claims", content=claims_file(each.claim for each in made), read=parse_claims),
        Door(
            name="list of set-offs",
            content=set_off_file(SetOff(claim=each.claim, excess="0" * 16) for each in made),
            read=lambda content: parse_set_offs(content, made[0].claim.period),
        ),
        Door(
            share=3,
            name="bank confirmations",
            content=(folder / "confirmations-2026-09-specimen.csv").read_bytes(),
            read=confirm,
        ),
        Door(
            name="certificate",
            content=(folder / "certificate-2026-09.json").read_bytes(),
            read=parse_certificate,
        ),
        Door(
            name="collections",
            content=(EXAMPLE / "collections" / "2026-09.csv").read_bytes(),
            read=lambda given: parse_collection(
                given, period=Period.parse("2026-09"), currency=Currency.CNY, file="2026-09.csv"
            ),
        ),
    )


_MONTH = Period.parse("2026-09")
_CORRECTIONS = (
    "period,item,old,new,currency,carried_in,reason_zh,reason_en\n"
    "2026-09,fees,79677.84,79777.84,CNY,2026-10,漏记,left out\n"
)
_EVENTS = (
    "on,kind,asset,principal,price,party,reason\n"
    "2026-09-08,repurchase,L00017,88000.00 CNY,88410.20 CNY,filer,ineligible: title\n"
    "2026-09-20,servicer-terminated,,,,filer,insolvency\n"
)
_REMITTANCES = (
    "reference,item,sent_on,basis,registration,bop_code,tax_filing,bank_proof,gross,tax,net,market,rate,rate_source,"
    "carried,received,residual\n"
    "R-1,senior,2026-10-19,deed,slip 1,322011,T-1,MT103,710000.00 CNY,0.00 CNY,710000.00 CNY,CNH,7.10,swap,"
    "0.00 CNY,100000.00 USD,0.00 CNY\n"
)
_STATEMENT = (
    "kind,booked_on,amount,currency,account,reference\nopening,2026-09-01,0.00,CNY,A,-\n"
    "entry,2026-09-20,100.00,CNY,A,R1\nclosing,2026-09-30,100.00,CNY,A,-\n"
)
_CAMT = (
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Acct><Id><Othr><Id>A</Id>'
    '</Othr></Id></Acct><Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">0.00</Amt><CdtDbtInd>CRDT'
    "</CdtDbtInd><Dt><Dt>2026-09-01</Dt></Dt></Bal><Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>"
    '<Amt Ccy="CNY">9.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-09-30</Dt></Dt></Bal><Ntry><Amt Ccy="CNY">9.50'
    "</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-09-20</Dt></BookgDt></Ntry></Stmt>"
    "</BkToCstmrStmt></Document>"
)


def servicing_doors() -> tuple[Door, ...]:
    """Return the doors of what servicers, trustees and banks send beside a table of collections."""
    rows = csv.DictReader((EXAMPLE / "collections" / "2026-09.csv").read_text(encoding="utf-8-sig").splitlines())
    month = {"schema": SCHEMA, "deal": EXAMPLE.name, "period": str(_MONTH), "items": list(rows)}

    def post(content: bytes) -> object:
        return parse_collection(content, period=_MONTH, currency=Currency.CNY, file="2026-09.json", deal=EXAMPLE.name)

    def remit(content: bytes) -> object:
        sent, found = parse_remittances(content, file="2026-09.csv")
        return (found, check_remittances(sent, {}, {}, file="2026-09.csv"))

    def happen(content: bytes) -> object:
        return parse_events(content, period=_MONTH, currency=Currency.CNY, file="2026-09.csv")

    return (
        Door(name="posted collections", content=json.dumps(month).encode(), read=post),
        Door(
            name="corrections",
            content=_CORRECTIONS.encode(),
            read=lambda given: parse_corrections(given, currency=Currency.CNY),
        ),
        Door(name="events", content=_EVENTS.encode(), read=happen),
        Door(name="remittances", content=_REMITTANCES.encode(), read=remit),
        Door(
            name="statement, CSV", content=_STATEMENT.encode(), read=lambda given: read_statement(given, file="s.csv")
        ),
        Door(
            name="statement, camt.053", content=_CAMT.encode(), read=lambda given: read_statement(given, file="s.xml")
        ),
    )


def _of_the_rest(walk: Path) -> tuple[Door, ...]:
    harot = _EXAMPLES / "harot-2009-1"
    archive = io.BytesIO()
    with ZipFile(archive, "w") as written:
        written.writestr("deal.yaml", "schema: tallystick/deal/v1\n")
        for compression in (ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA):
            written.writestr(f"documents/M{compression}.md", "# specimen\n" * 20, compression)
    notice = min(path for path in paths("units/calendars") if path.endswith(".json"))
    return (
        Door(
            name="replines.csv",
            content=(harot / "replines.csv").read_bytes(),
            read=lambda given: read_replines(given, currency=Currency.USD),
        ),
        Door(name="published.json", content=(harot / "published.json").read_bytes(), read=read_published),
        Door(name="zip archive", content=archive.getvalue(), read=read_zip),
        Door(name="walk.json", content=(walk / "walk.json").read_bytes(), read=read_record),
        Door(name="calendar notice", content=read(notice), read=read_notice, refuses=(CalendarError,)),
    )


def _below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
