"""Forms that say what is wrong with them: a summary at the head that leads to each field, and each field its error.

A page writes its forms within ``{% forms wrong %}…{% endforms %}``. Nothing changes while nothing is wrong. Otherwise
what is wrong stands at the head of the form that was sent, and each of its fields that a finding is about gets its
error, ``aria-invalid`` and one more ``aria-describedby``. Where that form is not drawn any more, what is wrong stands
first. What is no finding is given by the name of its field: ``{% forms wrong code=unseen %}``.

Source: WCAG 2.2, 1.3.1, 3.3.1 and 3.3.3; W3C ARIA21 (aria-invalid), ARIA1 (aria-describedby), G139 (lead to errors).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any, Final, cast
from urllib.parse import urlsplit

from django.forms import BaseForm
from django.template import Context, Library, Node, NodeList
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.template.loader import render_to_string
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from tallystick.evidence.findings import Finding, Severity
from tallystick.evidence.wording import Wording, severity
from tallystick.shell.web.words import worded

__all__ = ["FilledForms", "broken", "forms", "register"]

register = Library()

_ABOUT: Final[Mapping[str, tuple[str, ...]]] = {
    "deal.begun-twice": ("deal",),
    "deal.answer-backdated": ("date-0",),
    "deal.answer-evidence-file": ("file-0",),
    "deal.answer-expired-before": ("expires",),
    "deal.upload-without-deal": ("files",),
    "evidence.account-taken": ("person",),
    "evidence.invitation-elsewhere": ("person",),
    "evidence.invitation-roles": ("roles",),
    "filing.consult-nobody": ("department",),
    "law.impact-nothing-asked": ("files", "as_of"),
    "servicing.amount-unreadable": ("amount",),
    "servicing.excess-beyond": ("amount",),
    "servicing.excess-none": ("reference",),
    "servicing.words-one-file": ("files",),
    "supervision.exchange-not-agreed": ("agreement",),
    "supervision.exchange-repeated": ("id", "file"),
    "supervision.exchange-unreadable": ("file",),
    "supervision.tell-one-way": ("report",),
    "supervision.tell-unknown": ("of",),
}
"""Which field a finding is about that names none itself; of several the first that the form has."""

_TAG: Final = re.compile(r"<(/?)(form|label|input|select|textarea)\b([^>]*)>")
_FORM: Final = re.compile(r"(?s)<form\b.*?</form>")
_LABEL: Final = re.compile(r'(?s)<label for="([^"]*)"[^>]*>(.*?)</label>')
_WHICH: Final = frozenset({"act", "agreement", "end"})
"""Hidden words that tell one form of an address from another."""
_ATTRIBUTE: Final = re.compile(r'([a-z][a-z-]*)="([^"]*)"')


@dataclass(slots=True, kw_only=True)
class _Control:
    """A field as it was drawn: where its tag lies, where an error may stand, what it is called."""

    name: str
    attributes: dict[str, str]
    start: int
    end: int
    error_at: int
    told: str = ""
    wrong: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.attributes.get("id") or re.sub(r"[^A-Za-z0-9_-]", "-", f"{self.name}-{self.attributes['value']}")

    def marked(self, html: str) -> str:
        """Return its tag with what a reader of the screen is told of its error."""
        told = dict.fromkeys([*self.attributes.get("aria-describedby", "").split(), f"{self.id}_error"])
        tag = re.sub(r'\s(aria-describedby|aria-invalid|id)="[^"]*"', "", html[self.start : self.end])
        return f'{tag[:-1]} id="{self.id}" aria-invalid="true" aria-describedby="{" ".join(told)}">'


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wrong:
    """One thing that is wrong, in words, and the fields it may be about; the first that is drawn counts."""

    said: Wording | None
    text: str
    about: tuple[str, ...]
    in_file: bool = False


class FilledForms(Node):
    """Forms, and what is wrong with the one that was sent."""

    def __init__(self, body: NodeList, wrong: list[FilterExpression], named: dict[str, FilterExpression]) -> None:
        self.body, self.wrong, self.named = body, wrong, named
        self.child_nodelists = ("body",)

    def render(self, context: Context) -> SafeString:
        """Return the forms; the one that was refused with a summary at its head, and an error at each field."""
        html = self.body.render(context)
        told = [said for each in self.wrong for said in _told(context, each.resolve(context))]
        texts = ((name, each.resolve(context)) for name, each in self.named.items())
        told += [_Wrong(said=None, text=str(text), about=(name,)) for name, text in texts if text]
        if not told:
            return html
        start, end = _sent(context, html)
        controls = _controls(html[start:end])
        shown = [{"said": each.said, "text": each.text, "at": _placed(each, controls)} for each in told]
        summary = render_to_string("summary.html", cast("dict[str, Any]", context.flatten()) | {"shown": shown})
        drawn = _with_errors(html[start:end], controls)
        inside = drawn.find(">") + 1
        parts = (html[:start], drawn[:inside], summary, drawn[inside:], html[end:])
        return mark_safe("".join(parts))  # noqa: S308 - templates drew every part


@register.tag
def forms(parser: Parser, token: Token) -> FilledForms:
    """Take forms in: findings, some by the pointers of their fields, or a form of Django's; then texts by fields."""
    bits = token.split_contents()[1:]
    wrong = [parser.compile_filter(each) for each in bits if "=" not in each]
    bits = [each for each in bits if "=" in each]
    named = token_kwargs(bits, parser)
    body = parser.parse(("endforms",))
    parser.delete_first_token()
    return FilledForms(body, wrong, named)


@register.filter
def broken(findings: Iterable[Finding]) -> bool:
    """Tell whether one of the findings of a field is an error."""
    return any(severity(each) is Severity.ERROR for each in findings or ())


def _told(context: Context, given: object) -> Iterable[_Wrong]:
    """Return what is wrong, of findings or of a form of Django's."""
    if isinstance(given, BaseForm):
        for name, errors in given.errors.items():
            yield from (_Wrong(said=None, text=str(each), about=(given.add_prefix(name),)) for each in errors)
    elif isinstance(given, Mapping):
        yield from (replace(_found(context, each), about=(f"v:{key}",)) for key, each in given.items())
    elif isinstance(given, (tuple, list)):
        yield from (_found(context, each) for each in given)


def _found(context: Context, found: Finding) -> _Wrong:
    arguments = dict(found.arguments)
    own = (found.place.path, *(str(arguments[each]) for each in ("field", "option") if each in arguments))
    said = worded(context, found)
    about = (*filter(None, own), *_ABOUT.get(found.code, ()))
    return _Wrong(said=said, text=f"{said.what} {said.remedy}", about=about, in_file=bool(found.place.file))


def _sent(context: Context, html: str) -> tuple[int, int]:
    """Return where the form lies that was sent: to this address, with the same hidden words. Of none, the very head.

    A page that only says what an earlier one refused was sent nothing: there it is the first form with a field.
    """
    every = [(each.start(), each.end(), each[0]) for each in _FORM.finditer(html)]
    post = context["sent"]
    for start, end, drawn in every:
        opening, *tags = _TAG.finditer(drawn)
        own = dict(_ATTRIBUTE.findall(opening[3]))
        here = urlsplit(own.get("action", "")).path in {"", context["path"]} or not context["posted"]
        hidden = [dict(_ATTRIBUTE.findall(each[3])) for each in tags if 'type="hidden"' in each[3]]
        asked = {each["name"]: each.get("value", "") for each in hidden if each.get("name") in _WHICH}
        if here and (all(post.get(name) == value for name, value in asked.items()) if post else _controls(drawn)):
            return start, end
    return 0, 0


def _controls(html: str) -> list[_Control]:
    """Return the fields of a form in their order; those that nobody sees or that only send it are none."""
    labels = {each[1]: unescape(strip_tags(each[2])).strip() for each in _LABEL.finditer(html)}
    found, within = list[_Control](), None
    for each in _TAG.finditer(html):
        closing, kind, rest = each.groups()
        if kind == "label":
            within = None if closing else each.start()
        if kind in {"form", "label"}:
            continue
        if closing:
            if found and found[-1].error_at == found[-1].end:
                found[-1].error_at = each.end()
            continue
        attributes = dict(_ATTRIBUTE.findall(rest))
        if attributes.get("type") in {"hidden", "submit", "button"} or "name" not in attributes:
            continue
        control = _Control(
            name=attributes["name"],
            attributes={"value": "", **attributes},
            start=each.start(),
            end=each.end(),
            error_at=each.end() if within is None else within,
        )
        control.told = labels.get(control.id) or attributes.get("aria-label", "")
        found.append(control)
    return found


def _placed(wrong: _Wrong, controls: list[_Control]) -> _Control | None:
    """Return the field that something is about, its error kept with it; None where the form has none such."""
    files = [each for each in controls if each.attributes.get("type") == "file"]
    named = (each for name in wrong.about for each in controls if each.name == name)
    at = next(named, files[0] if wrong.in_file and len(files) == 1 else None)
    if at is not None:
        at.wrong.append(wrong.text)
    return at


def _with_errors(html: str, controls: list[_Control]) -> str:
    edits = list[tuple[int, int, str]]()
    for each in controls:
        if each.wrong and f'id="{each.id}_error"' not in html:
            edits.append((each.start, each.end, each.marked(html)))
            text = " ".join(each.wrong)
            edits.append(
                (each.error_at, each.error_at, format_html('<p class="wrong" id="{}_error">{}</p>', each.id, text))
            )
    for start, end, text in sorted(edits, reverse=True):
        html = html[:start] + text + html[end:]
    return html
