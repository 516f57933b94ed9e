"""A draft of the report of an event, in Chinese and in English: facts, cause, effect on holders, measures.

What the record shows is filled in; cause and measures are left for a person, in so many words, since no figure has
them. A draft is no report: nobody has decided on it, and it says so.
Source: LAW.md d.1 (contents of D2 and D3): facts, cause, effect on holders, measures.
"""

from collections.abc import Iterable, Iterator

from tallystick.deal.deal import Deal
from tallystick.evidence.wording import Language, say
from tallystick.law.clocks import deadline_words
from tallystick.servicing.certificate import Certificate
from tallystick.supervision.watching.events import EventLine

__all__ = ["draft_name", "draft_report", "drafts_of"]


def drafts_of(lines: Iterable[EventLine], deal: Deal, certificates: Iterable[Certificate]) -> dict[str, bytes]:
    """Return a draft in each language for every event nobody has decided on, by file name.

    Args:
        lines: of the events.
        deal: whose events.
        certificates: of the months so far; the latest up to an event's day says what holders were paid.
    """
    made = sorted(certificates, key=lambda each: each.period)
    return {
        draft_name(line.event.id, language): draft_report(line, deal, made, language)
        for line in lines
        if line.decision is None
        for language in Language
    }


def draft_name(event: str, language: Language) -> str:
    """Return the file name of the draft of an event's report."""
    return f"drafts/{event.replace('/', '_').replace('%', '')}-{language}.md"


def draft_report(line: EventLine, deal: Deal, certificates: Iterable[Certificate], language: Language) -> bytes:
    """Return the draft of one report as Markdown.

    Args:
        line: the event and its clock.
        deal: whose event.
        certificates: of the months so far, in their order.
        language: of the draft.
    """
    return ("\n".join(_lines(line, deal, tuple(certificates), language)) + "\n").encode()


def _lines(line: EventLine, deal: Deal, certificates: tuple[Certificate, ...], language: Language) -> Iterator[str]:
    event = line.event

    def told(key: str, **arguments: str | int) -> str:
        return say(f"supervision.draft.{key}", language, **arguments)

    yield f"# {told('title', title=event.title.in_language(language))}"
    yield ""
    yield told("not-decided")
    yield ""
    if line.earlier is not None:
        before, kind = line.earlier.told_of.in_language(language), "reported" if line.earlier.report else "not-reported"
        decision = say(f"cli.watch.state.{kind}", language)
        yield told(
            "changed", person=line.earlier.by, day=line.earlier.day.isoformat(), decision=decision, before=before
        )
        yield ""
    filer = deal.parties.get("filer")
    rows = [
        ("deal", f"{deal.name.zh if language is Language.ZH else deal.name.en} ({deal.id})"),
        ("filer", "" if filer is None else (filer.name.zh if language is Language.ZH else filer.name.en)),
        ("rule", f"{event.rule} [{event.mark.value}]"),
        ("arose", event.arose.isoformat()),
        ("known", event.known.isoformat() if event.dated else told("known-earliest", day=event.known.isoformat())),
        ("deadline", deadline_words(event.deadline, language)),
        ("due", line.due.isoformat() if line.due is not None else told("no-number")),
    ]
    yield from (f"- {told(name)}: {text}" for name, text in rows if text)
    yield from ("", f"## {told('facts')}", "", event.fact.in_language(language))
    if event.figure:
        yield told("figure", figure=event.figure, threshold=event.threshold or "-")
    yield from (f"- {each.reference}: sha256 {each.sha256}" for each in event.evidence)
    yield from ("", f"## {told('cause')}", "", told("left"))
    yield from ("", f"## {told('effect')}", "", *_effect(event.period, certificates, language), told("left-effect"))
    yield from ("", f"## {told('measures')}", "", told("left"))


def _effect(period: str, certificates: tuple[Certificate, ...], language: Language) -> Iterator[str]:
    """Yield what each class that is held was due and paid in the month, or in the last one before the event."""
    last = next((each for each in reversed(certificates) if str(each.period) <= period), None)
    if last is None:
        return
    side = "offshore" if any(each.vehicle == "offshore" for each in last.classes) else "onshore"
    for each in last.classes:
        if each.vehicle == side:
            yield "- " + say(
                "supervision.draft.class",
                language,
                period=str(last.period),
                name=each.token_class,
                due=str(each.interest_due),
                paid=str(each.interest),
                principal=str(each.principal),
                ending=str(each.ending),
            )
