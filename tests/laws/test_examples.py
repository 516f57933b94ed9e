"""The examples in the documents run as they stand there."""

from collections import defaultdict
from pathlib import Path

import pytest

from tools.laws import examples

_ROOT = Path(__file__).resolve().parents[2]
_DOCUMENTS: defaultdict[str, list[examples.Block]] = defaultdict(list)
for _block in examples.blocks(_ROOT):
    _DOCUMENTS[_block.path].append(_block)


@pytest.mark.parametrize("document", sorted(_DOCUMENTS))
def test_what_a_document_shows_is_what_happens(project: Path, document: str):
    found = examples.run(project, _DOCUMENTS[document])
    assert not found, "\n" + "\n".join(map(str, found))


def test_the_documents_have_examples_that_run():
    assert _DOCUMENTS, "no document has a block marked to run"
