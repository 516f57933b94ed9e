"""A door: one reader of files that others write, with a file that it reads well."""

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Door"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One reader.

    Attributes:
        name: the file, as people know it.
        content: bytes that it reads well.
        read: reads; returns findings, or a value with or beside findings.
        refuses: exceptions by which the reader's documentation says it refuses.
        share: of the time, beside the others; more where many others' work stands behind the door.
    """

    name: str
    content: bytes
    read: Callable[[bytes], object]
    refuses: tuple[type[Exception], ...] = ()
    share: int = 1
