"""The register's search: one question over ten thousand filings, against regular expressions over the same texts."""

import re
from collections.abc import Iterator

from bench.timing import Result, compare
from tallystick.shell.operations.register.searching import folded, matches, sought

__all__ = ["results"]

_FILINGS, _NAMES = 10_000, 500
_QUESTION = "heng yuan 融資租賃 7"


def results() -> Iterator[Result]:
    """Time the search as a page does it: the question is folded each time, the texts were folded when first read."""
    named = [
        folded((f"leases-{number}-v1", f"衡远融资租赁（天津）第{number}号", f"Hengyuan Leasing No. {number}"))
        for number in range(_NAMES)
    ]
    texts = named * (_FILINGS // _NAMES)

    def search() -> int:
        words = sought(_QUESTION)
        return sum(matches(words, text) for text in texts)

    def by_expressions() -> int:
        words = [re.compile(re.escape(word)) for word in sought(_QUESTION)]
        return sum(all(word.search(text) for word in words) for text in texts)

    yield compare("register.search", search, twin=by_expressions, against="regular expressions, 10,000 filings")
