"""Values as people write them in Chinese and English: amounts, days, percentages, ratios, counts; found in a sentence.

    人民币9.514亿元   USD 114,000,000.00   US$114 million   2026年9月15日   15 September 2026   4.50%   每月18日
    一点二亿美元   October 2031   the 15th day of September 2026   三分之一   one tenth of   40 basis points   4-6%

An amount written in a larger unit stands for every amount that rounds to it, and a month for every day in it. A value
that cannot be read is passed over: it is not for this room to say how people should write.
Source: G2-F7 (Arabic numerals, units stated), by analogy; GB/T 15835 for numerals.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import prod
from types import MappingProxyType

from tallystick.units.signs import plain

__all__ = [
    "CURRENCIES",
    "CURRENCY",
    "Amount",
    "Found",
    "Month",
    "amounts",
    "arabic",
    "days",
    "days_of_month",
    "months",
    "normal",
    "numbers",
    "percentages",
    "ratios",
    "sentences",
    "tenors",
]

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
CURRENCIES: Mapping[str, str] = MappingProxyType(
    {
        "USD": r"US\s?\$|USD|美元|美金|(?:US |U\.S\. )?dollars?",
        "CNY": r"CN\s?¥|RMB\s?¥|CNY\s?¥|CNY|RMB|人民币\s?¥|人民币|人民幣|renminbi|元|圆|圓",
        "HKD": r"HK\s?\$|HKD|港元|港币|Hong Kong dollars?",
        "EUR": r"EUR|€|欧元|euros?",
        "SGD": r"SGD|S\$|新加坡元|新元|Singapore dollars?",
        "GBP": r"GBP|£|英镑",
        "JPY": r"JP\s?¥|JPY\s?¥|JPY|日元|日圆|日圓|\b(?:Japanese )?yen\b",
    }
)
"""Words of each currency that a deal may have, as a pattern, by its code."""
_SCALES = {"百万": 10**6, "千万": 10**7, "亿": 10**8, "億": 10**8, "万": 10**4, "萬": 10**4, "千": 10**3} | {
    name: factor
    for names, factor in ((("million", "mn", "m"), 10**6), (("billion", "bn"), 10**9), (("thousand",), 10**3))
    for name in names
}
CURRENCY = "|".join((*CURRENCIES.values(), "¥", r"(?<![A-Za-z])\$"))
"""Words of any of them; ``¥`` alone is yuan or yen, ``$`` alone a dollar of any country."""
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
    r"|(?P<y1>\d{4})\s?(?:-|/|\.|年)\s?(?P<m1>\d{1,2})\s?(?:-|/|\.|月)\s?(?P<d1>\d{1,2})\s?日?"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?: day)?(?: of)?\s(?P<m2>{_MONTH}),?\s(?P<y2>\d{{4}})"
    rf"|(?P<m3>{_MONTH})\s(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y3>\d{{4}})",
    re.IGNORECASE,
)
_OF_A_YEAR = re.compile(
    rf"(?P<y1>\d{{4}})\s?年\s?(?P<m1>\d{{1,2}})\s?月(?!\s?\d)|(?<![A-Za-z])(?P<m2>{_MONTH}),?\s(?P<y2>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    rf"(?P<n>{_NUMBER})\s?(?:%|％|per cent\b|percent\b)|百分之(?P<z>\d+(?:\.\d+)?)"
    r"|(?<![\d/.])(?P<of>\d{1,3})/(?P<over>\d{1,5})(?![\d/])"
    rf"|(?P<points>{_NUMBER})\s?(?:basis points?|bps?\b|个?基点)",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"(?:上调|下调|上升|下降|提高|降低|变动|浮动|加|\+|\bby|\bplus"
    r"|\b(?:fall|rise|move|shift|change|increase|decrease) of)\s?$",
    re.IGNORECASE,
)
"""What makes basis points a difference and no rate."""
_MONTHLY = re.compile(
    r"每个?月的?(?:第)?\s?(?P<a>\d{1,2})\s?[日号]"
    r"|(?P<b>\d{1,2})(?:st|nd|rd|th)?(?: (?:calendar |business |working )?day)? of (?:each|every) month"
)
_TENOR = re.compile(
    r"(?<!tenor above )(?<!期限超过)(?<![\d.])(?P<n>\d{1,3}(?:\.\d+)?)[\s-]?(?P<u>个月|月|年|months?|years?)",
    re.IGNORECASE,
)
_RATIO = re.compile(r"(?<![\d,.])(?P<n>\d{1,3}\.\d{1,6})(?![\d%％])")
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
    rf"|(?<![\d.])(?P<n>{_HAN})(?=美元|美金|港元|日元|日圆|元|圆|圓|欧元|新加坡元|英镑|个月|笔|户|名|天|日(?![元圆])|个?基点)"
    rf"|百分之(?P<p>{_HAN})(?:点(?P<f>[{''.join(_DIGITS)}]+))?"
    rf"|(?P<y>[{''.join(_DIGITS)}]{{4}})年(?P<m>[{''.join(_DIGITS)}十]{{1,3}})月(?:(?P<d>[{''.join(_DIGITS)}十]{{1,3}})日)?"
)
_PAUSED = r"(?=美元|美金|港元|日元|日圆|元|圆|圓|欧元|新加坡元|英镑|[，。；、）)\s]|$)"
_HAN_DECIMAL = re.compile(rf"(?<![\d.])(?P<n>{_HAN})点(?P<f>{_DIGIT}+)(?P<u>[千万萬亿億]*){_PAUSED}")
_HAN_PART = re.compile(rf"(?P<over>{_HAN})分之(?P<of>{_HAN})")
_FEW = "[一二两三四五六七八九十]{1,3}"
_HAN_YEARS = re.compile(
    rf"(?<![第\d零〇一二两三四五六七八九十])(?P<n>{_FEW})年(?:(?P<half>半)|(?=期|以?内|[，。；、）)的]|$))|(?<![上下每])半年(?!度)"
)
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_WORDS = {word: number for number, word in enumerate((*_ONES, *_TEENS), 1)} | {
    word: 10 * number
    for number, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)
}
_WORD = "|".join(_WORDS)
_UNITS = r"million|billion|thousand|per ?cent|months?|years?|days|holders|persons|investors|basis points?"
_ENGLISH_VALUE = re.compile(
    rf"\b(?:{_WORD})(?:-(?:{_WORD}))?(?:\shundred)?(?=[\s-](?:{_UNITS})\b|\s(?:and|to)\s(?:{_WORD})\sper ?cent\b)",
    re.IGNORECASE,
)
_AND_A_HALF = re.compile(rf"\b(?P<n>{_WORD})\sand\sa\shalf(?=\s(?:{_UNITS})\b)", re.IGNORECASE)
_HALF_A_YEAR = re.compile(r"\b(?:half\sa\syear|half[-\s]year)\b", re.IGNORECASE)
_HALF_A_PER_CENT = re.compile(r"\bhalf\s(?:a|of\sone|of\s1)\s(?=per ?cent\b)", re.IGNORECASE)
_PARTS = {
    name: number
    for number, name in enumerate(("third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"), 3)
} | {"fourth": 4, "twentieth": 20, "fiftieth": 50, "hundredth": 100}
_PART = re.compile(rf"\b(?P<of>an?|{_WORD})[\s-](?P<over>{'|'.join(_PARTS)})s?(?=\sof\b)", re.IGNORECASE)
_ENDINGS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh")
_ORDINALS = {
    name: number
    for number, name in enumerate((*_ENDINGS, "twelfth", *(f"{name}th" for name in _TEENS), "twentieth"), 1)
} | {"thirtieth": 30}
_ORDINALS |= {
    f"{tens}-{name}": _WORDS[tens] + _ORDINALS[name] for tens in ("twenty", "thirty") for name in _ENDINGS[:9]
}
_ORDINAL = re.compile(
    rf"\b(?P<n>{'|'.join(sorted(_ORDINALS, key=len, reverse=True))})"
    rf"(?=(?: day)? of (?:{_MONTH}|each month|every month))",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"(?P<between>between\s)?(?<![\d.,/-])(?P<low>\d+(?:\.\d+)?)(?P<to>\s?(?:[-–—~～至到]|to\b|and\b)\s?)"
    r"(?P<high>\d+(?:\.\d+)?\s?(?:%|％|per ?cent\b))",
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
class Month:
    """A month without a day, which agrees with every day in it."""

    year: int
    number: int

    def holds(self, day: date) -> bool:
        """Whether a day is in it."""
        return (day.year, day.month) == (self.year, self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A value and where in its sentence it stands; `text` as written."""

    value: Amount | date | Month | Fraction
    start: int
    end: int
    text: str


def normal(text: str) -> str:
    """Return a text in plain signs: none that nobody sees, no wide ones, no space between Chinese and Latin letters."""
    return _LOOSE.sub("", _WIDE_COMMA.sub(",", plain(text)))


def arabic(text: str) -> str:
    """Return a text with the numerals in words of amounts, percentages, days, terms and counts in Arabic ones.

    Parts of a whole become fractions, half years months, and both ends of a range of percentages have their sign.
    """
    text = _HAN_DECIMAL.sub(_in_decimals, _HAN_YEARS.sub(_in_months, text))
    text = _HAN_PART.sub(lambda part: f"{_read(part['of'])}/{_read(part['over'])}", _HAN_VALUE.sub(_in_digits, text))
    text = _HALF_A_YEAR.sub("6 months", _HALF_A_PER_CENT.sub("0.5 ", text))
    text = _AND_A_HALF.sub(lambda half: f"{_WORDS[half['n'].lower()]}.5", text)
    text = _PART.sub(lambda part: f"{_WORDS.get(part['of'].lower(), 1)}/{_PARTS[part['over'].lower()]}", text)
    text = _ORDINAL.sub(lambda day: str(_ORDINALS[day["n"].lower()]), text)
    return _RANGE.sub(_both_ends, _ENGLISH_VALUE.sub(_in_figures, text))


def _in_decimals(match: re.Match[str]) -> str:
    value = (_read(match["n"]) + Fraction(_figures(match["f"])) / 10 ** len(match["f"])) * _read_unit(match["u"])
    places = 0 if value.denominator == 1 else len(match["f"])
    return f"{value.numerator}" if places == 0 else f"{int(value)}.{int(value * 10**places) % 10**places:0{places}}"


def _figures(letters: str) -> str:
    return "".join(str(_DIGITS[letter]) for letter in letters)


def _read_unit(unit: str) -> int:
    return prod((_TENS | _MYRIADS)[letter] for letter in unit)


def _in_months(match: re.Match[str]) -> str:
    if match["n"] is None:
        return "6个月"
    years = _read(match["n"])
    return f"{years * 12 + 6}个月" if match["half"] else f"{years}年"


def _both_ends(match: re.Match[str]) -> str:
    if "and" in match["to"].lower() and not match["between"]:
        return match[0]
    return f"{match['between'] or ''}{match['low']}%{match['to']}{match['high']}"


def _in_figures(match: re.Match[str]) -> str:
    words = [word for word in re.findall("[a-z]+", match[0].lower()) if word != "hundred"]
    return str(sum(_WORDS[word] for word in words) * (100 if "hundred" in match[0].lower() else 1))


def _in_digits(match: re.Match[str]) -> str:
    if match["y"]:
        year = "".join(str(_DIGITS[letter]) for letter in match["y"])
        return f"{year}年{_read(match['m'])}月" + (f"{_read(match['d'])}日" if match["d"] else "")
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
            section = section or int(total == 0)  # 万 alone, as in 万分之三, is one of them
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
        named = next((name for name, form in CURRENCIES.items() if re.fullmatch(form, unit, re.IGNORECASE)), "")
        amount = Amount(
            currency=named or ("$" if unit == "$" else yen),
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


def months(text: str) -> Iterator[Found]:
    """Yield months without a day."""
    spans = [(found.start, found.end) for found in days(text)]
    for match in _OF_A_YEAR.finditer(text):
        number = int(match["m1"]) if match["m1"] else _month(match["m2"])
        if number in range(1, 13) and not any(start < match.end() and match.start() < end for start, end in spans):
            value = Month(year=int(match["y1"] or match["y2"]), number=number)
            yield Found(value=value, start=match.start(), end=match.end(), text=match[0])


def _month(name: str) -> int:
    """Return the number of a month by its first three letters."""
    return next(number for number, each in enumerate(_MONTHS, 1) if each.startswith(name[:3].lower()))


def percentages(text: str) -> Iterator[Found]:
    """Yield percentages, basis points and fractions as shares of one; a difference in basis points is none."""
    for match in _PERCENT.finditer(text):
        number = (match["n"] or match["z"] or match["points"] or match["of"]).replace(",", "")
        over = int(match["over"] or (10_000 if match["points"] else 100))
        moved = match["points"] is not None and _MOVED.search(text, 0, match.start())
        if _COMPARED.match(text, match.end()) or moved or (match["over"] and int(number) >= over):
            continue
        yield Found(value=Fraction(number) / over, start=match.start(), end=match.end(), text=match[0])


def numbers(text: str) -> Iterator[Found]:
    """Yield numbers that stand alone, those of amounts, days and percentages among them."""
    for match in _PLAIN.finditer(text):
        value = Fraction(match["n"].replace(",", ""))
        yield Found(value=value, start=match.start(), end=match.end(), text=match["n"])


def days_of_month(text: str) -> Iterator[Found]:
    """Yield days that come every month, as numbers."""
    for match in _MONTHLY.finditer(text):
        yield Found(value=Fraction(match["a"] or match["b"]), start=match.start(), end=match.end(), text=match[0])


def tenors(text: str) -> Iterator[Found]:
    """Yield lengths of time in months."""
    for match in _TENOR.finditer(text):
        years = match["u"].startswith(("年", "year"))
        value = Fraction(match["n"]) * (12 if years else 1)
        yield Found(value=value, start=match.start(), end=match.end(), text=match[0])


def ratios(text: str) -> Iterator[Found]:
    """Yield numbers with decimals, such as a rate of exchange has."""
    for match in _RATIO.finditer(text):
        yield Found(value=Fraction(match["n"]), start=match.start(), end=match.end(), text=match[0])
