"""The law as a page: text and translation side by side, its rules in the margin, one file a language.

The file stands alone: no script, no font, no address is fetched. It reads at the width of a phone, without colour, and
on paper, where each instrument begins on a page of its own.
Source: PORTAL.md, "Form".
What stands on it comes from `law.telling.text`; every word beside the law's own is a label of the catalogue.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, labels, say
from tallystick.law.clocks import deadline_words
from tallystick.law.facts import FactDeclaration
from tallystick.law.instruments import Clause, Rule
from tallystick.law.telling.heads import particulars, window_words
from tallystick.law.telling.sources import Source, standing_sources
from tallystick.law.telling.text import BookReading, Section, inventory_words
from tallystick.law.values import Mark
from tallystick.shell.documents.pages.law_style import STYLE

__all__ = ["law_page", "page_name"]


def page_name(language: Language) -> str:
    """Return the file name of the page in a language; the pages link to each other by it."""
    return "index.html" if language is Language.ZH else "index.en.html"


def law_page(readings: Sequence[BookReading], language: Language) -> bytes:
    """Return the page of all books in one language; equal books give equal bytes."""
    page = _Page(language)
    return "\n".join(page.whole(readings)).encode() + b"\n"


class _Page:
    """A page in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def whole(self, readings: Sequence[BookReading]) -> Iterator[str]:
        other = Language.EN if self.language is Language.ZH else Language.ZH
        title = self.word("lawbook.title")
        yield "<!DOCTYPE html>"
        yield f'<html lang="{_tag(self.language)}"><head><meta charset="utf-8">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield f"<title>{title}</title><style>{STYLE}</style></head><body>"
        yield f'<header class="top"><p class="switch"><a lang="{_tag(other)}" href="{page_name(other)}">'
        yield f"{self.word('lawbook.language')}</a></p><h1>{title}</h1><p>{self.word('lawbook.lead')}</p>"
        yield f'<p class="caution">{self.word("lawbook.warning")}</p>'
        yield f'<p class="caution">{self._text(inventory_words(readings))}</p></header>'
        yield "<main>"
        yield from self._contents(readings)
        yield from self._marks()
        for reading in readings:
            yield from self._book(reading)
        yield from self._sources(standing_sources().values())
        yield "</main></body></html>"

    def word(self, key: str, **arguments: str | int) -> str:
        return escape(say(key, self.language, **arguments))

    def _contents(self, readings: Sequence[BookReading]) -> Iterator[str]:
        yield f'<nav aria-labelledby="contents"><h2 id="contents">{self.word("lawbook.contents")}</h2><ol>'
        for each in readings:
            book = each.book
            yield f'<li><a href="#{_anchor(book.id)}">{escape(book.instrument.in_language(self.language))}</a>'
            aside = " · ".join(filter(None, (escape(book.number), self._counts(each))))
            yield f' <span class="aside">{aside}</span></li>'
        yield f'<li><a href="#sources">{self.word("lawbook.sources")}</a></li></ol></nav>'

    def _counts(self, reading: BookReading) -> str:
        told = reading.coverage
        if not told.clauses:
            return self.word("lawbook.held", number=told.rules)
        return self.word(
            "lawbook.counts",
            clauses=told.clauses,
            quoted=told.quoted,
            gists=told.clauses - told.quoted,
            stated=told.stated,
            excused=told.excused,
            rules=told.rules,
            questions=told.questions,
        )

    def _marks(self) -> Iterator[str]:
        yield f'<section class="legend"><h2>{self.word("lawbook.marks")}</h2><dl>'
        for mark in Mark:
            meant = f"{self.word(f'law.mark.{mark.value}')} – {self.word(f'lawbook.meaning.{mark.value}')}"
            yield f"<div><dt>{self._mark(mark)}</dt><dd>{meant}</dd></div>"
        yield f'</dl><p class="aside">{self.word("lawbook.marks-note")}</p></section>'

    def _mark(self, mark: Mark) -> str:
        told = self.word(f"law.mark.{mark.value}")
        return f'<abbr class="mark" title="{told}">{mark.value}</abbr>'

    def _book(self, reading: BookReading) -> Iterator[str]:
        book = reading.book
        yield f'<section class="book" id="{_anchor(book.id)}"><header>'
        yield f'<h2><span lang="zh-CN">{escape(book.instrument.zh)}</span>'
        yield f'<span class="second" lang="en">{escape(book.instrument.en)}</span></h2>'
        told = "".join(
            f"<div><dt>{self.word(f'lawbook.{name}')}</dt><dd>{self._text(value)}</dd></div>"
            for name, value in particulars(book)
        )
        told += f"<div><dt>{self.word('lawbook.source')}</dt><dd>{self._keys(reading.cited)}</dd></div>"
        yield f'<dl class="facts">{told}</dl><p class="counts">{self._counts(reading)}</p>'
        if not reading.coverage.clauses:
            yield f'<p class="aside">{self.word("lawbook.no-clauses")}</p>'
        yield "</header>"
        for section in reading.sections:
            yield from self._section(section, reading)
        yield "</section>"

    def _keys(self, keys: Iterable[str]) -> str:
        """Link every key to its row of the register."""
        return ", ".join(f'<a href="#source-{_anchor(key)}">{escape(key)}</a>' for key in keys)

    def _sources(self, sources: Iterable[Source]) -> Iterator[str]:
        yield f'<section class="sources"><h2 id="sources">{self.word("lawbook.sources")}</h2>'
        yield f'<p class="aside">{self.word("lawbook.sources-note")}</p>'
        for each in sources:
            rows = [
                ("seen", self.word(f"lawbook.seen.{each.seen.value}")),
                ("issuer", "" if each.issuer is None else self._text(each.issuer)),
                ("number", escape(each.number)),
                ("date", "" if each.date is None else each.date.isoformat()),
                ("published", escape(each.place)),
                ("through", escape(each.through)),
            ]
            told = "".join(
                f"<div><dt>{self.word(f'lawbook.{name}')}</dt><dd>{said}</dd></div>" for name, said in rows if said
            )
            yield f'<article id="source-{_anchor(each.key)}"><h3>{escape(each.key)} {self._text(each.title)}</h3>'
            yield f'<dl class="facts">{told}</dl></article>'
        yield "</section>"

    def _section(self, section: Section, reading: BookReading) -> Iterator[str]:
        clause = section.clause
        if clause is None:
            (rule,) = section.rules
            yield f'<article class="clause" id="{_anchor(rule.id)}"><h3>{escape(rule.id)}'
            yield f'<span class="where">{escape(rule.article)}</span>{self._mark(rule.mark)}</h3>'
            yield from _columns(rule.quote or rule.title, quoted=rule.quote is not None)
        else:
            yield f'<article class="clause{" excused" if clause.not_codable else ""}" id="{_anchor(clause.id)}">'
            yield f'<h3>{escape(clause.id)}<span class="where">{escape(clause.article)}</span>{self._mark(clause.mark)}'
            said = "" if clause.verbatim else self.word("lawbook.gist", source=reading.book.source)
            gist = f'<span class="gist">{said}</span>' if said else ""
            yield f"{gist}</h3>"
            yield from _columns(clause.text, quoted=clause.verbatim)
        yield '<div class="margin">'
        yield from self._beside(section, clause, reading)
        yield "</div></article>"

    def _beside(self, section: Section, clause: Clause | None, reading: BookReading) -> Iterator[str]:
        for rule in section.rules:
            yield from self._rule(rule, reading, named=clause is None or clause.id != rule.id)
        for event in section.events:
            yield from self._rule(event.rule, reading, named=clause is None or clause.id != event.rule.id)
        for deadline in section.deadlines:
            anchor = "" if clause is not None and clause.id == deadline.id else f' id="{_anchor(deadline.id)}"'
            yield f'<div class="card definition"{anchor}><p class="kind">{self.word("lawbook.deadline")} '
            yield f"<code>{escape(deadline.id)}</code> {self._mark(deadline.mark)}</p>"
            yield f"<p>{self._text(deadline.title)}</p>"
            yield f'<p class="note">{escape(deadline_words(deadline, self.language))}</p></div>'
        for fact in section.definitions:
            yield f'<div class="card definition"><p class="kind">{self.word("lawbook.definitions")}</p>'
            yield f"<p><code>{escape(fact.id)}</code> {self._text(fact.question)}</p></div>"
        if clause is not None and clause.not_codable is not None:
            reason = self.word("lawbook.not-codable", reason=clause.not_codable.in_language(self.language))
            yield f'<p class="reason">{reason}</p>'

    def _rule(self, rule: Rule, reading: BookReading, *, named: bool) -> Iterator[str]:
        kind = rule.kind.value.lower()
        anchor = f' id="{_anchor(rule.id)}"' if named and rule.clause != rule.id else ""
        yield f'<div class="card {kind}"{anchor}><p class="kind">{self.word(f"law.kind.{kind}")} '
        yield f"<code>{escape(rule.id)}</code> {self._mark(rule.mark)}</p><p>{self._text(rule.title)}</p>"
        if rule.window != reading.book.window:
            yield f'<p class="note">{self.word("lawbook.force")} {self._text(window_words(rule.window))}</p>'
        if rule.note is not None:
            yield f'<p class="note">{self._text(rule.note)}</p>'
        asked = reading.questions(rule)
        if asked:
            yield f"<details><summary>{self.word('lawbook.questions')} ({len(asked)})</summary><ul>"
            for each in asked:
                yield from self._question(each, two=each.id in reading.two_persons)
            yield "</ul></details>"
        yield "</div>"

    def _question(self, fact: FactDeclaration, *, two: bool) -> Iterator[str]:
        mark = "" if fact.mark is None else self._mark(fact.mark)
        yield f"<li><code>{escape(fact.id)}</code> {mark} {self._text(fact.question)}"
        told = [self.word("lawbook.answered-by", roles=self._listed(f"law.role.{each}" for each in fact.who))]
        told.append(self.word("lawbook.evidence", kinds=self._listed(f"law.evidence.{each}" for each in fact.evidence)))
        if fact.evidence_for_no:
            joined = say("lawbook.or", self.language).join(
                say("lawbook.and", self.language).join(self._label(f"law.evidence.{kind}") for kind in kinds)
                for kinds in fact.evidence_for_no
            )
            told.append(self.word("lawbook.evidence-no", kinds=joined))
        if fact.freshness_days is not None:
            told.append(self.word("lawbook.freshness", days=fact.freshness_days))
        told += [self.word("lawbook.judgement")] if fact.judgement else []
        told += [self.word("lawbook.two-persons")] if two else []
        yield f'<span class="how">{" · ".join(told)}</span></li>'

    def _listed(self, keys: Iterable[str]) -> str:
        return say("evidence.join.values", self.language).join(map(self._label, keys))

    def _label(self, key: str) -> str:
        return say(key, self.language) if key in labels() else key.rpartition(".")[2]

    def _text(self, name: Name) -> str:
        return escape(name.in_language(self.language))


def _columns(text: Name, *, quoted: bool) -> Iterator[str]:
    kind = "text" if quoted else "text reported"
    yield f'<p class="{kind}" lang="zh-CN">{escape(text.zh)}</p><p class="{kind}" lang="en">{escape(text.en)}</p>'


def _anchor(name: str) -> str:
    """Return an id as a fragment; what may not stand in one is written as its code point."""
    return "".join(mark if mark.isalnum() or mark in "-_." else f"_{ord(mark):x}" for mark in name)


def _tag(language: Language) -> str:
    return "zh-CN" if language is Language.ZH else "en"
