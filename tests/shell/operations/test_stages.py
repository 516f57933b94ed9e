"""The walk of a deal that was filed by other means than its page: its folder is held against what was submitted."""

from dataclasses import replace

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.persons import Name
from tallystick.filing.states import Event
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.people.desk import queue
from tallystick.shell.operations.ports.people.work import Draft
from tallystick.shell.operations.reviewing.stages import stages_of
from tests.shell.operations import example


def walked(draft):
    kept = example.desk(Event.FILE)
    example.recorded(kept)
    (filed,) = queue(kept, now=example.CLOSING)
    sealed = {each.path: each.sha256 for each in package_of(kept, example.FILING).manifest.files}
    return {each.id: (each.done, each.note) for each in stages_of(draft, None, (), (), filed, sealed)}


def drafted():
    return Draft(
        deal="auto-leases-2026-1",
        name=Name(zh="恒远", en="Hengyuan"),
        team=Name(zh="恒远", en="Hengyuan"),
        people=(),
        revision=1,
        files={name: sha256_hex(content) for name, content in example.folder().items()},
        by="shen-yilan",
        at=example.CLOSING,
    )


def test_a_folder_as_it_was_filed_is_not_said_to_be_changed_since():
    told = walked(drafted())
    assert told["project"] == (True, "in-the-package")
    assert told["package"] == (True, "packaged")
    assert told["submit"] == (True, "submitted")
    assert told["file"] == (True, "recorded-specimen")


def test_what_stays_in_the_folder_changes_nothing_of_it_and_a_paper_does():
    draft = drafted()
    month = replace(draft, files={**draft.files, "collections/2030-01.csv": "0" * 64})
    assert walked(month)["submit"] == (True, "submitted")
    for changed in ({"documents/M99-new.md": "0" * 64}, {"deal.yaml": "0" * 64}):
        told = walked(replace(draft, files={**draft.files, **changed}))
        assert told["package"] == (False, "not-packaged")
        assert told["submit"] == (True, "submitted-older")
