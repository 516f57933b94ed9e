"""The folders of a run in the workspace of whoever prepares them, so that the pages have deals to work on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from tallystick.shell.operations.people.uploads import read_folder, take_in
from tallystick.shell.operations.ports.evidence import ObjectStore
from tallystick.shell.operations.ports.people.accounts import Accounts
from tallystick.shell.operations.ports.people.work import Work

__all__ = ["begin"]

_PREPARER: Final = "filing-preparer"


def begin(work: Work, objects: ObjectStore, accounts: Accounts, files: Mapping[str, bytes], *, at: datetime) -> None:
    """Keep a folder of this machine as the first revision of its deal, by whoever prepares it; one that is there stays.

    Args:
        work: of the home.
        objects: where files are kept.
        accounts: of the home; nothing is kept where nobody on the deal's roll prepares filings.
        files: of the folder.
        at: when.
    """
    folder = read_folder(files, lambda _: ({}, ())).value
    if folder is None or work.draft(folder.deal) is not None:
        return
    preparing = [each for each in accounts.members() if each.id in folder.people and _PREPARER in each.roles]
    for member in preparing[:1]:
        take_in(work, objects, folder, by=member, seen=0, at=at)
