"""What documents say of an offering in their own words: eligible assets, a class's share, fees, rhythm, ledger.

    eligible   合格资产逾期不得超过30天: the limit of the criterion on that field
    share      次级份额占比为5%: a class by the size of its layer
    fees       资产服务机构收取0.6%: a fee by whom it is paid to
    frequency  按季度付息: another rhythm than the deal's
    ledger     代币在以太坊主网发行: a public chain that the deal does not name

Source: the deal file; the words are those that offering memoranda use.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from tallystick.deal.assets import Assets
from tallystick.deal.parties import Party
from tallystick.deal.structure import Fee, Vehicle
from tallystick.deal.tokens import TokenPlan
from tallystick.evidence.persons import Name
from tallystick.filing.consistency.claim import NUMBERED, Claim, ClaimKind, either, head, major
from tallystick.filing.report.filer import largest_size
from tallystick.units.money import Money, total

__all__ = ["eligible_claims", "fee_claims", "frequency_claims", "ledger_claims", "share_claims"]

_NO_MORE = r"[^，。；\d]{0,6}(?:不得?|不应|不可)(?:超过|高于|多于|长于|大于)"
_FIELDS = {
    "days_past_due": (ClaimKind.COUNT, r"逾期", NUMBERED + r"(?:天|日|个自然日|(?:calendar )?days)", r"(?=\d+ days)"),
    "remaining_term_months": (ClaimKind.TENOR, r"剩余期限", "", r"(?=\d+ months (?:remain|to run|left))"),
}
"""Fields of criteria: the kind of their limit, their Chinese words, the limit itself, and how English leads to it."""
_CHAINS = (
    r"以太坊|Ethereum",
    r"波场|\bTron\b",
    r"币安智能链|BNB (?:Smart )?Chain",
    r"\bPolygon\b",
    r"\bSolana\b",
    r"\bAvalanche\b",
    r"\bArbitrum\b",
)
"""Public chains as documents call them."""
_ISSUED_ON = r"代币[^。；]{0,12}?(?:在|于)|tokens?[^.;]{0,20}?(?:issued|minted|deployed|recorded|live) on"
_MARKETS = {
    "HK": r"香港|Hong Kong",
    "SG": r"新加坡|Singapore",
    "GB": r"英国|United Kingdom",
    "CH": r"瑞士|Switzerland",
    "JP": r"日本|Japan",
    "US": r"美国|United States",
    "KR": r"韩国|Korea",
    "AE": r"阿联酋|United Arab Emirates",
    "MY": r"马来西亚|Malaysia",
    "AU": r"澳大利亚|Australia",
}
"""Places in which tokens are offered, as documents call them."""
_STEM = 6
_NO_FEE = r"承租人|借款人|债务人|滞纳|违约金|欠付|lessees?\b|borrowers?\b|debtors?\b|late fee|penalt|\bow(?:ed|ing)\b"
"""Fees that are none of the vehicle's, and what is left of one."""
_IS_PAID = r"[^,.;，。；\d]{0,40}?(?:earns?|(?:is|are) paid|receives?|charges?|收取|计提|提取)"
_EVERY = {
    3: r"按季度?|每个?季度?|quarterly|each quarter|every (?:three|3) months",
    6: r"按半年|每半年|semi-?annually|half-yearly|every (?:six|6) months",
}
_OFTEN = {1: "每月 / monthly", 3: "每季 / quarterly", 6: "每半年 / half-yearly", 12: "每年 / yearly"}
"""How often a vehicle pays, in months, as documents say it."""
_SHARE = (
    r"[约大]{0,2}占比(?:为|是)?|[约大]{0,2}占(?:全部|总|信托)[^，。；\d]{0,10}"
    r"|(?:make|makes) up|represents?|accounts? for"
)


def eligible_claims(assets: Assets) -> Iterator[Claim]:
    """Yield the limits of eligible assets, however a document puts them."""
    for index, criterion in enumerate(assets.criteria):
        if criterion.field not in _FIELDS or criterion.operator != "at-most":
            continue
        kind, words, pattern, english = _FIELDS[criterion.field]
        yield Claim(
            kind=kind,
            path=f"assets.criteria[{index}]",
            title=Name(zh=criterion.text.zh, en=criterion.text.en),
            about=rf"(?:合格|入池|入选)[^，。；\d]{{0,12}}{words}{_NO_MORE}"
            rf"|eligible[^.;\d]{{0,40}}(?:more|longer) than\s{english}",
            values=(Fraction(str(criterion.value)),),
            pattern=pattern,
            unless=r"违约|加权|default|weighted",
        )


def share_claims(path: str, vehicle: Vehicle, of: dict[str, str]) -> Iterator[Claim]:
    """Yield the share of each class in its layer, as far as a sentence writes it out.

    Args:
        path: of the vehicle in the deal file.
        vehicle: has the classes.
        of: words of each class, by its identifier.
    """
    whole = total((largest_size(terms) for terms in vehicle.classes), vehicle.currency)
    for terms in () if whole.is_zero() else vehicle.classes:
        yield Claim(
            kind=ClaimKind.SHARE,
            path=f"{path}.classes.{terms.id}.size",
            title=Name(zh=f"{terms.name.zh}占比", en=f"share of {terms.name.en}"),
            about=rf"(?:{of[terms.id]})\s?(?:{_SHARE})",
            of=of[terms.id],
            values=(Fraction(largest_size(terms).minor, whole.minor),),
            unless=r"资产池|认购|持有人|损失|\bpool\b|holders|loss",
            rounded=True,
        )


def ledger_claims(plan: TokenPlan) -> Iterator[Claim]:
    """Yield that the tokens are on no public chain but the one named, and offered in no place but those named."""
    name = plan.ledger.name
    if name is not None:
        others = [each for each in _CHAINS if not re.search(each, f"{name.zh} {name.en}", re.IGNORECASE)]
        yield Claim(
            kind=ClaimKind.WORD,
            path="tokens.ledger.name",
            title=Name(zh="账本", en="ledger"),
            about=_ISSUED_ON,
            values=(name.zh, name.en),
            pattern=rf"((?i:{'|'.join(others)})(?:主网| mainnet)?)",
            unless=r"不在|并非|兼容|\bnot\b|compatible",
        )
    strange = [words for place, words in _MARKETS.items() if place not in plan.eligible.jurisdictions]
    yield Claim(
        kind=ClaimKind.WORD,
        path="tokens.eligible.jurisdictions",
        title=Name(zh="发售地", en="places of the offer"),
        about=r"代币[^。；]{0,6}(?:向|面向)"
        r"|tokens? (?:are|is|may be) (?:offered|sold) (?:only )?to [^.;,]{0,30}?\b(?:in|of)\b",
        values=plan.eligible.jurisdictions,
        pattern=rf"({'|'.join(strange) or '(?!)'})",
        unless=r"不向|不得|以外|除|\bnot\b|\bno\b|outside|except|other than",
    )


def fee_claims(path: str, vehicle: Vehicle, parties: Mapping[str, Party]) -> Iterator[Claim]:
    """Yield what each fee comes to and what its account is to hold, by the fee's name and by whom it is paid to.

    Args:
        path: of the vehicle in the deal file.
        vehicle: has the fees and accounts.
        parties: of the deal, for what a payee is called.
    """
    for fee in vehicle.fees:
        payee = fee.payee.replace("-", r"\s")
        about = either(fee.name.zh, fee.name.en, "" if fee.kind == "tax" else fee.id.replace("-", " "))
        about += rf"|{payee}\s(?:receives|is paid|charges)\s(?:an?\s)?(?:\w+\s)?fee" if "\\s" in payee else ""
        of = re.sub(r"(?:'s)? fee$", "", head(fee.name.en))
        about += rf"|fees? (?:of|for|to) the {re.escape(of)}\b" if of.isascii() else ""
        about += "".join(rf"|{words}{_IS_PAID}" for words in _paid(fee, parties))
        title, where = Name(zh=fee.name.zh, en=fee.name.en), f"{path}.fees.{fee.id}"
        if fee.rate is not None:
            rate = (fee.rate.per_annum,)
            yield Claim(kind=ClaimKind.SHARE, path=where, title=title, about=about, values=rate, unless=_NO_FEE)
        if isinstance(fee.amount, Money):
            yield Claim(
                kind=ClaimKind.AMOUNT,
                path=where,
                title=title,
                about=about,
                values=(major(fee.amount),),
                currency=fee.amount.currency.value,
                unless=_NO_FEE,
            )
    for account in vehicle.accounts:
        if isinstance(account.target, Money):
            yield Claim(
                kind=ClaimKind.AMOUNT,
                path=f"{path}.accounts.{account.id}.target",
                title=Name(zh=account.name.zh, en=account.name.en),
                about=either(account.name.zh, account.name.en),
                values=(major(account.target),),
                currency=account.target.currency.value,
            )


def _paid(fee: Fee, parties: Mapping[str, Party]) -> Iterator[str]:
    """Yield what the payee of a fee is called in the office that the fee is for: ``servicer`` of a servicing fee."""
    role = parties[fee.payee].role if fee.payee in parties else None
    if role is None or fee.kind == "tax":
        return
    zh = re.sub(r"(?:费用?|报酬)$", "", head(fee.name.zh))
    if len(zh) > 1 and zh in role.zh:
        yield rf"{re.escape(zh)}(?:人|机构|方)?"
    stem = head(fee.name.en)[:_STEM].lower()
    offices = (re.split(r"\sof\s", each)[0] for each in re.split(r",\s|\sand\s", role.en))
    yield from (rf"\b{re.escape(each)}\b" for each in offices if each.lower().startswith(stem))


def frequency_claims(vehicles: Iterable[Vehicle]) -> Iterator[Claim]:
    """Yield how often holders are paid: a word for another number of months contradicts every vehicle's."""
    own = {vehicle.payment.every or 1 for vehicle in vehicles}
    others = "|".join(words for months, words in _EVERY.items() if months not in own)
    yield Claim(
        kind=ClaimKind.WORD,
        path="structure.*.payment.every",
        title=Name(zh="付款频率", en="how often it pays"),
        about=r"付息|兑付|偿付|付款|\bpa(?:id|yable|ys?)\b|distribut",
        values=tuple(_OFTEN[each] for each in sorted(own) if each in _OFTEN) or ("–",),
        pattern=rf"({others or '(?!)'})",
        unless=r"报告|报送|报表|披露|审计|费|租金|承租人|\breport|account|\bfees?\b|audit|\brents?\b|lessee|borrower",
    )
