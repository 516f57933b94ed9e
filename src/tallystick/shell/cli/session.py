"""A call: what the person asked for beside the verb itself, and how the verb reaches files, homes, keys and people.

What is wrong with the call (no such folder, no such person, the wrong passphrase) is a `WrongCallError` that carries a
finding, so that it is worded like everything else. Nothing here prints.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tallystick.deal.answers.people import parse_people
from tallystick.deal.parties import Bilingual
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import NoteError, Policy, VerifierKey, parse_policy, parse_verifier_key
from tallystick.evidence.persons import Name, Person, Side
from tallystick.evidence.wording import Language, labels, say
from tallystick.shell.cli.prose import shown
from tallystick.shell.operations.deal.papers import taken_in
from tallystick.shell.operations.operations import Installation, Operations
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.folders import HomeMissingError
from tallystick.shell.operations.ports.refusals import RefusedError
from tallystick.shell.operations.ports.services.outside import Timestamps

__all__ = ["PEOPLE_FILE", "Acting", "Call", "Detail", "HomeChoice", "Manner", "WrongCallError", "as_day"]

PEOPLE_FILE = "people.yaml"
_YEARS = range(1970, 2200)
"""Before, there is no time on the ledger; after, days of working calendars and deadlines cannot be told."""


class WrongCallError(RefusedError):
    """The verb was called in a way that cannot work. Exit 2, as for every refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the answer is given; every verb takes it."""

    json: Annotated[bool, typer.Option("--json")] = False
    lang: Annotated[Language | None, typer.Option("--lang", metavar="zh|en")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """How much is told of findings, and whether an open unknown is a failure; every verb with findings takes it."""

    why: Annotated[bool, typer.Option("--why")] = False
    all: Annotated[bool, typer.Option("--all")] = False
    allow_open: Annotated[bool, typer.Option("--allow-open")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeChoice:
    """Which installation is worked in."""

    home: Annotated[str | None, typer.Option("--home", metavar="DIR", envvar="TALLYSTICK_HOME")] = None
    side: Annotated[Side | None, typer.Option("--side", metavar="onshore|overseas", envvar="TALLYSTICK_SIDE")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """Who acts, as the roll of people names them, and when."""

    by: Annotated[list[str] | None, typer.Option("--as", metavar="PERSON")] = None
    people: Annotated[str | None, typer.Option("--people", metavar="FILE")] = None
    at: Annotated[str | None, typer.Option("--at", metavar="MOMENT")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of one verb.

    Attributes:
        quiet: JSON was asked for, so nothing is told on the way.
        whole: everything was asked for, however long.
    """

    verb: str
    operations: Operations
    language: Language
    quiet: bool = False
    whole: bool = False

    def say(self, key: str, **arguments: str | int) -> str:
        """Return a label of the catalogue in the language of the call."""
        return say(key, self.language, **arguments)

    def listed(self, room: str, words: Iterable[str]) -> str:
        """Return words of a fixed list as the catalogue calls them (``room.word``), each with the word itself."""
        known = labels()
        told = (f"{self.say(f'{room}.{word}')} [{word}]" if f"{room}.{word}" in known else word for word in words)
        return self.say("evidence.join.values").join(told)

    def name(self, bilingual: Bilingual | Name) -> str:
        """Return a name of the deal in the language of the call, harmless on a terminal."""
        return shown(bilingual.zh if self.language is Language.ZH else bilingual.en, self.language)

    def folder(self, path: str) -> tuple[Mapping[str, bytes], tuple[Finding, ...]]:
        """Return the files of a folder and what was refused of them.

        Raises:
            MissingFolderError: there is no such folder.
        """
        return self.operations.folders.read(path)

    def present(self, top: str, *names: str) -> dict[str, bytes]:
        """Return what lies in these folders below another, by path from there; nothing of one that is not there."""
        there = [name for name in names if Path(top, name).is_dir()]
        return {f"{name}/{path}": file for name in there for path, file in self.folder(f"{top}/{name}")[0].items()}

    def file(self, path: str) -> bytes:
        """Return the bytes of a file.

        Raises:
            MissingFolderError: there is no such file, or it cannot be read.
        """
        return self.operations.folders.read_file(path)

    def paper(self, path: str) -> bytes:
        """Return the bytes of a paper that goes on record, taken in as every document of a deal is.

        Raises:
            MissingFolderError: there is no such file, or it is no ordinary one.
            WrongCallError: it is of a kind that is not taken in, is empty, or something hides in it.
        """
        content = self.operations.folders.read_paper(path)
        refused = taken_in({path: content}, self.operations.scanner)
        if refused:
            raise WrongCallError(refused[0])
        return content

    def log_key(self, path: str) -> VerifierKey:
        """Return the key of a log, as the reader got it, from a file.

        Raises:
            MissingFolderError: there is no such file.
            WrongCallError: it is no verifier key.
        """
        try:
            return parse_verifier_key(self.file(path).decode("utf-8", "replace").strip())
        except NoteError as error:
            raise WrongCallError(finding("cli.audit-key", name=path)) from error

    def policy(self, path: str) -> Policy:
        """Return the witness policy in a file.

        Raises:
            MissingFolderError: there is no such file.
            WrongCallError: it is no policy; the first line that is wrong is named.
        """
        read = parse_policy(self.file(path), file=path)
        if not isinstance(read, Policy):
            raise WrongCallError(read[0])
        return read

    def timestamps(self, roots: str) -> Timestamps:
        """Return what reads timestamps, with the trusted certificates in a file.

        Raises:
            MissingFolderError: there is no such file.
            RootsError: it holds no certificates in PEM, or the extra is not installed.
        """
        return self.operations.timestamps(self.file(roots))

    def destination(self, *folders: str | None) -> None:
        """See, before any work, that results can be written to the folders the call names, if it names any.

        Raises:
            DestinationError: one of them can hold nothing.
        """
        for folder in folders:
            if folder is not None:
                self.operations.folders.check_destination(folder)

    def write(self, folder: str, contents: Mapping[str, bytes]) -> tuple[str, ...]:
        """Write files below a folder and return their paths."""
        return self.operations.folders.write(folder, contents)

    @contextmanager
    def installation(
        self, choice: HomeChoice, *, side: Side | None = None, new: bool = False
    ) -> Iterator[Installation]:
        """Open the home the call names, alone.

        Args:
            choice: of the call.
            side: the only side on which the verb works; None where it works on both, and the home says which.
            new: whether the verb makes a home where there is none.

        Raises:
            WrongCallError: no side is named, or the verb works on the other side.
            HomeSideError, HomeMissingError, HomeBusyError: the home belongs to the other side, is not there, or
                somebody works in it.
        """
        folder = choice.home or str(Path.home() / ".tallystick")
        chosen = choice.side or side or self.operations.side_of(folder)
        if chosen is None:
            raise WrongCallError(finding("cli.side-missing"))
        if side is not None and chosen is not side:
            raise WrongCallError(finding("cli.side-other", verb=self.verb, side=side.value, given=chosen.value))
        enter = self.operations.make_home if new else self.operations.open_home
        with enter(folder, chosen) as opened:
            yield opened

    @contextmanager
    def examined(self, choice: HomeChoice) -> Iterator[Installation]:
        """Open the home the call names to check it, though files that it opens with may be damaged.

        Raises:
            HomeSideError, HomeMissingError, HomeBusyError: as for `installation`.
        """
        folder = choice.home or str(Path.home() / ".tallystick")
        with ExitStack() as stack:
            try:
                opened = stack.enter_context(self.operations.examine_home(folder, choice.side))
            except HomeMissingError:
                if choice.side is not None:
                    raise
                raise WrongCallError(finding("cli.side-missing")) from None
            yield opened

    def people(self, acting: Acting, files: Mapping[str, bytes]) -> dict[str, Person]:
        """Return the roll of people: the file the call names, else `people.yaml` among `files`.

        Raises:
            WrongCallError: there is no roll, or nobody in it can be read.
        """
        if acting.people is None and PEOPLE_FILE not in files:
            raise WrongCallError(finding("cli.people-missing", name=PEOPLE_FILE))
        content = files[PEOPLE_FILE] if acting.people is None else self.file(acting.people)
        people, found = parse_people(content, file=acting.people or PEOPLE_FILE)
        if not people:
            raise WrongCallError(next(iter(found), finding("cli.people-missing", name=PEOPLE_FILE)))
        return {person.id: person for person in people}

    def actors(self, acting: Acting, files: Mapping[str, bytes]) -> tuple[Person, ...]:
        """Return the people who act, in the order in which they were named.

        Raises:
            WrongCallError: nobody was named, or somebody who is not on the roll.
        """
        roll = self.people(acting, files)
        if not acting.by:
            raise WrongCallError(finding("cli.person-missing", people=tuple(sorted(roll))))
        for name in acting.by:
            if name not in roll:
                raise WrongCallError(finding("cli.person-unknown", person=name, people=tuple(sorted(roll))))
        return tuple(roll[name] for name in acting.by)

    def signers(self, installation: Installation, people: tuple[Person, ...]) -> tuple[Signer, ...]:
        """Open the keys of people, in their order.

        Raises:
            KeyringError: somebody has no key in this home, or the passphrase does not open it.
        """
        return tuple(self._signer(installation, person.id) for person in people)

    def _signer(self, installation: Installation, person: str) -> Signer:
        if person not in installation.keyring.people():  # before a passphrase is asked for
            raise WrongCallError(finding("cli.key-missing", person=person, home=installation.home))
        return installation.keyring.open(person, self.passphrase(person))

    def passphrase(self, person: str, *, new: bool = False) -> str:
        """Return a passphrase: from TALLYSTICK_PASSPHRASE, else asked for on the terminal, twice for a new key.

        Raises:
            WrongCallError: it is not set, and there is no terminal to ask at.
        """
        given = os.environ.get("TALLYSTICK_PASSPHRASE")
        if given:
            return given
        if not typer.get_text_stream("stdin").isatty():
            raise WrongCallError(finding("cli.passphrase-missing", person=person))
        asked = self.say("cli.passphrase", person=person)
        again = self.say("cli.passphrase-again") if new else False
        return str(typer.prompt(asked, hide_input=True, confirmation_prompt=again, err=True))

    @property
    def asks_for_passphrases(self) -> bool:
        """Whether somebody at a terminal is about to be asked for a passphrase."""
        return not os.environ.get("TALLYSTICK_PASSPHRASE") and typer.get_text_stream("stdin").isatty()

    def tell(self, parts: Iterable[RenderableType]) -> None:
        """Show on the terminal's error stream what is about to be signed, before a passphrase is asked for."""
        console = Console(stderr=True, highlight=False, markup=False, emoji=False)
        for part in parts:
            console.print(part)

    def at(self, acting: Acting) -> datetime:
        """Return the moment of an act: as the call says, else now.

        Raises:
            WrongCallError: the text is no moment.
        """
        if acting.at is None:
            return self.operations.now().replace(microsecond=0)
        try:
            moment = datetime.fromisoformat(acting.at)
        except ValueError as error:
            raise WrongCallError(finding("cli.moment-unreadable", value=acting.at)) from error
        if moment.year not in _YEARS:
            raise WrongCallError(finding("cli.moment-unreadable", value=acting.at))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).replace(microsecond=0)

    @contextmanager
    def progress(self, named: str = "") -> Iterator[Callable[[str, int, int], None]]:
        """Show how far long work is, on the terminal's error stream only; nothing when piped or asked for JSON.

        Args:
            named: where the wording has the names of its steps; empty where a step is its own name.
        """
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        disable = self.quiet or not console.is_terminal
        with Progress(*columns, console=console, transient=True, disable=disable) as shown:
            task = shown.add_task("", total=None)

            def tell(step: str, done: int, count: int) -> None:
                shown.update(
                    task,
                    description=self.say(f"{named}.{step}") if named and step else step,
                    completed=done,
                    total=count,
                )

            yield tell


def as_day(option: str, text: str) -> date:
    """Read a day as written on the command line.

    Raises:
        WrongCallError: the text is no day.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongCallError(finding("cli.day-unreadable", option=option, value=text)) from error
