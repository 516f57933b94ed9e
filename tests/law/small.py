"""The smallest library of law in which everything can happen: one book, a few facts, whatever rules a test writes."""

import datetime as dt
from collections.abc import Iterable

from tallystick.law.facts import Evidence, Fact, Subject, parse_value
from tallystick.law.instruments import Book
from tallystick.law.reading import read_books

__all__ = ["DAY", "SHELF", "book", "evidence", "fact", "text"]

DAY = dt.date(2026, 8, 31)

SHELF = b"""
schema = "tallystick/law-shelf/v1"
evidence = ["memo", "search", "sworn", "tape"]
roles = ["counsel", "filing-preparer", "filing-owner"]
[[subject]]
id = "deal"
name = {zh = "\xe4\xba\xa4\xe6\x98\x93", en = "deal"}
[[subject]]
id = "payer"
name = {zh = "\xe4\xbb\x98\xe6\xac\xbe\xe4\xba\xba", en = "payer"}
roster = "payers"
[[subject]]
id = "layer"
name = {zh = "\xe5\xb1\x82", en = "layer"}
roster = "layers"
declared = "told"
[[subject]]
id = "filer"
name = {zh = "\xe4\xb8\xbb\xe4\xbd\x93", en = "filer"}
roster = "filers"
least = 1
"""

_HEAD = """
schema = "tallystick/law-book/v1"
id = "{id}"
instrument = {{zh = "小法", en = "Small Act"}}
issuer = {{zh = "小局", en = "Small Office"}}
number = "1"
source = "a test"
in_force_from = 2026-01-01
known_from = 2026-01-01
"""

_FACTS = """
[[fact]]
id = "payers"
type = "roster"
question = {zh = "谁付款？", en = "Who pays?"}
provider = "tape"
[[fact]]
id = "layers"
type = "roster"
question = {zh = "有哪些层？", en = "Which layers?"}
provider = "deal"
[[fact]]
id = "told"
type = "roster"
question = {zh = "据称有哪些层？", en = "Which layers are there, on somebody's word?"}
provider = "person"
mark = "O"
evidence = ["memo", "search", "sworn"]
who = ["counsel", "filing-preparer", "filing-owner"]
[[fact]]
id = "filers"
type = "roster"
question = {zh = "谁备案？", en = "Who files?"}
provider = "deal"
[[fact]]
id = "share"
type = "share"
subjects = ["payer"]
question = {zh = "占多少？", en = "What share?"}
provider = "tape"
[[fact]]
id = "months"
type = "integer"
question = {zh = "几个月？", en = "How many months?"}
provider = "deal"
[[fact]]
id = "size"
type = "money"
question = {zh = "多大？", en = "How large?"}
provider = "deal"
[[fact]]
id = "signed"
type = "date"
question = {zh = "何时签署？", en = "Signed when?"}
provider = "deal"
[[fact]]
id = "remark"
type = "text"
question = {zh = "备注？", en = "Any remark?"}
provider = "deal"
[[fact]]
id = "colour"
type = "choice"
choices = ["red", "green"]
question = {zh = "什么颜色？", en = "Which colour?"}
provider = "deal"
[[fact]]
id = "colours"
type = "choices"
choices = ["red", "green", "blue"]
question = {zh = "有哪些颜色？", en = "Which colours?"}
provider = "deal"
""" + "".join(
    f"""
[[fact]]
id = "{name}"
question = {{zh = "{name}？", en = "Is {name}?"}}
provider = "person"
mark = "{mark}"
evidence = ["memo", "search", "sworn"]
{more}
who = ["counsel", "filing-preparer", "filing-owner"]
"""
    for name, mark, more in (
        ("a", "O", ""),
        ("b", "O", ""),
        ("c", "Q", ""),
        ("d", "Q", 'evidence_for_no = [["search", "sworn"]]\nfreshness_days = 30'),
        ("j", "O", "judgement = true"),
        ("hint", "A", ""),
        ("bad", "O", 'subjects = ["payer"]'),
        ("rotten", "O", 'subjects = ["layer"]'),
        ("crime", "O", 'subjects = ["filer"]'),
    )
)


def text(rules: str, *, name: str = "small", facts: bool = True) -> bytes:
    """The file of a book with these rules; `facts` declares the facts all tests share."""
    return (_HEAD.format(id=name) + (_FACTS if facts else "") + rules).encode()


def book(predicate: str, *, kind: str = "BAR", mark: str = "O", more: str = "", facts: str = "") -> Book:
    """A book of one rule, ``R``, with this predicate; `more` are further keys of the rule, `facts` further facts."""
    rule = f"""
{facts}
[[rule]]
id = "R"
article = "1"
kind = "{kind}"
mark = "{mark}"
title = {{zh = "规则", en = "rule"}}
predicate = {predicate}
{more}
"""
    (only,) = read_books({"small.toml": text(rule)}, shelf=SHELF)
    return only


def evidence(*kinds: str, day: dt.date = DAY) -> tuple[Evidence, ...]:
    """Evidence of these kinds, dated this day."""
    papers = zip(kinds, ("ab", "ac", "ad", "ae"), strict=False)
    return tuple(Evidence(kind=kind, reference=f"{kind}.pdf", sha256=each * 32, date=day) for kind, each in papers)


def fact(of: Book, line: str, *, kinds: Iterable[str] = ("memo", "search", "sworn"), as_of: dt.date = DAY) -> Fact:
    """A fact from ``id subject value``, with evidence of these kinds."""
    name, subject, *value = line.split(maxsplit=2)
    declaration = of.vocabulary.declarations[name]
    return Fact(
        id=name,
        subject=Subject.parse(subject),
        value=parse_value(declaration, value[0] if value else ""),
        evidence=evidence(*kinds),
        as_of=as_of,
        provider=declaration.provider,
        by=("wu",) if declaration.provider == "person" else (),
    )
