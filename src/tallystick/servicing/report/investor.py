"""The papers of a month, from the ledger that paid it: the investor report, and the certificate for readers.

    A  payment by class and unit            E  triggers, each with its value
    B  the pool and its rates               F  forecast and actual, by month and so far
    C  exchanges and accounts               G  corrections, and reports that are owed
    D  every step of both waterfalls        H  sources

The certificate has A, C, D, E and the inputs of the month; what is compared or forecast is not of it. Every number
comes from the certificate or the ledger behind it and names it.
Source: CASHFLOW.md section 7 (Must 6: the investor report from the same ledger); LAW.md 5.3 (ID-14).
"""

from collections.abc import Iterable, Sequence

from tallystick.evidence.persons import Name
from tallystick.filing.report.content import Block, Note, Report, Section, Table, sources
from tallystick.filing.report.wordings import both, cell, column, name_of, said, words
from tallystick.servicing.report.flows import account_blocks, step_blocks, trigger_blocks
from tallystick.servicing.report.month import Month, heading, told
from tallystick.servicing.report.outlook import notice_blocks, variance_blocks
from tallystick.servicing.report.payment import balances_figure, paid_figure, payment_blocks
from tallystick.servicing.report.pool import defaults_figure, factors_figure, pool_blocks

__all__ = ["certificate_paper", "investor_report"]


def investor_report(month: Month) -> Report:
    """Return the investor report.

    Args:
        month: what it is made of.
    """
    return _paper(
        month,
        "title",
        (
            ("payment", (*payment_blocks(month), balances_figure(month), paid_figure(month))),
            ("pool", (*pool_blocks(month), factors_figure(month), defaults_figure(month))),
            ("accounts", account_blocks(month)),
            ("steps", step_blocks(month)),
            ("triggers", trigger_blocks(month)),
            ("variance", variance_blocks(month)),
            ("notices", (*notice_blocks(month), *_statements())),
        ),
    )


def certificate_paper(month: Month) -> Report:
    """Return the month's certificate as a paper for readers.

    Args:
        month: what it is made of; only the last of its certificates is shown.
    """
    return _paper(
        month,
        "certificate",
        (
            ("payment", payment_blocks(month)),
            ("accounts", account_blocks(month)),
            ("steps", step_blocks(month)),
            ("triggers", trigger_blocks(month)),
            ("inputs", (_inputs(month), *_statements())),
        ),
    )


def _paper(month: Month, title: str, parts: Sequence[tuple[str, Iterable[Block]]]) -> Report:
    certificate = month.certificate
    sections = tuple(
        Section(number=chr(ord("A") + number), title=told(f"section.{name}"), blocks=tuple(blocks))
        for number, (name, blocks) in enumerate(parts)
    )
    last = chr(ord("A") + len(sections))
    return Report(
        title=told(title, period=str(certificate.period)),
        deal=month.deal.id,
        deal_name=name_of(month.deal.name),
        version=1,
        digest=certificate.digest,
        digest_of=said("report.source.certificate"),
        as_of=month.as_of,
        cover=(
            (told("cover.deal"), name_of(month.deal.name)),
            (told("cover.period"), both(str(certificate.period))),
            (told("cover.as-of"), both(month.as_of.isoformat())),
            (told("cover.terms"), both(certificate.terms)),
            (told("cover.certificate"), both(certificate.digest)),
        ),
        statements=_texts(),
        specimen=said("report.statement.specimen") if month.deal.purpose == "rehearsal" else None,
        sections=(*sections, _sources(last, sections)),
        brief=True,
    )


def _texts() -> tuple[Name, ...]:
    return told("statement.ledger"), told("statement.holders")


def _statements() -> tuple[Block, ...]:
    return tuple(Note(text=text) for text in _texts())


def _inputs(month: Month) -> Table:
    """Return the files that the figures rest on, with their digests."""
    rows = tuple((cell(name), cell(digest)) for name, digest in sorted(month.certificate.inputs.items()))
    columns = (heading("file"), heading("digest", width=8))
    return Table(id="inputs", caption=told("table.inputs"), columns=columns, rows=rows)


def _sources(letter: str, sections: Sequence[Section]) -> Section:
    rows = tuple(
        (cell(f"S{number}"), words(said(f"report.source.{source.kind}")), cell(source.reference))
        for source, number in sources(sections).items()
    )
    columns = (
        column("report.column.number", width=1),
        column("report.column.kind", width=2),
        column("report.column.reference", width=7),
    )
    table = Table(id="sources", caption=said("report.sources.title"), columns=columns, rows=rows)
    return Section(number=letter, title=said("report.sources.title"), blocks=(table,))
