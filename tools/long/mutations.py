"""Damage to bytes: small, seeded, and of the kinds that have hurt readers before."""

import re
from collections.abc import Callable, Sequence
from random import Random

__all__ = ["mutated"]

_MOST = 6
_TOKENS = tuple(
    text.encode("utf-8", "surrogatepass")
    for text in (
        *("\x00", "\ufeff", "\u2028", "\ud800", "\x1b[31m", "é", "１２", "٣", "中", "🙂", "\r", "\r\n", "\t", "  "),
        *("-", "-1", "0", "00", "1e999", "NaN", "Infinity", "9" * 30, "9" * 5000, "0.1", "1/0", "1/3", "100%", "%"),
        *("0000-00-00", "2026-02-30", "9999-12-31", "0001-01-01", "2026-13", "9999-12", "0000-01", "24:00:00Z"),
        *("null", "true", "yes", "~", '""', "''", "'", '"', "[", "]", "{", "}", "{}", "[]", ",", ":", ": ", "#"),
        *(
            "&a",
            "*a",
            "!!python/name:os.system",
            "!!binary",
            "<<: ",
            "? ",
            "---\n",
            "...\n",
            "| \n",
            ">-\n",
            "%YAML 2\n",
        ),
        *("=1+1", "@", "../", "..", "/", "\\", "CNY", "JPY", "XXX", "\n\n", "[" * 500, "{a: " * 30),
    )
)

_Mutation = Callable[[Random, bytes], bytes]


def mutated(random: Random, content: bytes, *, others: Sequence[bytes]) -> bytes:
    """Damage some bytes by one to six mutations; now and then graft in a part of another file.

    Args:
        random: the source of chance.
        content: what a reader reads well.
        others: files to graft from.
    """
    for _ in range(random.randint(1, _MOST)):
        if random.random() < 0.05:
            other = random.choice(others)
            at, start = random.randint(0, len(content)), random.randint(0, len(other))
            content = content[:at] + other[start : start + random.randint(1, 400)] + content[at:]
        else:
            content = random.choice(_MUTATIONS)(random, content)
    return content


def _bit(random: Random, content: bytes) -> bytes:
    at = random.randrange(len(content) or 1)
    return content[:at] + bytes(each ^ (1 << random.randrange(8)) for each in content[at : at + 1]) + content[at + 1 :]


def _byte(random: Random, content: bytes) -> bytes:
    at = random.randint(0, len(content))
    return content[:at] + random.randbytes(random.randint(1, 4)) + content[at + random.randint(0, 2) :]


def _cut(random: Random, content: bytes) -> bytes:
    start = random.randint(0, len(content))
    return content[:start] + content[start + random.choice((1, 2, 8, 64, 512)) :]


def _end(random: Random, content: bytes) -> bytes:
    return content[: random.randint(0, len(content))]


def _again(random: Random, content: bytes) -> bytes:
    start = random.randint(0, len(content))
    part = content[start : start + random.choice((1, 8, 64, 512))]
    return content[:start] + part * random.randint(2, 4) + content[start:]


def _token(random: Random, content: bytes) -> bytes:
    at = random.randint(0, len(content))
    return content[:at] + random.choice(_TOKENS) + content[at:]


def _number(random: Random, content: bytes) -> bytes:
    return _replaced(random, content, rb"[0-9]+")


def _word(random: Random, content: bytes) -> bytes:
    return _replaced(random, content, rb"[A-Za-z_-]{2,}|\"[^\"\n]*\"")


def _replaced(random: Random, content: bytes, pattern: bytes) -> bytes:
    places = [match.span() for match in re.finditer(pattern, content)]
    if not places:
        return content
    start, end = random.choice(places)
    with_ = random.choice((random.choice(_TOKENS), content[slice(*random.choice(places))], b""))
    return content[:start] + with_ + content[end:]


def _lines(random: Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    if len(lines) < 2:
        return content
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    act = random.choice(("swap", "drop", "double"))
    if act == "swap":
        lines[one], lines[other] = lines[other], lines[one]
    elif act == "drop":
        del lines[one]
    else:
        lines.insert(other, lines[one])
    return b"".join(lines)


_MUTATIONS: tuple[_Mutation, ...] = (_bit, _byte, _cut, _end, _again, _token, _token, _number, _word, _lines)
