"""`admit`: let an investor hold who was not there at the issue, or on newer evidence, before anything is sold to them.

    file of investors -> each a professional investor of a filed place, screened, with evidence that counts on the day
    -> on record by transfer agent and trustee -> registered on the ledger, classes added, a freeze kept

All of a file or none: one who is not admitted stops it, and everything against everybody is found in one pass. The file
stays in; the ledger has a salted commitment to each investor's evidence. A transfer follows by `settle`.
Source: HK-9 and SFO-institutional (professional and institutional investors); 42号 as quoted (N2, N3).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.subscriptions import Admission, Subscription, admit, read_subscriptions
from tallystick.law.values import Truth
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.issue_records import ADMITTED, PLANNED
from tallystick.shell.operations.issuance.later.lineage import acts_of, lineage
from tallystick.shell.operations.issuance.later.standing import Desk, stands
from tallystick.shell.operations.issuance.registrations import class_masks, registration
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.shell.operations.ports.ledgers.agents import AgentLedger

__all__ = ["FILE", "admit_investors", "admitted_since"]

FILE: Final = "investors.csv"
_PARTS: Final = (Part.TRANSFER_AGENT, Part.TRUSTEE)


def admit_investors(desk: Desk, ledger: AgentLedger, deal: Deal, content: bytes) -> Outcome[tuple[str, ...]]:
    """Admit investors; the value is their addresses.

    Args:
        desk: transfer agent and trustee, on the filing, with the secret of the home.
        ledger: of the overseas home.
        deal: as filed.
        content: the file, in the form of the order book; `amount` is what the investor means to buy.
    """
    where, refused = stands(desk.evidence, desk.filing), desk.refusal(_PARTS)
    if refused is not None or where is None:
        return Outcome(value=None, findings=(refused,) if refused is not None else ())
    rows, found = read_subscriptions(content, file=FILE)
    judged = [admit(row, each, deal, as_of=desk.at.date(), file=FILE) for row, each in rows]
    found = (*found, *(each for one in judged for each in one.findings))
    if not judged or found or any(each.admitted is not Truth.TRUE for each in judged):
        return Outcome(value=None, findings=found)
    wallets = _by_wallet([each.subscription for each in judged])
    for wallet, orders in wallets.items():
        if len({(each.subscriber, each.jurisdiction) for each in orders}) > 1:
            return Outcome(value=None, findings=(finding("issuance.admitted-two-at-one", wallet=wallet),))
    for wallet, subscriber in _known(desk, deal).items():
        if any(each.subscriber != subscriber for each in wallets.get(wallet, ())):
            return Outcome(value=None, findings=(finding("issuance.admitted-two-at-one", wallet=wallet),))
    told = tuple(_told(desk, deal, wallets))
    said = {"investors": desk.evidence.objects.put(content).sha256, "wallets": sorted(wallets)}
    desk.put(ADMITTED, said)
    masks, made = class_masks(deal), []
    for wallet, orders in wallets.items():
        before = ledger.standing(where.eligibility, wallet)
        classes = before.classes if before is not None else 0
        for each in orders:
            classes |= masks[each.token_class]
        new = registration(min(orders, key=_until), classes, desk.secret)
        frozen = before is not None and before.frozen
        made.append(replace(new, standing=replace(new.standing, frozen=frozen)))
    ledger.register(where.eligibility, made, at=desk.at)
    return Outcome(value=tuple(wallets), findings=told)


def _told(desk: Desk, deal: Deal, wallets: Mapping[str, list[Subscription]]) -> Iterator[Finding]:
    """Say whose address was in the order book, which the ledger has without a name, and who means to buy too little."""
    names, since = lineage(desk.evidence, desk.filing), _known(desk, deal)
    bodies: list[Any] = [body_of(desk.evidence, row) for row in acts_of(desk.evidence, names, PLANNED)]
    booked = {str(each["wallet"]) for body in bodies for each in body["plan"]["orders"]}
    classes = deal.tokens.classes if deal.tokens is not None else {}
    for wallet, orders in wallets.items():
        if wallet in booked and wallet not in since:
            yield finding("issuance.admitted-in-book", wallet=wallet, subscriber=orders[0].subscriber)
        for each in orders:
            least = classes[each.token_class].minimum_holding
            if least is not None and each.amount < least:
                yield finding("issuance.admitted-below", subscriber=each.subscriber, amount=each.amount, least=least)


def _known(desk: Desk, deal: Deal) -> dict[str, str]:
    """Return the subscriber at each address that was admitted since the issue, by the last act."""
    acts = admitted_since(desk.evidence, lineage(desk.evidence, desk.filing), deal)
    return {each.subscription.wallet: each.subscription.subscriber for act in acts for each in act}


def admitted_since(record: OnRecord | None, names: Iterable[str], deal: Deal) -> tuple[tuple[Admission, ...], ...]:
    """Return who was admitted after the issue, under any of these filings, each judged on the day of its act."""
    if record is None:
        return ()
    found = []
    for row in acts_of(record, names, ADMITTED):
        content = record.objects.get(str(body_of(record, row)["investors"]))
        day = datetime.fromisoformat(row.entry.draft.at).date()
        orders, _ = read_subscriptions(content, file=FILE)
        found.append(tuple(admit(number, each, deal, as_of=day, file=FILE) for number, each in orders))
    return tuple(found)


def _by_wallet(orders: list[Subscription]) -> dict[str, list[Subscription]]:
    found: defaultdict[str, list[Subscription]] = defaultdict(list)
    for each in orders:
        found[each.wallet].append(each)
    return dict(found)


def _until(order: Subscription) -> date:
    return order.evidence_expires or date.min
