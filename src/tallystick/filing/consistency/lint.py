"""Documents held against the deal: sentence by sentence, each value to the words that announce it.

    a value belongs to the words of its kind that stand nearest before it, else to those that follow at once
    of several classes it belongs to the one named nearest before it

What a sentence announces and the deal says otherwise is a contradiction. What the deal's own texts say with a number,
such as a criterion, is held as a whole sentence: the same words with another number contradict it.
Source: DESIGN.md section 2, principle 1: every number in a document comes from the deal folder.
It reads no meaning: a contradiction in other words than these goes unseen, and a person still reads what is filed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.consistency.claim import Claim, ClaimKind
from tallystick.filing.consistency.claims import claims_of
from tallystick.filing.consistency.names import misnamed
from tallystick.filing.consistency.pool import payer_claims
from tallystick.filing.consistency.values import (
    CURRENCIES,
    Amount,
    Found,
    Month,
    amounts,
    arabic,
    days,
    days_of_month,
    months,
    normal,
    numbers,
    percentages,
    ratios,
    sentences,
    tenors,
)
from tallystick.filing.documents.texts import CELLS, DocumentText
from tallystick.tape.payers import PayerTable
from tallystick.tape.statistics import PoolStatistics
from tallystick.units.money import Currency

__all__ = ["Known", "contradictions", "known_of"]

_BEFORE, _AFTER = 60, 14
_BROKEN_OFF = re.compile(r"[，,、|]\s?[^，,、|]*[，,|]|[A-Z]{2}\d")
"""What parts a value from words before it: two commas, or a symbol such as stands in a row of a table."""
_RESPECTIVELY = re.compile(r"分别|respectively|各为", re.IGNORECASE)
_CLASS_TITLE = re.compile(r"档|class|tranche", re.IGNORECASE)
_OTHER_DEAL = re.compile(
    r"前一期|上一期|前期项目|往期|前次发行|另一(?:单|期|项目)|其他(?:项目|产品)|同类(?:项目|产品)"
    r"|(?:previous|prior|earlier|another|other) (?:transaction|issue|deal|securiti[sz]ation)",
    re.IGNORECASE,
)
_SERIES = re.compile(r"(?<![\d-])20\d\d-[1-9](?![\d-])|20\d\d年第[一二三四五六七八九十\d]+期")
_EQUIVALENT = re.compile(
    r"约合|折合|折算|相当于|等值|等额|equivalent|equal to about|converted|at (?:the|an?) (?:swap|exchange) rate",
    re.IGNORECASE,
)
_BY_SIGN = MappingProxyType({"¥": frozenset({"CNY", "JPY"}), "$": frozenset({"USD", "HKD", "SGD"})})
"""Currencies that a bare sign may mean."""
_PARTS_ROUND = 20
_AS_MUCH = re.compile(
    r"\s?[，,]?\s?(?:即|or)?\s?[（(]?[^（()\d，,；;。]{0,24}"
    r"(?:约合|折合|折算|相当于|等值|等于|对应|equivalent|equal|corresponds?|converted)[^（()\d，,；;。]{0,30}"
    r"|\s?[（(]\s?(?:(?:即|约|about|approximately|approx\.|circa|c\.|some|or|i\.e\.|[≈~=])\s?)*",
    re.IGNORECASE,
)
_OTHER_RATE = re.compile(
    r"即期|中间价|现汇|市场汇率|当日汇率|\bspot\b|market rate|mid-?rate|prevailing|current exchange", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What documents are held against: the deal, its claims, and its own texts with a number in them."""

    deal: Deal
    claims: tuple[Claim, ...]
    templates: tuple[tuple[str, str, re.Pattern[str]], ...]


def known_of(
    deal: Deal,
    *,
    assets: int | None = None,
    obligors: int | None = None,
    pool: PoolStatistics | None = None,
    payers: Sequence[PayerTable] = (),
) -> Known:
    """Return what documents of a deal are held against.

    `assets`, `obligors` and `pool` where it has a tape; `payers` by each basis on which their shares may be told.
    """
    pooled = payer_claims(payers, deal.assets.cutoff)
    claims = (*claims_of(deal, assets=assets, obligors=obligors, pool=pool), *pooled)
    return Known(deal=deal, claims=claims, templates=tuple(_templates(deal)))


def contradictions(document: DocumentText, known: Known) -> Iterator[Finding]:
    """Yield what a document says otherwise than the deal."""
    for line in document.lines:
        if line.turned:
            yield finding("filing.document-turned", file=document.file, path=line.place, sentence=_shortened(line.text))
    yen = _yen(known.deal)
    for place, sentence in _sentences(document, known):
        if any(isinstance(each.value, Amount) and each.value.currency == "¥" for each in amounts(sentence, yen=yen)):
            yield finding("filing.document-yen", file=document.file, path=place, sentence=_shortened(sentence))
        for path, written, expected in dict.fromkeys(_in_sentence(sentence, known)):
            yield finding(
                "filing.document-contradicts",
                file=document.file,
                path=place,
                about=path,
                written=written,
                expected=expected,
                sentence=_shortened(sentence),
            )


def _sentences(document: DocumentText, known: Known) -> Iterator[tuple[str, str]]:
    """Yield sentences with their place.

    A cell of a table comes with its row's name and its column's title where the table has a row of titles, and
    otherwise with the cell before it, as in a list of terms.
    """
    head: list[str] = []
    width = 0
    for line in document.lines:
        cells = [normal(cell) for cell in line.text.split(CELLS)]
        starts, width = len(cells) != width, len(cells)
        if len(cells) == 1:
            yield from ((line.place, each) for each in sentences(cells[0]))
            continue
        if starts:
            head = []
        if _titles(cells, known, first=starts):
            head = cells
        elif head:
            yield from ((line.place, each) for each in _under(head, cells, known))
        else:
            pairs = pairwise(cells)
            yield from ((line.place, f"{name}，{cell}") for name, cell in pairs if not name[:1].isdigit())


def _titles(cells: list[str], known: Known, *, first: bool) -> bool:
    """Tell whether a row is one of titles: nothing in it is a value, and it stands first or announces values."""
    if any(any(letter.isdigit() for letter in cell) for cell in cells[1:]):
        return False
    announcing = [any(re.search(claim.about, cell, re.IGNORECASE) for claim in known.claims) for cell in cells]
    return (first and len(cells) > 2) or (2 * sum(announcing[1:]) >= len(cells) - 1 and not announcing[0])


def _under(head: list[str], cells: list[str], known: Known) -> Iterator[str]:
    """Yield each cell with its row's name and its column's title; a class called by its letter alone gets its name."""
    vehicle = known.deal.structure.offshore or known.deal.structure.onshore
    names = {terms.id: terms.name.en for terms in vehicle.classes} if _CLASS_TITLE.search(head[0]) else {}
    for title, cell in zip(head[1:], cells[1:], strict=True):
        if title in names:
            yield f"{names[title]}，{cells[0]} {cell}"
        elif cells[0] in names:
            yield f"{names[cells[0]]}，{title} {cell}"
        else:
            yield f"{head[0]} {cells[0]}，{title} {cell}"


def _in_sentence(sentence: str, known: Known) -> Iterator[tuple[str, str, str]]:
    other = _of_another(sentence, known.deal)
    for each in misnamed(sentence, known.deal, roles=not other):
        yield each.path, each.written, each.expected
    if other:
        return
    sentence = arabic(sentence)
    yield from _equivalents(sentence, known)
    told = {found.value for found in days(sentence)}
    said = [
        claim
        for claim in known.claims
        if not (claim.unless and re.search(claim.unless, sentence, re.IGNORECASE))
        and (claim.at is None or told <= {claim.at})
    ]
    for kind in ClaimKind:
        claims = [claim for claim in said if claim.kind is kind]
        for pattern in dict.fromkeys(claim.pattern for claim in claims):
            asked = [claim for claim in claims if claim.pattern == pattern]
            for value, claim in _attributed(sentence, asked, kind, yen=_yen(known.deal)):
                if not _agrees(value, claim) or _in_another_currency(value, claim, sentence, known.deal):
                    yield claim.path, value.text, claim.worded()
    for path, expected, template in known.templates:
        for match in template.finditer(sentence):
            if match[1].replace(",", "") != expected:
                yield path, match[0], expected


def _in_another_currency(value: Found, claim: Claim, sentence: str, deal: Deal) -> bool:
    """Tell whether an amount is in a currency other than its claim's without being as much at the deal's rate.

    What is said to be an equivalent, or stands beside the amount in the claim's currency, is compared with that.
    """
    amount = value.value
    if not isinstance(amount, Amount) or _same_currency(amount, claim) or _EQUIVALENT.search(sentence):
        return False
    structure = deal.structure
    own = {each.currency.value for each in (structure.onshore, structure.offshore) if each is not None}
    rate = _rates(deal).get((claim.currency, amount.currency))
    if amount.currency not in own or rate is None:
        return amount.currency not in {*own, *_BY_SIGN}
    beside = any(isinstance(each.value, Amount) and each.value.currency == claim.currency for each in amounts(sentence))
    return not beside and not any(_about(amount, each * rate) for each in claim.values if isinstance(each, Fraction))


def _equivalents(sentence: str, known: Known) -> Iterator[tuple[str, str, str]]:
    """Yield an amount said to be as much as one of the deal's before it, and is not so at the deal's rate.

    A sentence that names another rate, or says that it converts at the market's, is not held against the deal's.
    """
    rates = _rates(known.deal)
    if not rates or _OTHER_RATE.search(sentence):
        return
    found = tuple(amounts(sentence, yen=_yen(known.deal)))
    said = (each for each in ratios(sentence) if not any(one.start <= each.start < one.end for one in found))
    if any(each.value not in rates.values() for each in said):
        return
    for first, second in pairwise(found):
        one, other = first.value, second.value
        if not isinstance(one, Amount) or not isinstance(other, Amount):
            continue
        rate = rates.get((one.currency, other.currency))
        if rate is None or not _AS_MUCH.fullmatch(sentence, first.end, second.start):
            continue
        own = any(claim.currency == one.currency and _agrees(first, claim) for claim in known.claims)
        if own and not _about(other, one.value * rate, one.step * rate):
            yield "structure.offshore.hedge.rate", second.text, f"≈{other.currency} {round(one.value * rate):,}"


def _rates(deal: Deal) -> Mapping[tuple[str, str], Fraction]:
    """Return the filed rate between the currencies of the swap, either way."""
    hedge = None if deal.structure.offshore is None else deal.structure.offshore.hedge
    if hedge is None:
        return {}
    pay, receive = hedge.pay.value, hedge.receive.value
    return {(receive, pay): hedge.rate, (pay, receive): 1 / hedge.rate}


def _about(amount: Amount, exact: Fraction, unit: Fraction = Fraction(0)) -> bool:
    """Whether an exact amount rounds to this one as people round; `unit` where the exact one is rounded too."""
    return abs(amount.value - exact) * 2 <= amount.unit + unit


def _yen(deal: Deal) -> str:
    """Return what a bare ``¥`` means in papers of a deal: yuan, yen, or either of them where the deal has both."""
    structure = deal.structure
    own = {each.currency for each in (deal.assets, structure.onshore, structure.offshore) if each is not None}
    return "CNY" if Currency.JPY not in own else "¥" if Currency.CNY in own else "JPY"


def _of_another(sentence: str, deal: Deal) -> bool:
    """Tell whether a sentence speaks of another transaction: by its words, or by a series that is not the deal's."""
    own = " ".join([deal.name.zh, deal.name.en, deal.id, *(party.name.en for party in deal.parties.values())])
    series = {match[0] for match in _SERIES.finditer(sentence)}
    return _OTHER_DEAL.search(sentence) is not None or any(each not in own for each in series)


def _attributed(sentence: str, claims: list[Claim], kind: ClaimKind, *, yen: str) -> Iterator[tuple[Found, Claim]]:
    """Yield each value of a kind with the claim whose words announce it."""
    announced = sorted(
        (match.start(), match.end(), index)
        for index, claim in enumerate(claims)
        for match in re.finditer(claim.about, sentence, re.IGNORECASE)
    )
    if not announced:
        return
    # What is said of a class announces nothing where no class is named.
    named = {of for of in {each.of for each in claims} if of is None or re.search(of, sentence, re.IGNORECASE)}
    announced = [each for each in announced if claims[each[2]].of in named or claims[each[2]].together]
    for value in _values(sentence, claims, kind, yen):
        heard = [each for each in announced if not claims[each[2]].at_once or 0 <= value.start - each[1] <= 1]
        near = _nearest(value, heard, sentence)
        candidates = [claims[index] for index in near]
        of_classes = [claim for claim in candidates if claim.of is not None]
        classes = {claim.of for claim in claims if claim.of is not None}
        said_of = _class_named(sentence, value, classes) if of_classes else None
        several = _RESPECTIVELY.search(sentence) is not None
        fitting = [claim for claim in candidates if claim.together]
        fitting = fitting or [
            claim for claim in candidates if claim.of is not None and (several or claim.of == said_of)
        ]
        fitting = fitting or [claim for claim in candidates if claim.of is None]
        fitting = [claim for claim in fitting if _in_currency(value, claim)] or fitting
        if fitting:
            agreeing = next((claim for claim in fitting if _agrees(value, claim)), None)
            yield value, agreeing or fitting[0]


def _in_currency(value: Found, claim: Claim) -> bool:
    """Whether a claim is in the currency of a value, so that it says the same thing; true of what is no amount."""
    return not isinstance(value.value, Amount) or _same_currency(value.value, claim)


def _same_currency(amount: Amount, claim: Claim) -> bool:
    return amount.currency == claim.currency or claim.currency in _BY_SIGN.get(amount.currency, ())


def _nearest(value: Found, announced: list[tuple[int, int, int]], sentence: str) -> list[int]:
    """Return the claims whose words stand nearest before a value, or else follow it at once."""
    before = [each for each in announced if each[1] <= value.start and value.start - each[1] <= _BEFORE]
    before = [each for each in before if not _BROKEN_OFF.search(sentence, each[1], value.start)]
    if before:
        last = max(end for _, end, _ in before)
        return [index for _, end, index in before if end == last]
    after = [each for each in announced if each[0] >= value.end and each[0] - value.end <= _AFTER]
    after = [each for each in after if not re.search(r"[，。；;\d]", sentence[value.end : each[0]])]
    inside = [each for each in announced if each[0] < value.end and each[1] > value.start]
    first = min((start for start, _, _ in after), default=None)
    return [index for start, _, index in after if start == first] or [index for _, _, index in inside]


def _class_named(sentence: str, value: Found, classes: Iterable[str]) -> str | None:
    """Return the class that is named nearest before a value; one named at once after it where none is before."""
    found = [
        (match.end(), pattern)
        for pattern in classes
        for match in re.finditer(pattern, sentence, re.IGNORECASE)
        if match.end() <= value.start
    ]
    if found:
        return max(found)[1]
    after = [
        (match.start(), pattern)
        for pattern in classes
        for match in re.finditer(pattern, sentence, re.IGNORECASE)
        if 0 <= match.start() - value.end <= _AFTER
    ]
    return min(after)[1] if after else None


def _values(sentence: str, claims: list[Claim], kind: ClaimKind, yen: str) -> Iterator[Found]:
    match kind:
        case ClaimKind.AMOUNT:
            yield from amounts(sentence, yen=yen)
        case ClaimKind.DAY:
            yield from days(sentence)
            yield from months(sentence)
        case ClaimKind.SHARE:
            yield from percentages(sentence)
        case ClaimKind.WORD | ClaimKind.COUNT:
            yield from _matches(re.compile(claims[0].pattern), sentence)
        case _:
            yield from _SPECIAL[kind](sentence)


def _matches(pattern: re.Pattern[str], sentence: str) -> Iterator[Found]:
    for match in pattern.finditer(sentence):
        group = match.lastindex or 0
        digits = match[group].replace(",", "")
        value = Fraction(digits) if digits.isdecimal() else Fraction(0)
        yield Found(value=value, start=match.start(group), end=match.end(group), text=match[group])


_SPECIAL: Mapping[ClaimKind, Callable[[str], Iterator[Found]]] = MappingProxyType(
    {
        ClaimKind.MONTHLY: days_of_month,
        ClaimKind.TENOR: tenors,
        ClaimKind.RATIO: ratios,
    }
)


def _agrees(value: Found, claim: Claim) -> bool:
    match value.value:
        case Amount() as amount:
            exact = [each for each in claim.values if isinstance(each, Fraction)]
            if not _same_currency(amount, claim):
                return all(amount.value != each for each in exact)
            return any(amount.stands_for(each) for each in exact)
        case date():
            return value.value in claim.values
        case Month() as month:
            return any(month.holds(each) for each in claim.values if isinstance(each, date))
    if claim.kind is ClaimKind.WORD:
        return _code(value.text) in {_code(str(each)) for each in claim.values}
    if claim.rounded or (claim.kind in {ClaimKind.SHARE, ClaimKind.TENOR} and claim.path.startswith("pool.")):
        return any(_rounds(value, each) for each in claim.values if isinstance(each, Fraction))
    return value.value in claim.values


def _rounds(found: Found, exact: Fraction) -> bool:
    """Whether an exact number rounds to one as written, by its last digit."""
    places = len(re.sub(r"^[^.]*\.?|[^\d].*$", "", found.text)) if "." in found.text else 0
    if "/" in found.text and isinstance(found.value, Fraction):
        return abs(found.value - exact) * _PARTS_ROUND <= exact  # a part such as a third is told roughly
    written = re.search(r"[\d.,]+", found.text)
    if written is None or not isinstance(found.value, Fraction) or not found.value:
        return False
    unit = found.value / Fraction(written[0].replace(",", "").rstrip("."))
    return bool(abs(found.value - exact) * 2 <= unit / Fraction(10) ** places)


def _code(text: str) -> str:
    """Return the code of a currency that is written in words; other words as they are."""
    return next((code for code, words in CURRENCIES.items() if re.fullmatch(words, text, re.IGNORECASE)), text)


def _templates(deal: Deal) -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """Yield the deal's own texts that hold one number, as patterns in which the number may be another."""
    texts = [
        (f"assets.criteria[{index}]", text)
        for index, criterion in enumerate(deal.assets.criteria)
        for text in (criterion.text.zh, criterion.text.en)
    ]
    for path, text in texts:
        found = list(numbers(re.sub(r"(?<=[^\d\s.,])(?=\d)|(?<=\d)(?=[^\d\s.,])", " ", text)))
        if len(found) != 1:
            continue
        written = found[0].text
        place = text.index(written)
        head, tail = text[:place].rstrip(), text[place + len(written) :].lstrip()
        if len(head) > 2:
            spaced = re.escape(head).replace(r"\ ", r"\s+")
            ending = re.escape(tail).replace(r"\ ", r"\s+")
            number = r"\s*(\d[\d,]*(?:\.\d+)?)\s*"
            yield path, written.replace(",", ""), re.compile(spaced + number + ending, re.IGNORECASE)


def _shortened(sentence: str) -> str:
    text = sentence.strip()
    return text if len(text) <= 160 else f"{text[:159]}…"
