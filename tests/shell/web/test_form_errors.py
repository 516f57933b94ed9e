"""Forms that were refused: a summary at the head leads to each field, and each field is described by its error."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, engines
from django.template.base import Node, TextNode
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode

import tallystick.shell.web
from tallystick.evidence.findings import finding
from tallystick.evidence.wording import Language, catalogue
from tallystick.shell.web.place import forms
from tallystick.shell.web.place.forms import FilledForms
from tests.shell.web.axed import led
from tests.shell.web.conftest import Reader
from tests.shell.web.people import Cast, stage
from tests.shell.web.test_work import PREPARER

TEMPLATES = Path(tallystick.shell.web.__file__).parent / "templates"
PAGES = sorted(str(each.relative_to(TEMPLATES)) for each in TEMPLATES.rglob("*.html"))
FIELD = re.compile(r"<(input|select|textarea)\b([^>]*)>")
UNSEEN = re.compile(r'type="(hidden|submit|button)"')
TWO = """<form action="/a/"><label for="x">First</label><input id="x" name="amount"></form>
<form action="/b/"><label for="y">Second</label><select id="y" name="amount" aria-describedby="how"></select>
<label><input type="checkbox" name="roles" value="a b"> A</label></form>"""


@pytest.fixture(scope="module")
def preparer(tmp_path_factory: pytest.TempPathFactory) -> Any:
    cast: Cast = stage(tmp_path_factory.mktemp("forms") / "home", PREPARER)
    return cast.reader(PREPARER)


def plain(page: str) -> str:
    """A template whose tags are words without quotes, each its own."""
    tags = re.findall(r"{%.*?%}|{{.*?}}", page)
    for each in set(tags):
        page = page.replace(each, "~" + re.sub(r"[^a-z0-9.]", "", each) + "~")
    return page


def outside(nodes: Any, block: str, *, within: bool, posted: bool = False) -> Iterator[str]:
    """The fields of forms that are sent and stand in nothing that says what is wrong with them."""
    for node in nodes:
        if isinstance(node, ExtendsNode):
            parent = str(getattr(node.parent_name, "var", ""))
            held = held_blocks(parent)
            blocks: list[Any] = node.nodelist.get_nodes_by_type(BlockNode)
            for each in blocks:
                yield from outside(each.nodelist, block, within=within or each.name in held)
            continue
        if isinstance(node, TextNode):
            for tag in re.finditer(r"<form[^>]*|</form|" + FIELD.pattern, node.s):
                posted = 'method="post"' in tag[0] if tag[0].startswith(("<form", "</form")) else posted
                if posted and not within and tag[1] and not UNSEEN.search(tag[0]):
                    yield f"{block}: {tag[0]}"
        elif isinstance(node, IncludeNode) and getattr(node.template, "var", block) not in block:
            included = get_template(node.template.var).template.nodelist  # type: ignore[attr-defined]
            yield from outside(included, f"{block} > {node.template.var}", within=within, posted=posted)
        elif isinstance(node, Node):
            inner = within or isinstance(node, FilledForms)
            for name in node.child_nodelists:
                yield from outside(getattr(node, name, None) or (), block, within=inner, posted=posted)


def held_blocks(page: str) -> set[str]:
    """The blocks of a page within which what is wrong is told."""
    every: list[Any] = get_template(page).template.nodelist.get_nodes_by_type(FilledForms)  # type: ignore[attr-defined]
    return {each.name for held in every for each in held.body.get_nodes_by_type(BlockNode)}


def test_no_form_that_is_sent_stands_where_nothing_says_what_is_wrong_with_it():
    whole = [each for each in PAGES if (TEMPLATES / each).read_text(encoding="utf-8").startswith("{% extends")]
    assert len(whole) > 50
    assert [
        lost
        for each in whole
        for lost in outside(get_template(each).template.nodelist, each, within=False)  # type: ignore[attr-defined]
    ] == []


def test_no_field_is_drawn_without_a_label_nor_beside_a_hint_that_does_not_describe_it():
    fields, nameless, mute = 0, [], []
    for name in PAGES:
        page = plain((TEMPLATES / name).read_text(encoding="utf-8"))
        wrapped = [(each.start(), each.end()) for each in re.finditer(r"(?s)<label(?![^>]* for=).*?</label>", page)]
        for each in FIELD.finditer(page):
            if UNSEEN.search(each[0]):
                continue
            fields += 1
            at = re.search(r'\bid="([^"]*)"', each[2])
            labelled = at is not None and f'for="{at[1]}"' in page
            if not labelled and not any(start < each.start() < end for start, end in wrapped):
                nameless.append(f"{name}: {each[0]}")
        described = re.findall(r'aria-describedby="([^"]*)"', page)
        for hint in re.findall(r'<p class="how"([^>]*)>', page):
            identity = re.search(r'id="([^"]*)"', hint)
            if identity is None or not (identity[1] in described or "described.html" in page):
                mute.append(f"{name}: {hint}")
    assert fields > 80
    assert (nameless, mute) == ([], [])


def test_what_names_no_field_itself_is_in_the_catalogue():
    assert set(forms._ABOUT) <= set(catalogue())


def test_a_refused_form_is_told_apart_and_each_of_its_fields_has_its_own_error():
    def drawn(path: str, **more: Any) -> str:
        told = {"path": path, "posted": True, "sent": {"amount": "x"}, "language": Language.EN, **more}
        page = "{% forms wrong refused roles=none %}" + TWO + "{% endforms %}"
        made: Any = engines["django"].from_string(page)
        return str(made.template.render(Context(told)))

    assert drawn("/b/") == TWO, "nothing is wrong"
    page = drawn("/b/", wrong=[finding("servicing.excess-none", period="2026-09", reference="<b>", path="amount")])
    first, second = page.split("</form>")[:2]
    assert "aria-invalid" not in first
    assert re.search(r'<select[^>]*id="y" aria-invalid="true" aria-describedby="how y_error">', second)
    assert re.search(r'<p class="wrong" id="y_error">[^<]*&lt;b&gt;', second), "what a stranger wrote stays text"
    assert '<a href="#y">To \u201cSecond\u201d</a>' in second
    page = drawn("/b/", none="Choose one.")
    assert '<p class="wrong" id="roles-a-b_error">Choose one.</p><label><input' in page
    gone = drawn("/c/", none="Choose one.")
    assert gone.startswith('<div class="summary"'), "where the form is not drawn any more, what is wrong stands first"


def test_a_deal_begun_twice_leads_to_its_name_in_a_browser(preparer):
    given = {"deal": "twice", "zh": "一", "en": "One", "as_of": "2026-08-31"}
    assert preparer.post("/deals/+begin/", given).status_code == 302
    told = led(preparer.post("/deals/+begin/", given))
    assert told["focus"] == "summary", "the summary takes the focus"
    assert (told["name"], told["invalid"]) == ("deal", "true")
    hint, error = told["told"]
    assert hint
    assert "twice" in error
    assert told["violations"] == []
    page = preparer.post("/deals/+begin/", {**given, "deal": "Two Words"}).content.decode()
    assert 'role="alert"' in page


def told_at(answer: Any, field: str) -> bool:
    """Whether the field of an id is marked, described by its error, and led to from the summary of its form."""
    page = answer.content.decode()
    tag = re.search(rf'<(?:input|select|textarea)[^>]*\bid="{re.escape(field)}"[^>]*>', page)
    assert tag is not None, field
    marked = 'aria-invalid="true"' in tag[0] and f"{field}_error" in tag[0] and f'id="{field}_error"' in page
    return marked and f'<a href="#{field}">' in page.partition('class="summary"')[2].partition("</ul>")[0]


def test_each_way_of_refusing_a_form_leads_to_its_field(preparer):
    nobody = Reader(preparer.portal)
    assert told_at(nobody.post("/account/login/", {"login": "", "password": "x"}), "id_login"), "allauth's own"
    assert told_at(preparer.post("/account/invite/", {"person": "A B"}), "person"), "an id that is none"
    invited = {"person": "wang-lin", "name_zh": "王林", "name_en": "Wang Lin", "roles": ["filing-preparer"]}
    page = preparer.post("/account/invite/", invited).content.decode()
    link = page.split('class="link">')[1].split("<")[0].replace("http://127.0.0.1", "")
    chosen = {"password": "calm river ledger 12", "again": "another"}
    assert told_at(nobody.post(link, chosen), "again"), "two passwords"
    assert told_at(nobody.post(link, {"password": "short", "again": "short"}), "password"), "a weak one"
    sent = {"o:as_of": "1999-01-01", "v:as_of": "2026-01-01"}
    preparer.post("/deals/+begin/", {"deal": "edited", "zh": "一", "en": "One", "as_of": "2026-08-31"})
    assert told_at(preparer.post("/deals/edited/edit/basics/", sent), "f-as_of"), "a field that somebody else changed"
    assert told_at(nobody.post("/verify/", {}), "files"), "no file at all"
