"""What a package says of the assets and of the deal in its own words; what may cross of it is aggregated."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.filing.disclosure.statements import DISCLOSURE_FILE, Statement, parse_disclosures, unstated
from tallystick.filing.gathering import income_input, layer_inputs, pool_input, register_input
from tallystick.filing.report.inputs import IncomePoolInput, PoolInput, RegisterInput, StratumInput
from tallystick.shell.operations.deal.opened import OpenedDeal
from tallystick.shell.operations.deal.registered import REGISTRATION_FILES
from tallystick.shell.operations.deal.tables import PAYER_FILE
from tallystick.units.money import total

__all__ = ["SMALLEST_GROUP", "aggregates", "pool_of_report", "register_of_report", "stated_fields"]

SMALLEST_GROUP = 5
"""A stratum of fewer assets would show single lessees to the overseas side."""


def pool_of_report(opened: OpenedDeal) -> PoolInput | IncomePoolInput | None:
    """Return what the report prints of the assets: of the tape, else of rights to income; None where there are none."""
    deal, listed, rows = opened.deal, opened.files.get(PAYER_FILE), opened.payers or ()
    digest = "" if listed is None else sha256_hex(listed)
    layers = layer_inputs(rows, deal.assets.layer_ids, list_sha256=digest, tape=opened.tape)
    if opened.tape is not None:
        return replace(pool_input(opened.tape, deal.assets.criteria), layers=layers)
    if not deal.assets.income:
        return None
    found = replace(income_input(deal, rows, list_sha256=digest), layers=layers)
    if opened.replines is None or not opened.replines.lines:
        return found
    principal = total((line.balance for line in opened.replines.lines), deal.assets.currency)
    return replace(found, lines=principal, lines_sha256=sha256_hex(opened.files["replines.csv"]))


def register_of_report(opened: OpenedDeal) -> RegisterInput | None:
    """Return what the report prints of the extract of the movable-asset register; None where none can be used."""
    if opened.registered is None:
        return None
    name = next(name for name in REGISTRATION_FILES if name in opened.files)
    digest = sha256_hex(opened.files[name])
    return register_input(opened.registered, file=name, sha256=digest, by_asset=opened.tape is not None)


def stated_fields(files: Mapping[str, bytes]) -> tuple[Mapping[str, Statement], tuple[Finding, ...]]:
    """Return what the deal states in its own words, what is wrong with that, and which fields it leaves open."""
    content = files.get(DISCLOSURE_FILE)
    statements, found = parse_disclosures(content) if content is not None else ({}, ())
    names = tuple(field.id for field in unstated(statements))
    missing = (finding("filing.fields-unstated", fields=names, count=len(names)),) if names else ()
    return statements, (*found, *missing)


def aggregates(pool: PoolInput | IncomePoolInput) -> dict[str, object]:
    """Return the statistics that may cross: of the tape without small groups, or of rights to income."""
    return _of_tape(pool) if isinstance(pool, PoolInput) else _of_rights(pool)


def _of_tape(pool: PoolInput) -> dict[str, object]:
    return {
        "assets": pool.assets,
        "obligors": pool.obligors,
        "balance": str(pool.balance),
        "original_balance": str(pool.original_balance),
        "rate": str(pool.rate),
        "remaining_months": str(pool.remaining_months),
        "largest": str(pool.largest),
        "largest_ten": str(pool.largest_ten),
        "past_due": str(pool.past_due),
        "strata": [
            {
                "column": strata.column,
                "rows": [
                    {"label": row.label.en, "count": row.count, "balance": str(row.balance), "share": str(row.share)}
                    for row in _large_enough(strata.rows)
                ],
            }
            for strata in pool.strata
        ],
    }


def _of_rights(pool: IncomePoolInput) -> dict[str, object]:
    return {
        "income": str(pool.income),
        "obligors": pool.obligors,
        "rights": [
            {"id": each.id, "first": each.first, "months": each.months, "income": str(each.income)}
            for each in pool.rights
        ],
    }


def _large_enough(rows: tuple[StratumInput, ...]) -> Iterator[StratumInput]:
    """Yield rows of at least `SMALLEST_GROUP` assets; smaller ones joined, or left out where even that is too small."""
    yield from (row for row in rows if row.count >= SMALLEST_GROUP)
    small = [row for row in rows if row.count < SMALLEST_GROUP]
    if sum(row.count for row in small) >= SMALLEST_GROUP:
        yield StratumInput(
            label=Name(zh="其他", en="others"),
            count=sum(row.count for row in small),
            balance=total((row.balance for row in small), small[0].balance.currency),
            share=sum((row.share for row in small), Fraction(0)),
        )
