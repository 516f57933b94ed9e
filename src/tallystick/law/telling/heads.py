"""The head of a book in words: number, issuer, when it holds and since when that is known.

What none of the sources gave stands there with the words that it is recalled; a number nobody saw is said to be unseen.
"""

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, say
from tallystick.law.instruments import Book, Window

__all__ = ["particulars", "window_words"]


def particulars(book: Book) -> tuple[tuple[str, Name], ...]:
    """Return the particulars of a book, each by the last part of its label: ``number``, ``issuer`` and so on."""
    window = book.window
    ends = {"in_force_from", "in_force_to"} & set(book.recalled)
    told = [
        ("number", _number(book)),
        ("issuer", _held(book.issuer, recalled="issuer" in book.recalled)),
        ("force", _held(window_words(window), recalled=bool(ends))),
        ("known", _held(_plain(window.known_from.isoformat()), recalled="known_from" in book.recalled)),
    ]
    if window.end_known_from is not None:
        told.append(("end-known", _plain(window.end_known_from.isoformat())))
    if "instrument" in book.recalled:
        told.insert(0, ("instrument", _held(book.instrument, recalled=True)))
    return tuple(told)


def window_words(window: Window) -> Name:
    """Say from when to when a text holds."""
    if window.end is None:
        return _both("lawbook.from", start=window.start.isoformat())
    return _both("lawbook.between", start=window.start.isoformat(), end=window.end.isoformat())


def _number(book: Book) -> Name:
    recalled = "number" in book.recalled
    if book.number:
        return _held(_plain(book.number), recalled=recalled)
    return _both("lawbook.not-seen") if recalled else _plain("–")


def _held(value: Name, *, recalled: bool) -> Name:
    if not recalled:
        return value
    return Name(
        zh=say("lawbook.recalled", Language.ZH, value=value.zh), en=say("lawbook.recalled", Language.EN, value=value.en)
    )


def _both(key: str, **arguments: str) -> Name:
    return Name(zh=say(key, Language.ZH, **arguments), en=say(key, Language.EN, **arguments))


def _plain(text: str) -> Name:
    return Name(zh=text, en=text)
