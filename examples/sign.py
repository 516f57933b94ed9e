# ruff: noqa: INP001 - a script, not a package
"""Write and sign the answers of an example deal from its `determinations.toml`, with the worthless keys of the cast.

    python examples/sign.py examples/charging-piles

The table names persons, day, evidence and reasons; the evidence pages it calls for are written beside it, each saying
that it is invented. Running this again gives the same files, to the byte.
"""

import datetime as dt
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

from tallystick.deal.answers.answers import EMPTY_ANSWERS, with_answer
from tallystick.evidence.digests import sha256_hex
from tallystick.law.determinations import Determination, Signature, signing_bytes
from tallystick.law.facts import Evidence, Subject
from tallystick.shell.signing.keystore import Keystore

_CAST = Path(__file__).parent / "cast" / "keys"
_PASSPHRASE = "tallystick-example"  # noqa: S105 - published with the worthless keys of examples/cast
_SPECIMEN = "样本，全部内容为虚构，仅供演练。\nA specimen: invented from end to end, for rehearsal only.\n"


def main(folder: Path) -> None:
    """Write `documents/evidence/` and `answers.yaml` of one deal folder."""
    table = tomllib.loads((folder / "determinations.toml").read_text(encoding="utf-8"))
    write_evidence(folder, table)
    content = EMPTY_ANSWERS
    for each in table["determination"]:
        content = with_answer(content, signed(unsigned(folder, table, each)))
    (folder / "answers.yaml").write_bytes(content)


def write_evidence(folder: Path, table: dict) -> None:
    """Write one page for each piece of evidence; a text of its own follows where the table gives one."""
    (folder / "documents" / "evidence").mkdir(parents=True, exist_ok=True)
    for name, page in table["evidence"].items():
        said = f"\n{page['text'].strip()}\n" if "text" in page else ""
        content = f"# {page['title']}\n\n{_SPECIMEN}\n{table['matter']}, {page.get('date', table['date'])}\n{said}"
        (folder / "documents" / "evidence" / f"{name}.md").write_text(content, encoding="utf-8")


def unsigned(folder: Path, table: dict, each: dict) -> Determination:
    """Return one row of the table as a determination nobody has signed yet."""
    first, second = table["persons"][each["by"]]
    return Determination(
        matter=table["matter"],
        question=each["question"],
        subject=Subject.parse(each["subject"]),
        value=each["value"],
        person=first,
        second_person=second,
        date=table["date"],
        expires=table["expires"],
        reasons=each["reasons"],
        evidence=tuple(evidence(folder, table, name) for name in each["evidence"]),
    )


def evidence(folder: Path, table: dict, name: str) -> Evidence:
    """Return a page of evidence by its name; its kind is its name, unless the table says otherwise."""
    path = f"documents/evidence/{name}.md"
    page = table["evidence"][name]
    date: dt.date = page.get("date", table["date"])
    digest = sha256_hex((folder / path).read_bytes())
    return Evidence(kind=page.get("kind", name), reference=path, sha256=digest, date=date)


def signed(determination: Determination) -> Determination:
    """Return a determination with the signatures of its persons."""
    message = signing_bytes(determination)
    persons = filter(None, (determination.person, determination.second_person))
    signatures = tuple(Signature(person=person, signature=key(person).sign(message)) for person in persons)
    return replace(determination, signatures=signatures)


def key(person: str):  # noqa: ANN201 - a signer of the keystore
    """Open a published key; its file is made private first where the checkout left it readable."""
    (_CAST / f"{person}.pem").chmod(0o600)
    return Keystore(_CAST).open(person, _PASSPHRASE)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
