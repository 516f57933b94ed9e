"""One month recomputed: its certificate of the replay, and how many figures of it there are."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.certificate import Certificate, ClassLine, certify, parse_certificate
from tallystick.servicing.close import Earlier, close_period
from tallystick.servicing.collections import Collection
from tallystick.servicing.restatement import Correction
from tallystick.units.periods import Period

__all__ = [
    "certificates_in",
    "corrections_of",
    "figures_of",
    "issuing",
    "recomputed",
    "unissued",
]


def certificates_in(reported: Mapping[str, bytes]) -> tuple[tuple[Certificate, ...], tuple[Finding, ...]]:
    """Read the certificates of a folder, at whatever depth they lie."""
    read: list[Certificate] = []
    found: list[Finding] = []
    for name in sorted(reported):
        if name.rpartition("/")[2].startswith("certificate-") and name.endswith(".json"):
            certificate, wrong = parse_certificate(reported[name], file=name)
            found.extend(wrong)
            if certificate is not None:
                read.append(certificate)
    return tuple(sorted(read, key=lambda each: each.period)), tuple(found)


def corrections_of(certificates: Iterable[Certificate]) -> tuple[Correction, ...]:
    """Return the corrections that the certificates say they carry: part of what was reported, and replayed as such."""
    lines = (line for each in certificates for line in each.corrections or ())
    return tuple(
        Correction(
            period=line.period,
            item=line.item,
            old=line.old,
            new=line.new,
            carried_in=line.carried_in,
            reason_zh=line.reason_zh,
            reason_en=line.reason_en,
        )
        for line in lines
    )


def unissued(deal: Deal, issued: tuple[Certificate, ...], period: Period) -> Iterator[Finding]:
    """Yield the months up to one that have no certificate as issued, or two of them.

    Only a certificate says that a month was closed and paid, and which corrections it carried: a report without it
    would tell of payments that were never made.
    """
    known = Counter(period for period, _ in {(each.period, each.digest) for each in issued})
    month = deal.structure.first_period
    while month <= period:
        if known[month] == 0:
            yield finding("servicing.report-unissued", period=str(month))
        elif known[month] > 1:
            yield finding("servicing.certificate-surplus", period=str(month))
        month = month.next()


def recomputed(
    deal: Deal,
    months: tuple[Collection, ...],
    reported: Certificate | None,
    period: Period,
    inputs: Mapping[str, str],
    corrections: tuple[Correction, ...],
    earlier: Sequence[Earlier] = (),
) -> tuple[Certificate | None, tuple[Finding, ...]]:
    """Return a month's certificate of the replay, its holders as reported: the register is not at hand here.

    Args:
        deal: as priced.
        months: as they are paid.
        reported: the certificate as issued, where it is at hand.
        period: the month.
        inputs: digests of the collections files up to it.
        corrections: that certificates say were carried.
        earlier: terms of the filings before.
    """
    closed, found = close_period(deal, months, period=period, earlier=earlier)
    if closed is None:
        return None, found
    again = certify(closed, inputs=inputs, corrections=corrections)
    lines = {line.token_class: line for line in issuing(again)}
    entitled = tuple(
        line.model_copy(
            update={
                "interest": lines[line.token_class].interest + lines[line.token_class].residual,
                "principal": lines[line.token_class].principal,
            }
        )
        for line in (reported.entitled if reported is not None else ())
        if line.token_class in lines
    )
    return again.model_copy(update={"entitled": entitled}), ()


def issuing(certificate: Certificate) -> tuple[ClassLine, ...]:
    """Return the classes of the vehicle that issues: the offshore one, or the only one."""
    side = "offshore" if any(line.vehicle == "offshore" for line in certificate.classes) else "onshore"
    return tuple(line for line in certificate.classes if line.vehicle == side)


def figures_of(certificate: Certificate) -> int:
    """Return how many figures of a certificate are compared."""
    steps, accounts, classes = len(certificate.steps), len(certificate.accounts), len(certificate.classes)
    return 3 * steps + 2 * accounts + 8 * classes + len(certificate.triggers) + 2 * len(certificate.entitled)
