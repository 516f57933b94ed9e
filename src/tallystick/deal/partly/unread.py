"""What could not be read stands in its place as `UNREAD`, so that the rest can be checked in the same pass.

The fault of the value itself is told by `parsing`. Whatever would be computed from it is not known, and a finding about
that would be the same fault told twice, or a false one. So `UNREAD` answers no question: it raises `UnreadError`, and
`judged` ends the one check that asked. Checks are therefore written small, one for each thing that can be judged alone.

    size: 1,000 USD    the class stands, its name is known, its size is `UNREAD`:
                       a step that pays the class is in order, the sum over all classes is not judged
"""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, Final, NoReturn, ParamSpec, TypeVar

__all__ = ["UNREAD", "UnreadError", "each", "judged"]

Asked = ParamSpec("Asked")
Item = TypeVar("Item")


class UnreadError(Exception):
    """Something was asked of a value that could not be read."""


class _Unread:
    """The place of a value that could not be read. Only `is` may be asked of it."""

    __slots__ = ()

    def _refuse(self, *_: object) -> NoReturn:
        raise UnreadError

    __getattr__ = __getitem__ = __iter__ = __len__ = __contains__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refuse
    __hash__ = __bool__ = __str__ = __format__ = _refuse


UNREAD: Final[Any] = _Unread()
"""The one value of its kind; of no type, since it stands where any type may."""


def judged(check: Callable[Asked, Iterator[Item]]) -> Callable[Asked, Iterator[Item]]:
    """Let a check end, with what it found so far, where it asks for a value that could not be read."""

    @wraps(check)
    def ended(*args: Asked.args, **kwargs: Asked.kwargs) -> Iterator[Item]:
        try:
            yield from check(*args, **kwargs)
        except UnreadError:
            return

    return ended


def each(items: Iterable[Item]) -> Iterator[tuple[int, Item]]:
    """Number the items of a list, from 0, and pass over those that could not be read."""
    return ((number, item) for number, item in enumerate(items) if item is not UNREAD)
