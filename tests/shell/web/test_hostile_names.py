"""Names that would be scripts, formulas or mark-up, or are far too long: shown, fed and exported as texts."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from typing import Any, cast

import pytest
from defusedxml.ElementTree import fromstring

from tallystick.evidence.persons import Name, Side
from tallystick.evidence.wording import Language
from tallystick.shell.documents.makers import Makers
from tallystick.shell.operations.ports.sheets import Kind, Sheet, SheetColumn
from tallystick.shell.operations.register.filed import Filed
from tallystick.shell.operations.register.register import Register
from tests.shell.operations.example import FILING
from tests.shell.web.axed import axed
from tests.shell.web.conftest import Reader, portal_of

IMAGE, FORMULA, WIDE = "<img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0", '＝HYPERLINK("http://a")'
LONG, TYPESET = "W" * 10_000, '#panic("x") $a$ *b* `c` \\ @d &amp; ]]>'
ATOM = "{http://www.w3.org/2005/Atom}"


class Renamed:
    """A register whose one filing bears such names; all else is as it is."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def __getattr__(self, name: str) -> Any:
        return getattr(self._register, name)

    def filings(self, *asked: Any) -> tuple[Filed, ...]:
        return tuple(map(self._renamed, self._register.filings(*asked)))

    def filing(self, filing: str, **asked: Any) -> Any:
        found = self._register.filing(filing, **asked)
        return self._renamed(found) if isinstance(found, Filed) else found

    def seen(self, *asked: Any) -> Any:
        found = self._register.seen(*asked)
        every, answering = (tuple(map(self._renamed, each)) for each in (found.every, found.found))
        return replace(found, every=every, found=answering)

    def _renamed(self, filed: Filed) -> Filed:
        other = {"filer": Name(zh=WIDE, en=TYPESET), "custodian": Name(zh=LONG, en=LONG)}
        return replace(filed, name=Name(zh=IMAGE, en=FORMULA), parties={**filed.parties, **other})


@pytest.fixture
def reader(homes) -> Any:
    portal = portal_of(homes[Side.ONSHORE], Side.ONSHORE)
    return Reader(replace(portal, register=cast("Register", Renamed(portal.register))))


def test_pages_show_them_as_text_and_stay_as_wide_as_a_phone(reader):
    for path in ("/", f"/filings/{FILING}/"):
        page = reader.get(path, {"lang": "zh"}).content.decode()
        assert IMAGE not in page
        assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert axed(reader, (f"/filings/{FILING}/", "/"), both=True) == []


def test_feeds_hold_them_as_text_that_every_reader_opens(reader):
    atom = fromstring(reader.get("/feeds/filings.atom", {"lang": "zh"}).content)
    assert all((title.text or "").startswith(IMAGE) for title in atom.iterfind(f"{ATOM}entry/{ATOM}title"))
    assert {each.tag for each in atom.iter()} <= {
        f"{ATOM}{name}"
        for name in ("feed", "entry", "id", "title", "updated", "subtitle", "link", "author", "name", "summary")
    }
    told = json.loads(reader.get("/feeds/filings.json", {"lang": "zh"}).content)
    assert all(each["title"].startswith(IMAGE) for each in told["items"])
    assert not any("content_html" in each for each in told["items"])


def test_what_is_downloaded_in_bulk_computes_nothing(reader):
    rows = list(csv.reader(io.StringIO(reader.get("/bulk/filings.csv").content.decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@＝＋－＠")]
    assert any(f"'{FORMULA}" in row for row in rows)
    (line,) = b"".join(reader.get("/bulk/filings.jsonl").streaming_content).decode().splitlines()
    assert (IMAGE in line, FORMULA in line) == (True, True)


def test_a_workbook_of_them_computes_nothing_and_opens():
    names = [IMAGE, FORMULA, WIDE, TYPESET, LONG * 4, "=1+1", "{=1}", "http://a/" + "b" * 3_000, "\U0001f697"]
    column = SheetColumn(id="name", title=Name(zh="名称", en="Name"), kind=Kind.TEXT)
    sheet = Sheet(
        id="names", title=Name(zh="名称", en="Names"), columns=(column,), rows=tuple((each,) for each in names)
    )
    with zipfile.ZipFile(io.BytesIO(Makers().workbook((sheet,), Language.EN))) as book:
        pages = {name: book.read(name) for name in book.namelist()}
    for name, content in pages.items():
        if name.endswith((".xml", ".rels")):
            fromstring(content)
    assert b"<f>" not in pages["xl/worksheets/sheet1.xml"]
    assert b"hyperlink" not in pages["xl/worksheets/sheet1.xml"]
    shared = pages["xl/sharedStrings.xml"].decode()
    assert "&lt;img src=x" in shared
    texts = [each.text or "" for each in fromstring(pages["xl/sharedStrings.xml"]).iter() if each.tag.endswith("}t")]
    assert max(map(len, texts)) == 32_767, "as long as a cell may be"
    assert next(each for each in texts if len(each) == 32_767).endswith("W…"), "and one sees that it goes on"
    heights = re.findall(rb' ht="([0-9.]+)"', pages["xl/worksheets/sheet1.xml"])
    assert max(map(float, heights)) <= 409, "as high as a row may be"
