"""forms: undertakings for Word and as PDF, in both languages, that provide nothing until they are signed."""

from pathlib import Path

from tests.shell.cli.conftest import Tally


def test_a_form_for_each_class_of_signer_is_written(tally: Tally, project: Path, tmp_path: Path):
    told = tally("forms", project / "examples" / "auto-leases", "--out", tmp_path / "forms", "--json")
    assert told.exit == 0
    names = told.json["value"]["files"]
    assert len(names) == 20
    assert {"M3-filer-zh.docx", "M3-filer-zh.pdf", "M6-law-firm-en.pdf"} <= set(names)
    assert (tmp_path / "forms" / "M3-filer-zh.pdf").read_bytes().startswith(b"%PDF")
