"""Events that the ledger, acts on record and declarations show.

    findings of the tally   minted above or outside the filing, other terms than filed, register and ledger differ,
                            wrong figures, powers that no act says, cash that is missing, a holder who may not hold
    acts on the issue       suspended, resumed, frozen, recovered, corrected: powers that were used
    payment days            a month that was never closed although its day has passed
    declared facts          whatever a reporting event of the books asks of persons and finds true, art. 59 included

Source: LAW.md d.2, events 5 to 24 (marks A and I); SZSE ad hoc report guide no. 2 (2024), article 59 (the exemption is
data of that book).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, labels, word
from tallystick.law.expressions.tree import Exceptions
from tallystick.law.facts import PERSON, Fact
from tallystick.law.instruments import Book, Rule
from tallystick.law.screening import WeighedRule, weigh_rules
from tallystick.law.values import Truth
from tallystick.supervision.watching.events import Detected, Trace, detected, found_so, in_both
from tallystick.units.periods import Period

__all__ = ["CONCENTRATED", "Power", "concentrated", "of_acts", "of_declarations", "of_tally", "of_unpaid", "unsettled"]

CONCENTRATED: Final = Fraction(1, 2)
"""Above which share of a class one holder is named; this house's own number, no text has one."""
_MAINLAND: Final = "CN"
_RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "issuance.minted-unfiled": "D2-22c",
        "issuance.minted-above-cap": "D2-22c",
        "issuance.minted-miscounted": "D2-22c",
        "supervision.notice-missing": "D2-22c",
        "supervision.redeemed-early": "D2-22c",
        "supervision.record-missing": "D2-22c",
        "supervision.notice-after-mint": "D2-22c",
        "supervision.recorded-after-mint": "D2-22c",
        "issuance.mint-undated": "D2-22c",
        "chain.no-contract": "D2-22b",
        "chain.other-chain": "D2-22b",
        "supervision.chain-differs": "D2-17",
        "supervision.cap-differs": "D2-17",
        "supervision.record-differs": "D2-17",
        "supervision.named-differs": "D2-17",
        "supervision.pool-differs": "D2-17",
        "issuance.immutable-unfiled": "D2-17",
        "issuance.immutable-unknown": "D2-17",
        "issuance.code-missing": "D2-17",
        "issuance.code-length": "D2-17",
        "issuance.code-differs": "D2-17",
        "issuance.immutable-differs": "D2-17",
        "issuance.role-unfiled": "D2-10",
        "issuance.role-missing": "D2-10",
        "issuance.role-differs": "D2-10",
        "issuance.holder-unadmitted": "D2-22d",
        "issuance.holders-too-many": "D2-22d",
        "issuance.registered-unadmitted": "D2-22d",
        "issuance.registration-missing": "D2-22d",
        "issuance.registered-until": "D2-22d",
        "issuance.registered-classes": "D2-22d",
        "issuance.registered-place": "D2-22d",
        "issuance.holder-outside": "D2-22d",
        "issuance.holder-below": "D2-22d",
        "supervision.migrated-otherwise": "D2-22d",
        "supervision.division-register": "D2-22d",
        "supervision.balance-differs": "D2-22d",
        "supervision.supply-differs": "D2-22d",
        "supervision.owed-differs": "D2-22d",
        "supervision.anchor-differs": "D2-22e",
        "supervision.report-differs": "D2-22e",
        "supervision.report-surplus": "D2-22e",
        "supervision.figures-differ": "D2-22e",
        "supervision.confirmed-differs": "D2-22e",
        "supervision.entitlements-differ": "D2-22e",
        "supervision.entitlements-surplus": "D2-22e",
        "supervision.moved-unrecorded": "D2-22f",
        "supervision.order-unrecorded": "D2-22f",
        "supervision.frozen-unrecorded": "D2-22f",
        "supervision.frozen-on-token": "D2-22f",
        "supervision.token-paused": "D2-22f",
        "supervision.record-suspended": "D2-22f",
        "issuance.holder-barred": "D2-22d",
        "servicing.payment-missing": "D2-16",
        "servicing.payment-twice": "D2-16",
        "servicing.certificate-differs": "D2-16",
        "servicing.certificate-surplus": "D2-16",
        "servicing.certificate-line-missing": "D2-16",
        "servicing.certificate-line-surplus": "D2-16",
        "servicing.steps-reordered": "D2-16",
        "servicing.replay-instructed": "D2-16",
        "servicing.replay-confirmed": "D2-16",
        "servicing.entitled-differs": "D2-16",
        "servicing.claim-differs": "D2-16",
        "servicing.claim-twice": "D2-16",
        "servicing.claim-unsettled": "D2-16",
        "servicing.claims-listed-otherwise": "D2-16",
        "servicing.settlement-differs": "D2-16",
        "servicing.settlement-negative": "D2-16",
        "servicing.carried-differs": "D2-16",
        "supervision.division-missing": "D2-16",
        "supervision.division-surplus": "D2-16",
        "supervision.division-differs": "D2-16",
        "supervision.cash-unfunded": "D2-16",
        "supervision.cash-missing": "D2-16",
    }
)
"""Under which reporting event a finding of the tally falls; a holder in the mainland has an event of its own.

What was filed and is otherwise on the ledger is a change of the terms (D2-17). A payment that is not what the filed
waterfalls give, is claimed twice or handed on otherwise was not made in amount or manner (D2-16). Figures of a month
reach the ledger by its paying agent alone, so that wrong ones are its oracle's failure (D2-22e). A pause, freeze or
order that no act on record says is a power that was used (D2-22f). Whom the registry bars has lost its standing, most
often with time: that is no hit of a sanctions list (D2-23b), which a person declares.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """A power over the tokens that was used.

    Attributes:
        kind: of the act, such as ``issuance.frozen``.
        act: the identity of the act.
        body: SHA-256 of its body.
        day: in Beijing.
        withdrawn: whether it was taken back while it waited.
    """

    kind: str
    act: str
    body: str
    day: date
    withdrawn: bool = False

    @property
    def fact(self) -> Name:
        """What is told of it."""
        return labels()[f"supervision.fact.{self.kind}{'-withdrawn' if self.withdrawn else ''}"]


def of_tally(findings: Iterable[Finding], *, since: date) -> tuple[Detected, ...]:
    """Return what findings of the tally come to as events; a finding made twice is one event.

    Args:
        findings: of the ten obligations.
        since: the day of the issue: a ledger does not say when somebody knew, so the clock counts from the earliest.
    """
    found: dict[str, Detected] = {}
    for each in findings:
        rule = _rule(each)
        if rule is not None:
            shown = sha256_hex(canonical(each.as_canonical()))
            told = Name(zh=word(each, Language.ZH).what, en=word(each, Language.EN).what)
            event = detected(
                rule,
                f"ledger/{each.code.partition('.')[2]}/{shown[:12]}",
                told,
                period=since.isoformat(),
                arose=since,
                evidence=(Trace(reference=each.code, sha256=shown),),
            )
            found.setdefault(event.id, event)
    return tuple(found.values())


def of_acts(powers: Iterable[Power]) -> tuple[Detected, ...]:
    """Return each use of a power over the tokens as an event.

    Args:
        powers: from the acts on record.
    """
    return tuple(
        detected(
            "D2-22f",
            f"{each.day.isoformat()}/{each.act[:12]}",
            each.fact,
            period=each.day.isoformat(),
            arose=each.day,
            known=each.day,
            evidence=(Trace(reference=each.kind, sha256=each.body),),
        )
        for each in powers
    )


def of_declarations(books: Sequence[Book], facts: Iterable[Fact], *, as_of: date) -> tuple[Detected, ...]:
    """Return every reporting event of the books that is true on what persons declared.

    An exemption lets an event fall away where it is shown, not while nobody knows whether it applies.

    Args:
        books: read together.
        facts: as stated, of persons and of the deal.
        as_of: the day of the question.
    """
    found: list[Detected] = []
    for each, exempt in _weighed(books, tuple(facts), as_of):
        read = tuple(found_so(each.trace))
        if each.truth is not Truth.TRUE or exempt or not read:
            continue
        day = max(fact.as_of for fact in read)
        evidence = tuple(
            Trace(reference=piece.reference, sha256=piece.sha256) for fact in read for piece in fact.evidence
        )
        found.append(
            detected(
                each.rule.id,
                f"declared/{day.isoformat()}",
                in_both("supervision.fact.declared", facts=_named(read)),
                period=day.isoformat(),
                arose=day,
                known=day,
                evidence=tuple(dict.fromkeys(evidence)),
            )
        )
    return tuple(found)


def unsettled(books: Sequence[Book], facts: Iterable[Fact], *, as_of: date) -> tuple[Finding, ...]:
    """Return the reporting events of which part was declared to be so and the rest is not known: they are open.

    Args:
        books: read together.
        facts: as stated, of persons and of the deal.
        as_of: the day of the question.
    """
    found: list[Finding] = []
    for each, exempt in _weighed(books, tuple(facts), as_of):
        declared = [fact for fact in found_so(each.trace) if fact.provider == PERSON]
        if declared and not exempt and not each.truth.settled:
            title, named = each.rule.title, _named(declared)
            found.append(finding("supervision.event-unsettled", event=each.rule.id, title=title, facts=named))
    return tuple(found)


def _weighed(books: Sequence[Book], facts: tuple[Fact, ...], as_of: date) -> Iterator[tuple[WeighedRule, bool]]:
    """Yield every reporting event weighed without its exemptions, and whether one of them is shown to apply."""
    whole = [replace(book, rules=tuple(event.rule for event in book.events)) for book in books]
    bare = [replace(book, rules=tuple(map(_unexempted, book.rules))) for book in whole]
    results = (weigh_rules(each, facts, as_of=as_of, known_on=as_of) for each in (bare, whole))
    for own, under in zip(*results, strict=True):
        yield own, own.truth is Truth.TRUE and under.truth is Truth.FALSE


def _unexempted(rule: Rule) -> Rule:
    predicate = rule.predicate
    return replace(rule, predicate=predicate.base) if isinstance(predicate, Exceptions) else rule


def _named(facts: Iterable[Fact]) -> str:
    return ", ".join(dict.fromkeys(f"{fact.id} {fact.subject}" for fact in facts))


def of_unpaid(
    payments: Iterable[tuple[Period, date]], closed: Collection[Period], *, as_of: date
) -> tuple[Detected, ...]:
    """Return each payment whose day has passed although its month was never closed, so that nobody can have been paid.

    Args:
        payments: months of collections with the day on which each is paid.
        closed: months that were closed, as the home on record has them.
        as_of: the day of the question.
    """
    return tuple(
        detected(
            "D2-16",
            f"{period}/unclosed",
            in_both("supervision.fact.unclosed", day=paid.isoformat()),
            period=str(period),
            arose=paid,
            known=paid,
        )
        for period, paid in payments
        if paid < as_of and period not in closed
    )


def concentrated(holdings: Mapping[str, Mapping[str, int]]) -> Iterator[tuple[str, str, Fraction]]:
    """Yield class, holder and share where one holder has more than `CONCENTRATED` of a class.

    Args:
        holdings: units by holder of each class.
    """
    for name, holders in sorted(holdings.items()):
        whole = sum(holders.values())
        for holder, units in sorted(holders.items()):
            if whole and Fraction(units, whole) > CONCENTRATED:
                yield name, holder, Fraction(units, whole)


def _rule(found: Finding) -> str | None:
    if found.code == "issuance.holder-outside" and found.argument("jurisdiction") == _MAINLAND:
        return "D2-23a"
    return _RULES.get(found.code)
