"""The papers of a set that are no material: its table of contents, and documents that came as text, laid out.

The table of contents says of every item where its files are, or why it does not apply, or that it is missing; that the
list is a reconstruction; and what the files were held against, each limit with its mark and where it comes from.
`index_content` says the same for machines, with digests.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import digests
from tallystick.evidence.persons import Name
from tallystick.filing.authority.arrangement import SetFile
from tallystick.filing.authority.parameters import Parameters, SetRule
from tallystick.filing.documents.texts import DocumentText
from tallystick.filing.manifest import Manifest
from tallystick.filing.materials import MaterialState, MaterialStatus, reconstruction
from tallystick.filing.papers.papers import register_section
from tallystick.filing.report.content import Block, Cell, Note, Paragraph, Report, Section, Table
from tallystick.filing.report.wordings import BLANK, both, cell, column, said, words

__all__ = ["INDEX_FILE", "contents_paper", "index_content", "text_paper"]

INDEX_FILE = "index.json"
_SCHEMA = "tallystick/authority-set/v1"


def contents_paper(
    blank: Report, statuses: Sequence[MaterialStatus], files: Sequence[SetFile], parameters: Parameters
) -> Report:
    """Return the table of contents of a set.

    Args:
        blank: head of the paper: its deal, version and cover.
        statuses: of every item of the list.
        files: of the set, without this paper.
        parameters: that the files are held against.
    """
    listed = Section(
        number="1",
        title=said("report.materials.title"),
        blocks=(Note(text=reconstruction()), _items(statuses, files)),
    )
    register = replace(register_section(statuses), number="2")
    rules = Section(
        number="3",
        title=said("report.set.rules"),
        blocks=(Paragraph(text=said("report.set.no-official")), _rules(parameters.rules)),
    )
    statement = Note(text=said("report.statement.no-judgement"))
    return replace(
        blank,
        title=said("report.set.title"),
        sections=(replace(listed, blocks=(*listed.blocks, statement)), register, rules),
        brief=True,
    )


def text_paper(blank: Report, title: Name, text: DocumentText, *, source: str, sha256: str) -> Report:
    """Return a document that came as text, laid out word for word in the language or languages it is in.

    Args:
        blank: head of the paper.
        title: of its material.
        text: as it was read.
        source: where the text stands in the package.
        sha256: of the text.
    """
    cover = ((said("report.set.laid-out"), both(source)), (said("report.column.sha256"), both(sha256)))
    return replace(blank, title=title, cover=cover, sections=tuple(_sections(text, source)), brief=True)


def index_content(
    manifest: Manifest, files: Iterable[SetFile], statuses: Iterable[MaterialStatus], *, parameters_sha256: str
) -> bytes:
    """Return the index of a set for machines, in canonical form: which package, which file is what, what is absent."""
    record = {
        "schema": _SCHEMA,
        "filing": manifest.head.filing,
        "version": str(manifest.head.version),
        "package_root": manifest.package_root,
        "package_root_sm3": manifest.package_root_sm3,
        "parameters_sha256": parameters_sha256,
        "list": {"zh": reconstruction().zh, "en": reconstruction().en},
        "files": [_listed(file) for file in sorted(files, key=lambda file: file.path)],
        "absent": [_absent(each) for each in statuses if each.state is not MaterialState.PROVIDED],
    }
    return canonical(record)


def _listed(file: SetFile) -> dict[str, object]:
    told = digests(file.content)
    return {
        "path": file.path,
        "material": file.material,
        "source": file.source,
        "laid_out": file.laid_out,
        "size": len(file.content),
        "sha256": told.sha256,
        "sm3": told.sm3,
    }


def _absent(status: MaterialStatus) -> dict[str, object]:
    reason = {} if status.reason is None else {"zh": status.reason.zh, "en": status.reason.en}
    return {"material": status.material.id, "state": status.state.value, "reason": reason}


def _items(statuses: Iterable[MaterialStatus], files: Sequence[SetFile]) -> Table:
    return Table(
        id="set-items",
        caption=said("report.materials.caption"),
        columns=(
            column("report.column.id", width=2),
            column("report.column.material", width=6),
            column("report.column.condition", width=4),
            column("report.column.form", width=4),
            column("report.column.state", width=3),
            column("report.column.file", width=9),
        ),
        rows=tuple(
            (
                cell(each.material.id),
                words(each.material.title),
                words(each.material.when),
                words(each.material.form),
                words(said(f"filing.materials.{each.state}")),
                _files(each, files),
            )
            for each in statuses
        ),
    )


def _files(status: MaterialStatus, files: Sequence[SetFile]) -> Cell:
    forms: dict[str, list[str]] = {}
    for file in files:
        if file.material == status.material.id:
            forms.setdefault(file.path.rpartition("/")[2].rpartition(".")[0], []).append(file.form)
    if forms:
        names = [f"{name} ({', '.join(each)})" for name, each in forms.items()]
        return words(Name(zh="；".join(names), en="; ".join(names)))
    return BLANK if status.reason is None else words(status.reason)


def _rules(rules: Iterable[SetRule]) -> Table:
    return Table(
        id="set-rules",
        caption=said("report.set.rules"),
        columns=(
            column("report.column.rule", width=3),
            column("report.column.title", width=6),
            column("report.set.limit", width=5),
            column("report.column.mark", width=2),
            column("report.set.source", width=8),
        ),
        rows=tuple(
            (
                cell(each.id),
                words(each.title.name()),
                words(_limit(each)),
                cell(each.mark.value),
                words(each.source.name()),
            )
            for each in rules
        ),
    )


def _limit(rule: SetRule) -> Name:
    if rule.limit is not None:
        return both(f"{rule.limit:,}")
    if rule.materials:
        return said("report.set.except", materials=rule.materials)
    return both(" ".join(sign.strip() for sign in rule.words))


def _sections(text: DocumentText, source: str) -> Iterator[Section]:
    """Yield a section a heading, without a number, since the text has its own; text before the first is headed so."""
    title, blocks = source, list[Block]()
    for line in text.lines:
        if not line.heading:
            blocks.append(Paragraph(text=both(line.text)))
            continue
        if blocks or title != source:
            yield Section(number="", title=both(title), blocks=tuple(blocks))
        title, blocks = line.text, []
    yield Section(number="", title=both(title), blocks=tuple(blocks))
