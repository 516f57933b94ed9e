"""`tieout`: a run set beside the figures an issuer published, cell by cell, each at its printed precision."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.classes import STOPS, stopped
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.projection import check_projectable
from tallystick.cashflow.published import EVERY_CLASS, Published, read_published
from tallystick.cashflow.tieout import TieOut, tie_out
from tallystick.deal.checks.cash_paths import SUBPOOL_TOTALS as POOL_TOTALS
from tallystick.deal.checks.cash_paths import reported_names, targets_of, waterfalls_of
from tallystick.deal.deal import Deal
from tallystick.deal.reading import placed
from tallystick.deal.structure import Structure, Vehicle
from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.cashflow.pool import pool_of
from tallystick.shell.operations.deal.opened import DEAL_FILE, open_deal
from tallystick.shell.operations.outcome import Outcome, has_errors

__all__ = ["PUBLISHED_FILE", "TiedOut", "tie_out_files"]

PUBLISHED_FILE = "published.json"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TiedOut:
    """A deal, what was published about it, and the comparison."""

    deal: Deal
    published: Published
    result: TieOut


def tie_out_files(files: Mapping[str, bytes]) -> Outcome[TiedOut]:
    """Tie a deal folder out; None where the folder, or what was published, cannot be used.

    Args:
        files: the deal folder, with `published.json` in it.
    """
    opened = open_deal(files)
    if opened.value is None or has_errors(opened.findings):
        return Outcome(value=None, findings=opened.findings)
    if PUBLISHED_FILE not in files:
        missing = finding("deal.file-missing", file=PUBLISHED_FILE, name=PUBLISHED_FILE)
        return Outcome(value=None, findings=(*opened.findings, missing))
    published, about_published = read_published(files[PUBLISHED_FILE], file=PUBLISHED_FILE)
    findings = (*opened.findings, *about_published)
    if published is None:
        return Outcome(value=None, findings=findings)
    pool = None
    if published.tables:
        pool, about_pool = pool_of(opened.value)
        findings = (*findings, *about_pool)
        if pool is None:
            return Outcome(value=None, findings=findings)
    deal = opened.value.deal
    unknown = _unknown(deal, published)
    if unknown is not None:
        return Outcome(value=None, findings=(*findings, unknown))
    findings = (*findings, *(() if pool is None else _apart(deal, pool, published)))
    if has_errors(findings):
        return Outcome(value=None, findings=findings)
    try:
        result = tie_out(deal, pool, published)
    except STOPS as error:
        case = published.assumptions or PUBLISHED_FILE
        stop = stopped(error, deal.structure, case=case)
        return Outcome(value=None, findings=placed((*findings, stop), files[DEAL_FILE], file=DEAL_FILE))
    value = TiedOut(deal=deal, published=published, result=result)
    return Outcome(value=value, findings=placed(findings, files[DEAL_FILE], file=DEAL_FILE))


def _apart(deal: Deal, pool: Pool, published: Published) -> Iterator[Finding]:
    for case in dict.fromkeys((published.assumptions, *(each.assumptions for each in published.tables))):
        if case is not None:
            yield from check_projectable(pool, case, Assumptions.filed(deal.assumptions[case]))


def _unknown(deal: Deal, published: Published) -> Finding | None:
    """Say which case, class, call or rate the published figures name and the deal does not have."""
    structure = deal.structure
    vehicles = [structure.onshore, *([structure.offshore] if structure.offshore else [])]
    classes = (EVERY_CLASS, *(terms.id for vehicle in vehicles for terms in vehicle.classes))
    cases, calls = tuple(sorted(deal.assumptions)), tuple(call.id for call in structure.calls or ())
    named = [("assumptions", published.assumptions, cases)]
    for number, each in enumerate(published.tables):
        at = f"tables[{number}]"
        named += [(f"{at}.assumptions", each.assumptions or cases[0], cases), (f"{at}.class", each.class_id, classes)]
        named += [(f"{at}.calls", name, calls) for name in each.calls]
        named += [(f"{at}.indices", name, tuple(structure.indices or ())) for name in each.indices]
    for path, name, known in named:
        if name not in known:
            return finding("cashflow.published-name", file=PUBLISHED_FILE, path=path, name=name, known=known)
    return _unreported(structure, published) or _unknown_figure(structure.onshore, published)


def _unreported(structure: Structure, published: Published) -> Finding | None:
    """Say what a certificate leaves out of a month's report, or names that the deal does not count, test or ask for."""
    wanted = reported_names(structure)
    known = {
        "reported": wanted,
        "totals": (*POOL_TOTALS, *(f"{name}.{total}" for name in structure.subpools or {} for total in POOL_TOTALS)),
        "indices": tuple(structure.indices or {}),
        "events": tuple(structure.events or {}),
        "breached": tuple(trigger.id for trigger in structure.triggers),
    }
    for number, certificate in enumerate(published.certificates):
        at = f"certificates[{number}]"
        missing = tuple(name for name in wanted if name not in certificate.reported)
        if missing:
            return finding("cashflow.published-unreported", file=PUBLISHED_FILE, path=f"{at}.reported", names=missing)
        for part, names in known.items():
            for name in getattr(certificate, part):
                if name not in names:
                    return finding(
                        "cashflow.published-name", file=PUBLISHED_FILE, path=f"{at}.{part}", name=name, known=names
                    )
    return None


def _unknown_figure(vehicle: Vehicle, published: Published) -> Finding | None:
    """Say which figure of a certificate is of something that the deal does not have."""
    classes = tuple(terms.id for terms in vehicle.classes)
    accounts = tuple(account.id for account in vehicle.accounts)
    steps = [step for _, steps in waterfalls_of((), vehicle) for step in steps]
    paid = (*(step.id for step in steps), *(name for step in steps for name in targets_of(vehicle, step)))
    kinds = {"closing": accounts, "out-of": accounts, "paid": paid}
    for number, certificate in enumerate(published.certificates):
        for place, figure in enumerate(certificate.figures):
            known = kinds.get(figure.figure, (*classes, EVERY_CLASS))
            if figure.of not in known:
                path = f"certificates[{number}].figures[{place}].of"
                return finding("cashflow.published-name", file=PUBLISHED_FILE, path=path, name=figure.of, known=known)
    return None
