"""A bank file row by row beside what its month owes: to whom, how much, under which reference, and when.

    rows of a class -> units each address must hold -> its money divided over them again -> the same rows, to the cent
    rows that claim again what came back -> under the reference that follows from the returned one, each once

Who held what stands in no file. But a unit is paid much more than the rounding, so amounts tell the units behind them:
whole ones, that add up to those of the class, and over which its interest and its principal divide into these rows.
Law: the rows that `claims` makes of any holdings have no fault; a changed payee, account, reference, day or amount has.
Source: DESIGN.md section 6, obligation 8.

It does not say whether units moved since closing: where the rows are those of other holdings, that is left open.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tallystick.evidence.findings import Finding, finding, told_once
from tallystick.evidence.wording import labels
from tallystick.servicing.bank_file import Instruction, Payee
from tallystick.servicing.certificate import EntitledLine
from tallystick.servicing.entitlements import Claim, claims, divide, reference_of
from tallystick.units.money import Money
from tallystick.units.periods import Period

__all__ = ["Book", "Owed", "check_instructions"]

_Key = tuple[str, str, str]
_Row = tuple[int, Instruction]
_KINDS = ("interest", "principal")
_TELLING = 2
"""More than so many minor units a unit, and an amount that was rounded has one number of units behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The order book: whom to pay for each address, and units at closing by class and address, in lower case."""

    payees: Mapping[str, Payee]
    units: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What a month owes.

    Attributes:
        deal: id of the deal.
        period: the month.
        value_date: the day on which holders are to have the money.
        entitled: what the holders of each class are owed together.
        again: what came back of earlier payments and no month in between claimed, as claims of this one.
    """

    deal: str
    period: Period
    value_date: date
    entitled: tuple[EntitledLine, ...]
    again: tuple[Claim, ...]


def check_instructions(made: Sequence[Instruction], owed: Owed, book: Book | None, *, file: str) -> tuple[Finding, ...]:
    """Return where a bank file does not say what its month owes.

    Args:
        made: its rows, in their order.
        owed: what the month owes.
        book: the order book; None where it is not at hand.
        file: name of the bank file, for findings.
    """
    returned = {claim.reference: claim for claim in owed.again}
    rows: dict[_Key, list[_Row]] = {}
    pairs: list[tuple[_Row, Claim]] = []
    for number, each in enumerate(made, start=1):
        if (claim := returned.pop(each.claim.reference, None)) is not None:
            pairs.append(((number, each), claim))
        else:
            rows.setdefault(_key(each.claim), []).append((number, each))
    first = {key: _own(several, owed) for key, several in rows.items()}
    surplus = [row for key, several in rows.items() for row in several if row is not first[key]]
    found: list[Finding] = []
    for line in owed.entitled:
        own = {key: first.pop(key) for key in list(first) if key[0] == line.token_class}
        found += _holders(line, own, owed, file)
        expected = _expected(line, own, owed, book)
        if expected is None:
            found.append(_undivided(line, owed, file))
            continue
        pairs += [(own[key], claim) for key, claim in expected.items() if key in own]
        surplus += [row for key, row in own.items() if key not in expected]
        found += [_missing(claim, owed, file) for key, claim in expected.items() if key not in own]
        found += _moved(line, expected, own, book, file)
    found += [_surplus(row, file) for row in (*surplus, *first.values())]
    for (number, each), claim in pairs:
        found += _apart(number, each, claim, owed.value_date, file)
    return told_once((*found, *_payees(made, book, owed, file)))


def _key(claim: Claim) -> _Key:
    return claim.token_class, claim.wallet, claim.kind


def _own(several: Sequence[_Row], owed: Owed) -> _Row:
    """Return which of the rows of one address, class and kind is the month's own: by its reference, else the first."""
    reference = reference_of(owed.deal, owed.period, *_key(several[0][1].claim))
    return next((row for row in several if row[1].claim.reference == reference), several[0])


def _expected(line: EntitledLine, own: Mapping[_Key, _Row], owed: Owed, book: Book | None) -> dict[_Key, Claim] | None:
    """Return the claims of the holdings that explain most of the rows; None where no holdings of all units do."""
    best: dict[_Key, Claim] | None = None if own or _whole(line).is_positive() else {}
    fewest = 0
    for units in _holdings(line, own, book):
        divided = divide(line.token_class, units, interest=line.interest, principal=line.principal)
        made = {_key(claim): claim for claim in claims(owed.deal, owed.period, divided)}
        apart = sum(
            key not in own or key not in made or own[key][1].claim.amount != made[key].amount
            for key in own.keys() | made.keys()
        )
        if best is None or apart < fewest:
            best, fewest = made, apart
    return best if not fewest or _tells(line) else None


def _holdings(line: EntitledLine, own: Mapping[_Key, _Row], book: Book | None) -> Iterator[dict[str, int]]:
    """Yield the holdings that may stand behind the rows of a class: at closing, and as principal or interest tells."""
    closing = dict(book.units.get(line.token_class, {})) if book is not None else {}
    told = [
        {
            key[1]: _rounded(Fraction(row[1].claim.amount.minor * line.units, whole.minor))
            for key, row in own.items()
            if key[2] == kind
        }
        for kind, whole in (("principal", line.principal), ("interest", line.interest))
        if whole.minor > _TELLING * line.units
    ]
    for units in (closing, *told):
        if units and sum(units.values()) == line.units and min(units.values()) >= 0:
            yield units


def _tells(line: EntitledLine) -> bool:
    """Whether a unit is paid so much that amounts tell units."""
    return max(line.interest.minor, line.principal.minor) > _TELLING * line.units


def _whole(line: EntitledLine) -> Money:
    return line.interest + line.principal


def _rounded(share: Fraction) -> int:
    """Return the nearest whole number."""
    return int(share + Fraction(1, 2))


def _apart(number: int, each: Instruction, claim: Claim, value_date: date, file: str) -> Iterator[Finding]:
    """Yield each cell of a row that is not what it should be."""
    said = each.claim
    cells = (
        ("reference", said.reference, claim.reference),
        ("amount", str(said.amount), str(claim.amount)),
        ("period", str(said.period), str(claim.period)),
        ("value_date", each.value_date.isoformat(), value_date.isoformat()),
        ("wallet", said.wallet, claim.wallet),
        ("token_class", said.token_class, claim.token_class),
        ("kind", said.kind, claim.kind),
    )
    for column, found, expected in cells:
        if found != expected:
            yield _differs(file, number, column, found, expected)


def _differs(file: str, row: int, column: str, found: str, expected: str) -> Finding:
    return finding(
        "servicing.instruction-differs", file=file, row=row, column=column, instructed=found, replayed=expected
    )


def _payees(made: Sequence[Instruction], book: Book | None, owed: Owed, file: str) -> Iterator[Finding]:
    """Yield where the order book names another payee or account for an address, or nobody."""
    if book is None:
        yield finding("servicing.instruction-payees-unseen", file=file, period=str(owed.period), count=len(made))
        return
    unknown: dict[str, int] = {}
    for number, each in enumerate(made, start=1):
        known = book.payees.get(each.claim.wallet)
        if known is None:
            unknown.setdefault(each.claim.wallet, number)
            continue
        for column, found, expected in (
            ("payee", each.payee.name, known.name),
            ("account", each.payee.account, known.account),
        ):
            if found != expected:
                yield _differs(file, number, column, found, expected)
    for wallet, number in unknown.items():
        yield finding("servicing.instruction-payee-unknown", file=file, row=number, column="wallet", wallet=wallet)


def _holders(line: EntitledLine, own: Iterable[_Key], owed: Owed, file: str) -> Iterator[Finding]:
    """Say that more addresses are paid than held anything of a class."""
    paid = len({wallet for _, wallet, _ in own})
    if paid > line.holders:
        yield finding(
            "servicing.instruction-holders",
            file=file,
            period=str(owed.period),
            name=line.token_class,
            count=paid,
            holders=line.holders,
        )


def _undivided(line: EntitledLine, owed: Owed, file: str) -> Finding:
    return finding(
        "servicing.instruction-undivided" if _tells(line) else "servicing.instruction-units-unseen",
        file=file,
        period=str(owed.period),
        name=line.token_class,
        amount=_whole(line),
        units=line.units,
    )


def _missing(claim: Claim, owed: Owed, file: str) -> Finding:
    return finding(
        "servicing.instruction-missing",
        file=file,
        period=str(owed.period),
        name=claim.token_class,
        wallet=claim.wallet,
        amount=claim.amount,
        kind=labels()[f"servicing.measure.{claim.kind}"],
    )


def _surplus(row: _Row, file: str) -> Finding:
    number, each = row
    return finding(
        "servicing.instruction-surplus",
        file=file,
        row=number,
        column="reference",
        reference=each.claim.reference,
        amount=each.claim.amount,
        wallet=each.claim.wallet,
    )


def _moved(
    line: EntitledLine, expected: Mapping[_Key, Claim], own: Mapping[_Key, _Row], book: Book | None, file: str
) -> Iterable[Finding]:
    """Say that a class is paid for other holdings than those at closing."""
    closing = book.units.get(line.token_class) if book is not None else None
    if not closing:
        return ()
    divided = divide(line.token_class, closing, interest=line.interest, principal=line.principal)
    paid = {(each.wallet, kind): amount for each in divided for kind, amount in _amounts(each.interest, each.principal)}
    now = {key[1:]: claim.amount for key, claim in expected.items()}
    wallets = sorted({key[0] for key in paid.keys() | now.keys() if paid.get(key) != now.get(key)})
    if not wallets or not own:
        return ()
    return (
        finding(
            "servicing.instruction-units-moved",
            file=file,
            name=line.token_class,
            count=len(wallets),
            wallets=tuple(wallets),
        ),
    )


def _amounts(interest: Money, principal: Money) -> Iterator[tuple[str, Money]]:
    """Yield kind and amount of what an entitlement claims."""
    return ((kind, amount) for kind, amount in zip(_KINDS, (interest, principal), strict=True) if not amount.is_zero())
