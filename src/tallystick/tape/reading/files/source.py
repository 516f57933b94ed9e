"""The source of a tape: bytes in memory, or a stream of XML that is read where it lies.

A stream that can be sought in and begins like XML is digested once and then handed on, so that a file of any size costs
no memory. Every other kind of file is read into memory, since its readers need to go back and forth, and can be
digested while it is read.
"""

import io
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from typing import BinaryIO

from tallystick.evidence.digests import sha256_hex, sha256_stream
from tallystick.tape.reading.files.markup import begins_like_xml

__all__ = ["opened"]

_PEEK = 256


def opened(
    source: bytes | BinaryIO, limit: int, executor: Executor | None = None
) -> tuple[bytes | BinaryIO, Callable[[], str]] | None:
    """Return what is to be read and what gives the SHA-256 of all of it; None where it is more than `limit` bytes.

    Args:
        source: the bytes, or a stream of them.
        limit: in bytes.
        executor: of threads, which digest bytes in memory while they are read.
    """
    if not isinstance(source, bytes) and source.seekable():
        start = source.tell()
        size = source.seek(0, io.SEEK_END) - start
        source.seek(start)
        first = source.read(_PEEK)
        source.seek(start)
        if size > limit:
            return None
        if begins_like_xml(first):
            known = sha256_stream(source)
            source.seek(start)
            return source, lambda: known
    content = source if isinstance(source, bytes) else source.read(limit + 1)
    if len(content) > limit:
        return None
    return content, partial(sha256_hex, content) if executor is None else executor.submit(sha256_hex, content).result
