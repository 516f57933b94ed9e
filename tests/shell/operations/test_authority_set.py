"""The set for the authority's own system: every item of the list, in pairs, with contents and an index."""

import json
from functools import cache

from tallystick.evidence.digests import sha256_hex
from tallystick.filing.authority.contents import INDEX_FILE
from tallystick.filing.documents.texts import read_word
from tallystick.filing.manifest import Manifest
from tallystick.filing.materials import MaterialState, reconstruction
from tallystick.filing.package import Package
from tallystick.shell.documents.makers import Makers
from tallystick.shell.operations.filing.making.authority_set import AuthoritySet, make_set
from tests.shell.operations.example import FILING, codes, packaged
from tests.shell.operations.twins import PlainDocuments

CONTENTS = "00-报送文件目录/00-报送文件目录-中文.docx"


@cache
def _made() -> AuthoritySet:
    made = make_set(packaged().package.files(), PlainDocuments())
    assert made.value is not None, codes(made)
    return made.value


def test_every_document_is_there_for_word_and_as_pdf():
    forms: dict[str, set[str]] = {}
    for path in _made().files:
        stem, _, form = path.rpartition(".")
        forms.setdefault(stem, set()).add(form)
    pairs = {stem: found for stem, found in forms.items() if not found & {"json", "xlsx"}}
    assert len(pairs) > 25
    assert set(map(frozenset, pairs.values())) == {frozenset({"docx", "pdf"})}


def test_every_item_of_the_list_has_a_folder_or_a_reason():
    index = json.loads(_made().files[INDEX_FILE])
    absent = {each["material"]: each for each in index["absent"]}
    there = {each["material"] for each in index["files"]} - {""}
    assert there | set(absent) == {f"M{number}" for number in range(1, 27)}
    assert all(each["reason"]["zh"] for each in absent.values())
    assert _made().states[MaterialState.MISSING] == 0


def test_the_index_binds_every_file_to_the_package():
    index = json.loads(_made().files[INDEX_FILE])
    assert (index["filing"], index["package_root"]) == (FILING, packaged().package.root)
    assert {each["path"] for each in index["files"]} == set(_made().files) - {INDEX_FILE}
    contents = packaged().package.contents
    for each in index["files"]:
        assert each["sha256"] == sha256_hex(_made().files[each["path"]])
        if each["source"] and not each["laid_out"]:
            assert _made().files[each["path"]] == contents[each["source"]]


def test_the_tape_the_answers_and_their_evidence_are_no_files_of_the_set():
    index = json.loads(_made().files[INDEX_FILE])
    sources = {each["source"] for each in index["files"]}
    assert not any(source.startswith("documents/evidence/") for source in sources)
    assert not sources & {"tape.csv", "answers.yaml", "people.yaml", "deal.yaml"}


def test_the_same_package_gives_the_same_bytes():
    again = make_set(packaged().package.files(), PlainDocuments())
    assert again.value is not None
    assert dict(again.value.files) == dict(_made().files)


def test_the_contents_say_that_list_and_limits_are_not_official():
    real = make_set(packaged().package.files(), _Contents())
    assert real.value is not None
    read, _ = read_word(CONTENTS, real.value.files[CONTENTS])
    assert read is not None
    assert reconstruction().zh in read.text
    assert "平台对文件名、大小和格式的要求未公开" in read.text
    assert "不表明对投资价值作出实质性判断" in read.text
    opinion, _ = read_word("m6", real.value.files["06-M6-境内法律意见书/M6-01-legal-opinion.docx"])
    assert opinion is not None
    assert "租赁债权真实、合法、权属清晰，可以转让；不存在负面清单所列情形；跨境工具为优先级信托份额。" in opinion.text
    assert sha256_hex(packaged().package.contents["documents/M6-legal-opinion.md"]) in opinion.text


def test_a_package_that_was_altered_makes_no_set():
    files = dict(packaged().package.files())
    files["documents/M6-legal-opinion.md"] += b"!"
    assert codes(make_set(files, PlainDocuments())) == ["filing.file-altered"]


def test_parameters_that_cannot_be_read_are_told():
    told = make_set(packaged().package.files(), PlainDocuments(), replaced=b"[names]\n")
    assert codes(told) == ["filing.set-parameters-unreadable"]


class _Contents(PlainDocuments):
    """Word files as they are really made, of Chinese short papers."""

    def word(self, report, language):
        return Makers().word(report, language)


def test_a_set_without_the_pages_of_the_report_lacks_the_report():
    made = packaged().package
    left = [each for each in made.manifest.files if each.path != "report-en.pdf"]
    manifest = Manifest(head=made.manifest.head, files=tuple(left))
    package = Package(manifest=manifest, contents={each.path: made.contents[each.path] for each in left})
    outcome = make_set(package.files(), PlainDocuments())
    assert outcome.value is not None
    assert outcome.value.states[MaterialState.MISSING] == 1
    assert "filing.material-missing" in codes(outcome)
