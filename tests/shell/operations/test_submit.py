"""Submit: it works; it leaves evidence; it refuses the wrong person, package and state; it survives a second call."""

import dataclasses
from dataclasses import replace

import pytest

from tallystick.evidence.entries import leaf, verify_entry
from tallystick.evidence.wording import Language, word
from tallystick.filing.manifest import MANIFEST_PATH, Manifest
from tallystick.filing.package import Package
from tallystick.filing.states import Event, Phase
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.filing.act_records import ACT_KIND
from tallystick.shell.operations.filing.review import review_of
from tallystick.shell.operations.filing.submit import established, package_of, submit
from tests.shell.operations.example import (
    COUNSEL,
    FILER,
    FILING,
    SECOND_FILER,
    at,
    codes,
    desk,
    home,
    packaged,
    person,
    signer,
    submitted,
)
from tests.shell.operations.twins import kinds, stored

WHEN = at("2026-09-01T02:00")


@pytest.fixture
def kept():
    return home()


def test_it_works(kept):
    outcome = submitted(kept)
    assert outcome.value is not None
    assert (outcome.findings, outcome.value.row.id) == ((), FILING)
    assert review_of(kept, FILING).phase is Phase.SUBMITTED


def test_it_leaves_evidence(kept):
    outcome = submitted(kept)
    assert outcome.value is not None
    row = outcome.value.moved.row
    assert kinds(kept) == [ACT_KIND]
    assert row.position == 0
    assert kept.log.leaf(0) == leaf(row.entry)
    assert verify_entry(row.entry, person(FILER).public_key) == ()
    assert body_of(kept, row)["package_sha256"] == packaged().package.root


def test_what_was_handed_in_is_kept_as_it_was(kept):
    submitted(kept)
    assert package_of(kept, FILING).files() == packaged().package.files()


def test_the_package_itself_shows_that_it_is_complete():
    assert established(packaged().package) == {"materials-complete", "bars-cleared"}


def test_a_package_of_a_day_before_the_guidelines_shows_no_bar_cleared():
    package = packaged().package
    early = package.contents["deal.yaml"].replace(b"as_of: 2026-08-31", b"as_of: 2026-01-31", 1)
    assert early != package.contents["deal.yaml"]
    assert "bars-cleared" not in established(replace(package, contents={**package.contents, "deal.yaml": early}))


def test_a_package_sealed_without_a_paper_it_names_is_not_complete(kept):
    made = packaged().package
    left = [each for each in made.manifest.files if each.path != "documents/M10-team.md"]
    contents = {each.path: made.contents[each.path] for each in left}
    package = Package(manifest=Manifest(head=made.manifest.head, files=tuple(left)), contents=contents)
    assert established(package) == {"bars-cleared"}
    outcome = submit(kept, package.files(), by=person(FILER), signer=signer(FILER), at=WHEN)
    assert (codes(outcome), kept.journal.acts()) == (["filing.act-requires"], ())


def test_the_rehearsal_needs_no_pages_which_an_installation_without_a_typesetter_cannot_make():
    made = packaged().package
    contents = {path: content for path, content in made.contents.items() if not path.endswith(".pdf")}
    assert established(replace(made, contents=contents)) == {"materials-complete", "bars-cleared"}


def test_a_second_click_is_the_same_act(kept):
    first, second = submitted(kept), submitted(kept, moment="2026-09-02T02:00")
    assert first.value is not None
    assert second.value is not None
    assert first.value.moved.row == second.value.moved.row
    assert len(kept.journal.acts()) == 1


def test_only_the_filer_submits(kept):
    outcome = submitted(kept, by=COUNSEL)
    assert (outcome.value, codes(outcome)) == (None, ["filing.act-not-the-filer"])
    assert (kept.journal.acts(), kept.log.size(), stored(kept)) == ((), 0, {})


def test_nobody_submits_with_the_key_of_another(kept):
    files = packaged().package.files()
    outcome = submit(kept, files, by=person(FILER), signer=signer(SECOND_FILER), at=WHEN)
    assert (outcome.value, codes(outcome)) == (None, ["filing.key-differs"])
    assert kept.journal.acts() == ()


@pytest.mark.parametrize("name", ["tape.csv", "deal.yaml", "answers.yaml", "report-zh.pdf", MANIFEST_PATH])
def test_a_package_with_a_changed_byte_is_refused_by_name(kept, name):
    files = packaged().package.files()
    files[name] = files[name][:-9] + bytes([files[name][-9] ^ 1]) + files[name][-8:]
    outcome = submit(kept, files, by=person(FILER), signer=signer(FILER), at=WHEN)
    assert outcome.value is None
    assert {each.place.file for each in outcome.findings} == {name}
    assert kept.journal.acts() == ()


def test_another_package_under_the_same_version_is_refused(kept):
    submitted(kept)
    made = packaged().package
    head = dataclasses.replace(made.manifest.head, rule_set="00" * 32)
    other = Package(manifest=Manifest(head=head, files=made.manifest.files), contents=made.contents)
    outcome = submit(kept, other.files(), by=person(FILER), signer=signer(FILER), at=WHEN)
    assert (outcome.value, codes(outcome)) == (None, ["filing.version-taken"])
    (taken,) = outcome.findings
    assert (taken.argument("root"), taken.argument("given")) == (made.root, other.root)
    assert "--previous " + made.root in word(taken, Language.EN).remedy


def test_a_filing_that_was_filed_is_not_submitted_again_by_somebody_else():
    kept = desk(Event.FILE)
    assert codes(submitted(kept, by=SECOND_FILER)) == ["filing.act-not-now"]
    assert len(kept.journal.acts()) == 2


def test_a_filing_that_was_filed_still_finds_its_submission():
    kept = desk(Event.FILE)
    again = submitted(kept)
    assert again.value is not None
    assert again.value.moved.row == kept.journal.acts()[0]
    assert again.value.moved.review.phase is Phase.FILED


def test_nothing_is_found_where_nothing_was_submitted(kept):
    with pytest.raises(LookupError, match="no filing"):
        package_of(kept, FILING)
