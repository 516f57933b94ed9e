"""Fsck of a home: acts that were dated back, acts that nobody may do alone, and a filing whose files are gone."""

from typing import Any

import pytest

from tallystick.evidence.digests import digests
from tallystick.filing.states import Act, Event, Standing
from tallystick.shell.operations.evidence.acts import Intent, perform
from tallystick.shell.operations.filing import review
from tallystick.shell.operations.filing.act_records import ACT_KIND, write_act
from tallystick.shell.operations.filing.deliver import deliver
from tallystick.shell.operations.filing.review import ActsDisagreeError, review_of
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.supervision.fsck import fsck
from tests.shell.operations.example import DESK, FILING, at, decided, desk, person, signer
from tests.shell.operations.twins import opened, stored


@pytest.fixture
def kept():
    return desk()


def found(kept: Any) -> list[tuple[str, dict[str, object]]]:
    return [(each.code, dict(each.arguments)) for each in fsck(opened(kept), {}).findings]


def by_hand(kept: Any, act: Act, moment: str, *, changed: dict[str, object] | None = None) -> None:
    """Enter an act as a changed program would, which asks nobody whether it may."""
    filing = kept.journal.filing(FILING)
    body = write_act(act, filing, {"reason": ""}) | {"turn": 0} | (changed or {})
    perform(kept, Intent(kind=ACT_KIND, subject=FILING, at=at(moment), body=body), signer(act.by[0].id))


def test_a_home_as_it_should_be_has_nothing_of_the_kind(kept):
    decided(kept, Event.FILE)
    codes = {code for code, _ in found(kept)}
    assert not codes & {"filing.act-dated-back", "supervision.kept-lost", "supervision.acts-unreadable"}


def test_an_act_dated_before_the_one_it_follows_is_named(kept, monkeypatch):
    monkeypatch.setattr(review, "misdated", lambda *_, **__: iter(()))
    decided(kept, Event.QUESTION, moment="2026-08-20T02:00")
    (said,) = [arguments for code, arguments in found(kept) if code == "filing.act-dated-back"]
    assert (said["act"], str(said["at"])[:10], str(said["before"])[:10]) == ("question", "2026-08-20", "2026-09-01")


def test_a_decision_of_one_is_named_and_stops_what_rests_on_it_without_a_traceback(kept):
    act = Act(event=Event.FILE, by=(person(DESK[0]),), standing=Standing.REHEARSAL, shown=frozenset())
    by_hand(kept, act, "2026-09-08T02:00")
    codes = [code for code, _ in found(kept)]
    assert {"evidence.act-persons", "supervision.acts-unreadable"} & set(codes)
    for ask in (lambda: review_of(kept, FILING), lambda: deliver(kept, FILING)):
        with pytest.raises(ActsDisagreeError) as refused:
            ask()
        assert refused.value.finding.code == "filing.acts-disagree"
        assert refused.value.finding.argument("act") == "2"


def test_an_act_in_another_form_is_refused_in_the_same_words(kept):
    act = Act(event=Event.SUSPEND, by=tuple(map(person, DESK)), standing=Standing.REHEARSAL, shown=frozenset())
    by_hand(kept, act, "2026-09-08T02:00", changed={"event": "applaud"})
    with pytest.raises(ActsDisagreeError):
        review_of(kept, FILING)


@pytest.mark.parametrize(
    "kind", ["filing.consent", "filing.handover", "filing.takeover", "filing.acknowledged", "tape.disclosed"]
)
@pytest.mark.parametrize("said", [{}, {"files": {}, "file": 7, "items": 7}, {"files": {"handed-over.entry": "x"}}])
def test_an_act_of_a_hand_over_in_another_form_is_told_without_a_traceback(kept, kind, said):
    perform(kept, Intent(kind=kind, subject=FILING, at=at("2026-09-08T02:00"), body=said), signer(DESK[0]))
    codes = {code for code, _ in found(kept)}
    assert codes & {"evidence.act-unreadable", "supervision.kept-lost"}


@pytest.mark.parametrize("path", ["tape.csv", "documents/M18-audit-report.md", "manifest.json"])
def test_a_file_of_a_submitted_package_that_is_gone_is_named(kept, path):
    package = package_of(kept, FILING)
    content = package.manifest.content() if path == "manifest.json" else package.contents.get(path)
    if content is None:
        path, content = next((name, each) for name, each in package.contents.items() if name.startswith("documents/"))
    gone = digests(content).sha256
    del stored(kept)[gone]
    lost = [arguments for code, arguments in found(kept) if code == "supervision.kept-lost"]
    assert (lost[0]["name"], lost[0]["sha256"], lost[0]["act"]) == (path, gone, "1")
