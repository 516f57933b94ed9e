"""A meeting of holders: who may vote by how much, what was cast, and whether it passed.

    weight     unpaid principal of the class x units held at the end of the record date / units issued, exact
    base       the weights of all classes that vote, without those of affiliates, who neither vote nor count
    quorum     for + against + abstained, over the base
    passed     there is a quorum, and for / (for + against) reaches the majority

Whether a holder is an affiliate may be unknown; then the result is counted with and without their vote, and it is known
only where every way gives the same. One vote a holder: of several the last received counts, and two of one day count as
none. A proxy votes on a paper, named by its digest.
Source: DESIGN.md section 2, principle 2 (unknown is not no); the clause is that of the offering documents, as cited.
It does not say whether the meeting was called as the law of its place asks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from tallystick.deal.deal import Deal
from tallystick.deal.parsing import build
from tallystick.deal.parties import Bilingual
from tallystick.deal.reading import read_yaml
from tallystick.deal.scalars import DateText, Identifier, Record, ShareText, Text, Whole, YesNo
from tallystick.evidence.findings import Finding, finding
from tallystick.law.values import Truth
from tallystick.tape.reading.records import read_records
from tallystick.units.money import Money

__all__ = ["Cast", "Choice", "Meeting", "MeetingKind", "Poll", "Vote", "poll", "read_meeting", "read_votes", "weights"]

MeetingKind: TypeAlias = Literal["amendment", "waiver", "acceleration", "enforcement"]
Choice: TypeAlias = Literal["for", "against", "abstain"]

_HALF: Final = Fraction(1, 2)
_CHOICES: Final[tuple[Choice, ...]] = ("for", "against", "abstain")


class Meeting(Record):
    """The notice of a meeting. `record` is the record date, `held` the last day on which a vote is received."""

    deal: Identifier
    id: Identifier
    kind: MeetingKind
    text: Bilingual
    clause: Text
    notice: DateText
    notice_days: Whole
    record: DateText
    held: DateText
    classes: tuple[Identifier, ...]
    quorum: ShareText
    majority: ShareText
    trigger: Identifier | None = None


class Vote(Record):
    """One vote as received: of which address, by a proxy on which paper, and whether the holder is an affiliate."""

    wallet: Text
    choice: Choice
    received: DateText
    affiliate: YesNo | None = None
    proxy: Text | None = None
    paper: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """One vote that stands, with its weight in minor units; whether its holder is an affiliate is known or not."""

    wallet: str
    choice: Choice
    weight: Fraction
    affiliate: Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What a meeting came to. Sums are of those who count for certain, in minor units of the classes' currency."""

    base: Fraction
    sums: Mapping[Choice, Fraction]
    quorum: Truth
    passed: Truth
    cast: tuple[Cast, ...]


def read_meeting(
    content: bytes, deal: Deal, *, file: str = "meeting.yaml"
) -> tuple[Meeting | None, tuple[Finding, ...]]:
    """Read the notice of a meeting; None where it cannot be used.

    Args:
        content: the file.
        deal: as filed.
        file: its name, for findings.
    """
    document, found = read_yaml(content, file=file)
    if document is None:
        return None, found
    meeting, more = build(Meeting, document)
    if meeting is None:
        return None, (*found, *more)
    wrong = tuple(_faults(meeting, deal, file))
    return (None if wrong else meeting), (*found, *more, *wrong)


def _faults(meeting: Meeting, deal: Deal, file: str) -> Iterator[Finding]:
    classes = deal.tokens.classes if deal.tokens is not None else {}
    if meeting.deal != deal.id:
        yield finding("issuance.meeting-other-deal", file=file, named=meeting.deal, deal=deal.id)
    for name in meeting.classes:
        if name not in classes:
            yield finding("issuance.meeting-class", file=file, name=name)
    known = tuple(each.id for each in deal.structure.triggers)
    if meeting.trigger is not None and meeting.trigger not in known:
        yield finding("issuance.meeting-trigger", file=file, trigger=meeting.trigger, known=known)
    if not meeting.classes or meeting.majority.value < _HALF:
        yield finding("issuance.meeting-majority", file=file)
    if not meeting.notice <= meeting.held or meeting.record > meeting.held:
        yield finding("issuance.meeting-dates", file=file, record=meeting.record, held=meeting.held)
    given = (meeting.held - meeting.notice).days
    if given < meeting.notice_days:
        yield finding("issuance.meeting-notice-short", file=file, given=given, needed=meeting.notice_days)


def read_votes(
    content: bytes, meeting: Meeting, *, file: str = "votes.csv"
) -> tuple[tuple[Vote, ...], tuple[Finding, ...]]:
    """Read the votes that were received: those that stand, one a holder, and what is said of the others."""
    rows, found = read_records(Vote, content, file=file)
    own: dict[str, list[tuple[int, Vote]]] = {}
    said = list(found)
    for row, vote in rows:
        if vote.received > meeting.held:
            said.append(finding("issuance.vote-late", file=file, row=row, wallet=vote.wallet, held=meeting.held))
        elif vote.proxy is not None and vote.paper is None:
            said.append(finding("issuance.vote-proxy-unpapered", file=file, row=row, wallet=vote.wallet))
        else:
            own.setdefault(vote.wallet.lower(), []).append((row, vote))
    standing = []
    for votes in own.values():
        last = max(vote.received for _, vote in votes)
        of_day = [(row, vote) for row, vote in votes if vote.received == last]
        if len({vote.choice for _, vote in of_day}) > 1:
            said.append(finding("issuance.vote-contrary", file=file, row=of_day[-1][0], wallet=of_day[-1][1].wallet))
            continue
        row, vote = of_day[-1]
        standing.append(vote)
        if len(votes) > 1:
            said.append(finding("issuance.vote-again", file=file, row=row, wallet=vote.wallet, count=len(votes)))
    return tuple(standing), tuple(said)


def weights(
    registers: Mapping[str, Mapping[str, int]], unpaid: Mapping[str, Money], classes: Iterable[str]
) -> dict[str, Fraction]:
    """Return the weight of each address, in lower case, in minor units of unpaid principal.

    Args:
        registers: units by address at the end of the record date, by class.
        unpaid: principal outstanding on that day, by class; of one currency.
        classes: those that vote.

    Raises:
        ValueError: the classes are of several currencies, whose weights cannot be added.
    """
    chosen = tuple(classes)
    if len({unpaid[name].currency for name in chosen}) > 1:
        message = "classes of several currencies cannot vote together; hold a meeting for each"
        raise ValueError(message)
    found: dict[str, Fraction] = {}
    for name in chosen:
        issued = sum(registers[name].values())
        for wallet, units in registers[name].items():
            if units:
                share = Fraction(unpaid[name].minor * units, issued)
                found[wallet.lower()] = found.get(wallet.lower(), Fraction(0)) + share
    return found


def poll(
    meeting: Meeting,
    votes: Sequence[Vote],
    weight: Mapping[str, Fraction],
    affiliates: Mapping[str, Truth],
    *,
    file: str = "votes.csv",
) -> tuple[Poll, tuple[Finding, ...]]:
    """Count a meeting.

    Args:
        meeting: its notice.
        votes: that stand, one a holder.
        weight: of every holder, by address in lower case.
        affiliates: what is known of each holder; of one who is not named and did not say, nothing is.
        file: name of the votes, for findings.
    """
    found: list[Finding] = []
    cast: list[Cast] = []
    for vote in votes:
        wallet = vote.wallet.lower()
        if wallet not in weight:
            found.append(finding("issuance.vote-stranger", file=file, wallet=vote.wallet, record=meeting.record))
            continue
        known = affiliates.get(wallet, _said(vote))
        if known is Truth.TRUE:
            found.append(finding("issuance.vote-affiliate", file=file, wallet=vote.wallet))
        elif known is Truth.UNKNOWN:
            found.append(finding("issuance.vote-affiliation-open", file=file, wallet=vote.wallet))
        cast.append(Cast(wallet=wallet, choice=vote.choice, weight=weight[wallet], affiliate=known))
    excluded = {name for name, known in affiliates.items() if known is Truth.TRUE}
    excluded |= {each.wallet for each in cast if each.affiliate is Truth.TRUE}
    base = sum((each for name, each in weight.items() if name not in excluded), Fraction(0))
    sure = [each for each in cast if each.affiliate is Truth.FALSE]
    unsure = [each for each in cast if each.affiliate is Truth.UNKNOWN]
    away = sum((each.weight for each in unsure), Fraction(0))
    ways = [_counted(meeting, [*sure, *some], base - away) for some in _ways(unsure)]
    result = Poll(
        base=base,
        sums=_sums(sure),
        quorum=_same(quorum for quorum, _ in ways),
        passed=_same(passed for _, passed in ways),
        cast=tuple(cast),
    )
    return result, tuple(found)


def _said(vote: Vote) -> Truth:
    return Truth.UNKNOWN if vote.affiliate is None else _truth(vote.affiliate)


def _truth(said: bool) -> Truth:  # noqa: FBT001 - it is the value
    return Truth.TRUE if said else Truth.FALSE


def _ways(unsure: Sequence[Cast]) -> Iterator[list[Cast]]:
    """Yield the ways in which those who are not known may count that settle the result: by choice, together."""
    for chosen in range(1 << len(_CHOICES)):
        yield [each for each in unsure if chosen >> _CHOICES.index(each.choice) & 1]


def _counted(meeting: Meeting, counted: Sequence[Cast], least: Fraction) -> tuple[bool, bool]:
    """Return quorum and result of one way; `least` is the base without anybody who is not known."""
    sums = _sums(counted)
    base = least + sum((each.weight for each in counted if each.affiliate is Truth.UNKNOWN), Fraction(0))
    present, decided = sum(sums.values()), sums["for"] + sums["against"]
    quorum = base > 0 and present >= base * meeting.quorum.value
    return quorum, bool(quorum and decided and sums["for"] >= decided * meeting.majority.value)


def _sums(cast: Iterable[Cast]) -> dict[Choice, Fraction]:
    kept = tuple(cast)
    return {name: sum((each.weight for each in kept if each.choice == name), Fraction(0)) for name in _CHOICES}


def _same(ways: Iterable[bool]) -> Truth:
    first, *others = ways
    if any(each is not first for each in others):
        return Truth.UNKNOWN
    return _truth(first)
