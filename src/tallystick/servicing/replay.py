"""The replay: a reported certificate against the one that the filed terms and the same collections give.

Lines are set side by side by what names them (a step by its vehicle, id and target), and each measure of a line is
compared; so a difference says which step, under which clause of which vehicle, in which figure.
Law: there are no differences exactly when both certificates state the same; nothing due and an account found empty
are the same, and a certificate issued before the rates of exchanges were stated is held to what it does state.
Source: DESIGN.md section 6, obligation 7; section 2, principle 1: a difference is a finding, never a shrug.

`paid_apart` sets what each class was paid beside what the bank was told to pay and said it had paid.

It does not run the waterfalls: `close` and `certificate` make what is compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from tallystick.cashflow.waterfall.ledger import Reason
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import labels
from tallystick.servicing.certificate import Certificate
from tallystick.units.money import Money

__all__ = ["Paid", "differences", "paid_apart"]

_HEAD: Final = ("deal", "period", "terms", "inputs", "collections")
_SECTIONS: Final = ("triggers", "exchanges", "steps", "accounts", "classes", "entitled", "corrections")
_RATES: Final = ("rate", "spot", "rate_source", "waiting", "remainder")
_NAMING: Final = frozenset({"vehicle", "trigger", "item", "step", "to", "account", "token_class"})

_Line = dict[str, Any]


def differences(reported: Certificate, replayed: Certificate) -> tuple[Finding, ...]:
    """Compare what was reported with what a replay gives.

    Args:
        reported: as issued.
        replayed: of the same month.

    Returns:
        A finding for each measure that differs, for each line that only one of the two has, and for steps that were
        carried out in another order; empty when the two agree.
    """
    one, other = _stated(reported), _stated(replayed)
    _without_what_was_not_stated(one, other)
    period = str(replayed.period)
    found: list[Finding] = []
    for measure in _HEAD:
        found.extend(_Compared(section="head", line="", period=period).measure(measure, one[measure], other[measure]))
    for section in _SECTIONS:
        lines, again = _named(one[section] or []), _named(other[section] or [])
        for name in [*again, *(name for name in lines if name not in again)]:
            compared = _Compared(section=section, line=name, period=period)
            found.extend(compared.lines(lines.get(name), again.get(name)))
    if not found and one != other:
        found.append(finding("servicing.steps-reordered", period=period))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What became of one class in one month.

    Attributes:
        token_class: the class.
        owed: by the waterfall of the replay.
        again: what had come back of earlier payments and was claimed again.
        instructed: by the bank file.
        confirmed: paid, by the bank's word; None where it has said nothing.
        returned: that came back, by the same word.
    """

    token_class: str
    owed: Money
    again: Money
    instructed: Money
    confirmed: Money | None
    returned: Money


def paid_apart(paid: Paid, period: str) -> Iterator[Finding]:
    """Yield where a class was not instructed, or not paid, what the replay says it is owed."""
    if paid.instructed != paid.owed + paid.again:
        yield finding(
            "servicing.replay-instructed",
            period=period,
            name=paid.token_class,
            owed=paid.owed + paid.again,
            instructed=paid.instructed,
        )
    if paid.confirmed is not None and paid.confirmed + paid.returned != paid.instructed:
        yield finding(
            "servicing.replay-confirmed",
            period=period,
            name=paid.token_class,
            instructed=paid.instructed,
            confirmed=paid.confirmed,
            returned=paid.returned,
        )


def _stated(certificate: Certificate) -> dict[str, Any]:
    """Return what a certificate states.

    That a step found its account empty was once worded as nothing due: what was due and paid, nothing, is the same.
    """
    stated = certificate.model_dump(mode="json")
    for step in stated["steps"]:
        if step["reason"] == Reason.EMPTY:
            step["reason"] = str(Reason.NOTHING_DUE)
    return stated


def _without_what_was_not_stated(reported: dict[str, Any], replayed: dict[str, Any]) -> None:
    """Take the rates of exchanges out of a replay where the certificate was issued before they were stated."""
    if any(line[measure] is not None for line in reported["exchanges"] for measure in _RATES):
        return
    for line in replayed["exchanges"]:
        line.update(dict.fromkeys(_RATES))


def _named(lines: list[_Line]) -> dict[str, _Line]:
    """Return lines by what names them; a name that comes again is told apart by a number."""
    named: dict[str, _Line] = {}
    for line in lines:
        name = plain = " ".join(str(value) for field, value in line.items() if field in _NAMING)
        number = 1
        while name in named:
            number += 1
            name = f"{plain} #{number}"
        named[name] = line
    return named


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    """Where in a certificate something is compared: section, line and month."""

    section: str
    line: str
    period: str

    def lines(self, one: _Line | None, other: _Line | None) -> Iterator[Finding]:
        """Yield what differs between two lines of one name, or that one of them is not there."""
        if one is None:
            yield finding(
                "servicing.certificate-line-missing", section=self._title(), period=self.period, entry=self.line
            )
        elif other is None:
            yield finding(
                "servicing.certificate-line-surplus", section=self._title(), period=self.period, entry=self.line
            )
        else:
            for measure in dict.fromkeys([*other, *one]):
                yield from self.measure(measure, one.get(measure), other.get(measure))

    def measure(self, measure: str, one: object, other: object) -> Iterator[Finding]:
        """Yield what differs in one measure; of a table, entry by entry."""
        if one == other:
            return
        if isinstance(one, dict) and isinstance(other, dict):
            for entry in sorted(one.keys() | other.keys()):
                compared = _Compared(section=self.section, line=entry, period=self.period)
                yield from compared.measure(measure, one.get(entry), other.get(entry))
            return
        yield finding(
            "servicing.certificate-differs",
            section=self._title(),
            period=self.period,
            entry=self.line,
            measure=labels()[f"servicing.measure.{measure}"],
            reported="-" if one is None else str(one),
            replayed="-" if other is None else str(other),
        )

    def _title(self) -> Name:
        return labels()[f"servicing.section.{self.section}"]
