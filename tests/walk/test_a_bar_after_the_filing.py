"""A bar turns true after the filing: the morning's watch finds it, orders, and what was ordered is done.

Filed in September. In October two lawyers determine that the filer may not raise funds after all and sign it into the
folder. Nobody asks for anything: the next look at what changed finds the bar, writes the order and the drafts of the
report, the order stands against every mint, the guardian suspends issuance on that very paper, and the report is told.
"""

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.persons import Name, Side
from tallystick.filing.package import seal
from tallystick.filing.states import Act, Event, Standing
from tallystick.law.facts import Subject
from tallystick.shell.operations.background.bench import Bench, task_name
from tallystick.shell.operations.background.watched import watch_changed, watch_filings
from tallystick.shell.operations.deal.answer import ANSWERS_FILE, Answer, EvidencePaper, draft_answer, sign_answer
from tallystick.shell.operations.deal.opened import open_deal
from tallystick.shell.operations.evidence.acts import Intent, perform
from tallystick.shell.operations.filing.review import Moved, move
from tallystick.shell.operations.issuance.later.orders import ordered_against, put_order
from tallystick.shell.operations.issuance.later.standing import Desk
from tallystick.shell.operations.issuance.later.suspend import resume, suspend
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.ports.journal import FilingRow
from tallystick.shell.operations.ports.ledgers.ledger import FilingStatus
from tallystick.shell.operations.ports.people.work import Draft
from tallystick.shell.operations.ports.services.jobs import Job, State, Wanted
from tallystick.shell.operations.supervision.watching.sources import Sources
from tallystick.shell.operations.supervision.watching.tell import Word, tell
from tallystick.shell.operations.supervision.watching.watch import Watching, watch
from tallystick.supervision.watching.orders import Measure, parse_order
from tests.filing import stand_in
from tests.shell.operations import example
from tests.shell.operations.example import DESK, FILER, FILING, ISSUER, TRUSTEE, at, person, signer
from tests.shell.operations.issued import completed
from tests.shell.operations.twins import MemoryObjects, copied, opened

LAWYERS = ("luo-jingxing", "tan-shuhe")
MEMO = "documents/legal-memo-october.md"
OCTOBER = at("2026-10-06T02:00")
BAR = "CSRC1-3(1)"


@cache
def folder() -> dict[str, bytes]:
    """The folder without its tape, on which no bar rests here."""
    return {name: each for name, each in example.folder().items() if name != "tape.csv"}


@cache
def barred() -> dict[str, bytes]:
    """The folder after two lawyers signed that the law forbids the raising of funds."""
    files = {**folder(), MEMO: "# 备忘录\n".encode()}
    deal = open_deal(files).value
    assert deal is not None
    paper = EvidencePaper(kind="legal-memo", file=MEMO, date=dt.date(2026, 10, 5))
    answer = Answer(
        question="P1.1",
        subject=Subject(kind="asset"),
        value="yes",
        person=LAWYERS[0],
        second=LAWYERS[1],
        date=dt.date(2026, 10, 5),
        expires=dt.date(2027, 4, 1),
        reasons="法律明令禁止该等资产融资。",
        evidence=(paper,),
    )
    drafted = draft_answer(deal, answer)
    assert drafted.value is not None, example.codes(drafted)
    signed = sign_answer(deal, drafted.value, [signer(each) for each in LAWYERS])
    assert signed.value is not None, example.codes(signed)
    return {**files, ANSWERS_FILE: signed.value}


@cache
def _filed() -> Any:
    """A desk at which a small package of the deal was filed as a rehearsal, and the specimen notice recorded."""
    kept = example.home()
    package = seal(stand_in.files(), head=replace(stand_in.head(), filing=FILING), secret=example.SECRET)
    for content in package.contents.values():
        kept.objects.put(content)
    head = package.manifest.head
    row = FilingRow(
        id=FILING,
        deal=head.deal,
        version=head.version,
        state="",
        package_sha256=package.manifest.package_root,
        package_sm3=package.manifest.package_root_sm3,
    )
    shown = frozenset({"materials-complete", "bars-cleared"})
    note = {"manifest": kept.objects.put(package.manifest.content()).sha256}
    submitted = Act(event=Event.SUBMIT, by=(person(FILER),), shown=shown)
    assert isinstance(move(kept, row, submitted, (signer(FILER),), at=at("2026-09-01T02:00"), note=note), Moved)
    both = tuple(map(person, DESK))
    decided = Act(event=Event.FILE, by=both, standing=Standing.REHEARSAL, shown=shown)
    filed = kept.journal.filing(FILING)
    assert filed is not None
    keys = tuple(map(signer, DESK))
    assert isinstance(move(kept, filed, decided, keys, at=at("2026-09-08T02:00"), note={"reason": "in order"}), Moved)
    assert example.recorded(kept).value is not None
    return kept


@dataclass
class Place:
    """A home in memory with the folder worked on in it, its jobs and its shelf: what a worker opens."""

    evidence: Any = field(default_factory=lambda: copied(_filed()))
    files: dict[str, bytes] = field(default_factory=folder)
    revision: int = 1
    done: list[Job] = field(default_factory=list)
    shelf: MemoryObjects = field(default_factory=MemoryObjects)

    def draft(self, deal: str) -> Draft | None:
        """The folder as it stands now."""
        kept = {name: self.evidence.objects.put(each).sha256 for name, each in self.files.items()}
        name = Name(zh="某某", en="Example")
        return Draft(
            deal=deal,
            name=name,
            team=name,
            people=(),
            revision=self.revision,
            files=kept,
            by=FILER,
            at=OCTOBER,
            why="answer",
        )

    def jobs(self, *, most: int) -> tuple[Job, ...]:
        """The last jobs first."""
        return tuple(self.done[::-1][:most])

    def look(self, task: Any, moment: dt.datetime) -> dict[str, Any]:
        """Let a worker do a task."""
        reading = SimpleNamespace(evidence=self.evidence, work=self, queue=self)

        @contextmanager
        def home(*_: object) -> Any:
            yield replace(opened(self.evidence), work=cast("Any", self))

        made = cast("Operations", SimpleNamespace(read_home=lambda *_: reading, open_home=home))
        bench = Bench(
            operations=made,
            home="",
            side=Side.ONSHORE,
            shelf=self.shelf,
            tell=lambda *_: None,
            unzip=cast("Any", None),
            send=cast("Any", None),
        )
        result: dict[str, Any] = task(bench, at=moment.isoformat())
        job = Job(id=len(self.done), wanted=Wanted(task=task_name(task)), state=State.DONE, result=result, asked=moment)
        self.done.append(job)
        return result


class Guarded:
    """The registry of filings on a ledger as far as suspension goes."""

    def __init__(self) -> None:
        self.reason, self.status = "", FilingStatus.ACTIVE

    def filing(self, registry: str, filing: bytes) -> Any:
        return SimpleNamespace(status=self.status, suspensions=int(self.status is FilingStatus.SUSPENDED))

    def suspend(self, registry: str, filing: bytes, *, reason: str, at: dt.datetime) -> None:
        self.reason, self.status = reason, FilingStatus.SUSPENDED


def test_what_changed_is_watched_and_what_did_not_is_left():
    place = Place()
    first = place.look(watch_filings, at("2026-10-05T00:00"))
    assert first["value"][FILING]["orders"] == ["block-new-mint-plans"], "answers that are older than they may be"
    assert place.look(watch_changed, at("2026-10-05T00:10"))["value"] == {}
    place.files, place.revision = barred(), 2
    found = place.look(watch_changed, OCTOBER)
    assert found["value"][FILING]["orders"] == ["suspend-issuance", "block-new-mint-plans"]
    assert found["exit"] == 1
    assert "supervision.order-suspend" in {each["code"] for each in found["findings"]}
    assert f"{FILING}/order-suspend-issuance.json" in found["files"]
    assert {name.rpartition("-")[2] for name in found["files"] if "/drafts/" in name} == {"zh.md", "en.md"}
    assert place.look(watch_changed, at("2026-10-06T02:10"))["value"] == {}


def test_the_morning_knows_of_the_issue_by_what_was_placed_in_the_folder():
    place = Place(files={**folder(), **{f"placement/{name}": each for name, each in example.placement().items()}})
    found = place.look(watch_filings, at("2026-10-12T00:00"))
    told = [each["what_en"] for each in found["findings"] if each["code"] == "supervision.watch-missing"]
    assert any("Completion report" in each for each in told), "nobody looked, and nobody told"


def ordered() -> tuple[Place, bytes]:
    """The home after the bar was found, and the order as the worker left it."""
    place = Place(files=barred())
    found = place.look(watch_filings, OCTOBER)
    return place, place.shelf.get(found["files"][f"{FILING}/order-suspend-issuance.json"])


def test_the_order_stands_against_a_mint_and_the_guardian_suspends_on_it():
    _, paper = ordered()
    order, found = parse_order(paper, file="order")
    assert order is not None, found
    assert (order.measure, order.rules, order.day) == (Measure.SUSPEND, (BAR,), dt.date(2026, 10, 5))

    kept = completed(example.home("overseas"))
    by, keys = (person(ISSUER), person(TRUSTEE)), (signer(ISSUER), signer(TRUSTEE))
    received: Any = SimpleNamespace(deal=stand_in.deal(), edition=SimpleNamespace(head=SimpleNamespace(filing=FILING)))
    assert put_order(kept, received, paper, by=by[1], signer=keys[1], at=OCTOBER).value == order
    assert [each.code for each in ordered_against(kept, FILING)] == ["issuance.ordered-suspend-issuance"]
    body = {"tokens": {}, "filings": "", "eligibility": "", "mandates": "", "reports": "", "distributor": ""}
    perform(kept, Intent(kind="issuance.completed", subject=FILING, at=OCTOBER, body=body), keys[0])
    ledger: Any = Guarded()
    desk = Desk(evidence=kept, filing=FILING, by=by, signers=keys, at=OCTOBER)
    assert suspend(desk, ledger, paper).value is FilingStatus.SUSPENDED
    assert ledger.reason == order.digest == sha256_hex(paper)
    assert example.codes(resume(desk, ledger, b"it is all right")) == ["issuance.ordered-suspend-issuance"]


def test_the_report_starts_with_the_bar_and_ends_when_it_is_told():
    place, _ = ordered()
    home = opened(place.evidence)

    def looked(moment: dt.datetime) -> Watching:
        outcome = watch(Sources(folder=barred()), home, at=moment)
        assert outcome.value is not None
        return outcome.value

    (event,) = looked(OCTOBER).watched.events
    assert (event.event.rule, event.event.known, event.decision) == ("D2-21", dt.date(2026, 10, 5), None)
    assert [each.sha256 for each in event.event.evidence] == [sha256_hex(barred()[MEMO])]
    word = Word(of=event.event.id, report=b"the report as it was sent")
    told = tell(home, looked(OCTOBER).watched, word, by=person(FILER), signer=signer(FILER), at=OCTOBER)
    assert told.value is not None, example.codes(told)
    (after,) = looked(at("2026-10-20T02:00")).watched.events
    assert after.decision is not None
    assert after.decision.report == sha256_hex(b"the report as it was sent")
