"""What a deal says that documents repeat: each claim with the words that announce it and the values it may have.

    about    words that announce the value: ``最低认购``, ``minimum subscription``
    of       words of the class or vehicle it is said of; a claim that names none is said of the whole deal
    values   every value that agrees; any other value so announced contradicts the deal

A document need not repeat anything: only what it does say is compared.
Source: the deal file; the words are those that offering memoranda and opinions use.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from tallystick.deal.deal import Deal
from tallystick.deal.structure import ClassTerms, FiledRange, Vehicle
from tallystick.deal.tokens import TokenPlan
from tallystick.evidence.persons import Name
from tallystick.filing.consistency.claim import NUMBERED, Claim, ClaimKind, either, head, major
from tallystick.filing.consistency.issue import issue_claims
from tallystick.filing.consistency.offering import (
    eligible_claims,
    fee_claims,
    frequency_claims,
    ledger_claims,
    share_claims,
)
from tallystick.filing.consistency.pool import count_claims, pool_claims
from tallystick.filing.consistency.values import CURRENCY
from tallystick.filing.report.filer import largest_size
from tallystick.tape.statistics import PoolStatistics
from tallystick.units.money import Money
from tallystick.units.rates import Share

__all__ = ["claims_of"]


_SIZE = (
    r"规模|募集(?:资金)?(?:总?金?额)|以(?=(?:人民币)?\d[\d,.]*[亿万]?[^，。；\d]{0,4}元认购)|本金(?:总额|金额)?|面值(?:总额)?|(?:发行|份额|代币|票据|档)(?:总额|金额|总量)|额度|至多|最多|最高|共计|不超过|不高于|上限"
    r"|size|maximum issuance|(?:principal|nominal|face|aggregate) amount"
    r"|\bnominal\b|amounts? to|\btotals?\b|up to|cap(?:ped)?\b|not exceed(?:ing)?"
)
_TOGETHER = (
    r"(?:两档|各档|全部|所有)[^，。；\d]{0,14}(?:规模|金额|总额|上限|不超过|不高于|至多|最多)"
    r"|(?:总发行|发行总)(?:规模|额|量)(?:为|不超过)?"
    rf"|(?:档|代币|票据)[^。；]{{0,40}}?(?:合计|总计)[^，。；\d]{{0,14}}?(?=(?:{CURRENCY})?\s?\$?\s?\d)"
    r"|total (?:issuance|issue)[^.;\d$]{0,40}?(?:not exceed(?:ing)?|up to|size|is|of)(?=\s)"
    r"|(?:both|all|two) classes[^.;\d$]{0,30}?(?:not exceed(?:ing)?|up to|total(?:ling)?)"
)
"""Words by which the classes are spoken of together."""
_REPAID = (
    r"未付|未足额|unpaid"
    r"|已偿还|已兑付|已分配|偿还后|兑付后|付款后|支付后|偿还至|剩余本金|尚余|paid down|repaid|amorti[sz]ed"
    r"|after (?:the|each|any) (?:\w+ ){0,2}payment|remaining principal|still outstanding"
)
_POSTPONED = r"推迟|延期|延至|不晚于|postponed|delayed|extended|no later than"
_OTHER_AMOUNT = (
    r"最低|起投|面额|面值|利息|费|认购|损失|minimum|denominat|interest on|fees?\b|subscri|loss|shortfall|per payment"
)
_NO_SIZE = (
    r"收到|收入|付款|支付|分配|价格|余额|储备|账户|回售|赎回|投资者|持有人|认缴|现金|期末|亏损|缺口|收益"
    r"|recei|\bpa(?:y|id)|distribut|price|balance|reserve|account|redeem|holder|investor|cash|yields?\b|\binterest\b"
)
"""What is said of a class with an amount that is not its size."""
_MATURITY = (
    r"(?:法定|最终)到期日|到期日|(?:代币|票据|档|份额)将?于(?=\d{4}年[^，。；]{0,12}到期)"
    r"|(?:final |legal )+maturity(?: date)?(?: of [^,.;\d]{0,40}?falls on)?|maturity date"
    r"|matures? (?:on|in)|(?:are|is|falls?) due(?: on)?"
)
_NOT_THE_NOTES = (
    r"租赁合同|贷款合同|登记证明|互换|回收款|租金|付款日|首期|首次|leases?\b|loans?\b|swap|certificate|collections?\b"
    r"|payments?\b|\binterest\b|\brents?\b|instal|\bfirst\b|\bfees?\b|\breports?\b"
)
"""What else is due on a day or in a month."""
_AN_AMOUNT = rf"(?=(?:(?:{CURRENCY})\s?\d|\d[\d,.]*\s?(?:亿|万|千|million|billion)?\s?(?:{CURRENCY})))"
_ANYTHING = r"(?:(?!\band\b)[^,.;:，。；：、（()）\d|和及与]){0,40}?"
"""Words in one breath: nothing that ends a phrase or begins another, and no other figure."""
_PAID_IN = rf"(?:以|用|in )\s*(USDT|USDC|{CURRENCY})"


def claims_of(
    deal: Deal, *, assets: int | None = None, obligors: int | None = None, pool: PoolStatistics | None = None
) -> tuple[Claim, ...]:
    """Return everything of a deal that documents may repeat.

    Args:
        deal: as parsed.
        assets: number of assets of the pool, where it has a tape.
        obligors: number of debtors, likewise.
        pool: balance, rate and term of the pool at the cut-off, likewise.
    """
    return (
        *_dates(deal),
        *(claim for path, vehicle in _vehicles(deal) for claim in _classes(path, vehicle, deal)),
        *_together(deal.structure.offshore),
        *issue_claims(dict(_vehicles(deal))),
        *_payments(deal),
        *frequency_claims(vehicle for _, vehicle in _vehicles(deal)),
        *_tokens(deal),
        *_terms(deal),
        *eligible_claims(deal.assets),
        *(() if deal.tokens is None else ledger_claims(deal.tokens)),
        *count_claims(assets, obligors, deal.assets.cutoff),
        *(pool_claims(pool, deal.assets.cutoff) if pool is not None else ()),
    )


def _vehicles(deal: Deal) -> Iterator[tuple[str, Vehicle]]:
    yield "structure.onshore", deal.structure.onshore
    if deal.structure.offshore is not None:
        yield "structure.offshore", deal.structure.offshore


def _dates(deal: Deal) -> Iterator[Claim]:
    plan = deal.tokens
    for key, day, title, about in (
        (
            "assets.cutoff",
            deal.assets.cutoff,
            Name(zh="封包日", en="cut-off date"),
            r"封包日|起算日|cut-off(?: date)?|selected as of",
        ),
        (
            "structure.closing",
            deal.structure.closing,
            Name(zh="设立日", en="closing date"),
            (
                r"(?:计划|信托|专项计划)?[设成]立(?:日|的(?:日期|时间))|发行日|交割日"
                r"|(?:信托|专项计划)[拟将已]?于(?=\d{4}[年./-][^，。；]{0,24}[设成]立)"
                r"|closing date|issue date"
                r"|trust (?:will be|is|was) (?:constituted|established|formed|settled|created) on"
            ),
        ),
        (
            "tokens.valid_from",
            None if plan is None else plan.valid_from,
            Name(zh="发行期起", en="opening of the issue window"),
            r"发行(?:窗口)?期(?:自|起|开始|为)|issue window opens|issue window (?:is|runs) from",
        ),
        (
            "tokens.valid_until",
            None if plan is None else plan.valid_until,
            Name(zh="发行期止", en="end of the issue window"),
            (
                r"发行(?:窗口)?期(?:[^。；]{0,24}日)?(?:止|截至|结束|至)|issue window (?:ends|closes)"
                r"|备案(?:文件|通知书|结果)?[^，。；\d]{0,4}有效(?:期限?)?[^，。；\d]{0,4}?(?:至|到|止于?)"
                r"|valid for issu(?:ance|e) until"
                r"|(?:filing|filed)[^.;\d]{0,20}?(?:valid|in force|effective) (?:until|through|to)"
                r"|issue window[^.;]{0,60}?\b(?:to|until|through)\b(?=\s\d)"
            ),
        ),
    ):
        if day is not None:
            yield Claim(kind=ClaimKind.DAY, path=key, title=title, about=about, values=(day,), unless=_POSTPONED)


def _classes(path: str, vehicle: Vehicle, deal: Deal) -> Iterator[Claim]:
    for terms in vehicle.classes:
        where, of = f"{path}.classes.{terms.id}", _of_class(terms)
        size = largest_size(terms)
        yield Claim(
            kind=ClaimKind.AMOUNT,
            path=f"{where}.size",
            title=Name(zh=f"{terms.name.zh}规模", en=f"size of {terms.name.en}"),
            about=_SIZE,
            of=of,
            values=(major(size),),
            currency=size.currency.value,
            unless=_REPAID,
        )
        yield Claim(
            kind=ClaimKind.AMOUNT,
            path=f"{where}.size",
            title=Name(zh=f"{terms.name.zh}规模", en=f"size of {terms.name.en}"),
            about=_plainly(of),
            of=of,
            values=(major(size),),
            currency=size.currency.value,
            unless=f"{_REPAID}|{_OTHER_AMOUNT}|{_NO_SIZE}",
        )
        yield Claim(
            kind=ClaimKind.SHARE,
            path=f"{where}.coupon",
            title=Name(zh=f"{terms.name.zh}票息", en=f"coupon of {terms.name.en}"),
            about=r"票面利率|票息|年息|预期收益率|利率(?:区间)?|coupon|interest rate"
            r"|(?:bears?|accrues?|pays?|carr(?:y|ies)|earns?)(?: interest)? (?:at|of|between)|(?<=[a-z] )yields?\b"
            r"|interest on(?= [^.;\d]{0,40}(?:band|range|fixed))",
            of=of,
            values=_coupons(terms),
            unless=r"境内证券化|境内发行资产支持证券|domestic|逾期|违约利率|default interest|overdue"
            r"|指数|变动|\bindex\b",
        )
        if terms.final_maturity is not None:
            yield Claim(
                kind=ClaimKind.DAY,
                path=f"{where}.final_maturity",
                title=Name(zh=f"{terms.name.zh}最终到期日", en=f"final maturity of {terms.name.en}"),
                about=_MATURITY,
                of=of,
                values=(terms.final_maturity,),
            )
    yield from share_claims(path, vehicle, {terms.id: _of_class(terms) for terms in vehicle.classes})
    yield from fee_claims(path, vehicle, deal.parties)


def _together(vehicle: Vehicle | None) -> Iterator[Claim]:
    """Yield what is said of the classes overseas together, or of none by name: their sum, and when they mature."""
    if vehicle is None:
        return
    sizes = [largest_size(terms) for terms in vehicle.classes]
    yield Claim(
        kind=ClaimKind.AMOUNT,
        path="structure.offshore.classes.*.size",
        title=Name(zh="各档合计规模", en="size of all classes"),
        about=_TOGETHER,
        values=(sum((major(size) for size in sizes), Fraction(0)),),
        currency=vehicle.currency.value,
        unless=f"{_REPAID}|{_OTHER_AMOUNT}",
        together=True,
    )
    ends = tuple(dict.fromkeys(each.final_maturity for each in vehicle.classes if each.final_maturity is not None))
    if ends:
        yield Claim(
            kind=ClaimKind.DAY,
            path="structure.offshore.classes.*.final_maturity",
            title=Name(zh="最终到期日", en="final maturity"),
            about=_MATURITY,
            values=ends,
            unless=_NOT_THE_NOTES,
        )


def _payments(deal: Deal) -> Iterator[Claim]:
    vehicles = list(_vehicles(deal))
    yield Claim(
        kind=ClaimKind.MONTHLY,
        path="structure.*.payment.day",
        title=Name(zh="付款日", en="payment day"),
        about=r"每个?月|of each month|of every month",
        values=tuple(Fraction(vehicle.payment.day) for _, vehicle in vehicles),
        unless=r"报告|报送|提交|还款|报表|租金|承租人|借款人|\breports?\b|\bdelivers?\b|instal|\brents?\b|lessee|borrower",
    )
    hedge = None if deal.structure.offshore is None else deal.structure.offshore.hedge
    if hedge is not None:
        yield Claim(
            kind=ClaimKind.RATIO,
            path="structure.offshore.hedge.rate",
            title=Name(zh="互换汇率", en="swap rate"),
            about=r"互换汇率|互换[^，。；]{0,16}兑(?=\d)|(?:固定|约定|锁定)汇率|汇率(?:锁定|固定|约定)|兑人民币[^，。；\d]{0,4}(?=\d[\d.]*(?:锁定|固定))"
            r"|swap rate|fixed exchange rate|exchange rate of|(?:exchanged|struck) at",
            values=(hedge.rate,),
        )
    for index, trigger in enumerate(deal.structure.triggers):
        line = trigger.below if trigger.below is not None else trigger.above
        if isinstance(line, Share):
            yield Claim(
                kind=ClaimKind.SHARE,
                path=f"structure.triggers[{index}]",
                title=Name(zh=trigger.name.zh, en=trigger.name.en),
                about=either(head(trigger.name.zh), head(trigger.name.en), *_MEASURED.get(str(trigger.measure), ())),
                values=(line.value,),
                unless=r"压力|情景|预计|报告|历史|静态池"
                r"|stress|\bcase\b|scenario|expected|historical|static pool|\breport",
            )


_OF_A_LETTER = r"\s?(?:[：:，,（(档级类]|is\b|bears?\b|has\b|pays\b|up\b|[Nn]otes\b|[Tt]okens\b)"
_SUBORDINATED = r"次级(?:份额|档|权益)|subordinated\s+(?:units|notes|tranche|interest)"
_MEASURED = {
    "cumulative-default-share": (
        "累计违约率",
        "cumulative default rate",
        "cumulative defaults (?:above|over|exceed|reach|of more than|rise above)",
    )
}


_IN_MONTHS = (Fraction(1, 30), Fraction(12, 365))
"""Of a day, as people count months."""
_SYMBOL = r"代码|符号|symbol|ticker"
_A_SYMBOL = r"(?<![A-Za-z0-9])([A-Z][A-Z0-9]{3,9})(?![A-Za-z0-9])"
_PER_CLASS = (
    ("denomination", Name(zh="面额", en="denomination"), r"面额|面值|denominations?|face value"),
    (
        "minimum_subscription",
        Name(zh="最低认购", en="minimum subscription"),
        (
            r"最低(?:认购|投资)(?:金额|额)?|起投(?:金额)?|认购起点"
            r"|minimum (?:subscription|investment)|(?:subscribe|invest) (?:for )?at least"
        ),
    ),
)


def _lockup(path: str, of: str | None, days: tuple[int, ...]) -> Iterator[Claim]:
    about, months = r"锁定期|限售期|lock-up(?: period)?", {round(each * part) for each in days for part in _IN_MONTHS}
    yield Claim(
        kind=ClaimKind.COUNT,
        path=path,
        title=Name(zh="锁定期（天）", en="lock-up in days"),
        about=about,
        of=of,
        values=tuple(Fraction(each) for each in days),
        pattern=NUMBERED + r"(?:天|日|个自然日|(?:calendar )?days)(?!\s?(?:前|内|before|prior))",
    )
    title = Name(zh="锁定期（月）", en="lock-up in months")
    values = tuple(Fraction(each) for each in sorted(months))
    yield Claim(kind=ClaimKind.TENOR, path=path, title=title, about=about, of=of, values=values)


def _whole_plan(plan: TokenPlan) -> Iterator[Claim]:
    """Yield what is said of no class by name: it must be what some class has."""
    for key, title, about in _PER_CLASS:
        each = [money for money in (getattr(token, key) for token in plan.classes.values()) if isinstance(money, Money)]
        if each and len({money.currency for money in each}) == 1:
            yield Claim(
                kind=ClaimKind.AMOUNT,
                path=f"tokens.classes.*.{key}",
                title=title,
                about=about,
                values=tuple(dict.fromkeys(major(money) for money in each)),
                currency=each[0].currency.value,
            )
    yield Claim(
        kind=ClaimKind.WORD,
        path="tokens.classes.*.symbol",
        title=Name(zh="代币代码", en="symbol"),
        about=rf"代币(?:的?(?:{_SYMBOL}))|tokens?(?:'s)? (?:symbol|ticker)|(?:symbol|ticker) of the tokens?",
        values=tuple(token.symbol for token in plan.classes.values()),
        pattern=_A_SYMBOL,
    )
    days = tuple(dict.fromkeys(token.lockup_days for token in plan.classes.values()))
    if days:
        yield from _lockup("tokens.classes.*.lockup_days", None, days)


def _tokens(deal: Deal) -> Iterator[Claim]:
    plan = deal.tokens
    if plan is None:
        return
    classes = (deal.structure.offshore or deal.structure.onshore).classes
    for name, token in plan.classes.items():
        of = next((_of_class(terms) for terms in classes if terms.id == name), re.escape(name))
        for key, title, about in _PER_CLASS:
            money = getattr(token, key)
            if isinstance(money, Money):
                yield Claim(
                    kind=ClaimKind.AMOUNT,
                    path=f"tokens.classes.{name}.{key}",
                    title=title,
                    about=about,
                    of=of,
                    values=(major(money),),
                    currency=money.currency.value,
                )
        yield from _lockup(f"tokens.classes.{name}.lockup_days", of, (token.lockup_days,))
        yield Claim(
            kind=ClaimKind.WORD,
            path=f"tokens.classes.{name}.symbol",
            title=Name(zh="代币代码", en="symbol"),
            about=_SYMBOL,
            of=of,
            values=(token.symbol,),
            pattern=_A_SYMBOL,
        )
    yield from _whole_plan(plan)
    most = plan.eligible.largest_number
    if most is not None:
        yield Claim(
            kind=ClaimKind.COUNT,
            path="tokens.eligible.largest_number",
            title=Name(zh="持有人上限", en="largest number of holders"),
            about=r"持有人(?:上限|人数|数量|总数)?|投资者人数|holders|number of investors",
            values=(Fraction(str(most)),),
            pattern=NUMBERED + r"(?:名|人|位|holders|persons|investors)",
            unless=r"不得?少于|不低于|至少|at least|fewer than|no less than",
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
            about=r"自留(?:比例)?|风险自留|保留(?:不低于)?(?=\d[\d.]*[%％][^，。；]{0,8}(?:权益|份额|风险))|保留不低于|retention"
            r"|(?:originator|filer) keeps(?=\s\d)|retains?(?! (?:the |all )?(?:records|documents|files|copies))",
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
            about=r"(?:代币|票据|产品|法定|最长)期限|档的?期限|\btenor\b|\bterm of the (?:notes|tokens)",
            values=tuple(Fraction(each) for each in sorted(agreeing)),
        )


def _plainly(of: str) -> str:
    """Return the words that announce a size by the name of the class alone, in one breath with an amount."""
    kind = r"(?:\s?(?:notes|tokens|units|票据|代币|份额))?"
    return rf"(?:{of}){kind}(?:\s?[：:，])?(?:{_ANYTHING})?\s?{_AN_AMOUNT}|(?<=\d\s)(?:{of})\s(?:notes|tokens)"


def _coupons(terms: ClassTerms) -> tuple[Fraction, ...]:
    if isinstance(terms.coupon, FiledRange):
        return (*(rate.per_annum for rate in terms.coupon.filed_range), terms.coupon.assumed.per_annum)
    return (terms.coupon.per_annum,)


def _of_class(terms: ClassTerms) -> str:
    """Return the words by which documents call a class: its names, without what stands in brackets or after a comma.

    A class called by a letter alone is one where the letter cannot be the article: ``A is``, ``Class A``.
    """
    titles = dict.fromkeys((head(terms.name.zh), head(terms.name.en)))
    found = [
        rf"(?:class|tranche|series)\s+{each}\b|(?-i:(?<![A-Za-z.]){each}(?={_OF_A_LETTER}|$))"
        if len(each) == 1
        else either(each).replace("Class", "(?:class|tranche|series)")
        for each in titles
        if each
    ]
    return "|".join([*found, *((_SUBORDINATED,) if "次级" in terms.name.zh else ())])
