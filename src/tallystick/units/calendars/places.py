"""The calendars of the two places a deal lives in.

Mainland China: working days (工作日) by the State Council's yearly notice on holidays, weekend days worked in
exchange included.

Mainland exchanges: trading days (交易日). The exchanges keep the State Council's holidays, stay closed on the weekend
days worked in exchange, and may close on further days by their own notice, as on 9 February 2024.

Hong Kong: business days of banks' settlement, Monday to Friday without general holidays. A Saturday is no
general holiday by law, but by the convention kept here it is no business day either, as banks do not settle
on it. A day lost to a typhoon or a black rainstorm is not foreseen.

Source: 全国年节及纪念日放假办法 (State Council, revised 2024) and the yearly notices; General Holidays
Ordinance (Cap. 149), Schedule, and the lists under it.

Years before 2023 are not on record; what is said of them is provisional and follows the rules of 2025.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from tallystick.units.calendars.days import Calendar, DayKind, DayName
from tallystick.units.calendars.notices import Notice, read_notice, standing
from tallystick.units.packaged import paths, read

__all__ = ["hong_kong_business_days", "packaged_notices", "prc_trading_days", "prc_working_days"]

_NEW_YEAR = DayName(zh="元旦", en="New Year's Day")
_LABOUR = DayName(zh="劳动节", en="Labour Day")
_NATIONAL = DayName(zh="国庆节", en="National Day")
_ESTABLISHMENT = DayName(zh="香港特别行政区成立纪念日", en="Hong Kong Special Administrative Region Establishment Day")
_CHRISTMAS = DayName(zh="圣诞节", en="Christmas Day")

_PRC_FIXED = {
    (1, 1): _NEW_YEAR,
    (5, 1): _LABOUR,
    (5, 2): _LABOUR,
    (10, 1): _NATIONAL,
    (10, 2): _NATIONAL,
    (10, 3): _NATIONAL,
}
_HONG_KONG_FIXED = {
    (1, 1): _NEW_YEAR,
    (5, 1): _LABOUR,
    (7, 1): _ESTABLISHMENT,
    (10, 1): _NATIONAL,
    (12, 25): _CHRISTMAS,
}


def prc_working_days(as_known_on: date | None = None, *, further: Iterable[Notice] = ()) -> Calendar:
    """Build the calendar of working days in mainland China.

    A year without a notice has weekends and the statutory festivals of fixed date only, and is provisional:
    the notice, published late in the year before, brings the lunar festivals and the exchanged weekends.

    Args:
        as_known_on: take only notices published by that day, to repeat what was computed then; None for all.
        further: notices recorded after this release, for this place.

    Returns:
        A calendar that answers for every date.

    Source: 全国年节及纪念日放假办法 art. 2; the notice named by each day's reason.
    """
    return _calendar(
        name=DayName(zh="中国内地工作日", en="working days in mainland China"),
        notices=standing((*packaged_notices("prc"), *further), as_known_on),
        fixed=_PRC_FIXED,
        custom="全国年节及纪念日放假办法",
    )


def prc_trading_days(as_known_on: date | None = None, *, further: Iterable[Notice] = ()) -> Calendar:
    """Build the calendar of trading days of the mainland exchanges.

    Weekend days worked in exchange are taken out of the State Council's notices; days on which the exchanges closed
    besides come from their own. A year for which the State Council's notice is not on record is provisional.

    Args:
        as_known_on: take only notices known by that day; None for all.
        further: notices of the exchanges recorded after this release, for place ``prc-exchange``.

    Returns:
        A calendar that answers for every date.

    Source: 上海证券交易所、深圳证券交易所 yearly closing notices; they close on weekends even where these are worked.
    """
    state = standing(packaged_notices("prc"), as_known_on)
    closings = standing((*packaged_notices("prc-exchange"), *further), as_known_on)
    calendar = _calendar(
        name=DayName(zh="境内交易所交易日", en="trading days of the mainland exchanges"),
        notices=(*state, *closings),
        fixed=_PRC_FIXED,
        custom="沪深交易所年度休市安排",
    )
    traded = {day: reason for day, reason in calendar.marked.items() if reason.kind is not DayKind.MAKE_UP}
    settled = frozenset(notice.year for notice in state if notice.settled)
    return replace(calendar, marked=traded, settled=settled, listed=frozenset(notice.year for notice in state))


def hong_kong_business_days(as_known_on: date | None = None, *, further: Iterable[Notice] = ()) -> Calendar:
    """Build the calendar of business days in Hong Kong.

    The Ordinance fixes the general holidays of every year and the yearly list only spells them out, so a list
    counts as always known unless it says otherwise. A year whose list was computed from the Schedule but not
    seen published is provisional.

    Args:
        as_known_on: take only lists known by that day; None for all.
        further: lists recorded after this release, for this place.

    Returns:
        A calendar that answers for every date.

    Source: General Holidays Ordinance (Cap. 149), Schedule.
    """
    return _calendar(
        name=DayName(zh="香港营业日", en="business days in Hong Kong"),
        notices=standing((*packaged_notices("hong-kong"), *further), as_known_on),
        fixed=_HONG_KONG_FIXED,
        custom="General Holidays Ordinance (Cap. 149)",
    )


@cache
def packaged_notices(place: str) -> tuple[Notice, ...]:
    """Read the notices that ship with this release.

    Args:
        place: ``prc``, ``prc-exchange`` or ``hong-kong``.
    """
    folder = f"units/calendars/{place}"
    return tuple(read_notice(read(path)) for path in paths(folder))


def _calendar(
    *, name: DayName, notices: tuple[Notice, ...], fixed: Mapping[tuple[int, int], DayName], custom: str
) -> Calendar:
    return Calendar(
        name=name,
        marked={day: reason for notice in notices for day, reason in notice.days},
        settled=frozenset(notice.year for notice in notices if notice.settled),
        listed=frozenset(notice.year for notice in notices),
        fixed=fixed,
        custom=custom,
    )
