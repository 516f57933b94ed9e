"""Both sides of an exchange killed with -9 at every write of web and signer: asked again, each act is there once."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tallystick.evidence.persons import Side
from tallystick.filing.handover.consents import ConsentKind
from tallystick.shell.operations.ports.people.plans import PlanKind, PlanState
from tallystick.supervision.exchange.messages import Request
from tests.shell.operations.example import DESK
from tests.shell.web.exchanged import CAST, OFFICERS, Authority, both
from tests.shell.web.killing import People, Recorded, Step, entering, survived
from tests.shell.web.test_exchange_story import ABROAD, ASKED, DESK_PAGE, link, saved

AGREED = {
    field: (CAST / name).read_bytes() for field, name in (("agreement", "agreement.yaml"), ("roll", "people.yaml"))
}
NAMES = {"agreement": "agreement.yaml", "roll": "people.yaml", "capture": "paper.pdf"}
AGREED = {field: (CAST / NAMES[field]).read_bytes() for field in ("agreement", "roll")}
CONSENT = {"authority": "CSRC", "number": "2026-7", "date": "2026-10-28", "expires": "2026-12-31"}


def sent(people: People, person: str, path: str, form: dict[str, str], files: dict[str, bytes]) -> None:
    """Send a form with its files."""
    names = {**NAMES, "file": "came.zip" if files.get("file", b"").startswith(b"PK") else "came.json"}
    given = {field: SimpleUploadedFile(names[field], content) for field, content in files.items()}
    people.post(person, path, **form, **given)


def signature(people: People) -> None:
    people.cast.sign()


def act(
    path: str, *by: str, kind: PlanKind = PlanKind.EXCHANGE, papers: dict[str, bytes] | None = None, **form: str
) -> Iterator[Step]:
    """A form of the first, what each of the others approves, and the signature."""
    yield partial(sent, person=by[0], path=path, form=form, files=papers or {})
    for each in by[1:]:
        yield partial(People.approve, person=each, kind=kind)
    yield signature


def consents(place: str) -> Iterator[Step]:
    """Every kind of consent, with its paper."""
    for kind in ConsentKind:
        capture = {"capture": f"%PDF-1.7 {kind.value}\n%%EOF".encode()}
        yield from act(f"{place}consent/", *DESK, kind=PlanKind.PERMIT, papers=capture, consent=kind.value, **CONSENT)


def unharmed(people: People, steps: Iterator[Step], folder: Path) -> People:
    """Do steps in a copy, which nobody kills."""
    people = people.copy(folder)
    for step in steps:
        step(people)
    return people


def killed(people: People, person: str, steps: Iterator[Step], folder: Path) -> People:
    """Kill every step at every write; every act is done in the end."""
    page = DESK_PAGE if person in DESK else ABROAD
    for number, step in enumerate(steps):
        people = survived(people, step, lambda each: each.read(person, page, "/acts/"), folder / f"{number}")
    assert {each.state for each in people.cast.portal.work.plans()} == {PlanState.DONE}
    return people


def test_an_agreement_is_adopted_once_although_web_and_signer_die_at_some_writes(
    tmp_path: Path, record_property: Recorded
):
    desk = entering(Authority(tmp_path / "home", Side.ONSHORE, *DESK), *DESK)
    for number, step in enumerate(act(f"{ABROAD}agreements/", *DESK, papers=AGREED)):
        desk = survived(desk, step, lambda each: each.read(DESK[0], "/acts/"), tmp_path / f"{number}", writes=(1, 4))
    assert [each.state for each in desk.cast.portal.work.plans()] == [PlanState.DONE]
    record_property("times", desk.deaths)


@pytest.mark.long
def test_an_exchange_is_made_over_processes_that_are_killed_on_both_sides(tmp_path: Path, record_property: Recorded):
    home, theirs = both(tmp_path / "sides")
    desk, abroad = entering(home, *DESK), entering(theirs, *OFFICERS)
    desk = killed(desk, DESK[0], act(f"{ABROAD}agreements/", *DESK, papers=AGREED), tmp_path / "adopted")
    abroad = unharmed(abroad, act(f"{ABROAD}agreements/", *OFFICERS, papers=AGREED), tmp_path / "theirs")

    abroad = killed(abroad, OFFICERS[0], act(ABROAD, *OFFICERS, **ASKED), tmp_path / "asked")
    asked = saved(abroad.reader(OFFICERS[0]), ABROAD, "request.json")
    request = Request.parse(asked)
    assert request is not None
    place = f"{DESK_PAGE}{request.sha256}/"
    there = link(abroad.reader(OFFICERS[0]), ABROAD, "request.json").removesuffix("files/request.json")

    desk = killed(desk, DESK[0], act(DESK_PAGE, DESK[0], papers={"file": asked}), tmp_path / "came")
    taken = saved(desk.reader(DESK[0]), DESK_PAGE, "receipt.json")
    steps = act(f"{there}receipt/", OFFICERS[0], papers={"file": taken})
    abroad = killed(abroad, OFFICERS[0], steps, tmp_path / "taken")
    first, second, third, *others = consents(place)
    desk = killed(desk, DESK[0], iter((first, second, third)), tmp_path / "permitted")
    desk = unharmed(desk, iter(others), tmp_path / "others")
    desk = killed(desk, DESK[0], act(f"{place}answer/", *DESK), tmp_path / "answered")
    answer = saved(desk.reader(DESK[0]), DESK_PAGE, "answer.zip")

    steps = act(f"{there}answer/", OFFICERS[1], papers={"file": answer})
    abroad = killed(abroad, OFFICERS[0], steps, tmp_path / "proven")
    receipt = saved(abroad.reader(OFFICERS[0]), ABROAD, "receipt.json")
    desk = killed(desk, DESK[0], act(f"{place}receipt/", DESK[1], papers={"file": receipt}), tmp_path / "closed")
    assert "the receipts of both sides are on record" in desk.reader(DESK[0]).get(DESK_PAGE).content.decode()
    record_property("times", desk.deaths + abroad.deaths)
