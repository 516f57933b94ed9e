"""The witnesses of a walk cosign the onshore head again, once another deal's submission has made it grow."""

from collections.abc import Callable
from datetime import datetime

from tallystick.deal.answers.people import parse_people
from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Side
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.vouching.heads import cosign_heads
from tallystick.shell.operations.walk.script import SCRIPT_FILE, parse_script
from tallystick.shell.operations.walk.walking import Cast, Walk, acting, import_cast

__all__ = ["vouch"]

_PEOPLE_FILE = "people.yaml"


def vouch(
    operations: Operations, folder: str, out: str, cast: Cast, tell: Callable[[str], None]
) -> tuple[Finding, ...]:
    """Have every witness of a script cosign the heads of the onshore home, at the moment of its last act or later.

    Args:
        operations: what the steps work with.
        folder: the deal folder with the script.
        out: where the homes are.
        cast: the keys of the people who act; demonstration keys only.
        tell: told the name of the step as it begins.

    Returns:
        Why a witness would not; empty where all did, and where the folder has no script.
    """
    files, _ = operations.folders.read(folder)
    script, found = parse_script(files.get(SCRIPT_FILE))
    if script is None:
        return found
    tell("witness")
    people = {person.id: person for person in parse_people(files.get(_PEOPLE_FILE, b""))[0]}
    walking = Walk(operations=operations, files=files, people=people, script=script, out=out, cast=cast, tell=tell)
    import_cast(walking, Side.OVERSEAS)
    with operations.make_home(walking.home(Side.OVERSEAS), Side.OVERSEAS) as own:
        pairs = tuple(zip(*acting(walking, own, script.witness.by), strict=True))
    with operations.make_home(walking.home(Side.ONSHORE), Side.ONSHORE) as home:
        last = datetime.fromisoformat(home.evidence.journal.acts()[-1].entry.draft.at)
        refused = [cosign_heads(home, by, key, at=max(last, script.witness.at)) for by, key in pairs]
    return tuple(each for each in refused if each is not None)
