"""`tieout`: a run set beside the figures an issuer published, cell by cell, each at its printed precision."""

from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.projection import check_projectable
from tallystick.cashflow.published import Published, read_published
from tallystick.cashflow.tieout import TieOut, tie_out
from tallystick.deal.checks.cash_paths import targets_of, waterfalls_of
from tallystick.deal.deal import Deal
from tallystick.deal.structure import Vehicle
from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.cashflow.project import pool_of
from tallystick.shell.operations.deal.opened import open_deal
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
    assumed = Assumptions.filed(deal.assumptions[published.assumptions])
    apart = () if pool is None else tuple(check_projectable(pool, published.assumptions, assumed))
    if apart:
        return Outcome(value=None, findings=(*findings, *apart))
    return Outcome(
        value=TiedOut(deal=deal, published=published, result=tie_out(deal, pool, published)), findings=findings
    )


def _unknown(deal: Deal, published: Published) -> Finding | None:
    """Say which class or assumptions the published figures name and the deal does not have."""
    if published.assumptions not in deal.assumptions:
        known = tuple(sorted(deal.assumptions))
        return finding("cashflow.published-name", file=PUBLISHED_FILE, name=published.assumptions, known=known)
    vehicles = [deal.structure.onshore, *([deal.structure.offshore] if deal.structure.offshore else [])]
    known = ("all", *(terms.id for vehicle in vehicles for terms in vehicle.classes))
    for number, each in enumerate(published.tables):
        if each.class_id not in known:
            path = f"tables[{number}].class"
            return finding("cashflow.published-name", file=PUBLISHED_FILE, path=path, name=each.class_id, known=known)
    return _unknown_figure(deal.structure.onshore, published)


def _unknown_figure(vehicle: Vehicle, published: Published) -> Finding | None:
    """Say which figure of a certificate is of something that the deal does not have."""
    classes = tuple(terms.id for terms in vehicle.classes)
    accounts = tuple(account.id for account in vehicle.accounts)
    steps = [step for _, steps in waterfalls_of((), vehicle) for step in steps]
    paid = (*(step.id for step in steps), *(name for step in steps for name in targets_of(vehicle, step)))
    kinds = {"closing": accounts, "out-of": accounts, "paid": paid}
    for number, certificate in enumerate(published.certificates):
        for place, figure in enumerate(certificate.figures):
            known = kinds.get(figure.figure, classes)
            if figure.of not in known:
                path = f"certificates[{number}].figures[{place}].of"
                return finding("cashflow.published-name", file=PUBLISHED_FILE, path=path, name=figure.of, known=known)
    return None
