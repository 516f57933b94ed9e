"""A deal edited on its page by several people: begun, kept field by field, never overwritten unseen, handed in."""

import io
import re
import threading
import time
from dataclasses import replace
from typing import Any

import pytest

from tallystick.deal.editing.edits import Deed, Edit, found
from tallystick.evidence.persons import Name
from tallystick.shell.operations.people.copies import change, open_copy
from tallystick.shell.operations.people.drafting import begin
from tallystick.shell.operations.ports.people.work import Edited
from tallystick.shell.web.work.editor.shown import STEPS
from tests.shell.operations import example
from tests.shell.web.people import Cast, stage
from tests.shell.web.test_work import APPROVER, COUNSEL, DEAL, FIRST, PREPARER, read, sent

RATE = "structure/offshore/classes/A/coupon/assumed"
OFFSHORE = f"/deals/{DEAL}/edit/offshore/"
EDITORS = 20


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """A home in which the preparer sent the deal folder."""
    made = stage(tmp_path_factory.mktemp("editing") / "home")
    assert sent(made.reader(PREPARER), example.soon_repaid()).status_code == 302
    return made


@pytest.fixture(scope="module")
def preparer(cast: Cast) -> Any:
    return cast.reader(PREPARER)


@pytest.fixture(scope="module")
def approver(cast: Cast) -> Any:
    return cast.reader(APPROVER)


def seen(browser: Any, path: str, pointer: str) -> str:
    """What a page says stands at a field, so that it can be sent back with what is entered."""
    stands = re.search(rf'name="o:{re.escape(pointer)}" value="([^"]*)"', read(browser, path))
    assert stands is not None, pointer
    return stands[1]


def entered(
    browser: Any, value: str, *, over: str, pointer: str = RATE, path: str = OFFSHORE, script: bool = True
) -> Any:
    headers = {"X-Part": "fields"} if script else {}
    return browser.post(path, {f"v:{pointer}": value, f"o:{pointer}": over}, headers=headers)


def asked(browser: Any, step: str, deed: str, pointer: str, **more: str) -> Any:
    return browser.post(f"/deals/{DEAL}/edit/{step}/items/", {"do": f"{deed} {pointer}", **more})


def test_every_step_shows_its_fields_in_both_languages(preparer):
    for step in STEPS:
        page = read(preparer, f"/deals/{DEAL}/edit/{step.name}/")
        assert 'aria-current="step"' in page
        assert "portal." not in page.replace("/static/portal.", ""), "every label has its words"
    assert "境外载体" in read(preparer, f"{OFFSHORE}?lang=zh")
    preparer.get(f"{OFFSHORE}?lang=en")
    read(preparer, f"/deals/{DEAL}/edit/no-such-step/", 404)


def test_a_field_is_kept_as_it_is_left_and_says_what_is_wrong_with_it(preparer):
    before = seen(preparer, OFFSHORE, RATE)
    answer = entered(preparer, "4.6x", over=before)
    told = answer.content.decode()
    assert answer.status_code == 200
    assert "is not a rate" in told, "the finding stands beside the field"
    assert f'id="d-{RATE}"' in told
    assert 'id="diagram"' in told, "the diagram changes with it"
    assert told.count('class="field edit"') == 1, "what comes back is this field alone"
    assert entered(preparer, before, over="4.6x").status_code == 200
    assert seen(preparer, OFFSHORE, RATE) == before


def test_signs_that_nobody_sees_are_refused_beside_the_field_and_never_become_a_revision(cast, preparer):
    chinese, basics = "name/zh", f"/deals/{DEAL}/edit/basics/"
    before = seen(preparer, basics, chinese)
    for typed in ("衡远\x00融资", "衡远\x1b融资", "衡远\ufffe融资"):
        assert entered(preparer, typed, over=before, pointer=chinese, path=basics).status_code == 400
        assert seen(preparer, basics, chinese) == before
    for typed in ("衡远\u202e融资", "衡远\u200b融资"):
        answer = entered(preparer, typed, over=before, pointer=chinese, path=basics)
        assert answer.status_code == 409
        told = answer.content.decode().partition(f'id="d-{chinese}"')[2]
        assert "signs that nobody sees" in told, "beside the field, at once"
        assert seen(preparer, basics, chinese) == before
    new = {"deal": "turned", "zh": "新\u202e交易", "en": "A new deal", "as_of": "2026-10-31"}
    assert preparer.post("/deals/+begin/", new).status_code == 400


def test_an_edit_from_before_that_could_not_be_read_is_told_and_makes_no_revision(cast, preparer):
    work, objects = cast.portal.work, cast.portal.register.evidence.objects
    member, name = cast.portal.accounts.member(PREPARER), Name(zh="甲", en="A")
    draft = begin(work, objects, "kept-before", name, as_of="2026-10-31", by=member, at=example.CLOSING).value
    assert draft is not None
    edit = Edit(deed=Deed.PUT, way=("name", "zh"), value="\u202e甲", over="甲")
    work.edit(draft.deal, Edited(number=1, edit=edit, by=PREPARER, at=example.CLOSING))
    answer = preparer.post("/deals/kept-before/hand-in/")
    assert answer.status_code == 409
    assert "U+202E" in answer.content.decode()
    assert work.draft("kept-before").revision == 1


def test_a_revision_that_cannot_be_read_leaves_a_way_back_to_an_earlier_one(cast, preparer):
    work, objects = cast.portal.work, cast.portal.register.evidence.objects
    member, name = cast.portal.accounts.member(PREPARER), Name(zh="甲", en="A")
    first = begin(work, objects, "unread", name, as_of="2026-10-31", by=member, at=example.CLOSING).value
    assert first is not None
    broken = objects.put(objects.get(first.files["deal.yaml"]) + b"name: again\n").sha256
    work.keep(replace(first, revision=2, files={"deal.yaml": broken}, why="upload"))
    assert "/deals/unread/revisions/" in read(preparer, "/deals/unread/edit/basics/"), "the way back is named"
    assert "Restore revision 1 as revision 3" in read(preparer, "/deals/unread/revisions/")
    assert preparer.get("/deals/unread/revisions/1/restore/").status_code == 302
    assert preparer.post("/deals/unread/revisions/9/restore/").status_code == 404
    assert preparer.post("/deals/unread/revisions/1/restore/").headers["Location"] == "/deals/unread/"
    after = work.draft("unread")
    assert (after.revision, after.files, after.why) == (3, first.files, "restore")
    assert "v:purpose" in read(preparer, "/deals/unread/edit/basics/"), "and the editor opens again"
    assert "an earlier revision restored" in read(preparer, "/deals/unread/revisions/")
    assert "restored an earlier revision" in read(preparer, "/account/history/")
    assert cast.reader(COUNSEL).post("/deals/unread/revisions/1/restore/").status_code == 404


def test_of_two_who_change_one_field_the_second_sees_what_the_first_entered(preparer, approver):
    before = seen(preparer, OFFSHORE, RATE)
    assert entered(preparer, "4.55%", over=before).status_code == 200
    refused = entered(approver, "4.70%", over=before)
    assert refused.status_code == 409
    assert "Shen Yilan has changed this to &quot;4.55%&quot;" in refused.content.decode()
    assert seen(preparer, OFFSHORE, RATE) == "4.55%", "nothing was overwritten"
    assert entered(approver, "4.70%", over="4.55%").status_code == 200, "who has seen it may change it"
    other = "structure/offshore/classes/B/coupon/assumed"
    assert entered(preparer, "5.50%", over="5.40%", pointer=other).status_code == 200, "other fields are free meanwhile"
    entered(preparer, before, over="4.70%")


def test_several_who_write_at_once_all_have_their_fields_kept(cast, monkeypatch):
    ways = [("parties", f"party-{number}", "place") for number in range(EDITORS)]
    objects, member = cast.portal.register.evidence.objects, cast.portal.accounts.member(PREPARER)
    name = Name(zh="同时", en="At once")
    work, day = cast.portal.work, "2026-10-31"
    draft = begin(work, objects, "at-once", name, as_of=day, by=member, at=example.CLOSING).value
    assert draft is not None
    faults: list[Any] = []

    def slowly(*asked: Any) -> Any:
        """As long as a deal of some size takes to be opened."""
        opened = open_copy(*asked)
        time.sleep(0.02)
        return opened

    monkeypatch.setattr("tallystick.shell.operations.people.copies.open_copy", slowly)

    def write(way: tuple[str, ...]) -> None:
        from django.db import connections

        edit = Edit(deed=Deed.PUT, way=way, value="Suzhou")
        made = change(cast.portal.work, objects, draft, edit, by=member, at=example.CLOSING)
        faults.extend(made.findings)
        connections.close_all()

    opened = open_copy(cast.portal.work, objects, draft).value
    assert opened is not None
    threads = [threading.Thread(target=write, args=(way,)) for way in ways]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    now = open_copy(cast.portal.work, objects, draft).value
    assert now is not None
    assert faults == []
    assert [found(now.tree, way) for way in ways] == ["Suzhou"] * EDITORS
    assert now.last == opened.last + EDITORS, "each has a number of its own"


def test_a_field_that_is_typed_again_and_again_is_one_edit_that_waits(cast):
    work, objects = cast.portal.work, cast.portal.register.evidence.objects
    member, name = cast.portal.accounts.member(PREPARER), Name(zh="甲", en="A")
    draft = begin(work, objects, "typed", name, as_of="2026-10-31", by=member, at=example.CLOSING).value
    assert draft is not None

    def put(way: tuple[str, ...], value: Any, over: Any = "", deed: Deed = Deed.PUT) -> Any:
        edit = Edit(deed=deed, way=way, value=value, over=over)
        return change(work, objects, draft, edit, by=member, at=example.CLOSING).value

    chinese, english = ("name", "zh"), ("name", "en")
    for before, after in (("甲", "乙"), ("乙", "丙"), ("丙", "丁")):
        put(chinese, after, before)
        put(english, f"{after} en", "A" if after == "乙" else f"{before} en")
    waiting = work.edits("typed").waiting
    assert [(each.number, each.edit.way, each.edit.over, each.edit.value) for each in waiting] == [
        (5, chinese, "甲", "丁"),
        (6, english, "A", "丁 en"),
    ]
    assert put(chinese, "戊", "丙") is None, "who saw what stood there before is told"
    assert found(put(chinese, "甲", "丁").tree, chinese) == "甲", "and it can be taken back"
    put(("documents",), [{"id": "m1"}])
    copy = put(chinese, "乙", "甲")
    assert len(work.edits("typed").waiting) == 4, "over anything but texts nothing is joined"
    assert (found(copy.tree, chinese), copy.last) == ("乙", 9)


def test_what_others_change_reaches_a_page_that_is_open(preparer, approver):
    last = re.search(r'data-last="(\d+)"', read(approver, OFFSHORE))
    assert last is not None
    before = seen(preparer, OFFSHORE, RATE)
    entered(preparer, "4.65%", over=before)
    news = approver.get(f"{OFFSHORE}news/?after={last[1]}")
    assert (news.status_code, 'value="4.65%"' in news.content.decode()) == (200, True)
    assert preparer.get(f"{OFFSHORE}news/?after={last[1]}").status_code == 204, "one's own edits are no news"
    assert approver.get(f"{OFFSHORE}news/?after=x").status_code == 404
    entered(preparer, before, over="4.65%")


def test_a_browser_without_scripts_sends_the_step_and_goes_on(preparer):
    sent_whole = {"v:purpose": "rehearsal", "o:purpose": "rehearsal", "v:as_of": "2026-08-31", "o:as_of": "2026-08-31"}
    answer = preparer.post(f"/deals/{DEAL}/edit/basics/", {**sent_whole, "next": "parties"})
    assert answer.headers["Location"] == f"/deals/{DEAL}/edit/parties/"


def test_items_are_added_moved_and_taken_out_and_the_diagram_follows(preparer):
    where, new = "structure/onshore/priorities", "structure/onshore/priorities/on-99"
    assert asked(preparer, "onshore", "add", where, **{f"n:{where}": "on-99"}).status_code == 302
    page = read(preparer, f"/deals/{DEAL}/edit/onshore/")
    assert "flow-broken" in page, "a step without account and payee ends in a broken line"
    assert asked(preparer, "onshore", "add", where, **{f"n:{where}": "on-99"}).status_code == 409, "an id stands once"
    assert asked(preparer, "onshore", "add", where, **{f"n:{where}": "two words"}).status_code == 409
    assert asked(preparer, "onshore", "up", new).status_code == 302
    assert asked(preparer, "onshore", "drop", new).status_code == 302
    page = read(preparer, f"/deals/{DEAL}/edit/onshore/")
    assert "on-99" not in page
    assert "flow-broken" not in page
    for deed, pointer in (("drop", "structure"), ("up", "name"), ("add", "as_of"), ("erase", where), ("make", "id")):
        assert asked(preparer, "onshore", deed, pointer).status_code == 404, (deed, pointer)


def test_what_was_edited_becomes_a_revision_in_which_all_else_stays_as_it_was(cast, preparer):
    before = cast.portal.work.draft(DEAL)
    entered(preparer, "4.80%", over=seen(preparer, OFFSHORE, RATE))
    assert preparer.post(f"/deals/{DEAL}/hand-in/").headers["Location"] == f"/deals/{DEAL}/"
    after = cast.portal.work.draft(DEAL)
    old, new = (cast.portal.register.evidence.objects.get(each.files["deal.yaml"]).decode() for each in (before, after))
    changed = [(a, b) for a, b in zip(old.splitlines(), new.splitlines(), strict=True) if a != b]
    assert len(changed) == 2, "the two coupons that were changed, each on its line"
    assert new.startswith("# A complete deal"), "comments stay"
    assert (after.revision, after.why) == (before.revision + 1, "edit")
    assert "0 edits since revision 2" in read(preparer, OFFSHORE)
    assert "handed in edits" in read(preparer, "/account/history/")
    assert preparer.post(f"/deals/{DEAL}/hand-in/").status_code == 409, "there is nothing more to hand in"


def test_an_edit_that_a_revision_overtook_waits_for_its_editor(cast, preparer):
    entered(preparer, "4.90%", over=seen(preparer, OFFSHORE, RATE))
    files = example.soon_repaid()
    files["deal.yaml"] = files["deal.yaml"].replace(b"assumed: 4.50%", b"assumed: 4.10%")
    revision = cast.portal.work.draft(DEAL).revision
    assert sent(preparer, files, revision=revision, to=f"/deals/{DEAL}/").status_code == 302
    page = read(preparer, OFFSHORE)
    assert seen(preparer, OFFSHORE, RATE) == "4.10%"
    assert "You had entered &quot;4.90%&quot;" in page
    assert preparer.post(f"/deals/{DEAL}/hand-in/").status_code == 409
    entered(preparer, "4.90%", over="4.10%")
    assert preparer.post(f"/deals/{DEAL}/hand-in/").status_code == 302
    assert seen(preparer, OFFSHORE, RATE) == "4.90%"


def test_papers_are_added_as_a_revision(cast, preparer):
    paper = example_file(b"minutes", "M8-minutes.md")
    assert preparer.post(f"/deals/{DEAL}/files/", {"files": [paper], "kind": "paper"}).status_code == 302
    draft = cast.portal.work.draft(DEAL)
    assert "documents/M8-minutes.md" in draft.files
    assert draft.why == "files"
    sneaked = example_file(b"id: other\n", "deal.yaml")
    preparer.post(f"/deals/{DEAL}/files/", {"files": [sneaked], "kind": "other"})
    assert cast.portal.work.draft(DEAL).files["deal.yaml"] == draft.files["deal.yaml"], "the deal itself is edited"


def test_a_deal_is_begun_with_its_name_and_says_what_it_lacks(cast, preparer):
    given = {"deal": "new-deal-1", "zh": "新交易", "en": "A new deal", "as_of": "2026-10-31"}
    assert preparer.post("/deals/+begin/", {**given, "deal": "New Deal"}).status_code == 400
    assert preparer.post("/deals/+begin/", {**given, "as_of": "31 October"}).status_code == 400
    assert preparer.post("/deals/+begin/", given).headers["Location"] == "/deals/new-deal-1/edit/basics/"
    assert preparer.post("/deals/+begin/", given).status_code == 400, "an id stands for one deal"
    page = read(preparer, "/deals/new-deal-1/edit/structure/")
    assert "not there yet" in page
    made = preparer.post("/deals/new-deal-1/edit/structure/items/", {"do": "make structure"})
    assert made.status_code == 302
    assert "v:structure/closing" in read(preparer, "/deals/new-deal-1/edit/structure/")
    read(preparer, "/deals/new-deal-1/")
    assert preparer.post("/deals/new-deal-1/hand-in/").status_code == 302, "a deal that is not complete is kept"
    told = preparer.get("/deals/new-deal-1/revisions/").content.decode()
    assert "begun" in told, "each revision says how it came"
    assert "edited" in told


def test_only_the_team_edits_and_others_do_not_find_the_deal(cast, preparer):
    counsel, desk = cast.reader(COUNSEL), cast.reader(FIRST)
    page = read(counsel, OFFSHORE)
    assert "readonly" in page
    assert "hand-in" not in page
    assert entered(counsel, "1%", over="x").status_code == 403
    assert asked(counsel, "onshore", "drop", "structure/onshore/priorities/on-1").status_code == 403
    assert counsel.post(f"/deals/{DEAL}/hand-in/").status_code == 403
    assert counsel.post(f"/deals/{DEAL}/files/").status_code == 403
    for path in (OFFSHORE, f"{OFFSHORE}news/?after=0", "/deals/+begin/"):
        assert desk.get(path).status_code == 404, path
    for path in (OFFSHORE, f"{OFFSHORE}items/", f"/deals/{DEAL}/hand-in/", f"/deals/{DEAL}/files/"):
        assert desk.post(path).status_code == 404, path
    assert entered(preparer, "x", over="y", pointer="schema").status_code == 404, "what makes it this deal stays"
    assert entered(preparer, "<script>alert(1)</script>", over="", pointer="retention/holder").status_code == 409
    kept = entered(preparer, "<script>alert(1)</script>", over=seen(preparer, OFFSHORE, RATE))
    assert "<script>alert" not in kept.content.decode(), "what was typed is shown as text"


def example_file(content: bytes, name: str) -> Any:
    stream = io.BytesIO(content)
    stream.name = name
    return stream
