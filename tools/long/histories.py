"""Ten thousand histories: random deals, serviced month by month on random collections, and held to their laws.

Laws, in every month: those of money that `deals` knows; the certificate reads back as written and a replay gives the
same one; the months given in any order come to the same; what corrections carry is the difference and nothing else,
and each of them leaves its trail; principal goes past no class that is not repaid, by the order in force; loans in any
order roll forward to the month as reported, and a fen of one of them that is missing is seen.
Collections are written as a servicer writes them and read as a month is closed. Indices stand where the deal assumes
them, and no event is reported: what those do is in `deals`.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from multiprocessing import Pool
from random import Random

from tallystick.cashflow.waterfall.ledger import Reason
from tallystick.deal.checks.consistency import check_deal
from tallystick.deal.deal import Deal
from tallystick.deal.parsing import build
from tallystick.deal.reading import Document
from tallystick.servicing.certificate import certify, parse_certificate
from tallystick.servicing.close import ClosedPeriod, close_period
from tallystick.servicing.collections import ITEMS, Collection, Declared, parse_collection
from tallystick.servicing.reconciliation.breaks import Break
from tallystick.servicing.reconciliation.pool import pool_breaks, roll_forward
from tallystick.servicing.replay import differences
from tallystick.servicing.restatement import Correction, carry, check_corrections, restated
from tallystick.units.money import Currency, Money, total
from tallystick.units.periods import Period
from tools.long.deals import ledger_breaches
from tools.long.outcome import Asked, Outcome
from tools.long.random_deals import random_deal

__all__ = ["MINUTES", "breaches", "history", "order_breaches", "run"]

MINUTES = 30.0
_HISTORIES = 10_000
_MONTHS = 6
_MOST_FAILURES = 20


def run(asked: Asked) -> Outcome:
    """Service deals, on every core, until there are ten thousand or the time is over."""
    counts: Counter[str] = Counter()
    failures: list[str] = []
    with Pool() as workers:
        numbered = ((asked.seed, number) for number in range(_HISTORIES))
        for counted, failed in workers.imap(_tried, numbered, chunksize=8):
            counts.update(counted)
            failures += failed
            asked.tell(f"{counts['histories']:,} of {_HISTORIES:,} histories, {len(failures)} failures")
            if asked.is_over() or len(failures) >= _MOST_FAILURES:
                break
        workers.terminate()
    cut = (
        "" if counts["histories"] == _HISTORIES else f" The time was over, or failures too many, before {_HISTORIES:,}."
    )
    return Outcome(
        did=f"{counts['histories']:,} random deals were serviced and held to their laws.{cut}",
        figures={name: f"{count:,}" for name, count in counts.items()},
        failures=tuple(failures),
    )


def _tried(which: tuple[int, int]) -> tuple[dict[str, int], list[str]]:
    seed, number = which
    random = Random(f"{seed}/history/{number}")
    made = random_deal(random, number)
    try:
        document = Document(file="deal.yaml", tree=made.tree, lines={})
        deal, found = build(Deal, document)
        if deal is None or check_deal(deal, document):
            return {"histories": 1}, [f"not a valid deal: {found}\n\n{made.text}"]
        months = history(random, deal, made.pool.balance)
        closed, found = close_period(deal, months, period=months[-1].period)
        broken = [f"not closed: {found}"] if closed is None else [*_of_what_was_closed(deal, months, closed)]
    except Exception as error:  # noqa: BLE001  # whatever it is, it is what this run looks for
        return {"histories": 1}, [f"{number}: {type(error).__name__}: {error}\n\n{made.text}"]
    tests = [test.breached for each in (closed.ledger.periods if closed else ()) for test in each.tests]
    counted = {
        "histories": 1,
        "months": len(months),
        "with an issuer": deal.structure.offshore is not None,
        "trigger tests": len(tests),
        "of which breached": sum(tests),
    }
    return counted, [f"{number}: {each}\n\n{made.text}" for each in broken]


def history(random: Random, deal: Deal, pool: Money) -> tuple[Collection, ...]:
    """Make months of collections that follow each other: quiet ones, bad ones, and some in which nothing comes."""
    declared, opening, made = Declared.of(deal.structure), pool.minor, []
    for number in range(_MONTHS):
        worst = random.choice((0, 20, 100, 400))
        defaulted = opening * random.randint(0, worst) // 1000
        scheduled = (opening - defaulted) * random.choice((0, 10, 30, 300)) // 1000
        prepaid = (opening - defaulted - scheduled) * random.choice((0, 5, 50)) // 1000
        closing = opening - defaulted - scheduled - prepaid
        amounts = {
            "opening-balance": opening,
            "scheduled-principal": scheduled,
            "prepaid-principal": prepaid,
            "defaulted-principal": defaulted,
            "closing-balance": closing,
            "interest": opening * random.choice((0, 2, 6, 12)) // 1000,
            "recoveries": defaulted * random.randint(0, 600) // 1000,
            "fees": random.randint(0, 10_000_00),
        }
        period = deal.structure.first_period.add(number)
        content = _written(random, amounts, declared, pool.currency)
        read, found = parse_collection(
            content, period=period, currency=pool.currency, file=f"{period}.csv", declared=declared
        )
        if read is None:
            raise ValueError(f"{period}: {[each.code for each in found]}")
        made.append(read)
        opening = read.carried_on.minor
    return tuple(made)


def _written(random: Random, amounts: dict[str, int], declared: Declared, currency: Currency) -> bytes:
    """Write a month as a servicer does, its rows in any order."""
    rows = [f"{item},{_amount(amounts[item], currency)},{currency}" for item in ITEMS]
    further = (*declared.items, *declared.reported)
    rows += [f"{item},{_amount(random.randint(0, 1_000_00), currency)},{currency}" for item in further]
    rows += [f"{event},no,{currency}" for event in declared.events]
    rows += [f"{index},3.00%,{currency}" for index in declared.indices]
    random.shuffle(rows)
    return "\n".join(["item,amount,currency", *rows, ""]).encode()


def _amount(minor: int, currency: Currency) -> str:
    return str(Money(minor=minor, currency=currency)).partition(" ")[0]


def breaches(deal: Deal, months: tuple[Collection, ...]) -> Iterator[str]:
    """Yield every law that servicing a deal breaks."""
    last = months[-1].period
    closed, found = close_period(deal, months, period=last)
    if closed is None:
        yield f"not closed: {[each.code for each in found]}"
        return
    yield from _of_what_was_closed(deal, months, closed)


def _of_what_was_closed(deal: Deal, months: tuple[Collection, ...], closed: ClosedPeriod) -> Iterator[str]:
    yield from ledger_breaches(deal, closed.ledger)
    yield from order_breaches(closed)
    yield from _of_the_certificate(deal, months, closed)
    yield from _of_corrections(deal, months, closed)
    yield from _of_the_loans(Random(deal.id), months[0])


def _of_the_certificate(deal: Deal, months: tuple[Collection, ...], closed: ClosedPeriod) -> Iterator[str]:
    certificate = certify(closed)
    if parse_certificate(certificate.content())[0] != certificate:
        yield "the certificate reads back as another"
    again, _ = close_period(deal, months[::-1], period=closed.period)
    if again is None or differences(certificate, certify(again)):
        yield "months in another order come to another certificate"


def order_breaches(closed: ClosedPeriod) -> Iterator[str]:
    """Yield where principal goes past a class that is not repaid, whatever triggers have made of the order.

    Args:
        closed: a month with the ledger of all before it, of a deal whose principal steps are not capped.
    """
    for number, period in enumerate(closed.ledger.periods):
        for vehicle in (period.onshore, *((period.offshore,) if period.offshore is not None else ())):
            left = {flow.class_id: flow.beginning for flow in vehicle.classes}
            waiting: dict[str, str] = {}
            for each in vehicle.payments:
                if each.pay != "principal" or each.reason is Reason.CONDITION:
                    continue
                if each.paid.is_positive() and waiting.get(each.source, each.to) != each.to:
                    yield f"month {number}: {each.priority} repays {each.to} past {waiting[each.source]}"
                left[each.to] -= each.paid
                if left[each.to].is_positive():
                    waiting.setdefault(each.source, each.to)


def _of_corrections(deal: Deal, months: tuple[Collection, ...], closed: ClosedPeriod) -> Iterator[str]:
    """Correct a fee of the first month twice: the last month receives the difference, every other stays, both told."""
    first, last = months[0], months[-1]
    amounts = [
        Money(minor=first.amounts["fees"].minor + more, currency=deal.assets.currency) for more in (0, 12_345, 7)
    ]
    corrections = [_corrected(first.period, old, new, last.period) for old, new in pairwise(amounts)]
    paid = [each.period for each in months[:-1]]
    for number, each in enumerate(corrections):
        if refused := check_corrections([(1, each)], months[:-1], corrections[:number], closed=paid):
            yield f"a correction is refused: {[fault.code for fault in refused]}"
    if not check_corrections([(1, corrections[0])], months[:-1], corrections[:1], closed=paid):
        yield "a correction is taken that does not start from what stands on record"
    if restated(first, corrections).amounts["fees"] != amounts[-1] or first.amounts["fees"] != amounts[0]:
        yield "a month is not as corrected, or no more as it was reported"
    again, found = close_period(deal, carry(months, corrections), period=last.period)
    if again is None:
        yield f"a correction cannot be carried: {[each.code for each in found]}"
        return
    if again.ledger.periods[:-1] != closed.ledger.periods[:-1]:
        yield "a correction changed a month that was paid"
    if len(certify(again, corrections=corrections).corrections or ()) != len(corrections):
        yield "the certificate does not tell every correction that it carries"
    yield from ledger_breaches(deal, again.ledger)
    was, now = (total(each.paid.onshore.received.values(), deal.assets.currency) for each in (closed, again))
    if now - was != amounts[-1] - amounts[0]:
        yield f"corrections of {amounts[-1] - amounts[0]} brought {now - was}"


def _corrected(period: Period, old: Money, new: Money, carried: Period) -> Correction:
    return Correction(period=period, item="fees", old=old, new=new, carried_in=carried, reason_zh="-", reason_en="-")


def _of_the_loans(random: Random, month: Collection) -> Iterator[str]:
    """Make loans that add up to a month: in any order they agree with it, and one that owes a fen less does not."""
    currency, left = month.opening.currency, month.opening.minor - month.closing.minor
    weights = [random.randint(1, 1000) for _ in range(random.randint(2, 30))]
    before = {f"L{place}": owed for place, owed in enumerate(month.opening.allocate(weights)) if not owed.is_zero()}
    after: dict[str, Money] = {}
    for loan, owed in before.items():
        taken = min(owed.minor, left)
        left -= taken
        if taken < owed.minor:
            after[loan] = Money(minor=owed.minor - taken, currency=currency)
    nothing, day = Money.zero(currency), month.period.last

    def apart(one: dict[str, Money], other: dict[str, Money]) -> list[Break]:
        return list(pool_breaks(roll_forward(one, other, currency), month, tolerance=nothing, as_of=day))

    names = list(before)
    random.shuffle(names)
    mixed = ({loan: before[loan] for loan in names}, {loan: after[loan] for loan in names if loan in after})
    if apart(before, after) or apart(*mixed):
        yield "loans that add up to a month disagree with it"
    if after:
        loan = random.choice(sorted(after))
        if not apart(before, after | {loan: Money(minor=after[loan].minor - 1, currency=currency)}):
            yield "a fen of a loan that is missing is not seen"
