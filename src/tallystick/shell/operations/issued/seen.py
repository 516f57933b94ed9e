"""What closing a month comes to, in plain values: what a page shows of it, and what two people sign of it."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from tallystick.deal.deal import Deal
from tallystick.deal.structure import Trigger
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.persons import Name
from tallystick.servicing.certificate import Certificate
from tallystick.servicing.performance.factors import issued_lines
from tallystick.servicing.report.month import named
from tallystick.shell.operations.issued.issues import Issue
from tallystick.shell.operations.servicing.foresee import Serviced
from tallystick.units.money import Money, Rounding, total
from tallystick.units.rates import Share

__all__ = ["instructions_of", "seen_value"]


def instructions_of(files: Mapping[str, object], period: str) -> str:
    """Return the digest of the instructions among the files of a month: to a bank, or of what is paid on the ledger."""
    return str(files.get(f"bank-{period}.csv") or files.get(f"ledger-{period}.csv") or "")


def seen_value(issue: Issue, seen: Serviced) -> dict[str, object]:
    """Return what a month comes to in plain values: for a page, and for what is signed of it."""
    certificate, flows = seen.certificate, seen.closed.flows()
    currencies = sorted({each.amount.currency for each in seen.claims})
    digests = {name: sha256_hex(content) for name, content in seen.files.items()}
    return {
        "period": str(certificate.period),
        "revision": issue.folder.revision if issue.folder is not None else 0,
        "certificate": certificate.digest,
        "instructions": instructions_of(digests, str(certificate.period)),
        "record": flows[0].day.record.isoformat(),
        "paid_on": flows[0].day.paid.isoformat(),
        "collections": {name: str(amount) for name, amount in certificate.collections.items()},
        "triggers": list(_triggers(issue.deal, certificate)),
        "classes": list(_classes(certificate)),
        "short": list(_short(issue.deal, certificate)),
        "payments": len(seen.instructions),
        "totals": [
            str(total((each.amount for each in seen.claims if each.amount.currency is one), one)) for one in currencies
        ],
        "holders": {name: len(register) for name, register in seen.registers.items()},
        "corrections": len(certificate.corrections or ()),
    }


def _triggers(deal: Deal, certificate: Certificate) -> Iterator[dict[str, object]]:
    known = {each.id: each for each in deal.structure.triggers}
    for line in certificate.triggers:
        trigger = known[line.trigger]
        yield {
            "id": line.trigger,
            "zh": trigger.name.zh,
            "en": trigger.name.en,
            "value": _measured(trigger, line.value),
            "bound": _measured(trigger, line.bound),
            "breached": line.breached,
        }


def _measured(trigger: Trigger, value: Money | Fraction | None) -> str:
    """Return a value in the form of its bound: an amount, a percentage of two decimals, else a number of four."""
    bound = trigger.above if trigger.above is not None else trigger.below
    if value is None or isinstance(value, Money):
        return "–" if value is None else str(value)
    places, sign = (2, "%") if isinstance(bound, Share) else (4, "")
    whole = Rounding.HALF_UP.whole(value * 10_000)
    return f"{'-' if whole < 0 else ''}{abs(whole) // 10**places}.{abs(whole) % 10**places:0{places}}{sign}"


def _classes(certificate: Certificate) -> Iterator[dict[str, str]]:
    for line in issued_lines(certificate):
        yield {
            "name": line.token_class,
            "beginning": str(line.beginning),
            "interest_due": str(line.interest_due),
            "interest": str(line.interest),
            "principal": str(line.principal),
            "ending": str(line.ending),
            "factor": str(line.factor),
        }


def _short(deal: Deal, certificate: Certificate) -> Iterator[dict[str, str]]:
    sides = {"onshore": deal.structure.onshore, "offshore": deal.structure.offshore}
    for each in certificate.steps:
        if each.shortfall.is_positive():
            vehicle = sides[each.vehicle]
            called = Name(zh=each.to, en=each.to) if vehicle is None else named(deal, vehicle, each.to)
            yield {
                "clause": each.clause,
                "to": each.to,
                "to_zh": called.zh,
                "to_en": called.en,
                "due": str(each.due),
                "shortfall": str(each.shortfall),
            }
