"""Pages in Chinese show no raw words: every page that links lead somebody to is read for words in small letters."""

import pytest

from tallystick.evidence.persons import Side
from tallystick.shell.wiring import operations
from tests.shell.operations import example
from tests.shell.operations.example import FILING
from tests.shell.web.conftest import submitted
from tests.shell.web.crawled import crawl, raw_words
from tests.shell.web.people import Cast, stage
from tests.shell.web.test_work import FIRST, PREPARER, sent

COMPUTED = ("/pool/", "/preview/", "/+begin/", "/edit/")
"""Reports, which name their sources by the keys of the folder; what is begun and edited holds what people type."""


def worked_on(path: str) -> bool:
    """Whether a page is one of work; the books of the law are public, and quoted by their own ids."""
    return not path.startswith("/law/") and not any(each in path for each in COMPUTED)


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """A home with a deal folder and its filing, of which a question waits to be approved."""
    made = stage(tmp_path_factory.mktemp("words") / "home")
    assert sent(made.reader(PREPARER), example.soon_repaid()).status_code == 302
    with operations().open_home(str(made.home), Side.ONSHORE) as home:
        submitted(home.evidence)
    asked = {"reason": "请说明。", "standing": "rehearsal", "code": made.code(FIRST)}
    asked |= {"text-0": "由谁管理？", "field-0": "servicing"}
    assert made.reader(FIRST).post(f"/desk/{FILING}/question/", asked).status_code == 302
    return made


@pytest.mark.parametrize(("person", "least"), [(PREPARER, 25), (FIRST, 20)])
def test_no_page_in_chinese_shows_a_raw_word(cast: Cast, person: str, least: int):
    browser = cast.reader(person)
    browser.get("/?lang=zh")
    browser.cookies["lang"] = "zh"
    raw, count = dict[str, list[str]](), 0
    for path, page in crawl(browser, "/account/", wanted=worked_on):
        count += 1
        raw[path] = raw_words(page)
    assert {path: words for path, words in raw.items() if words} == {}
    assert count >= least, sorted(raw)
