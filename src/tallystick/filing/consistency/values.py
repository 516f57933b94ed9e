"""Values as people write them in Chinese and English: amounts, days, percentages, ratios, counts; found in a sentence.

    人民币9.514亿元   USD 114,000,000.00   US$114 million   2026年9月15日   15 September 2026   4.50%   每月18日

An amount written in a larger unit stands for every amount that rounds to it. A value that cannot be read is passed
over: it is not for this room to say how people should write.
Source: G2-F7 (Arabic numerals, units stated), by analogy; GB/T 15835 for numerals.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from tallystick.units.signs import plain

__all__ = [
    "CURRENCIES",
    "CURRENCY",
    "Amount",
    "Found",
    "amounts",
    "arabic",
    "days",
    "normal",
    "numbers",
    "percentages",
    "sentences",
]

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
CURRENCIES: Mapping[str, str] = MappingProxyType(
    {
        "USD": r"US\s?\$|USD|美元|US dollars?|U\.S\. dollars?",
        "CNY": r"CN\s?¥|RMB\s?¥|CNY\s?¥|CNY|RMB|人民币\s?¥|人民币|人民幣|renminbi|元|圆|圓",
        "HKD": r"HK\s?\$|HKD|港元|港币|Hong Kong dollars?",
        "EUR": r"EUR|欧元|euros?",
        "SGD": r"SGD|新加坡元|新元",
        "GBP": r"GBP|英镑",
        "JPY": r"JP\s?¥|JPY\s?¥|JPY|日元|日圆|日圓|\b(?:Japanese )?yen\b",
    }
)
"""Words of each currency that a deal may have, as a pattern, by its code."""
_SCALES = {"百万": 10**6, "千万": 10**7, "亿": 10**8, "億": 10**8, "万": 10**4, "萬": 10**4, "千": 10**3} | {
    name: factor
    for names, factor in ((("million", "mn", "m"), 10**6), (("billion", "bn"), 10**9), (("thousand",), 10**3))
    for name in names
}
CURRENCY = "|".join((*CURRENCIES.values(), "¥"))
"""Words of any of them; ``¥`` alone is yuan or yen."""
_SCALE = "|".join(f"{name}(?![a-z])" if name.isascii() else name for name in _SCALES)
_AMOUNT = re.compile(
    rf"(?:(?P<before>{CURRENCY})\s?(?P<n1>{_NUMBER})\s?(?P<s1>{_SCALE})?\s?(?P<said>元|日元|日圆|日圓|yen\b)?)"
    rf"|(?:(?P<n2>{_NUMBER})\s?(?P<s2>{_SCALE})?\s?(?P<after>{CURRENCY}))",
    re.IGNORECASE,
)
_FIRST_HALF = ("january", "february", "march", "april", "may", "june")
_MONTHS = (*_FIRST_HALF, "july", "august", "september", "october", "november", "december")
_MONTH = "|".join((*_MONTHS, *(rf"{name[:3]}\b\.?" for name in _MONTHS), r"sept\b\.?"))
_DAY = re.compile(
    r"(?<![\d/])(?P<d4>\d{1,2})/(?P<m4>\d{1,2})/(?P<y4>\d{4})(?!\d)"
    r"|(?P<y1>\d{4})\s?(?:-|/|年)\s?(?P<m1>\d{1,2})\s?(?:-|/|月)\s?(?P<d1>\d{1,2})\s?日?"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<m2>{_MONTH})\s(?P<y2>\d{{4}})"
    rf"|(?P<m3>{_MONTH})\s(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y3>\d{{4}})",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"(?P<n>{_NUMBER})\s?(?:%|％|per cent\b|percent\b)|百分之(?P<z>\d+(?:\.\d+)?)", re.IGNORECASE)
_COMPARED = re.compile(r"\s?(?:longer|shorter|more\b|less\b|higher|lower|faster|slower|fewer)", re.IGNORECASE)
_PLAIN = re.compile(rf"(?<![\w.,/-])(?P<n>{_NUMBER})(?![\d/]|[.,]\d)")
_END = re.compile(r"[。；;！!？?\n]|\.(?=\s+[A-Z\u4e00-\u9fff(]|\s*$)")
_ABBREVIATED = re.compile(r"\b(?:Co|Ltd|Inc|No|Art|approx|Corp)$", re.IGNORECASE)
_DIGITS = {
    letter: value
    for letters in ("零一二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖", "零壹貳參肆伍陸柒捌玖")
    for value, letter in enumerate(letters)
} | {"两": 2, "兩": 2, "叄": 3}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_HAN = "[" + "".join((*_DIGITS, *_TENS, *_MYRIADS)) + "]+"
_DIGIT = f"[{''.join(_DIGITS)}]"
_HAN_VALUE = re.compile(
    rf"(?<![\d.])(?P<w>{_HAN})[元圆圓]零?(?={_DIGIT}[角分])(?:(?P<tenths>{_DIGIT})角)?零?(?:(?P<hundredths>{_DIGIT})分)?"
    rf"|(?<![\d.])(?P<n>{_HAN})(?=美元|港元|日元|日圆|元|圆|圓|欧元|新加坡元|英镑|个月|笔|户|名|天)"
    rf"|百分之(?P<p>{_HAN})(?:点(?P<f>[{''.join(_DIGITS)}]+))?"
    rf"|(?P<y>[{''.join(_DIGITS)}]{{4}})年(?P<m>[{''.join(_DIGITS)}十]{{1,3}})月(?P<d>[{''.join(_DIGITS)}十]{{1,3}})日"
)
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_WORDS = {word: number for number, word in enumerate((*_ONES, *_TEENS), 1)} | {
    word: 10 * number
    for number, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)
}
_WORD = "|".join(_WORDS)
_ENGLISH_VALUE = re.compile(
    rf"\b(?:{_WORD})(?:-(?:{_WORD}))?(?:\shundred)?"
    r"(?=\s(?:million|billion|thousand|per ?cent|months|days|holders|persons|investors)\b)",
    re.IGNORECASE,
)
_WIDE = r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]"
_WIDE_COMMA = re.compile(r"(?<=\d)，(?=\d{3}(?:\D|$))")
_LOOSE = re.compile(rf"(?<={_WIDE})\s+|\s+(?={_WIDE})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """An amount as written: its currency, value in major units, and the step of its last digit."""

    currency: str
    value: Fraction
    step: Fraction

    @property
    def unit(self) -> Fraction:
        """The unit to which an amount is rounded as people round: that of its last figure that is no zero."""
        unit = self.step
        while unit >= 1 and self.value and self.value % (unit * 10) == 0:
            unit *= 10
        return unit

    def stands_for(self, value: Fraction) -> bool:
        """Whether an exact amount is this one, or rounds to it where it is written in a larger unit."""
        return self.value == value if self.step <= 1 else abs(self.value - value) * 2 <= self.step


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A value and where in its sentence it stands; `text` as written."""

    value: Amount | date | Fraction
    start: int
    end: int
    text: str


def normal(text: str) -> str:
    """Return a text in plain signs: none that nobody sees, no wide ones, no space between Chinese and Latin letters."""
    return _LOOSE.sub("", _WIDE_COMMA.sub(",", plain(text)))


def arabic(text: str) -> str:
    """Return a text with the numerals in words of amounts, percentages, days, terms and counts in Arabic ones."""
    return _ENGLISH_VALUE.sub(_in_figures, _HAN_VALUE.sub(_in_digits, text))


def _in_figures(match: re.Match[str]) -> str:
    words = [word for word in re.findall("[a-z]+", match[0].lower()) if word != "hundred"]
    return str(sum(_WORDS[word] for word in words) * (100 if "hundred" in match[0].lower() else 1))


def _in_digits(match: re.Match[str]) -> str:
    if match["y"]:
        year = "".join(str(_DIGITS[letter]) for letter in match["y"])
        return f"{year}年{_read(match['m'])}月{_read(match['d'])}日"
    if match["p"]:
        part = "".join(str(_DIGITS[letter]) for letter in match["f"] or "")
        return f"{_read(match['p'])}{'.' if part else ''}{part}%"
    if match["w"]:
        part = "".join(str(_DIGITS.get(match[name] or "零")) for name in ("tenths", "hundredths"))
        return f"{_read(match['w'])}.{part}元"
    return str(_read(match["n"])) if any(letter in _DIGITS or letter in "十拾" for letter in match["n"]) else match[0]


def _read(numeral: str) -> int:
    """Return the value of a Chinese numeral."""
    total = section = digit = 0
    for letter in numeral:
        if letter in _DIGITS:
            digit = _DIGITS[letter]
        elif letter in _TENS:
            section, digit = section + (digit or 1) * _TENS[letter], 0
        else:
            section, digit = section + digit, 0
            unit = _MYRIADS[letter]
            total, section = (total + section) * unit if unit > 10**4 else total + section * unit, 0
    return total + section + digit


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text; a full stop after an abbreviation ends none."""
    start = 0
    for match in _END.finditer(text):
        if match[0] == "." and _ABBREVIATED.search(text[start : match.start()]):
            continue
        yield text[start : match.end()]
        start = match.end()
    if text[start:].strip():
        yield text[start:]


def amounts(text: str, *, yen: str = "CNY") -> Iterator[Found]:
    """Yield amounts with a currency; `yen` is what a bare ``¥`` means."""
    for match in _AMOUNT.finditer(text):
        number, scale = match["n1"] or match["n2"], match["s1"] or match["s2"]
        unit = match["after"] or (match["said"] if match["before"] == "¥" else None) or match["before"]
        factor = _SCALES[scale.lower()] if scale else 1
        places = len(number.partition(".")[2])
        amount = Amount(
            currency=next((name for name, form in CURRENCIES.items() if re.fullmatch(form, unit, re.IGNORECASE)), yen),
            value=Fraction(number.replace(",", "")) * factor,
            step=Fraction(factor, 10**places),
        )
        yield Found(value=amount, start=match.start(), end=match.end(), text=match[0].strip())


def days(text: str) -> Iterator[Found]:
    """Yield calendar days."""
    for match in _DAY.finditer(text):
        year, month, day = match["y1"] or match["y2"] or match["y3"], match["m1"], match["d1"]
        if match["y4"]:
            year, month, day = match["y4"], match["m4"], match["d4"]
        if month is None:
            month = str(_month(match["m2"] or match["m3"]))
            day = match["d2"] or match["d3"]
        if match["y4"] and int(day) <= len(_MONTHS):
            continue  # 05/06/2026 is read in two ways
        try:
            value = date(int(year), int(month), int(day))
        except ValueError:
            continue
        yield Found(value=value, start=match.start(), end=match.end(), text=match[0])


def _month(name: str) -> int:
    """Return the number of a month by its first three letters."""
    return next(number for number, each in enumerate(_MONTHS, 1) if each.startswith(name[:3].lower()))


def percentages(text: str) -> Iterator[Found]:
    """Yield percentages as shares of one."""
    for match in _PERCENT.finditer(text):
        number = (match["n"] or match["z"]).replace(",", "")
        if _COMPARED.match(text, match.end()):
            continue
        yield Found(value=Fraction(number) / 100, start=match.start(), end=match.end(), text=match[0])


def numbers(text: str) -> Iterator[Found]:
    """Yield numbers that stand alone, those of amounts, days and percentages among them."""
    for match in _PLAIN.finditer(text):
        value = Fraction(match["n"].replace(",", ""))
        yield Found(value=value, start=match.start(), end=match.end(), text=match["n"])
