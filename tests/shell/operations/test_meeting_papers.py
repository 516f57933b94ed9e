"""A meeting's papers: what is missing is missing there, and an unknown trigger is not one that did not happen."""

from fractions import Fraction

from tallystick.evidence.wording import Language, labels
from tallystick.issuance.holders.meetings import read_meeting
from tallystick.law.values import Truth
from tallystick.shell.cli.verbs.issuance.holders import _weighed
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.servicing.meetings.meet import _amended
from tallystick.units.money import Currency
from tests.shell.operations.example import crossed
from tests.walk.holders_papers import NOTICE


def test_what_a_meeting_lacks_is_named_where_it_belongs() -> None:
    received = open_received(crossed()).value
    assert received is not None
    notice = NOTICE.format(kind="amendment").encode()
    meeting, found = read_meeting(notice, received.deal)
    assert meeting is not None, found
    assert [each.code for each in _amended(meeting, received.deal, {})[1]] == ["issuance.paper-missing"]
    for trigger in received.deal.structure.triggers:
        assert read_meeting(notice + f"trigger: {trigger.id}\n".encode(), received.deal)[0] is not None
    none, told = read_meeting(notice + b"trigger: nonsense\n", received.deal)
    assert (none, [each.code for each in told]) == (None, ["issuance.meeting-trigger"])


def test_a_count_is_told_in_the_words_of_a_meeting_with_principal_beside_the_share() -> None:
    for said in ("quorum", "passed", "effective"):
        words = [labels()[f"cli.holders.{said}-{each}"] for each in (Truth.TRUE, Truth.FALSE, Truth.UNKNOWN)]
        assert len({each.in_language(Language.ZH) for each in words}) == len(words)
        assert not [each for each in words if "存在" in each.zh]
    assert _weighed(Fraction(200, 3), Fraction(100), Currency("USD")) == "66.66%  0.66 USD"
    assert _weighed(Fraction(0), Fraction(0), Currency("USD")) == "0.00%  0.00 USD"
