"""Subsidiaries of payers: how large the largest is in its group's audited accounts.

    payer, subsidiary, name_zh, name_en, accounts, accounts_date, currency,
    total_assets, net_assets, revenue, consolidated_total_assets, consolidated_net_assets, consolidated_revenue

One row a subsidiary; a payer that has none is one row whose `subsidiary` is ``none``. `accounts` names the audited
accounts among the documents of the deal: the list only transcribes them, and they are the evidence. A share is the
subsidiary's figure over the consolidated one, and the largest of the three counts. Where the consolidated figure is not
positive a positive one of the subsidiary counts as all of it, since the group is worth less than that part.
Source: AMAC negative list 2024, item 2 and its note: total assets, net assets or revenue above 30 % of the consolidated
figure, by the audited accounts of the latest year.
Nothing is judged here: the threshold is in the law's books, and whether a smaller one matters is a person's to say.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tallystick.deal.scalars import CurrencyText, DateText, Record, Text
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.law.facts import Evidence, Fact, Subject
from tallystick.tape.reading.records import read_records
from tallystick.units.money import Money, MoneyError

__all__ = ["NONE", "SHARE", "SubsidiaryRow", "read_subsidiaries", "subsidiary_facts"]

NONE: Final = "none"
"""What stands under `subsidiary` of a payer that has none."""
SHARE: Final = "tape.largest_subsidiary_share"
_DOCUMENTS: Final = "documents/"
_MEASURES: Final = ("total_assets", "net_assets", "revenue")
_SHARED: Final = ("accounts", "accounts_date", "currency", *(f"consolidated_{measure}" for measure in _MEASURES))


class _Row(Record):
    payer: Text
    subsidiary: Text
    name_zh: Text
    name_en: Text
    accounts: Text
    accounts_date: DateText
    currency: CurrencyText
    total_assets: Text
    net_assets: Text
    revenue: Text
    consolidated_total_assets: Text
    consolidated_net_assets: Text
    consolidated_revenue: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SubsidiaryRow:
    """One subsidiary of one payer: its row, the audited accounts and their day, and its largest share in them."""

    row: int
    payer: str
    subsidiary: str
    accounts: str
    accounts_date: dt.date
    share: Fraction


def read_subsidiaries(
    content: bytes, *, as_of: dt.date, papers: Collection[str], file: str = "subsidiaries.csv"
) -> tuple[tuple[SubsidiaryRow, ...], tuple[Finding, ...]]:
    """Read a list of subsidiaries. Law: with a finding, no rows.

    Args:
        content: the whole file.
        as_of: the day of the deal; accounts of a later day are refused.
        papers: the files of the deal folder; the accounts are one of its documents, never the list itself.
        file: its name, for findings.
    """
    rows, findings = read_records(_Row, content, file=file)
    found, read = list(findings), []
    for number, row in rows:
        amounts, wrong = _amounts(row, number, file)
        found += wrong
        if row.accounts_date > as_of:
            found.append(
                finding(
                    "tape.subsidiaries-accounts-ahead",
                    file=file,
                    row=number,
                    column="accounts_date",
                    value=row.accounts_date,
                    as_of=as_of,
                )
            )
        if row.accounts not in papers or not row.accounts.startswith(_DOCUMENTS):
            code = "tape.subsidiaries-accounts-missing"
            found.append(finding(code, file=file, row=number, column="accounts", value=row.accounts))
        if not wrong:
            share = Fraction(0) if row.subsidiary == NONE else _largest(amounts)
            read.append(
                SubsidiaryRow(
                    row=number,
                    payer=row.payer,
                    subsidiary=row.subsidiary,
                    accounts=row.accounts,
                    accounts_date=row.accounts_date,
                    share=share,
                )
            )
    found += _contradictions(rows, file)
    return (() if found else tuple(read)), tuple(found)


def subsidiary_facts(
    rows: Iterable[SubsidiaryRow], subjects: Iterable[Subject], papers: Mapping[str, bytes]
) -> Iterator[Fact]:
    """Yield the share of the largest subsidiary of each payer that the list names.

    Args:
        rows: of the list.
        subjects: payers the law asks about; one of a layer below is called ``layer/payer``.
        papers: the files of the deal folder; the accounts of each payer are its evidence.
    """
    of: dict[str, list[SubsidiaryRow]] = {}
    for row in rows:
        of.setdefault(row.payer, []).append(row)
    for subject in subjects:
        listed = of.get(subject.name if subject.kind == "payer" else subject.name.partition("/")[2])
        if listed:
            dated = listed[0].accounts_date
            name = listed[0].accounts
            shown = Evidence(kind="audited-accounts", reference=name, sha256=sha256_hex(papers[name]), date=dated)
            share = max(row.share for row in listed)
            yield Fact(id=SHARE, subject=subject, value=share, evidence=(shown,), as_of=dated, provider="tape")


def _amounts(row: _Row, number: int, file: str) -> tuple[dict[str, Money], list[Finding]]:
    read, wrong = {}, []
    for column in (*_MEASURES, *(f"consolidated_{measure}" for measure in _MEASURES)):
        text = getattr(row, column)
        try:
            read[column] = Money.parse_amount(text, row.currency)
        except MoneyError:
            code = "tape.subsidiaries-amount-unreadable"
            wrong.append(finding(code, file=file, row=number, column=column, value=text))
    return read, wrong


def _largest(amounts: dict[str, Money]) -> Fraction:
    return max(_share(amounts[measure].minor, amounts[f"consolidated_{measure}"].minor) for measure in _MEASURES)


def _share(part: int, whole: int) -> Fraction:
    if whole > 0:
        return max(Fraction(part, whole), Fraction(0))
    if part > 0:
        return Fraction(1)
    return Fraction(part, whole) if whole < 0 else Fraction(0)


def _contradictions(rows: Iterable[tuple[int, _Row]], file: str) -> Iterator[Finding]:
    """Yield a subsidiary that stands twice, one beside none, and rows that state other accounts of one payer."""
    first: dict[str, tuple[int, _Row]] = {}
    seen: dict[tuple[str, str], int] = {}
    for number, row in rows:
        before, known = first.setdefault(row.payer, (number, row))
        other = seen.setdefault((row.payer, row.subsidiary), number)
        if other != number or (before != number and NONE in {row.subsidiary, known.subsidiary}):
            yield finding(
                "tape.subsidiaries-contradict",
                file=file,
                row=number,
                column="subsidiary",
                payer=row.payer,
                subsidiary=row.subsidiary,
                first=min(other, before),
            )
        for column in _SHARED:
            if getattr(row, column) != getattr(known, column):
                yield finding(
                    "tape.subsidiaries-accounts-differ",
                    file=file,
                    row=number,
                    column=column,
                    payer=row.payer,
                    value=str(getattr(row, column)),
                    first=before,
                )
