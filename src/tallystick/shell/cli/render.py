"""What a person or a program sees: a reply as pages of text, or as one JSON value; findings in four groups.

Text goes to standard output, at most 100 columns wide; a refusal goes to standard error. Colour comes second: a group
has its name and each finding its mark. Where output is piped, or `NO_COLOR` is set, there are no control codes.

JSON: {"verb", "exit", "findings", "written", "value"}, one value on standard output, also for a refusal.
"""

import json
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tallystick.evidence.findings import Finding, Severity
from tallystick.evidence.wording import Language, say, severity, word
from tallystick.shell.cli.prose import Prose
from tallystick.shell.cli.session import Detail
from tallystick.shell.cli.streams import carries_all
from tallystick.shell.operations.outcome import Outcome

__all__ = ["WIDTH", "Reply", "Screen", "facts", "heading", "table"]

WIDTH = 100
_MOST = 12
_STYLES = {Severity.ERROR: "red", Severity.OPEN: "yellow", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_MARKS = {Severity.ERROR: "×", Severity.OPEN: "?", Severity.WARNING: "!", Severity.INFO: "·"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reply:
    """What a verb came to.

    Attributes:
        outcome: of the operation: its findings, what was written, and so the exit code.
        value: the same for programs; amounts, rates and days as texts.
        body: for people, before the findings.
        closing: for people, after them.
        plain: text for files and pipes, written as it is instead of a page.
        failed: whether the verb's own result is a failure beside any finding, such as a figure that differs.
        told: codes of findings that the body tells already; they are repeated only where everything is asked for.
    """

    outcome: Outcome[object]
    value: Mapping[str, object] = field(default_factory=dict)
    body: Sequence[RenderableType] = ()
    closing: Sequence[RenderableType] = ()
    plain: str = ""
    failed: bool = False
    told: Collection[str] = ()


_BRIEF = Detail()


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Where and how a reply is shown."""

    language: Language
    json: bool = False
    detail: Detail = _BRIEF

    def reply(self, verb: str, reply: Reply) -> int:
        """Show a reply and return the exit code."""
        outcome = reply.outcome
        status = outcome.exit_code(allow_open=self.detail.allow_open) or int(reply.failed)
        if self.json:
            self._json(verb, status, outcome.findings, outcome.written, reply.value)
            return status
        if reply.plain:
            sys.stdout.write(reply.plain)
            return status
        untold = [each for each in outcome.findings if self.detail.all or each.code not in reply.told]
        found, written = self._findings(untold), self._written(outcome.written)
        hint = self._export(verb, untold)
        apart = [Text()] if reply.closing and isinstance(reply.closing[0], Prose) else []
        _print(sys.stdout, [*reply.body, *found, *hint, *written, *apart, *reply.closing])
        return status

    def page(self, parts: Sequence[RenderableType]) -> None:
        """Show a page by itself, such as help."""
        _print(sys.stdout, parts)

    def refusal(self, verb: str, refused: Finding, status: int) -> int:
        """Show why a call was refused and return the exit code."""
        if self.json:
            self._json(verb, status, (refused,), (), {})
            return status
        worded = word(refused, self.language)
        refusal = Prose(say("cli.refused", self.language, what=worded.what), "bold")
        remedy = say("cli.remedy", self.language, remedy=worded.remedy)
        told = [text for text in (worded.where, worded.why, remedy) if text]
        _print(sys.stderr, [refusal, *(Prose(text, indent=2) for text in told)])
        return status

    def _json(
        self, verb: str, status: int, found: Sequence[Finding], written: Sequence[str], value: Mapping[str, object]
    ) -> None:
        told = [self._plain(each) for each in found]
        reply = {"verb": verb, "exit": status, "findings": told, "written": list(written), "value": value}
        sys.stdout.write(json.dumps(reply, ensure_ascii=not carries_all(), indent=1) + "\n")

    def _plain(self, each: Finding) -> dict[str, object]:
        worded, place = word(each, self.language), each.place
        return {
            "code": each.code,
            "severity": worded.severity.value,
            "file": place.file,
            "line": place.line,
            "path": place.path,
            "row": place.row,
            "rows": 0 if place.row is None else place.count,
            "column": place.column,
            "what": worded.what,
            "why": worded.why,
            "remedy": worded.remedy,
            "arguments": each.as_canonical()["arguments"],
        }

    def _findings(self, found: Sequence[Finding]) -> Iterator[RenderableType]:
        for weight in _MARKS:
            group = [each for each in found if severity(each) is weight]
            if not group:
                continue
            name = say(f"cli.severity.{weight.value}", self.language)
            yield Text(f"\n{name} ({len(group)})", style=f"bold {_STYLES[weight]}")
            told = group if self.detail.all else group[:_MOST]
            for each in told:
                yield from self._finding(each, weight)
            if len(group) > len(told):
                yield Text("  " + say("cli.more", self.language, count=len(group) - len(told)))

    def _finding(self, each: Finding, weight: Severity) -> Iterator[RenderableType]:
        worded = word(each, self.language)
        yield Prose(f"{_MARKS[weight]} {worded.where or worded.what}", _STYLES[weight])
        if worded.where:
            yield Prose(worded.what, indent=2)
        if self.detail.why:
            yield Prose(say("cli.why", self.language, why=worded.why), indent=2)
        yield Prose(say("cli.remedy", self.language, remedy=worded.remedy), "dim", indent=2)

    def _export(self, verb: str, found: Sequence[Finding]) -> Iterator[RenderableType]:
        """Say where every row can be had, where a tape has more of them than are named; `tape` says so itself."""
        if verb != "tape" and any(each.code.startswith("tape.") and each.place.count > 1 for each in found):
            yield heading(say("cli.tape.export", self.language))

    def _written(self, paths: Sequence[str]) -> Iterator[RenderableType]:
        if paths:
            yield Text(f"\n{say('cli.written', self.language)} ({len(paths)})", style="bold")
            told = paths if self.detail.all else paths[:_MOST]
            yield from (Text(f"  {path}", overflow="fold") for path in told)
            if len(paths) > len(told):
                yield Text("  " + say("cli.more", self.language, count=len(paths) - len(told)))


def heading(text: str) -> Text:
    """Return a title line."""
    return Text(f"\n{text}", style="bold")


def table(heads: Sequence[str], rows: Sequence[Sequence[str | RenderableType]], *, right: Sequence[int] = ()) -> Table:
    """Return a plain table that breaks Chinese and English cells.

    Args:
        heads: of the columns.
        rows: texts, or anything rich can draw.
        right: columns of numbers, by place.
    """
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False, padding=(0, 1))
    for place, head in enumerate(heads):
        drawn.add_column(Text(head), justify="right" if place in right else "left", no_wrap=place in right)
    for row in rows:
        drawn.add_row(*(_cell(cell, number=place in right) for place, cell in enumerate(row)))
    return drawn


def facts(rows: Sequence[tuple[str, ...]], *, indent: int = 0) -> RenderableType:
    """Return names and what is said of them in columns, without head or frame; only the last column breaks."""
    drawn = Table.grid(padding=(0, 2))
    for *names, value in rows:
        drawn.add_row(*(Text(name, no_wrap=True) for name in names), Prose(value))
    return Padding(drawn, (0, 0, 0, indent))


def _cell(cell: str | RenderableType, *, number: bool) -> RenderableType:
    if isinstance(cell, str):
        return Text(cell) if number else Prose(cell)
    return cell


def _print(stream: IO[str], parts: Sequence[RenderableType]) -> None:
    """Print for a terminal as wide as it is, up to `WIDTH`; otherwise plain lines of that width without padding."""
    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    console.width = min(console.width, WIDTH) if console.is_terminal else WIDTH
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    text = captured.get()
    stream.write(text if console.is_terminal else "\n".join(line.rstrip() for line in text.split("\n")))
