"""Who prepares an act of an exchange, on what it rests, and the plan that two of the authority or one then approve.

    two    adopt an agreement with the other side's officers      ask      consent      answer
    one    take a request in      take their receipt in           prove an answer and sign for it

The other side is known by the roll that was adopted with the agreement; the own people are those with an account and a
key. Whoever prepares may approve as one of them; nobody approves twice.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person, Side
from tallystick.filing.clocks import beijing_day
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.evidence.roles import ROLES
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.people.accounts import Accounts, Member
from tallystick.shell.operations.ports.people.plans import Plan, PlanKind
from tallystick.shell.operations.supervision.exchange.terms import PARTS, Adopted, adopted, house_of
from tallystick.supervision.exchange.exchanging import Exchange
from tallystick.supervision.exchange.messages import Agreement, Request

__all__ = ["PERSONS", "Deed", "Preparing", "between", "for_terms", "planned"]

_Findings = tuple[Finding, ...]


class Deed(StrEnum):
    """What is to be done in an exchange."""

    AGREE = "agree"
    ACCEPT = "accept"
    ANSWER = "answer"
    RECEIVE = "receive"
    ASK = "ask"
    ACKNOWLEDGE = "acknowledge"
    PROVE = "prove"


PERSONS: Final = {Deed.AGREE: 2, Deed.ANSWER: 2, Deed.ASK: 2}
"""How many of the authority approve; one where none is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparing:
    """Who prepares, where and when."""

    evidence: Evidence
    accounts: Accounts
    by: Member
    at: dt.datetime

    @property
    def side(self) -> Side:
        """On which side."""
        return self.by.side

    @property
    def day(self) -> dt.date:
        """The day of the act, in Beijing."""
        return beijing_day(self.at)

    def terms(self, agreement: str, house: str = "") -> Adopted | None:
        """Return an agreement as an authority here adopted it last, one's own unless another is named."""
        return adopted(self.evidence, self.side, house or self.by.organisation.en).get(agreement)

    def exchange(self, request: Request, house: str = "") -> tuple[Exchange | None, _Findings]:
        """Return a request under the agreement as an authority here adopted it last; None where it adopted none."""
        terms = self.terms(request.agreement, house)
        if terms is None:
            return None, (finding("supervision.exchange-not-agreed", agreement=request.agreement),)
        return between(self.accounts, terms, request), ()


def between(accounts: Accounts, terms: Adopted, request: Request) -> Exchange:
    """Return a request with everybody whom a home knows: the adopted officers and its own people, who come first."""
    own: dict[str, Person] = {each.id: each.person() for each in accounts.members() if each.public_key}
    return Exchange(agreement=terms.agreement, request=request, people={each.id: each for each in terms.officers} | own)


def planned(here: Preparing, deed: Deed, agreement: Agreement, subject: str, said: Mapping[str, Any]) -> Outcome[Plan]:
    """Return the plan of an act, for those of the own authority who may sign it.

    Args:
        here: who prepares.
        deed: what is to be done.
        agreement: on which it rests.
        subject: the deal or the agreement it is about.
        said: all of what is to be signed, in plain values.
    """
    house, roles = house_of(agreement, here.side), ROLES[PARTS[here.side]]
    if here.by.organisation.en != house or not here.by.has_role(*roles):
        return Outcome(value=None, findings=(finding("supervision.exchange-other-house", person=here.by.id),))
    every = (each for each in here.accounts.members() if each.active and each.public_key and each.has_role(*roles))
    people, persons = tuple(each.id for each in every if each.organisation.en == house), PERSONS.get(deed, 1)
    if len(people) < persons:
        short = finding("supervision.exchange-officers-few", house=house, count=persons)
        return Outcome(value=None, findings=(short,))
    return Outcome(
        value=Plan(
            kind=PlanKind.EXCHANGE,
            subject=subject,
            said={"exchange": deed.value, **said},
            prepared_by=here.by.id,
            at=here.at,
            people=people,
            persons=persons,
        )
    )


def for_terms(
    here: Preparing, agreement: Agreement, officers: tuple[Person, ...], papers: Mapping[str, str]
) -> Outcome[Plan]:
    """Prepare the adoption of an agreement with the roll of the other side's officers.

    Args:
        here: who prepares.
        agreement: as it was read.
        officers: those of the other side who are on the roll.
        papers: both files by name, by the digests under which they are kept.
    """
    known = here.terms(agreement.id)
    if known is not None and (known.agreement, known.officers) == (agreement, officers):
        return Outcome(value=None, findings=(finding("supervision.exchange-repeated", message=agreement.id),))
    said = agreement.model_dump(mode="json", include={"home", "abroad", "since", "until", "fields"})
    told = [{"id": each.id, "zh": each.name.zh, "en": each.name.en, "key": each.public_key} for each in officers]
    said |= {"agreement": agreement.id, "officers": told, "papers": dict(papers)}
    return planned(here, Deed.AGREE, agreement, agreement.id, said)
