"""`screen`: the names of a deal, or any others, looked for in lists of names.

Every name in every list is a hit, a question, no-hit or not-screened, with version and digest of the list, less what
two people decided before (`identified`).
Source: SUPTECH.md section 6.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.supervision.market.speaking import LibrarySpeech
from tallystick.supervision.names.comparing import Match, Party
from tallystick.supervision.names.decided import Identified, Settled, settled
from tallystick.supervision.names.lists import Screening, indexed, screen
from tallystick.supervision.names.published import Published, parse_lists

__all__ = ["Searched", "parties_of", "screened"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """Every name in every list, in their orders."""

    lists: tuple[Published, ...]
    found: tuple[Settled, ...]

    def states(self) -> dict[Screening, int]:
        """Return how many searches came to what."""
        states = [each.screened.state for each in self.found]
        return {state: states.count(state) for state in Screening}


def parties_of(deal: Deal) -> tuple[Party, ...]:
    """Return whom a deal names, in both languages, each name once: its parties, and their controllers.

    A controller is looked for as an organisation and as a person, since a deal does not say which it is.
    """
    named: list[Party] = []
    for party in deal.parties.values():
        code = party.uscc or party.lei or ""
        named += (Party(name=each, person=False, identifier=code) for each in (party.name.zh, party.name.en))
        for controller in party.controllers:
            names = (controller.name.zh, controller.name.en)
            named += (Party(name=each, person=person) for each in names for person in (False, True))
    return tuple(dict.fromkeys(named))


def screened(
    names: Sequence[Party], files: Mapping[str, bytes], on_record: Iterable[Identified], *, as_of: dt.date
) -> Outcome[Searched]:
    """Look for names in the lists of a folder.

    Args:
        names: looked for.
        files: of the folder.
        on_record: what was decided before.
        as_of: the day of the question.
    """
    lists, about = parse_lists(files)
    if not lists:
        return Outcome(value=None, findings=about or (finding("supervision.name-lists-none"),))
    speech, decided = LibrarySpeech(), tuple(on_record)
    indices = [(each, indexed(each.listed, speech)) for each in lists]
    found = tuple(
        settled(screen(name, index, as_of=as_of, days=each.days), decided) for name in names for each, index in indices
    )
    return Outcome(value=Searched(lists=lists, found=found), findings=(*about, *_findings(lists, found)))


def _findings(lists: tuple[Published, ...], found: tuple[Settled, ...]) -> Iterator[Finding]:
    """Yield what needs somebody: a list that answers nothing, once; each hit; each question."""
    silent = {each.screened.list_id for each in found if each.screened.state is Screening.NOT_SCREENED}
    for each in (one for one in lists if one.listed.id in silent):
        listed = each.listed
        yield finding(
            "supervision.name-not-screened", list=listed.id, version=listed.version, day=listed.day, days=each.days
        )
    for each_found in found:
        one = each_found.screened
        entries = tuple(each.entry.name for each in one.found)
        if one.state is Screening.HIT:
            decided = [each.entry.name for each in each_found.decisions if each.same]
            same = [each.entry.name for each in one.found if each.compared.match is Match.SAME]
            entries = tuple(dict.fromkeys([*decided, *same]))
            yield finding(
                "supervision.name-hit", name=one.name.name, list=one.list_id, version=one.version, entries=entries
            )
        elif one.state is Screening.QUESTION:
            yield finding(
                "supervision.name-question", name=one.name.name, list=one.list_id, version=one.version, entries=entries
            )
