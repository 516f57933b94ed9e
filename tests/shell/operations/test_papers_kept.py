"""Papers that come in with an act of the portal: kept under their digests, or none of them where one is harmful."""

from tallystick.evidence.digests import sha256_hex
from tallystick.shell.operations.people.uploads import keep_papers
from tests.shell.operations.twins import MemoryObjects


class Suspicious:
    """A scanner that finds something in every file that says so."""

    name = "suspicious"

    def scan(self, name: str, content: bytes) -> str:
        return "Eicar-Test" if b"harmful" in content else ""


def test_papers_are_kept_under_their_digests():
    objects = MemoryObjects()
    kept = keep_papers(objects, {"capture.md": b"a page", "reply.md": b"a paper"})
    assert kept.value == {"capture.md": sha256_hex(b"a page"), "reply.md": sha256_hex(b"a paper")}
    assert objects.get(sha256_hex(b"a paper")) == b"a paper"


def test_of_papers_of_which_one_is_harmful_none_is_kept():
    objects = MemoryObjects()
    kept = keep_papers(objects, {"capture.md": b"a page", "reply.md": b"harmful"}, Suspicious())
    assert kept.value is None
    assert [each.code for each in kept.findings] == ["filing.intake-infected"]
    assert not objects.has(sha256_hex(b"a page"))
