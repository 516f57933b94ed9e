# ruff: noqa: INP001 - a script, not a package
"""Write who is forecast to pay the charging fees: enterprise customers one by one, walk-in drivers by station.

A driver pays through a platform that collects for the stations; the platform owes nothing of its own. No driver is
named: what all walk-in drivers of one station pay together is more than any one of them pays there, so the
shares of the list are upper bounds. Everything is invented; running this again gives the same file, to the byte.

    python examples/charging-piles/make_payers.py
"""

import csv
import io
import random
from pathlib import Path

FOLDER = Path(__file__).parent
STATIONS_IN_OPERATION = 291
FORECAST = 10_000_000_000  # fen: two years' charging fees

CUSTOMERS = [
    ("luzhou-bus", "庐州公共交通有限公司", "Luzhou Public Transport Co., Ltd.", "", 610_000_000),
    ("chaohu-taxi", "巢湖出租汽车有限公司", "Chaohu Taxi Co., Ltd.", "", 330_000_000),
    ("xunda-ride", "迅达出行科技有限公司", "Xunda Ride Technology Co., Ltd.", "xunda", 480_000_000),
    ("xunda-freight", "迅达城配物流有限公司", "Xunda City Freight Co., Ltd.", "xunda", 210_000_000),
    ("qingfeng-express", "青枫快运有限公司", "Qingfeng Express Co., Ltd.", "", 170_000_000),
]


def main() -> None:
    """Write `payers.csv`."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["layer", "payer", "name_zh", "name_en", "group", "agreed_unpaid", "currency"])
    for payer, chinese, english, group, minor in CUSTOMERS:
        writer.writerow(["", payer, chinese, english, group, amount(minor), "CNY"])
    for number, minor in enumerate(walk_in(), start=1):
        names = (f"{number:03}号站散客", f"walk-in drivers of station {number:03}")
        writer.writerow(["", f"station-{number:03}", *names, "", amount(minor), "CNY"])
    (FOLDER / "payers.csv").write_text(written.getvalue(), encoding="utf-8")


def walk_in() -> list[int]:
    """Share what the enterprise customers leave among the stations, by a drawn weight; the last takes the rest."""
    draw = random.Random(20260831)  # noqa: S311 - an example, not a secret
    weights = [draw.randrange(60, 141) for _ in range(STATIONS_IN_OPERATION)]
    whole = FORECAST - sum(customer[-1] for customer in CUSTOMERS)
    shares = [whole * weight // sum(weights) for weight in weights]
    return [*shares[:-1], whole - sum(shares[:-1])]


def amount(minor: int) -> str:
    """Return fen as yuan."""
    return f"{minor // 100}.{minor % 100:02}"


if __name__ == "__main__":
    main()
