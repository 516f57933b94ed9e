# ruff: noqa: INP001 - a script beside the files it makes
"""Make `tape.csv`: twenty thousand vehicle finance leases that nobody signed; and the section on it in both READMEs.

    python examples/auto-leases/make_tape.py

Everything is drawn from one seed in whole numbers (`getrandbits`, the Mersenne Twister's own sequence), so the bytes
are the same on every machine. Each lease is then amortised as its contract says, fen by fen, up to the cut-off:
interest is the balance times the rate over twelve, rounded half-up, and the rest of the rent is principal. A lease that
is past due has not paid its last rent. The last lease is as large as it takes for the pool to owe 1,001,500,000.00 CNY,
the size of the two classes of trust units in `deal.yaml`.

It imitates the shape of a small lessor's book, not any real one: every weight and range here is invented.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from random import Random

__all__ = ["CUTOFF", "Draw", "Lease", "interest", "leases", "level_payment", "section", "tape", "yuan"]

SEED = 20260831
COUNT = 20_000
CUTOFF = date(2026, 8, 31)
POOL = 100_150_000_000
FLEETS = 64

HERE = Path(__file__).resolve().parent
START, END = "<!-- tape: written by make_tape.py -->\n", "<!-- end of tape -->\n"
READMES = {"en": "README.md", "zh": "README.zh.md"}
MONTHS = {"en": "months", "zh": "个月"}
TOLD = {
    "at": {"en": "At {}", "zh": "截至 {}"},
    "leases": {"en": "Leases", "zh": "租赁笔数"},
    "lessees": {"en": "Lessees", "zh": "承租人"},
    "groups": {"en": "Lessees, affiliates as one", "zh": "承租人，关联方合并"},
    "balance": {"en": "Current balance", "zh": "未偿本金余额"},
    "average": {"en": "Average balance", "zh": "单笔平均余额"},
    "rate": {"en": "Weighted rate a year", "zh": "加权年利率"},
    "original-term": {"en": "Weighted original term", "zh": "加权合同期限"},
    "remaining-term": {"en": "Weighted remaining term", "zh": "加权剩余期限"},
    "largest": {"en": "Largest lessee, of contracted cash flow still to come", "zh": "最大承租人，占合同未来现金流"},
    "largest-group": {"en": "Largest lessee, affiliates as one", "zh": "最大承租人，关联方合并"},
    "five-largest": {"en": "Five largest, affiliates as one", "zh": "前五大，关联方合并"},
    "late": {"en": "Past due, at most 30 days", "zh": "逾期，不超过 30 天"},
    "light-truck": {"en": "of which light-truck", "zh": "其中轻型卡车"},
    "passenger-car": {"en": "of which passenger-car", "zh": "其中乘用车"},
    "heavy-truck": {"en": "of which heavy-truck", "zh": "其中重型卡车"},
    "new-energy": {"en": "of which new-energy", "zh": "其中新能源车"},
}

PROVINCES = {
    "shandong": 98, "hebei": 82, "henan": 80, "guangdong": 78, "jiangsu": 70, "anhui": 58, "sichuan": 52,
    "zhejiang": 50, "hubei": 44, "hunan": 42, "shanxi": 40, "jiangxi": 36, "liaoning": 34, "shaanxi": 32,
    "guangxi": 30, "yunnan": 28, "fujian": 26, "inner-mongolia": 26, "guizhou": 22, "heilongjiang": 20,
    "chongqing": 20, "jilin": 18, "xinjiang": 18, "gansu": 16, "tianjin": 14, "shanghai": 12, "beijing": 10,
    "ningxia": 9, "hainan": 7, "qinghai": 5, "tibet": 3,
}  # fmt: skip
VEHICLES = {"light-truck": 40, "passenger-car": 32, "heavy-truck": 12, "new-energy": 16}
TERMS = {"12": 6, "18": 6, "24": 22, "30": 4, "36": 42, "48": 14, "60": 6}
FINANCED = {"heavy-truck": (105, 275), "light-truck": (38, 88), "passenger-car": (36, 114), "new-energy": (44, 130)}
"""Thousands of yuan, from and up to."""
RATES = {"heavy-truck": (750, 1150), "light-truck": (700, 1050), "passenger-car": (550, 850), "new-energy": (550, 800)}
"""Hundredths of a per cent a year, from and up to."""


@dataclass(frozen=True, kw_only=True)
class Lease:
    """One row of the tape, its fields in the order of the columns; amounts in fen, rate in hundredths of a per cent."""

    asset_id: str
    obligor_id: str
    obligor_group_id: str
    currency: str = "CNY"
    origination_date: date
    maturity_date: date
    original_balance: int
    current_balance: int
    interest_rate: int
    original_term_months: int
    remaining_term_months: int
    repayment_type: str = "level-pay"
    monthly_payment: int
    days_past_due: int
    asset_status: str
    province: str
    vehicle_type: str
    down_payment_share: int


class Draw:
    """Whole numbers from a seed, the same everywhere."""

    def __init__(self, seed: int) -> None:
        """Begin the sequence of a seed."""
        self._random = Random(seed)  # noqa: S311 - an example is to be repeatable, not secret

    def below(self, bound: int) -> int:
        """Return a whole number from 0 up to `bound`, itself excluded."""
        return self._random.getrandbits(64) % bound

    def between(self, least: int, most: int) -> int:
        """Return a whole number from `least` to `most`, both included."""
        return least + self.below(most - least + 1)

    def one_of(self, weights: Mapping[str, int]) -> str:
        """Return one of the words, as often as its weight says."""
        place = self.below(sum(weights.values()))
        for word, weight in weights.items():
            place -= weight
            if place < 0:
                return word
        raise AssertionError

    def pseudonym(self, letter: str) -> str:
        """Return an id that says nothing about anybody."""
        return f"{letter}{self._random.getrandbits(40):010X}"


def interest(balance: int, rate: int) -> int:
    """Return a month's interest in fen, rounded half-up; the rate in hundredths of a per cent a year."""
    return (2 * balance * rate + 120_000) // 240_000


def level_payment(balance: int, rate: int, months: int) -> int:
    """Return the monthly rent in fen, rounded half-up, that repays a balance in so many months."""
    grown, whole = (120_000 + rate) ** months, 120_000**months
    numerator, denominator = balance * rate * grown, 120_000 * (grown - whole)
    return (2 * numerator + denominator) // (2 * denominator)


def balance_after(balance: int, rate: int, payment: int, months: int) -> int:
    """Return what is owed after so many rents."""
    for _ in range(months):
        balance -= payment - interest(balance, rate)
    return balance


def leases() -> Iterator[Lease]:
    """Draw every lease of the pool, in the order of the tape."""
    draw = Draw(SEED)
    payers = _payers(draw)
    owed = 0
    for number in range(1, COUNT):
        lease = _lease(draw, number, *next(payers))
        owed += lease.current_balance
        yield lease
    yield _last_lease(POOL - owed, *next(payers))


def _payers(draw: Draw) -> Iterator[tuple[str, str]]:
    """Yield payer and group: mostly one lease a payer, some payers with several, a few fleets of affiliated payers."""
    fleets = [(draw.pseudonym("G"), [draw.pseudonym("P") for _ in range(draw.between(1, 3))]) for _ in range(FLEETS)]
    known = [draw.pseudonym("P")]
    while True:
        chance = draw.below(100)
        if chance < 6:
            group, members = fleets[min(draw.below(FLEETS), draw.below(FLEETS))]
            yield members[draw.below(len(members))], group
        elif chance < 15:
            yield known[draw.below(len(known))], ""
        else:
            known.append(draw.pseudonym("P"))
            yield known[-1], ""


def _lease(draw: Draw, number: int, payer: str, group: str) -> Lease:
    vehicle = draw.one_of(VEHICLES)
    least, most = FINANCED[vehicle]
    financed = draw.between(least * 10, most * 10) * 100 * 100
    low, high = RATES[vehicle]
    rate = draw.between(low // 5, high // 5) * 5
    term = int(draw.one_of(TERMS))
    age = draw.between(1, min(term - 3, 34))
    payment = level_payment(financed, rate, term)
    first = _month(-age, draw.between(1, 28))
    late = draw.below(1000) < 14
    return Lease(
        asset_id=f"L{number:05d}",
        obligor_id=payer,
        obligor_group_id=group,
        origination_date=first,
        maturity_date=_month(term - age, first.day),
        original_balance=financed,
        current_balance=balance_after(financed, rate, payment, age - late),
        interest_rate=rate,
        original_term_months=term,
        remaining_term_months=term - age,
        monthly_payment=payment,
        days_past_due=(CUTOFF.day - first.day) if late else 0,
        asset_status="late" if late else "current",
        province=draw.one_of(PROVINCES),
        vehicle_type=vehicle,
        down_payment_share=draw.between(2, 8) * 5,
    )


def _last_lease(owed: int, payer: str, group: str) -> Lease:
    """The lease signed last, as large as the pool still needs."""
    rate, term = 750, 36
    return Lease(
        asset_id=f"L{COUNT:05d}",
        obligor_id=payer,
        obligor_group_id=group,
        origination_date=date(2026, 8, 28),
        maturity_date=_month(term, 28),
        original_balance=owed,
        current_balance=owed,
        interest_rate=rate,
        original_term_months=term,
        remaining_term_months=term,
        monthly_payment=level_payment(owed, rate, term),
        days_past_due=0,
        asset_status="current",
        province="tianjin",
        vehicle_type="new-energy",
        down_payment_share=20,
    )


def _month(after: int, day: int) -> date:
    """A day of the month that lies so many months after the cut-off's."""
    years, month = divmod(CUTOFF.year * 12 + CUTOFF.month - 1 + after, 12)
    return date(years, month + 1, day)


def yuan(fen: int) -> str:
    """Write an amount: 125000.00."""
    return f"{fen // 100}.{fen % 100:02d}"


def tape() -> bytes:
    """Return the tape: UTF-8, a line feed after each row, rates with their per cent sign."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in fields(Lease)], lineterminator="\n")
    writer.writeheader()
    for lease in leases():
        row = asdict(lease)
        row |= {name: yuan(row[name]) for name in ("original_balance", "current_balance", "monthly_payment")}
        row["interest_rate"] = f"{lease.interest_rate // 100}.{lease.interest_rate % 100:02d}%"
        row["down_payment_share"] = f"{lease.down_payment_share}.00%"
        writer.writerow(row)
    return text.getvalue().encode()


def _to_come(pool: Sequence[Lease], *, grouped: bool) -> list[int]:
    """Return what each lessee, or each group of affiliates, is still to pay by its leases, the most first."""
    sums: dict[str, int] = {}
    for lease in pool:
        name = (lease.obligor_group_id if grouped else "") or lease.obligor_id
        sums[name] = sums.get(name, 0) + lease.monthly_payment * lease.remaining_term_months
    return sorted(sums.values(), reverse=True)


def section(language: str = "en") -> str:
    """Return the statistics of the tape as a table in Markdown, in English (`en`) or Chinese (`zh`)."""
    pool = list(leases())
    owed = sum(lease.current_balance for lease in pool)
    alone, groups = _to_come(pool, grouped=False), _to_come(pool, grouped=True)
    to_come = sum(alone)
    late = sum(lease.current_balance for lease in pool if lease.days_past_due)

    def mean(name: str) -> str:
        return _rounded(sum(lease.current_balance * getattr(lease, name) for lease in pool), owed)

    rate = _rounded(sum(lease.current_balance * lease.interest_rate for lease in pool), owed * 100)
    figures = {
        "leases": f"{len(pool):,}",
        "lessees": f"{len({lease.obligor_id for lease in pool}):,}",
        "groups": f"{len(groups):,}",
        "balance": f"CNY {owed // 100:,}.{owed % 100:02d}",
        "average": f"CNY {owed // len(pool) // 100:,}",
        "rate": f"{rate} %",
        "original-term": f"{mean('original_term_months')} {MONTHS[language]}",
        "remaining-term": f"{mean('remaining_term_months')} {MONTHS[language]}",
        "largest": f"{_rounded(alone[0] * 100, to_come)} %",
        "largest-group": f"{_rounded(groups[0] * 100, to_come)} %",
        "five-largest": f"{_rounded(sum(groups[:5]) * 100, to_come)} %",
        "late": f"{_rounded(late * 100, owed)} %",
    }
    for vehicle in VEHICLES:
        share = sum(lease.current_balance for lease in pool if lease.vehicle_type == vehicle)
        figures[vehicle] = f"{_rounded(share * 100, owed)} %"
    rows = "".join(f"| {TOLD[name][language]} | {figure} |\n" for name, figure in figures.items())
    return f"| {TOLD['at'][language].format(CUTOFF.isoformat())} | |\n|---|---:|\n{rows}"


def _rounded(numerator: int, denominator: int) -> str:
    hundredths = (200 * numerator + denominator) // (2 * denominator)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


if __name__ == "__main__":
    (HERE / "tape.csv").write_bytes(tape())
    for language, name in READMES.items():
        readme = HERE / name
        before, _, rest = readme.read_text(encoding="utf-8").partition(START)
        readme.write_text(f"{before}{START}{section(language)}{END}{rest.partition(END)[2]}", encoding="utf-8")
