"""Words for the templates: labels of the catalogue, names and findings, in the language of the page.

A template writes ``{% say "portal.register.title" %}``, ``{% name filed.name %}`` or ``{% worded each as said %}``.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from functools import cache
from typing import Protocol
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.template import Context, Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from tallystick.deal.parties import Bilingual
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, Value
from tallystick.evidence.persons import Name, Person
from tallystick.evidence.wording import Language, Wording, labels
from tallystick.evidence.wording import say as said
from tallystick.evidence.wording import word as wording
from tallystick.law.words import choice_word
from tallystick.shell.operations.issued.compared import in_figures
from tallystick.shell.operations.reviewing.asking.field_values import field_title
from tallystick.supervision.market.records import PPM
from tallystick.supervision.market.sharing import Concentration
from tallystick.supervision.told_evidence import told_evidence
from tallystick.units.money import Currency, Money
from tallystick.units.packaged import read

__all__ = [
    "Noted",
    "amount",
    "answered",
    "as_count",
    "as_figure",
    "as_json",
    "as_money",
    "as_name",
    "as_per_cent",
    "as_ppm",
    "as_sum",
    "as_width",
    "asset",
    "claimed",
    "field",
    "grouped",
    "here",
    "in_minor",
    "in_money",
    "known",
    "known_key",
    "known_note",
    "known_word",
    "moment",
    "name",
    "officers",
    "person",
    "refusal",
    "register",
    "say",
    "second",
    "shows",
    "tag_of",
    "unit",
    "worded",
    "worked",
    "worth",
]

register = Library()
_BEIJING = ZoneInfo("Asia/Shanghai")
_AMOUNT = re.compile(r"(-?)(\d+)(\.\d+)? ([A-Z]{3})")
_MOMENTS = frozenset({"supervision.evidence.recorded", "supervision.evidence.first-mint"})
_PREFERENCES = ("lang", "theme", "size")


class Noted(Protocol):
    """Something of which a short note is said, with a number in it."""

    @property
    def note(self) -> str:
        """Which words."""
        ...

    @property
    def count(self) -> int:
        """The number."""
        ...


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, **arguments: Value) -> str:
    """Return a label."""
    return said(key, context["language"], **arguments)


@register.simple_tag(takes_context=True)
def worth(context: Context, value: str | Money) -> str:
    """Return an amount in words of the page, and any other text as it is."""
    return str(say(context, "portal.amount", amount=value)) if isinstance(value, Money) else value


@register.simple_tag(takes_context=True)
def unit(context: Context, currency: str) -> str:
    """Return in which unit the amounts of a table are, as readers of the language call it."""
    return str(say(context, "issued.unit", currency=str(known(context, f"issued.currency.{currency}", currency))))


@register.simple_tag(takes_context=True)
def known(context: Context, key: str, otherwise: str) -> str:
    """Return a label where the catalogue has it, else the word itself."""
    return said(key, context["language"]) if key in labels() else otherwise


@register.simple_tag(takes_context=True)
def claimed(context: Context, figure: str) -> str:
    """Return what a figure of a market is called, with its class where it is of one, such as ``issued:A``."""
    what, _, token_class = figure.partition(":")
    return f"{known(context, f'market.claim.{what}', what)} {token_class}".rstrip()


@register.simple_tag(takes_context=True)
def known_key(context: Context, key: str) -> str:
    """Return what a key of a deal file is called, else the key itself."""
    return str(known(context, f"form.{key.replace('_', '-')}", key))


@register.simple_tag(takes_context=True)
def known_word(context: Context, key: str, word: str) -> str:
    """Return a word of a choice as it is written, with what it means beside it where the catalogue says so."""
    told = str(known(context, f"report.class.{word}" if key == "class" else f"form.word.{word}", ""))
    return f"{word} · {told}" if told else word


@register.simple_tag(takes_context=True)
def known_note(context: Context, stage: Noted) -> str:
    """Return what is said of a stage, its number in it."""
    key = f"review.note.{stage.note}"
    key = key if key in labels() else f"filing.phase.{stage.note}"
    return said(key, context["language"], count=stage.count) if key in labels() else stage.note


@register.simple_tag(takes_context=True)
def refusal(context: Context, refused: Mapping[str, Finding] | None, key: str) -> Wording | None:
    """Return why a field was not kept, in words."""
    found = (refused or {}).get(key)
    return None if found is None else wording(_by_name(context, found), context["language"])


@register.simple_tag(takes_context=True)
def person(context: Context, identity: str) -> str:
    """Return the name of somebody with an account here, else the id they are known by."""
    member = context["account"](identity)
    return identity if member is None else str(name(context, member.name))


@register.simple_tag(takes_context=True)
def officers(context: Context, identities: Iterable[str]) -> str:
    """Return the names of people of the other authority by the adopted rolls, else the ids they are known by."""
    known: Mapping[str, Person] = context["officers"]
    return ", ".join(str(name(context, known[each].name)) if each in known else each for each in identities or ())


@register.simple_tag(takes_context=True)
def name(context: Context, bilingual: Name) -> str:
    """Return a name in the language of the page."""
    return bilingual.in_language(context["language"].value)


@register.simple_tag(takes_context=True)
def second(context: Context, bilingual: Name) -> SafeString:
    """Return the same name in the other language, marked as such; nothing where it is the same."""
    other = Language.EN if context["language"] is Language.ZH else Language.ZH
    if bilingual.zh == bilingual.en:
        return mark_safe("")
    return format_html('<span lang="{}" class="second">{}</span>', tag_of(other), bilingual.in_language(other.value))


@register.simple_tag(takes_context=True)
def worded(context: Context, finding: Finding) -> Wording:
    """Return a finding in words."""
    return wording(_by_name(context, finding), context["language"])


def _by_name(context: Context, found: Finding) -> Finding:
    """Return a finding in which people with an account here are called by their names."""
    told: list[tuple[str, Value]] = []
    for key, value in found.arguments:
        if key == "person" and isinstance(value, str):
            told.append((key, str(person(context, value))))
        elif key == "people" and isinstance(value, tuple):
            told.append((key, tuple(str(person(context, each)) for each in value)))
        else:
            told.append((key, value))
    return replace(found, arguments=tuple(told))


@register.simple_tag(takes_context=True)
def shows(context: Context, label: str, text: str) -> str:
    """Return what shows an obligation, in words of the page; a moment by its clock."""
    if label in _MOMENTS:
        return moment(context, datetime.fromisoformat(text))
    return told_evidence(label, text, context["language"])


@register.simple_tag(takes_context=True)
def answered(context: Context, value: str) -> str:
    """Return an answer to a question of the law in words: yes, no, what was chosen; any other text as it is."""
    if value in {"yes", "no"}:
        return str(say(context, f"portal.question.{value}"))
    language = context["language"]
    return said("evidence.join.values", language).join(choice_word(each, language) for each in value.split(","))


@register.simple_tag(takes_context=True)
def field(context: Context, identity: str) -> str:
    """Return what a field of the report is called; a path of the deal file as it is."""
    return str(name(context, field_title(identity)))


@register.simple_tag(takes_context=True)
def here(context: Context, **changed: str) -> str:
    """Return the address of this page with some of its questions changed; an empty one is dropped."""
    kept = {key: value for key, value in context["query"].items() if key not in _PREFERENCES}
    asked = {key: value for key, value in {**kept, **changed}.items() if value != ""}
    return f"{context['path']}?{urlencode(asked)}" if asked else str(context["path"])


@register.simple_tag(takes_context=True)
def moment(context: Context, at: datetime) -> SafeString:
    """Return a moment as Beijing time with its date first."""
    local = at.astimezone(_BEIJING)
    shown = said("portal.moment", context["language"], day=local.date(), time=f"{local:%H:%M}")
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), shown)


@register.simple_tag(takes_context=True)
def worked(context: Context, at: datetime) -> SafeString:
    """Return a moment of a worker, who goes by the machine's clock, by the clock of the pages."""
    return moment(context, at + context["ahead"])


@register.filter
def tag_of(language: Language) -> str:
    """Return the BCP 47 tag of a language."""
    return "zh-Hans" if language is Language.ZH else "en"


@register.filter
def amount(money: object) -> str:
    """Return an amount with its digits in groups of three, negative in parentheses; any other text as it is."""
    found = _AMOUNT.fullmatch(str(money))
    if found is None:
        return "–" if money is None else str(money)
    sign, whole, fraction, currency = found.groups()
    told = f"{int(whole):,}{fraction or ''}"
    return f"({told}) {currency}" if sign else f"{told} {currency}"


@register.filter
def grouped(digest: str) -> SafeString:
    """Return a digest that may break after every eighth digit and is copied whole."""
    parts = [digest[start : start + 8] for start in range(0, len(digest), 8)]
    return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in parts))


@register.filter
def as_name(bilingual: Bilingual) -> Name:
    """Return a name of a deal as a name."""
    return Name(zh=bilingual.zh, en=bilingual.en)


@register.filter
def as_count(number: int) -> str:
    """Return a whole number with its thousands grouped."""
    return f"{number:,}"


@register.filter
def as_ppm(share: int | None) -> str:
    """Return millionths in per cent; a dash for none."""
    return "–" if share is None else as_per_cent(Fraction(share, PPM))


@register.filter
def as_width(share: int) -> int:
    """Return millionths of one as units of a drawing that is 1,000 wide, from 0 to 1,000."""
    return min(1000, max(0, share * 1000 // PPM))


@register.filter
def in_minor(minor: int, currency: str) -> str:
    """Return minor units of a currency in figures; as they are where nobody says in which."""
    return in_figures(Money(minor=minor, currency=Currency(currency))) if currency else f"{minor:,}"


@register.filter
def in_money(minor: int, currency: str) -> Money | str:
    """Return minor units of a currency as an amount; in figures alone where nobody says in which."""
    return Money(minor=minor, currency=Currency(currency)) if currency else f"{minor:,}"


@register.filter
def as_sum(hanging: Concentration) -> Money:
    """Return what hangs on somebody as an amount."""
    return Money(minor=hanging.minor, currency=Currency(hanging.currency))


@register.filter
def as_figure(amount: Money) -> str:
    """Return an amount without its currency, for a column whose head has it; a negative one in parentheses."""
    return in_figures(amount)


@register.filter
def as_money(text: str) -> Money:
    """Return an amount that stands in plain values as an amount."""
    return Money.parse(text)


@register.filter
def as_per_cent(share: Fraction | None) -> str:
    """Return a share in per cent with two decimals; a dash for none."""
    if share is None:
        return "–"
    hundredths = round(share * 10_000)
    sign, whole = ("-" if hundredths < 0 else ""), abs(hundredths)
    return f"{sign}{whole // 100}.{whole % 100:02}%"


@register.filter
def as_json(value: object) -> str:
    """Return a value as JSON, to be escaped like every text where it stands in an attribute."""
    return json.dumps(value, ensure_ascii=False, default=str)


@register.simple_tag
@cache
def asset(path: str) -> str:
    """Return the address of a file of the portal, with its digest, so that a browser may keep it for good."""
    return f"/static/{path}?v={sha256_hex(read(f'shell/web/static/{path}'))[:12]}"
