"""Ten thousand histories: random deals, serviced month by month on random collections, and held to their laws.

Laws, in every month: those of money that `deals` knows; the certificate reads back as written and a replay gives the
same one; the months given in any order come to the same; what a correction carries is the difference and nothing else.
Collections are written as a servicer writes them and read as a month is closed. Indices stand where the deal assumes
them, and no event is reported: what those do is in `deals`.
"""

from collections import Counter
from collections.abc import Iterator
from multiprocessing import Pool
from random import Random

from tallystick.deal.checks.consistency import check_deal
from tallystick.deal.deal import Deal
from tallystick.deal.parsing import build
from tallystick.deal.reading import Document
from tallystick.servicing.certificate import certify, parse_certificate
from tallystick.servicing.close import ClosedPeriod, close_period
from tallystick.servicing.collections import ITEMS, Collection, Declared, parse_collection
from tallystick.servicing.replay import differences
from tallystick.servicing.restatement import Correction, carry
from tallystick.units.money import Currency, Money, total
from tools.long.deals import ledger_breaches
from tools.long.outcome import Asked, Outcome
from tools.long.random_deals import random_deal

__all__ = ["MINUTES", "breaches", "history", "run"]

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
        broken = [*breaches(deal, months)]
    except Exception as error:  # noqa: BLE001  # whatever it is, it is what this run looks for
        return {"histories": 1}, [f"{number}: {type(error).__name__}: {error}\n\n{made.text}"]
    counted = {"histories": 1, "months": len(months), "with an issuer": deal.structure.offshore is not None}
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
    yield from ledger_breaches(deal, closed.ledger)
    yield from _of_the_certificate(deal, months, closed)
    yield from _of_a_correction(deal, months, closed)


def _of_the_certificate(deal: Deal, months: tuple[Collection, ...], closed: ClosedPeriod) -> Iterator[str]:
    certificate = certify(closed)
    if parse_certificate(certificate.content())[0] != certificate:
        yield "the certificate reads back as another"
    again, _ = close_period(deal, months[::-1], period=closed.period)
    if again is None or differences(certificate, certify(again)):
        yield "months in another order come to another certificate"


def _of_a_correction(deal: Deal, months: tuple[Collection, ...], closed: ClosedPeriod) -> Iterator[str]:
    """Correct a fee of the first month: the last month receives the difference and every other stays."""
    first, last = months[0], months[-1]
    old = first.amounts["fees"]
    new = Money(minor=old.minor + 12_345, currency=old.currency)
    correction = Correction(
        period=first.period, item="fees", old=old, new=new, carried_in=last.period, reason_zh="-", reason_en="-"
    )
    again, found = close_period(deal, carry(months, [correction]), period=last.period)
    if again is None:
        yield f"a correction cannot be carried: {[each.code for each in found]}"
        return
    if again.ledger.periods[:-1] != closed.ledger.periods[:-1]:
        yield "a correction changed a month that was paid"
    yield from ledger_breaches(deal, again.ledger)
    currency = old.currency
    more = total(again.paid.onshore.received.values(), currency) - total(
        closed.paid.onshore.received.values(), currency
    )
    if more != correction.difference:
        yield f"a correction of {correction.difference} brought {more}"
