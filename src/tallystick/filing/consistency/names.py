"""Names in documents: organisations that are almost a party of the deal, codes that are almost a party's, wrong roles.

A name that is written out whole is right. One that only resembles a party's, by at least `ALIKE`, is taken for that
party misnamed; one that resembles none is somebody else and no matter of ours. A code of the right form that stands
beside a party and is not its own is wrong, as is one that resembles a party's. Where a document says who fills a role,
that must be the party the deal names.
Source: GB 32100 (unified social credit codes, 18 characters), ISO 17442 (LEI, 20 characters) for the forms.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from fractions import Fraction

from tallystick.deal.deal import Deal
from tallystick.filing.documents.texts import has_chinese

__all__ = ["ALIKE", "Misnamed", "misnamed"]

ALIKE = Fraction(3, 4)
"""How much of a name must agree for it to be taken for that name, miswritten."""

_ENDS = re.compile(r"有限责任公司|股份有限公司|有限公司|Co\., Ltd\.|Limited\b|Ltd\.")
_CODES = re.compile(r"(?<![0-9A-Z])(?=[0-9A-Z]*\d)(?=[0-9A-Z]*[A-Z])([0-9A-Z]{18}|[0-9A-Z]{20})(?![0-9A-Z])")
_PERSON_ZH = re.compile(r"实际控制人(?:为|是|：|:)\s*([\u4e00-\u9fff]{2,4}?)(?=[，。；、,;（(]|$|先生|女士|与|和|及)")
_PERSON_TITLED = re.compile(
    r"(?:^|[，。；、,;])([\u4e00-\u9fff]{2,4})(?:先生|女士)(?:系|为|是)[^，。；]{0,20}实际控制人"
)
_PERSON_EN = re.compile(r"(?:actual controller|ultimate controller)(?: is|:)\s+([A-Z][a-z]+(?: [A-Z][a-z]+)+)")
_ROLES = {
    "filer": r"境内备案主体|domestic filing entity",
    "issuer": r"(?:境外)?发行人|(?:overseas )?issuer",
    "trustee": r"票据受托人|note trustee",
    "trustee-onshore": r"信托受托人|trustee of the (?:property-rights )?trust",
    "custodian": r"资金保管机构|account bank",
    "paying-agent": r"付款代理人|paying agent",
    "transfer-agent": r"过户登记代理人|transfer agent",
    "swap-bank": r"(?:货币)?互换交易对手|swap counterparty",
}
_SHARED_ROLES = {
    ("trustee", "trustee-onshore"): r"(?<!票据)(?<!信托)受托人|(?<!note )(?<!\w)trustee",
}
"""Words that by themselves may mean any of several roles."""
_SAYS = r"(?:为|是|：|:| is| means)\s*"
_PLACES = {
    "HK": r"香港|Hong Kong",
    "KY": r"开曼群岛|(?:the )?Cayman Islands",
    "VG": r"英属维尔京群岛|(?:the )?British Virgin Islands",
    "SG": r"新加坡|Singapore",
    "LU": r"卢森堡|Luxembourg",
    "IE": r"爱尔兰|Ireland",
}
_FORMED = r"(?:注册于|成立于|设立于|incorporated in|established in|organised under the laws of)\s*"
_REACH = 4
_REORDERED = Fraction(9, 10)
"""How much of a name of the same words in another order counts as agreeing."""
_BEFORE_A_NAME = r"[为是由与和及向对于在从被将以经系即]|受托人|代理人|发行人|机构|主体|对手|权益人|账户"
_NAMED_IN_ROLE = re.compile(rf"[^，。；、,;.\n]{{1,60}}?(?:{_ENDS.pattern})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Misnamed:
    """A name, code or place as written, the party it is taken for, and what the deal has."""

    path: str
    written: str
    expected: str


def misnamed(sentence: str, deal: Deal, *, roles: bool = True) -> Iterator[Misnamed]:
    """Yield every name in a sentence that is almost right, or is said of the wrong party.

    Args:
        sentence: of a document.
        deal: names the parties.
        roles: whether the sentence speaks of this deal, so that who fills a role in it is the deal's to say.
    """
    wrong = [*_roles(sentence, deal), *_shared_roles(sentence, deal)] if roles else []
    yield from wrong
    yield from (
        each for each in _organisations(sentence, deal) if not any(each.written in one.written for one in wrong)
    )
    yield from _codes(sentence, deal)
    if not roles:
        return
    yield from _controllers(sentence, deal)
    yield from _places(sentence, deal)


def _known(deal: Deal) -> dict[str, str]:
    """Return the path of each organisation by each of its names."""
    known: dict[str, str] = {}
    for party, each in deal.parties.items():
        for controller in each.controllers:
            for name in (controller.name.zh, controller.name.en):
                known.setdefault(name, f"parties.{party}.controllers.{controller.id}")
        for name in (each.name.zh, each.name.en):
            known[name] = f"parties.{party}.name"
    return known


def _organisations(sentence: str, deal: Deal) -> Iterator[Misnamed]:
    known = {name: path for name, path in _known(deal).items() if _ENDS.search(name)}
    for end in _ENDS.finditer(sentence):
        stop = end.end()
        if any(sentence[:stop].endswith(name) or sentence.startswith(name, stop - len(name)) for name in known):
            continue
        if any(name.endswith(sentence[:stop].lstrip(" （(")) for name in known):
            continue  # a line of a PDF begins within a name
        nearest = max((_likeness(sentence, stop, name), name) for name in known) if known else (Fraction(0), "")
        if ALIKE <= nearest[0] < 1:
            name = nearest[1]
            written = _window(sentence, stop, name)
            yield Misnamed(path=known[name], written=_whole(sentence, stop, written), expected=name)


def _whole(sentence: str, stop: int, written: str) -> str:
    """Return a name from where it begins: back to the word before it, and over no word of a role."""
    start = sentence.rfind(written, 0, stop)
    before = sentence[:start]
    if written[:1] > "\u2e7f":
        beginning = re.search(rf"[\u4e00-\u9fff]{{0,{2 * _REACH}}}$", before)
        prefix = "" if beginning is None else beginning[0]
        return re.split(_BEFORE_A_NAME, prefix)[-1] + written
    words = re.search(r"(?:\b(?!(?:The|An?|By|And|With|For|Of|In|To)\b)[A-Z][\w&'-]*\s)*[\w&'-]*$", before)
    return ("" if words is None else words[0]) + written


def _window(sentence: str, stop: int, name: str) -> str:
    """Return the piece of a sentence that ends here and resembles a name most."""
    # What is left of a name cut short is the kind of company it is, which any other of the kind shares.
    shorter = min(max(len(_ENDS.sub("", name)) // 4, 1), _REACH)
    starts = range(max(stop - len(name) - _REACH, 0), max(stop - len(name) + shorter, 0) + 1)
    pieces = [sentence[start:stop].strip() for start in starts if sentence[start:stop].strip()]
    return max(pieces, key=lambda piece: (_ratio(piece, name), -len(piece)), default="")


def _likeness(sentence: str, stop: int, name: str) -> Fraction:
    return _ratio(_window(sentence, stop, name), name)


def _ratio(left: str, right: str) -> Fraction:
    """Return the share of two texts that agrees; what every company's name ends with does not count."""
    left, right = _ENDS.sub("|", left), _ENDS.sub("|", right)
    if left != right and sorted(left.split()) == sorted(right.split()):
        return _REORDERED
    agreeing = sum(block.size for block in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks())
    return Fraction(2 * agreeing, max(len(left) + len(right), 1))


def _codes(sentence: str, deal: Deal) -> Iterator[Misnamed]:
    own = {
        code: f"parties.{party}.{kind}"
        for party, each in deal.parties.items()
        for kind, code in (("uscc", each.uscc), ("lei", each.lei))
        if code is not None
    }
    for match in _CODES.finditer(sentence):
        written = match[1]
        before = sentence[: match.start()]
        named = [(before.rfind(name), party) for party, name in _names(deal) if name in before]
        about = max(named)[1] if named else None
        expected = _code_of(deal, about, len(written))
        if expected is not None and written != expected:
            yield Misnamed(path=own[expected], written=written, expected=expected)
        elif expected is None and written not in own:
            near = max(((_same_places(written, code), code) for code in own), default=(Fraction(0), ""))
            if near[0] >= ALIKE:
                yield Misnamed(path=own[near[1]], written=written, expected=near[1])


def _names(deal: Deal) -> Iterator[tuple[str, str]]:
    for party, each in deal.parties.items():
        yield party, each.name.zh
        yield party, each.name.en


def _code_of(deal: Deal, party: str | None, length: int) -> str | None:
    if party is None:
        return None
    each = deal.parties[party]
    return next((code for code in (each.uscc, each.lei) if code is not None and len(code) == length), None)


def _same_places(left: str, right: str) -> Fraction:
    if len(left) != len(right):
        return Fraction(0)
    return Fraction(sum(a == b for a, b in zip(left, right, strict=True)), len(left))


def _roles(sentence: str, deal: Deal) -> Iterator[Misnamed]:
    """Yield a party of the deal that a document puts into another's role."""
    for role, words in _ROLES.items():
        holder = deal.parties.get(role)
        if holder is None:
            continue
        for match in re.finditer(rf"(?:{words}){_SAYS}", sentence, re.IGNORECASE):
            rest = sentence[match.end() :]
            said = next((party for party, name in _names(deal) if rest.startswith(name)), None)
            if said is not None and deal.parties[said].name != holder.name:
                language = "zh" if rest.startswith(deal.parties[said].name.zh) else "en"
                written, expected = getattr(deal.parties[said].name, language), getattr(holder.name, language)
                yield Misnamed(path=f"parties.{role}.name", written=written, expected=expected)
            stranger = _NAMED_IN_ROLE.match(rest) if said is None else None
            if stranger is not None:
                expected = holder.name.zh if has_chinese(stranger[0]) else holder.name.en
                yield Misnamed(path=f"parties.{role}.name", written=stranger[0].strip(), expected=expected)


def _shared_roles(sentence: str, deal: Deal) -> Iterator[Misnamed]:
    """Yield an organisation put into a role that several parties have by that word, and none of them it is."""
    for roles, words in _SHARED_ROLES.items():
        holders = [deal.parties[role] for role in roles if role in deal.parties]
        known = {name for holder in holders for name in (holder.name.zh, holder.name.en)}
        for match in re.finditer(rf"(?:{words}){_SAYS}", sentence, re.IGNORECASE) if holders else ():
            named = _NAMED_IN_ROLE.match(sentence[match.end() :])
            if named is None or any(sentence.startswith(name, match.end()) for name in known):
                continue
            language = "zh" if has_chinese(named[0]) else "en"
            expected = " / ".join(dict.fromkeys(getattr(holder.name, language) for holder in holders))
            yield Misnamed(path=f"parties.{roles[0]}.name", written=named[0].strip(), expected=expected)


def _controllers(sentence: str, deal: Deal) -> Iterator[Misnamed]:
    named = [
        (f"parties.{party}.controllers.{controller.id}", controller.name)
        for party, each in deal.parties.items()
        for controller in each.controllers
        if controller.kind == "actual-controller"
    ]
    if not named:
        return
    path, first = named[0]
    for pattern, names, expected in (
        (_PERSON_ZH, {name.zh for _, name in named}, first.zh),
        (_PERSON_TITLED, {name.zh for _, name in named}, first.zh),
        (_PERSON_EN, {name.en for _, name in named}, first.en),
    ):
        for match in pattern.finditer(sentence):
            if match[1] not in names:
                yield Misnamed(path=path, written=match[1], expected=expected)


def _places(sentence: str, deal: Deal) -> Iterator[Misnamed]:
    """Yield a place of formation other than the deal's, said of a party that is named before it."""
    for match in re.finditer(rf"{_FORMED}({'|'.join(_PLACES.values())})", sentence, re.IGNORECASE):
        before = sentence[: match.start()]
        named = [(before.rfind(name), party) for party, name in _names(deal) if name in before]
        if not named and re.search(_ROLES["issuer"], before, re.IGNORECASE) and "issuer" in deal.parties:
            named = [(0, "issuer")]
        if not named:
            continue
        party = deal.parties[max(named)[1]]
        place = next(code for code, words in _PLACES.items() if re.fullmatch(words, match[1], re.IGNORECASE))
        if place != party.place:
            path = f"parties.{max(named)[1]}.place"
            yield Misnamed(path=path, written=match[1], expected=party.place)
