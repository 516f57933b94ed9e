"""What the tape says of the pool at the cut-off and documents repeat: balance, counts, rate, term, largest debtors."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from tallystick.evidence.persons import Name
from tallystick.filing.consistency.claim import NUMBERED, Claim, ClaimKind
from tallystick.tape.payers import Payer, PayerTable
from tallystick.tape.statistics import PoolStatistics

__all__ = ["count_claims", "payer_claims", "pool_claims"]


def count_claims(assets: int | None, obligors: int | None, cutoff: date) -> Iterator[Claim]:
    """Yield how many assets and debtors the pool has, where that is known."""
    pool = (
        r"入池资产|入池合同|基础资产共|资产池包括|租赁合同(?=[\d,]+\s?[笔份])|(?:资产池|入池|未偿本金)[^。；]{0,40}?共(?=[\d,]+\s?[笔份])"
        r"|资产池(?:共?有|包含|含)(?=[\d,]+\s?[笔份])"
        r"|(?:leases|assets|loans|receivables) in the pool|pool balance[^.;]{0,40}?across"
        r"|pool (?:(?:consists|comprises) of|comprises|holds|contains|includes|has|of)(?=\s[\d,]+\s)"
    )
    owing = (
        r"(?:债务人|承租人)(?:合计|共计|总计|总数为|[户人]数为?|共)?(?=[\d,]+\s?[户名])|债务人共|承租人共"
        r"|number of (?:debtors|lessees)|(?:debtors|lessees|obligors) (?=number\s\d)"
    )
    for key, number, title, about, units in (
        (
            "assets",
            assets,
            Name(zh="资产笔数", en="number of assets"),
            pool,
            r"(?:笔|份|leases|assets|loans|receivables)(?!以上)",
        ),
        (
            "obligors",
            obligors,
            Name(zh="债务人数", en="number of debtors"),
            owing,
            r"(?:户|名|debtors|lessees)(?!以上)|(?<=number )(\d{1,3}(?:,\d{3})+)",
        ),
    ):
        if number is not None:
            yield Claim(
                kind=ClaimKind.COUNT,
                path=key,
                title=title,
                about=about,
                values=(Fraction(number),),
                pattern=NUMBERED + units,
                unless=_PART_OF_POOL,
                at=cutoff,
            )


_DEBTORS = r"(?:户|名|debtors|lessees)(?!以上)"
_PART_OF_POOL = (
    r"单户|单笔|最大|平均每|户均|笔均|逾期|违约|其中|前十|占比|抽样|抽取|超过|降至|低于|预计"
    r"|largest|average (?:balance|amount)|of which|past due|default|sample|falls?|below|declin|expected"
)


def pool_claims(pool: PoolStatistics, cutoff: date) -> Iterator[Claim]:
    """Yield what the tape says of the whole pool at the cut-off."""
    yield Claim(
        kind=ClaimKind.AMOUNT,
        path="pool.current_balance",
        title=Name(zh="资产池未偿本金余额", en="pool balance"),
        about=r"(?:资产池|入池资产|基础资产|资产包)[^，。；：]{0,4}(?:未偿本金|本金)?(?:余额|总额)(?:合计|总计|总额)?"
        r"|资产池未偿本金|pool balance|balance of the (?:pool|assets|leases|receivables)",
        values=(Fraction(pool.current_balance.minor, 10**pool.current_balance.currency.exponent),),
        currency=pool.current_balance.currency.value,
        unless=_PART_OF_POOL,
        at=cutoff,
    )
    weighted = (
        ("rate", None if pool.rate is None else pool.rate.per_annum, ClaimKind.SHARE, _WEIGHTED_RATE),
        ("remaining_term", pool.remaining_term, ClaimKind.TENOR, r"加权平均剩余期限|weighted average remaining term"),
    )
    for key, value, kind, about in weighted:
        if value is not None:
            title = Name(zh="加权平均", en="weighted average")
            yield Claim(
                kind=kind,
                path=f"pool.{key}",
                title=title,
                about=about,
                values=(value,),
                unless="逾期|past due",
                at=cutoff,
            )


_WEIGHTED_RATE = r"加权平均(?:年化?)?(?:租赁|贷款|合同)?利率|weighted average (?:interest |lease |loan )?rate"


_DEBTOR = (
    r"(?:单一)?(?:承租人|债务人|借款人|付款人|支付人|现金流提供方|单户)"
    r"|(?:single )?(?:lessees?|debtors?|obligors?|borrowers?|payers?)"
)
_LEADING = {
    1: (r"(?:单户)?最大(?:的)?(?:一[名户家个])?", r"(?:largest|biggest|top)(?: single)? "),
    5: (r"前(?:五|5)(?:大|名)", r"(?:(?:five|5) largest|(?:top|largest) (?:five|5)) "),
    10: (r"前(?:十|10)(?:大|名)", r"(?:(?:ten|10) largest|(?:top|largest) (?:ten|10)) "),
}
_SHARED = r"[^，。；\d]{0,20}?(?:占|比例|比重)|[^.;\d]{0,40}?(?:represents?|accounts? for|share|makes? up|owes?)"


def payer_claims(tables: Sequence[PayerTable], cutoff: date) -> Iterator[Claim]:
    """Yield the share of the largest, the five and the ten largest debtors, alone and with their affiliates.

    Args:
        tables: one for each basis on which documents may tell shares, such as cash flow and balance.
        cutoff: the day of the shares.
    """
    ranked = [each for table in tables for each in (table.payers, table.groups) if each]
    for count, (zh, en) in _LEADING.items() if ranked else ():
        yield Claim(
            kind=ClaimKind.SHARE,
            path=f"pool.largest-{count}",
            title=Name(zh=f"前{count}大债务人占比", en=f"share of the {count} largest debtors"),
            about=rf"(?:{zh}|{en})(?:{_DEBTOR})(?:{_SHARED})",
            values=tuple(dict.fromkeys(_share(each, count) for each in ranked)),
            unless=r"超过|不得|不高于|低于|上限|新增|行业|地区|省|同业"
            r"|at most|more than|less than|\bnot\b|exceed|limit|\bcap\b|new business|industr|region|customer",
            at=cutoff,
            rounded=True,
        )


def _share(ranked: Sequence[Payer], count: int) -> Fraction:
    return sum((each.share for each in ranked[:count]), Fraction(0))
