"""The source of a tape: bytes in memory, or a stream of XML that is read where it lies.

A stream that can be sought in and begins like XML is digested once and then handed on, so that a file of any size costs
no memory; every other kind of file is read into memory, since its readers need to go back and forth.
"""

import io
from typing import BinaryIO

from tallystick.evidence.digests import Digests, digest_stream, digests
from tallystick.tape.reading.files.markup import begins_like_xml

__all__ = ["opened"]

_PEEK = 256


def opened(source: bytes | BinaryIO, limit: int) -> tuple[bytes | BinaryIO | None, Digests | None]:
    """Return what is to be read and the digests of all of it; None and None where it is more than `limit` bytes."""
    if not isinstance(source, bytes) and source.seekable():
        start = source.tell()
        size = source.seek(0, io.SEEK_END) - start
        source.seek(start)
        first = source.read(_PEEK)
        source.seek(start)
        if size > limit:
            return None, None
        if begins_like_xml(first):
            known = digest_stream(source)
            source.seek(start)
            return source, known
    content = source if isinstance(source, bytes) else source.read(limit + 1)
    return (None, None) if len(content) > limit else (content, digests(content))
