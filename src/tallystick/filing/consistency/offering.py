"""What documents say of an offering in their own words: which assets are eligible, a class's share, ledger and places.

    eligible   合格资产逾期不得超过30天: the limit of the criterion on that field
    share      次级份额占比为5%: a class by the size of its layer
    ledger     代币在以太坊主网发行: a public chain that the deal does not name

Source: the deal file; the words are those that offering memoranda use.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from tallystick.deal.assets import Assets
from tallystick.deal.structure import Vehicle
from tallystick.deal.tokens import TokenPlan
from tallystick.evidence.persons import Name
from tallystick.filing.consistency.claim import NUMBERED, Claim, ClaimKind
from tallystick.filing.report.filer import largest_size
from tallystick.units.money import total

__all__ = ["eligible_claims", "ledger_claims", "share_claims"]

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
_SHARE = r"占比(?:为|是)?|占(?:全部|总|信托)[^，。；\d]{0,10}|(?:make|makes) up|represents?|accounts? for"


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
            about=rf"(?:{of[terms.id]})(?:{_SHARE})",
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
