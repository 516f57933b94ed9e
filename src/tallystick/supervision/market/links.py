"""Links: payers and controllers as a graph, in which whoever is one party or under one control hangs together.

A payer hangs on its controller, and two records on each other where they are certainly one party: the same code, or for
organisations the same name in any script. Where only a person can tell, the two stay apart and are asked about.
Records are compared within blocks of one whole sound, and records alike in name and code count once in a block, so that
the work grows with the records and not with their pairs: a name that a thousand people have is asked about a thousand
times and not half a million.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, permutations, product
from typing import Final

import networkx as nx

from tallystick.supervision.market.records import PartyRecord
from tallystick.supervision.market.sharing import Groups, Question
from tallystick.supervision.names.comparing import Match, Party, same_party
from tallystick.supervision.names.spelling import Speech, Spelling, System, spelled

__all__ = ["groups_of"]

_LONGEST: Final = 4
"""Characters or words of a person's name: so many are read in every way and order."""


def groups_of(parties: Iterable[PartyRecord], speech: Speech) -> Groups:
    """Join parties into groups.

    Args:
        parties: payers and controllers; ids are unique.
        speech: of Chinese characters.
    """
    known = sorted(parties, key=lambda each: each.id)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(each.id for each in known)
    graph.add_edges_from((each.id, each.controller) for each in known if each.controller)
    questions: list[Question] = []
    for one, other in _pairs(known, speech):
        compared = same_party(_party(one), _party(other), speech)
        if compared.match is Match.SAME:
            graph.add_edge(one.id, other.id)
        elif compared.match is Match.UNKNOWN:
            questions.append(Question(one=one.id, other=other.id, how=compared.how))
    of = {member: min(component) for component in nx.connected_components(graph) for member in component}
    return Groups(of=of, questions=tuple(each for each in questions if of[each.one] != of[each.other]))


def _pairs(parties: Iterable[PartyRecord], speech: Speech) -> Iterator[tuple[PartyRecord, PartyRecord]]:
    """Yield pairs that share a block, once: each record with the first that is written alike, and those firsts."""
    blocks: dict[str, dict[tuple[bool, str, Spelling], PartyRecord]] = defaultdict(dict)
    seen: set[tuple[str, str]] = set()
    for each in parties:
        spelling = spelled(each.name, speech)
        for key in _keys(each, spelling, speech):
            first = blocks[key].setdefault((each.person, each.identifier, spelling), each)
            if first is not each and (first.id, each.id) not in seen:
                seen.add((first.id, each.id))
                yield first, each
    for key in sorted(blocks):
        for one, other in combinations(blocks[key].values(), 2):
            if (one.id, other.id) not in seen:
                seen.add((one.id, other.id))
                yield one, other


def _keys(party: PartyRecord, spelling: Spelling, speech: Speech) -> frozenset[str]:
    """Return the blocks of a record: its code, its characters, and how the whole of a short name sounds."""
    keys = {f"code {party.identifier}"} if party.identifier else set()
    han, words = spelling.han, spelling.words
    if han:
        keys.add(f"han {han} {spelling.numbers}")
    elif words:
        keys.add(f"words {' '.join(sorted(words))} {spelling.numbers}")
    if 0 < len(han) <= _LONGEST:
        for system in System:
            keys |= {f"sound {''.join(each)}" for each in product(*(speech.readings(one, system) for one in han))}
    elif words and not han and len(words) <= _LONGEST:
        keys |= {f"sound {''.join(each)}" for each in permutations(words)}
    return frozenset(keys)


def _party(record: PartyRecord) -> Party:
    return Party(name=record.name, person=record.person, identifier=record.identifier)
