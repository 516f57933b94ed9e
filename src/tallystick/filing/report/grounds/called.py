"""What a subject, an answer or a piece of evidence is called in the report.

    a party, a controller     its name in the deal
    a cash-flow provider      its place by share, as in B.4; names stand in the list of payers alone
    a layer below             its number and class
    a class of assets         the words of the report

An id of the folder is for those who write it. The report is read by others, and a payer that B.4 leaves unnamed must
not be named a chapter later: what is said of it is that it is, say, the third by share.
Source: 个人信息保护法 art. 6 (no more than the purpose needs) for payers who are persons, by analogy for the rest.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from tallystick.deal.assets import Layer
from tallystick.deal.deal import Deal
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, labels
from tallystick.filing.report.inputs import IncomePoolInput, PoolInput
from tallystick.filing.report.wordings import both, name_of, place_name, said
from tallystick.law.explanations import Ground
from tallystick.law.facts import Evidence, FactDeclaration, FactType, Subject
from tallystick.law.reading import standing_books, subject_class
from tallystick.law.words import evidence_kind

__all__ = ["Called", "asked", "evidence_name", "file_name", "listed"]

_PAYER, _PAYER_BELOW, _LAYER, _MARKET = "payer", "underlying-payer", "layer", "investor-market"
_PARTIES = ("filer", "possible-controller")
_CONTROLLERS = ("controlling-shareholder", "actual-controller")

_FILES = frozenset({"deal", "tape", "payers", "subsidiaries", "registrations"})
"""What the files are called that rooms compute from, before the dot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """Names of the subjects of a screening, by class and id, and the rank of each payer."""

    names: Mapping[tuple[str, str], Name]
    ranks: Mapping[str, int]

    @classmethod
    def of(cls, deal: Deal, pool: PoolInput | IncomePoolInput, given: Collection[Ground]) -> "Called":
        """Gather the names.

        Args:
            deal: names its parties, who controls them, and its layers.
            pool: ranks its payers.
            given: the statements that are told; lists of payers among them number those that have no rank.
        """
        names: dict[tuple[str, str], Name] = {}
        for party, known in deal.parties.items():
            names |= {(kind, party): name_of(known.name) for kind in _PARTIES}
            names |= {(kind, each.id): name_of(each.name) for kind in _CONTROLLERS for each in known.controllers}
        names |= {(_LAYER, name): title for name, title in _layers(deal)}
        below = {(_PAYER_BELOW, each): number for number, each in enumerate(_payers_below(given), 1)}
        names |= {key: said("report.called.payer-below", number=number) for key, number in below.items()}
        names |= {(_PAYER, each): said("report.called.payer", rank=rank) for each, rank in pool.ranks.items()}
        return cls(names=names, ranks=pool.ranks)

    def place(self, subject: Subject) -> int:
        """Return where a payer stands among those told of: by rank, and behind them whoever has none."""
        return self.ranks.get(subject.name, len(self.ranks) + 1)

    def subject(self, subject: Subject) -> Name:
        """Return whom or what was asked about: its class, and which of it where there are several."""
        kind = subject_class(subject.kind).name
        if not subject.name:
            return kind
        return said("report.called.member", kind=kind, name=self._member(subject.kind, subject.name))

    def answer(self, ground: Ground) -> Name:
        """Return an answer; those that list subjects or classes of assets by what these are called."""
        told = [member for value in ground.values if isinstance(value, tuple) for member in value]
        if not told:
            return ground.answer
        if ground.declaration.type is FactType.ROSTER:
            kind = _rosters()[ground.declaration.id]
            return listed(self._member(kind, each) for each in told)
        return listed(_class(each) for each in told)

    def question(self, ground: Ground) -> Name:
        """Return what was asked, of whom; with the number of the question where a person answered it."""
        fact, question = ground.declaration, asked(ground.declaration)
        subject = self.subject(ground.subject)
        if not ground.persons:
            return said("report.compliance.computed", question=question, subject=subject)
        return said("report.compliance.asked", question=question, subject=subject, id=fact.id)

    def _member(self, kind: str, name: str) -> Name:
        if kind == _MARKET:
            return place_name(name)
        return self.names.get((kind, name), said("report.called.payer-other") if kind == _PAYER else both(name))


def asked(fact: FactDeclaration) -> Name:
    """Return the question behind a fact without what it asks the writer of a folder to do."""
    key = f"report.asked.{fact.id}"
    return said(key) if key in labels() else fact.question


def evidence_name(piece: Evidence) -> Name:
    """Return a piece of evidence: its kind, day and place, and the beginning of its digest."""
    title = file_name(piece) or Name(
        zh=evidence_kind(piece.kind, Language.ZH), en=evidence_kind(piece.kind, Language.EN)
    )
    place = "" if piece.reference == piece.kind else f"{piece.reference} "
    told = f"{piece.date.isoformat()} {place}{piece.sha256[:16]}"
    return Name(zh=f"{title.zh} {told}", en=f"{title.en} {told}")


def file_name(piece: Evidence) -> Name | None:
    """Return what a file of the folder is called that a room computed from; None for any other piece."""
    kind = piece.reference.partition(".")[0]
    return said(f"report.file-kind.{kind}") if kind in _FILES else None


def listed(names: Iterable[Name]) -> Name:
    """Join names."""
    given = tuple(names)
    return Name(zh="；".join(each.zh for each in given), en="; ".join(each.en for each in given))


def _rosters() -> dict[str, str]:
    """Return the class that each list is of, by the fact or the question that gives the list."""
    classes = standing_books()[0].vocabulary.classes.values()
    return {fact: each.id for each in classes for fact in (each.roster, each.declared) if fact}


def _layers(deal: Deal) -> Iterator[tuple[str, Name]]:
    for number, each in enumerate(deal.assets.layers, 1):
        if isinstance(each, Layer):
            yield each.id, said("report.called.layer", number=number, kind=_class(each.asset_class))
        else:
            yield each, said("report.called.layer-bare", number=number)


def _payers_below(given: Collection[Ground]) -> tuple[str, ...]:
    """Return the payers of the layers below, those that are listed in their order and then any that is told of."""
    listing = [
        each for ground in given if _rosters().get(ground.declaration.id) == _PAYER_BELOW for each in ground.values
    ]
    members = [each for value in listing if isinstance(value, tuple) for each in value]
    subjects = [ground.subject.name for ground in given if ground.subject.kind == _PAYER_BELOW]
    return tuple(dict.fromkeys((*members, *subjects)))


def _class(name: str) -> Name:
    key = f"report.class.{name}"
    return said(key) if key in labels() else both(name)
