"""What a deal says that documents repeat: each claim with the words that announce it and the values it may have.

    about    words that announce the value: ``最低认购``, ``minimum subscription``
    of       words of the class or vehicle it is said of; a claim that names none is said of the whole deal
    values   every value that agrees; any other value so announced contradicts the deal

A document need not repeat anything: only what it does say is compared.
Source: the deal file; the words are those that offering memoranda and opinions use.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from tallystick.deal.deal import Deal
from tallystick.deal.structure import ClassTerms, FiledRange, FiledSize, Vehicle
from tallystick.deal.tokens import TokenPlan
from tallystick.evidence.persons import Name
from tallystick.units.money import Money
from tallystick.units.rates import Share

__all__ = ["Claim", "ClaimKind", "claims_of"]


_SIZE = r"规模|本金(?:总额|金额)?|至多|最多|不超过|上限|size|principal amount|up to|cap(?:ped)?\b|not exceeding"
_NUMBERED = r"(\d{1,3}(?:,\d{3})+|\d+)\s?"
_PAID_IN = r"(?:以|用|in )\s*(US dollars?|Hong Kong dollars?|美元|港元|港币|人民币|欧元|USDT|USDC|USD|HKD|CNY|EUR)"


class ClaimKind(StrEnum):
    """What kind of value a claim is about, and so how it is found in a sentence."""

    AMOUNT = "amount"
    DAY = "day"
    SHARE = "share"
    RATIO = "ratio"
    COUNT = "count"
    MONTHLY = "monthly"
    TENOR = "tenor"
    WORD = "word"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing a deal says; `path` is where.

    Attributes:
        about: pattern of the words that announce the value, in both languages.
        of: pattern of what it is said of; None of the whole deal.
        values: every value that agrees: exact amounts in major units, days, shares, numbers or words.
        currency: of amounts.
        pattern: of what a claim of a word or a count is answered by; the first group is compared.
    """

    kind: ClaimKind
    path: str
    title: Name
    about: str
    values: tuple[Fraction | date | str, ...]
    of: str | None = None
    currency: str = ""
    pattern: str = ""

    def worded(self) -> str:
        """Return the values as people read them."""
        return " / ".join(_worded(value, self) for value in self.values)


def claims_of(deal: Deal, *, assets: int | None = None, obligors: int | None = None) -> tuple[Claim, ...]:
    """Return everything of a deal that documents may repeat.

    Args:
        deal: as parsed.
        assets: number of assets of the pool, where it has a tape.
        obligors: number of debtors, likewise.
    """
    return (
        *_dates(deal),
        *(claim for path, vehicle in _vehicles(deal) for claim in _classes(path, vehicle)),
        *_payments(deal),
        *_tokens(deal),
        *_terms(deal),
        *_counts(assets, obligors),
    )


def _vehicles(deal: Deal) -> Iterator[tuple[str, Vehicle]]:
    yield "structure.onshore", deal.structure.onshore
    if deal.structure.offshore is not None:
        yield "structure.offshore", deal.structure.offshore


def _dates(deal: Deal) -> Iterator[Claim]:
    plan = deal.tokens
    for key, day, title, about in (
        ("assets.cutoff", deal.assets.cutoff, Name(zh="封包日", en="cut-off date"), r"封包日|初始起算日|cut-off date"),
        (
            "structure.closing",
            deal.structure.closing,
            Name(zh="设立日", en="closing date"),
            r"(?:计划|信托|专项计划)?设立日|发行日|交割日|closing date|issue date",
        ),
        (
            "tokens.valid_from",
            None if plan is None else plan.valid_from,
            Name(zh="发行期起", en="opening of the issue window"),
            r"发行期(?:自|起|开始)|issue window opens|issue window (?:is|runs) from",
        ),
        (
            "tokens.valid_until",
            None if plan is None else plan.valid_until,
            Name(zh="发行期止", en="end of the issue window"),
            r"发行期(?:止|截至|结束|至)|issue window (?:ends|closes)",
        ),
    ):
        if day is not None:
            yield Claim(kind=ClaimKind.DAY, path=key, title=title, about=about, values=(day,))


def _classes(path: str, vehicle: Vehicle) -> Iterator[Claim]:
    for terms in vehicle.classes:
        where, of = f"{path}.classes.{terms.id}", _of_class(terms)
        size = terms.size.filed_max if isinstance(terms.size, FiledSize) else terms.size
        yield Claim(
            kind=ClaimKind.AMOUNT,
            path=f"{where}.size",
            title=Name(zh=f"{terms.name.zh}规模", en=f"size of {terms.name.en}"),
            about=_SIZE,
            of=of,
            values=(_major(size),),
            currency=size.currency.value,
        )
        yield Claim(
            kind=ClaimKind.SHARE,
            path=f"{where}.coupon",
            title=Name(zh=f"{terms.name.zh}票息", en=f"coupon of {terms.name.en}"),
            about=r"票面利率|票息|预期收益率|利率区间|coupon|interest rate",
            of=of,
            values=_coupons(terms),
        )
        if terms.final_maturity is not None:
            yield Claim(
                kind=ClaimKind.DAY,
                path=f"{where}.final_maturity",
                title=Name(zh=f"{terms.name.zh}最终到期日", en=f"final maturity of {terms.name.en}"),
                about=r"(?:法定|最终)到期日|到期日|final maturity(?: date)?|legal maturity(?: date)?|maturity date",
                of=of,
                values=(terms.final_maturity,),
            )
    yield from _fees(path, vehicle)


def _fees(path: str, vehicle: Vehicle) -> Iterator[Claim]:
    for fee in vehicle.fees:
        about = _either(fee.name.zh, fee.name.en)
        title, where = Name(zh=fee.name.zh, en=fee.name.en), f"{path}.fees.{fee.id}"
        if fee.rate is not None:
            yield Claim(kind=ClaimKind.SHARE, path=where, title=title, about=about, values=(fee.rate.per_annum,))
        if isinstance(fee.amount, Money):
            currency, value = fee.amount.currency.value, _major(fee.amount)
            yield Claim(kind=ClaimKind.AMOUNT, path=where, title=title, about=about, values=(value,), currency=currency)
    for account in vehicle.accounts:
        if isinstance(account.target, Money):
            yield Claim(
                kind=ClaimKind.AMOUNT,
                path=f"{path}.accounts.{account.id}.target",
                title=Name(zh=account.name.zh, en=account.name.en),
                about=_either(account.name.zh, account.name.en),
                values=(_major(account.target),),
                currency=account.target.currency.value,
            )


def _payments(deal: Deal) -> Iterator[Claim]:
    vehicles = list(_vehicles(deal))
    yield Claim(
        kind=ClaimKind.MONTHLY,
        path="structure.*.payment.day",
        title=Name(zh="付款日", en="payment day"),
        about=r"每月|of each month|of every month",
        values=tuple(Fraction(vehicle.payment.day) for _, vehicle in vehicles),
    )
    hedge = None if deal.structure.offshore is None else deal.structure.offshore.hedge
    if hedge is not None:
        yield Claim(
            kind=ClaimKind.RATIO,
            path="structure.offshore.hedge.rate",
            title=Name(zh="互换汇率", en="swap rate"),
            about=r"互换汇率|固定汇率|约定汇率|swap rate|fixed exchange rate|exchange rate of",
            values=(hedge.rate,),
        )
    for index, trigger in enumerate(deal.structure.triggers):
        line = trigger.below if trigger.below is not None else trigger.above
        if isinstance(line, Share):
            yield Claim(
                kind=ClaimKind.SHARE,
                path=f"structure.triggers[{index}]",
                title=Name(zh=trigger.name.zh, en=trigger.name.en),
                about=_either(_head(trigger.name.zh), _head(trigger.name.en), *_MEASURED.get(str(trigger.measure), ())),
                values=(line.value,),
            )


_MEASURED = {"cumulative-default-share": ("累计违约率", "cumulative default rate", "cumulative defaults")}


def _tokens(deal: Deal) -> Iterator[Claim]:
    plan = deal.tokens
    if plan is None:
        return
    classes = (deal.structure.offshore or deal.structure.onshore).classes
    for name, token in plan.classes.items():
        of = next((_of_class(terms) for terms in classes if terms.id == name), re.escape(name))
        for key, money, title, about in (
            ("denomination", token.denomination, Name(zh="面额", en="denomination"), r"面额|面值|denominations?"),
            (
                "minimum_subscription",
                token.minimum_subscription,
                Name(zh="最低认购", en="minimum subscription"),
                r"最低认购(?:金额|额)?|起投(?:金额)?|minimum subscription|minimum investment",
            ),
        ):
            if money is not None:
                yield Claim(
                    kind=ClaimKind.AMOUNT,
                    path=f"tokens.classes.{name}.{key}",
                    title=title,
                    about=about,
                    of=of,
                    values=(_major(money),),
                    currency=money.currency.value,
                )
        yield Claim(
            kind=ClaimKind.WORD,
            path=f"tokens.classes.{name}.symbol",
            title=Name(zh="代币代码", en="symbol"),
            about=r"代码|symbol|ticker",
            of=of,
            values=(token.symbol,),
            pattern=r"(?<![A-Za-z0-9])([A-Z][A-Z0-9]{3,9})(?![A-Za-z0-9])",
        )
    most = plan.eligible.largest_number
    if most is not None:
        yield Claim(
            kind=ClaimKind.COUNT,
            path="tokens.eligible.largest_number",
            title=Name(zh="持有人上限", en="largest number of holders"),
            about=r"持有人(?:人数|数量|总数)?|投资者人数|holders|number of investors",
            values=(Fraction(str(most)),),
            pattern=_NUMBERED + r"(?:名|人|位|holders|persons|investors)",
        )
    yield from _ledger(plan)


def _ledger(plan: TokenPlan) -> Iterator[Claim]:
    yield Claim(
        kind=ClaimKind.WORD,
        path="tokens.ledger.chain_id",
        title=Name(zh="链编号", en="chain ID"),
        about=r"链编号|链\s?ID|chain ID",
        values=(str(plan.ledger.chain_id),),
        pattern=r"(?:链编号|链\s?ID|chain ID)\D{0,4}(\d+)",
    )
    yield Claim(
        kind=ClaimKind.WORD,
        path="tokens.settlement.assets",
        title=Name(zh="结算货币", en="settlement currency"),
        about=r"结算|settle(?:d|ment)",
        values=tuple(str(asset) for asset in plan.settlement.assets),
        pattern=_PAID_IN,
    )


def _terms(deal: Deal) -> Iterator[Claim]:
    if deal.retention is not None:
        yield Claim(
            kind=ClaimKind.SHARE,
            path="retention.share",
            title=Name(zh="风险自留比例", en="share retained"),
            about=r"自留(?:比例)?|风险自留|retention|retains?",
            values=(deal.retention.share.value,),
        )
    vehicle = deal.structure.offshore or deal.structure.onshore
    ends = [terms.final_maturity for terms in vehicle.classes if terms.final_maturity is not None]
    if ends:
        start = deal.structure.closing
        months = tuple({(end.year - start.year) * 12 + end.month - start.month for end in ends})
        agreeing = {month + more for month in months for more in (-1, 0, 1)}
        yield Claim(
            kind=ClaimKind.TENOR,
            path="structure.offshore.classes.final_maturity",
            title=Name(zh="期限（月）", en="tenor in months"),
            about=r"(?:代币|票据|产品|法定|最长)期限|\btenor\b|\bterm of the (?:notes|tokens)",
            values=tuple(Fraction(each) for each in sorted(agreeing)),
        )


def _counts(assets: int | None, obligors: int | None) -> Iterator[Claim]:
    pool = r"入池资产|入池合同|基础资产共|(?:leases|assets) in the pool|pool (?:consists|comprises) of"
    owing = r"债务人共|承租人共|number of (?:debtors|lessees)"
    for key, number, title, about, units in (
        ("assets", assets, Name(zh="资产笔数", en="number of assets"), pool, r"(?:笔|份|leases|assets)"),
        ("obligors", obligors, Name(zh="债务人数", en="number of debtors"), owing, r"(?:户|名|debtors|lessees)"),
    ):
        if number is not None:
            values, pattern = (Fraction(number),), _NUMBERED + units
            yield Claim(kind=ClaimKind.COUNT, path=key, title=title, about=about, values=values, pattern=pattern)


def _coupons(terms: ClassTerms) -> tuple[Fraction, ...]:
    if isinstance(terms.coupon, FiledRange):
        return (*(rate.per_annum for rate in terms.coupon.filed_range), terms.coupon.assumed.per_annum)
    return (terms.coupon.per_annum,)


def _of_class(terms: ClassTerms) -> str:
    """Return the words by which documents call a class: its names, without what stands in brackets or after a comma."""
    heads = [_head(terms.name.zh), _head(terms.name.en)]
    return "|".join(re.escape(head).replace(r"\ ", r"\s+") for head in heads if head)


def _head(text: str) -> str:
    return re.split(r"[（(,，:：]", text, maxsplit=1)[0].strip()


def _either(*words: str) -> str:
    return "|".join(re.escape(_head(word)).replace(r"\ ", r"\s+") for word in words if word)


def _major(money: Money) -> Fraction:
    return Fraction(money.minor, 10**money.currency.exponent)


def _worded(value: Fraction | date | str, claim: Claim) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if claim.kind is ClaimKind.SHARE:
        return f"{_decimal(value * 100)}%"
    return f"{claim.currency} {_decimal(value)}".strip()


def _decimal(value: Fraction) -> str:
    places = 2 if value.denominator != 1 else 0
    scaled = value * 10**places
    if scaled.denominator != 1:
        return str(value)
    whole, part = divmod(abs(int(scaled)), 10**places)
    return f"{whole:,}" + (f".{part:0{places}d}" if places else "")
