"""A deal from its folder to the register through the pages: sent, packaged, approved, questioned, filed, recorded."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tallystick.shell.documents.makers import Makers
from tallystick.shell.operations.ports.people.plans import PlanState
from tests.shell.operations import example
from tests.shell.operations.example import FILING
from tests.shell.web.people import Cast, Program, seconded, stage, with_api

DEAL = "auto-leases-2026-1"
PREPARER, APPROVER, COUNSEL = "shen-yilan", "gu-wenbo", "luo-jingxing"
FIRST, SECOND = example.DESK
RECORDERS = example.REGISTRARS


def zipped(files: dict[str, bytes]) -> io.BytesIO:
    """A deal folder as a browser sends it, in a folder of its own."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"auto-leases/{name}", content)
    stream.seek(0)
    stream.name = "auto-leases.zip"
    return stream


def sent(browser: Any, files: dict[str, bytes], *, revision: int = 0, to: str = "/deals/") -> Any:
    return browser.post(to, {"files": [zipped(files)], "revision": str(revision)})


def read(browser: Any, path: str, status: int = 200) -> str:
    answer = browser.get(path)
    assert answer.status_code == status, (path, answer.status_code, answer.content.decode()[:2000])
    return str(answer.content.decode())


def in_words(page: str, words: str) -> bool:
    """Tell whether a page says something, and does not say it in ids."""
    return words in " ".join(re.sub("<[^>]+>", "", page).split()) and "filing-preparer" not in page


def top(page: str) -> list[str]:
    """What stands above the walk of a deal: its filing's number and the tally."""
    above = page.partition("<main")[2].partition('class="stages')[0]
    return sorted({*re.findall(r'class="(tally)"', above), *re.findall(r'href="/desk/([^"/]+)/"', above)}, reverse=True)


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    return packaged(stage(tmp_path_factory.mktemp("work") / "home"))


def packaged(plain: Cast) -> Cast:
    """A home in which the preparer sent the deal folder, and it was packaged."""
    made = with_api(plain)
    browser = made.reader(PREPARER)
    assert sent(browser, example.soon_repaid()).headers["Location"] == f"/deals/{DEAL}/"
    assert browser.post(f"/deals/{DEAL}/package/").status_code == 302
    (done,) = made.sign()
    assert done.state is PlanState.DONE, done.findings
    return made


def test_a_deal_shows_where_it_stands(cast):
    browser = cast.reader(PREPARER)
    assert "Hengyuan Leasing 2026-1" in read(browser, "/deals/")
    page = read(browser, f"/deals/{DEAL}/")
    assert "400" in page, "the number of assets"
    size = page.partition("Size (onshore")[2].partition("</dd>")[0]
    assert re.findall(r"[\d,]+\.\d\d", size) == ["1,001,500,000.00", "134,000,000.00"]
    assert 'class="tally"' not in page, "nothing is filed yet"
    assert "Every prohibition" in page or "verdict" in page
    law = read(browser, f"/deals/{DEAL}/law/")
    assert "CSRC1-3(1)" in law
    assert "法律、行政法规" in law, "the law stands in full text beside the answers"
    assert "cleared" in law
    assert "Luo Jingxing" in law, "whose determination cleared it, by name"
    board = read(browser, f"/deals/{DEAL}/materials/")
    assert "M1" in board
    assert "Determination" not in read(browser, f"/deals/{DEAL}/questions/")
    report = read(browser, f"/deals/{DEAL}/pool/?part=report")
    assert report.count("<svg") >= 3, "structure, balances and cash are drawn"
    assert "USD" in report
    assert "revision 1" in read(browser, f"/deals/{DEAL}/revisions/")
    assert "Hengyuan" in read(cast.reader(COUNSEL), f"/deals/{DEAL}/"), "counsel is on the roll of the deal"
    read(cast.reader(FIRST), f"/deals/{DEAL}/", 404)  # the desk is on it too, and sees nothing before it is submitted


def test_a_folder_sent_again_as_a_new_deal_leads_to_the_deal_that_is_there(cast):
    browser = cast.reader(PREPARER)
    answer = sent(browser, example.soon_repaid())
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "is among the deals of your house already, at revision 1" in page
    assert f'href="/deals/{DEAL}/#send"' in page
    assert "which is not the one you saw" not in page
    stale = sent(browser, example.soon_repaid(), revision=7, to=f"/deals/{DEAL}/").content.decode()
    assert "which is not the one you saw" in stale


def test_pages_call_people_by_their_names(cast):
    for language, person in (("zh", "沈亦岚"), ("en", "Shen Yilan")):
        browser = cast.reader(PREPARER)
        for path in ("", "revisions/", "package/"):
            page = read(browser, f"/deals/{DEAL}/{path}?lang={language}")
            assert person in page.partition("<main")[2], path
            assert "shen-yilan" not in page, path
        answers = read(browser, f"/deals/{DEAL}/questions/?lang={language}").partition('id="given"')[2]
        assert {"zh": "罗景行", "en": "Luo Jingxing"}[language] in answers
        assert COUNSEL not in answers
        assert {"zh": "<td>否</td>", "en": "<td>no</td>"}[language] in answers
        assert person in read(browser, f"/deals/?lang={language}").partition("<main")[2]


def test_the_walk_says_what_is_next_and_whose_and_the_sealed_set_is_one_archive(cast):
    browser = cast.reader(PREPARER)
    page = read(browser, f"/deals/{DEAL}/")
    assert f'Next: <a href="/deals/{DEAL}/package/">Submit</a> · not submitted · by the team' in page
    assert page.count("stage-done") == 2, "checked and sealed; nobody asked for the forecast"
    archive = re.findall(r'href="(/deals/[^"]+\.zip)"', read(browser, f"/deals/{DEAL}/package/"))[0]
    answer = browser.get(archive)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert {"manifest.json", "deal.yaml", "report-zh.pdf"} <= {*packed.namelist()}
    assert answer.content == browser.get(archive).content, "the same package is the same archive"
    read(cast.reader(FIRST), archive, 404)
    read(browser, archive.replace(DEAL, "another-deal"), 404)


def test_a_submission_prepared_anew_by_a_program_is_the_act_that_waits(cast):
    filer, work = Program(cast, PREPARER, house=PREPARER), cast.portal.work
    (package,) = [each.id for each in work.plans(subject=DEAL) if each.state is PlanState.DONE]
    path = f"/deals/{DEAL}/submissions"
    status, first = filer.post(path, "submit-one", package=package)
    assert status == 201
    later = replace(cast.portal, now=lambda: example.CLOSING + timedelta(minutes=1))
    filer.reader.portal = later
    assert filer.post(path, "submit-two", package=package) == (200, first), "another key, and the same act"
    sealed = filer.reader.get(f"/api/v1/deals/{DEAL}/packages/{package}", headers=filer.headers)
    assert sealed.content == cast.reader(PREPARER).get(f"/deals/{DEAL}/package/{package}.zip").content
    assert [each.id for each in work.plans(subject=FILING)] == [first["id"]]


def test_a_package_is_submitted_once_by_somebody_other_than_its_preparer(cast):
    preparer, approver = cast.reader(PREPARER), cast.reader(APPROVER)
    page = read(preparer, f"/deals/{DEAL}/package/")
    (action,) = re.findall(r'action="(/deals/[^"]+/submit/)"', page)
    plan = preparer.post(action).headers["Location"]
    preparer.portal = replace(cast.portal, now=lambda: example.CLOSING + timedelta(minutes=1))
    assert preparer.post(action).headers["Location"] == plan, "pressed again it leads to the act that waits"
    assert len(cast.portal.work.plans(subject=FILING)) == 1, "a program's was the same one"
    assert "approver" in read(preparer, plan), "and the page says who may approve it"
    signed = read(approver, f"{plan}?lang=zh")
    assert "衡远租赁2026年第一期" in signed, "whoever signs reads what deal it is"
    (whole,) = re.findall(r'href="(/deals/[^"]+\.zip)"', signed)
    assert approver.get(whole).status_code == 200, "and has the whole set at hand"
    assert f'href="/deals/{DEAL}/preview/"' in signed
    approver.get(f"{plan}?lang=en")
    assert "none needed" in read(preparer, f"/deals/{DEAL}/package/"), "making a package waits for nobody"
    assert in_words(read(preparer, plan), "You are none of these. Your roles: preparer · servicer")
    assert "to be approved · by an approver" in read(preparer, f"/deals/{DEAL}/")
    assert preparer.post(f"{plan}approve/", {"code": cast.code(PREPARER)}).status_code == 400
    assert approver.post(f"{plan}approve/", {"code": "123456"}).status_code == 400, "no valid second factor"
    assert approver.post(f"{plan}approve/", {"code": cast.code(APPROVER)}).status_code == 302
    assert "hx-trigger" in read(approver, plan), "while it is signed the page asks by itself"
    assert approver.post(f"{plan}approve/", {"code": cast.code(APPROVER)}).status_code == 400, "once is enough"
    colleague = replace(cast.portal.accounts.member(PREPARER), id="zhao-min", owner=False)
    cast.portal.accounts.enrol(colleague, password="calm river ledger 12", at=example.CLOSING)
    needless = replace(cast.portal.work.plan(plan.split("/")[2]), prepared_by=colleague.id, state=PlanState.WAITING)
    cast.portal.work.prepare(needless)  # somebody else asked for the same, knowing nothing of it
    approver.portal = replace(cast.portal, now=lambda: example.CLOSING + timedelta(minutes=2))
    assert approver.post(f"/acts/{needless.id}/approve/", {"code": cast.code(APPROVER)}).status_code == 302
    assert [each.state for each in cast.sign()] == [PlanState.DONE, PlanState.REFUSED]
    assert "hx-trigger" not in read(approver, plan)
    assert "nothing was done or signed again" in read(approver, f"/acts/{needless.id}/")
    assert len(cast.portal.register.evidence.journal.acts(subject=FILING)) == 1
    assert "approved" in read(approver, "/account/history/")


def test_a_filing_is_questioned_answered_decided_by_two_and_recorded(cast):
    preparer, approver = cast.reader(PREPARER), cast.reader(APPROVER)
    first, second = cast.reader(FIRST), cast.reader(SECOND)
    assert FILING in read(first, "/desk/")
    law = read(first, f"/desk/{FILING}/law/")
    assert "cleared" in law
    asked = {
        "reason": "Two points.",
        "standing": "rehearsal",
        "text-0": "Who controls the originator?",
        "field-0": "shareholders",
        "rule-0": "CSRC1-3(1)",
        "evidence-0": "deal.yaml",
        "code": cast.code(FIRST),
    }
    plan = first.post(f"/desk/{FILING}/question/", asked).headers["Location"]
    assert "1 more must approve" in read(first, plan)
    assert in_words(read(first, plan), "looked through to natural persons or state owners"), "the field by its name"
    assert first.post(f"{plan}approve/", {"code": cast.code(FIRST)}).status_code == 400, "one person is not two"
    assert seconded(cast, second, SECOND, plan, "question") == 302
    assert [each.state for each in cast.sign()] == [PlanState.DONE]

    assert "questions to answer · by the team" in read(preparer, f"/deals/{DEAL}/")
    shown = read(preparer, f"/desk/{FILING}/")
    assert "Who controls the originator?" in shown
    assert "CSRC1-3(1)" in shown
    assert 'name="standing"' not in shown, "the filer decides nothing"
    rounds = f"/desk/{FILING}/rounds/"
    preparer.post(rounds, {"v:1/Q1/zh": "没有他人。", "v:1/Q1/en": "Nobody else."})
    plan = preparer.post(f"{rounds}hand-in/", {"reason": "As answered."}).headers["Location"]
    assert approver.post(f"{plan}approve/", {"code": cast.code(APPROVER)}).status_code == 302
    assert [each.state for each in cast.sign(Makers())] == [PlanState.DONE]

    plan = first.post(
        f"/desk/{FILING}/file/", {"reason": "In order.", "standing": "rehearsal", "code": cast.code(FIRST)}
    ).headers["Location"]
    assert seconded(cast, second, SECOND, plan, "file") == 302
    (done,) = cast.sign()
    assert done.state is PlanState.DONE, done.findings

    one, other = cast.reader(RECORDERS[0]), cast.reader(RECORDERS[1])
    capture = io.BytesIO(b"a specimen of a page")
    capture.name = "capture.md"
    paper = {
        "paper": "notice",
        "number": "SPECIMEN-1",
        "date": str(example.CLOSING.date()),
        "authority_zh": "（样本）",
        "authority_en": "(specimen)",
        "capture": capture,
        "specimen": "yes",
        "code": cast.code(RECORDERS[0]),
    }
    plan = one.post(f"/desk/{FILING}/record/", paper).headers["Location"]
    assert "published notice" in read(one, plan), "the kind of a paper in words"
    other.post(f"{plan}approve/", {"code": cast.code(RECORDERS[1])})
    (done,) = cast.sign()
    assert done.state is PlanState.DONE, done.findings
    assert "specimen notice on record" in read(first, f"/desk/{FILING}/")
    assert "specimen notice on record" in read(first, "/"), "and it stands on the register"
    assert "specimen notice on record" in read(cast.reader(PREPARER), "/deals/"), "and in the filer's own list"


def test_a_filed_deal_has_its_number_and_the_tally_on_top(cast):
    page = read(cast.reader(PREPARER), f"/deals/{DEAL}/")
    assert top(page) == ["tally", FILING]
    listed = page.partition('<ol class="obligations narrow">')[2].partition("</ol>")[0]
    assert listed.count("<li ") == 10, "on a phone the ten stand beside the drawing, whose captions are too small"
    sealed = read(cast.reader(PREPARER), f"/deals/{DEAL}/package/")
    assert f"is what was submitted as {FILING}" in sealed, "it need not be sealed again"


def test_counsel_is_led_to_no_page_of_the_filing_that_is_not_theirs(cast):
    browser = cast.reader("luo-jingxing")
    page = browser.get(f"/deals/{DEAL}/").content.decode()
    assert FILING in page
    assert f"/desk/{FILING}/" not in page, "for counsel on the roll there is no such page"
    assert f"/desk/{FILING}/" in cast.reader(PREPARER).get(f"/deals/{DEAL}/").content.decode()


def test_an_answer_is_drafted_on_the_page_and_signed_by_those_it_names(cast):
    counsel = cast.reader(COUNSEL)
    address = f"/deals/{DEAL}/questions/P1.1/?subject=asset"
    assert "legal memorandum" in read(counsel, address)
    answer = {
        "value": "no",
        "reasons": "No rule forbids it.",
        "kind-0": "legal-memo",
        "file-0": "documents/evidence/legal-memo.md",
        "date-0": "2026-09-10",
        "person": COUNSEL,
        "second": COUNSEL,
        "expires": "2027-02-20",
    }
    assert counsel.post(address, answer).status_code == 400, "a prohibited situation takes two people"
    unread = counsel.post(address, {**answer, "second": "tan-shuhe", "date-0": "2026-02-30"}).content.decode()
    assert "2026-02-30" in unread
    assert "date-0" in unread, "the day of the paper is what cannot be read"
    plan = counsel.post(address, {**answer, "second": "tan-shuhe"}).headers["Location"]
    assert counsel.post(f"{plan}approve/", {"code": cast.code(COUNSEL)}).status_code == 302
    assert cast.sign() == [], "the second person has not approved"
    other = cast.reader("tan-shuhe")
    assert other.post(f"{plan}approve/", {"code": cast.code("tan-shuhe")}).status_code == 302
    (done,) = cast.sign()
    assert done.state is PlanState.DONE, done.findings
    assert "No rule forbids it." in read(counsel, f"/deals/{DEAL}/law/")
    assert "answer added" in read(counsel, f"/deals/{DEAL}/revisions/")


def test_nobody_overwrites_what_they_have_not_seen(cast):
    browser = cast.reader(PREPARER)
    stale = sent(browser, example.soon_repaid(), revision=0, to=f"/deals/{DEAL}/")
    assert stale.status_code == 400
    assert "which is not the one you saw" in stale.content.decode()


def test_what_is_no_deal_folder_is_refused_in_words(cast):
    browser = cast.reader(PREPARER)
    told = sent(browser, {"notes.txt": b"nothing"})
    assert told.status_code == 400
    assert "no deal.yaml" in told.content.decode()
    broken = io.BytesIO(b"PK\x03\x04 not a zip")
    broken.name = "deal.zip"
    refused = browser.post("/deals/", {"files": [broken], "revision": "0"})
    assert refused.status_code == 400
    assert refused.content.decode().count('<li class="finding') == 1, "one fault is told once"


def test_a_page_waits_for_its_package_by_itself_and_offers_the_next_step(cast):
    browser, path = cast.reader(PREPARER), f"/deals/{DEAL}/package/"
    assert browser.post(path).status_code == 302
    sealing = read(browser, path).partition('id="sealing"')[2]
    assert 'hx-select="#sealing" hx-trigger="every 2s"' in sealing
    assert "Package revision" not in sealing, "what is under way is not asked for twice"
    (done,) = cast.sign()
    assert done.state is PlanState.DONE, done.findings
    sealed = read(browser, path).partition('id="sealing"')[2]
    assert "hx-trigger" not in sealed
    assert re.findall(r'btn-primary" type="submit">([^<]+)<', sealed) == ["Prepare the submission"]
