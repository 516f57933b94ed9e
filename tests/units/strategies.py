"""Generators of amounts, rates and days."""

from datetime import date

from hypothesis import strategies as st

from tallystick.units.money import BOUND, Currency, Money
from tallystick.units.rates import Rate, Share

currencies = st.sampled_from(Currency)
minors = st.integers(-(BOUND - 1), BOUND - 1)
modest = st.integers(-(10**12), 10**12)
moneys = st.builds(lambda minor, currency: Money(minor=minor, currency=currency), minors, currencies)
usd = st.builds(lambda minor: Money(minor=minor, currency=Currency.USD), modest)
weights = st.one_of(st.integers(0, 10**9), st.fractions(min_value=0, max_value=1000, max_denominator=10**4))
rates = st.builds(
    lambda value: Rate(per_annum=value), st.fractions(min_value=-10, max_value=10, max_denominator=10**12)
)
shares = st.builds(lambda value: Share(value=value), st.fractions(min_value=0, max_value=1, max_denominator=10**12))
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
listed_days = st.dates(date(2023, 2, 1), date(2026, 11, 30))
fractions_of_year = st.fractions(min_value=0, max_value=30, max_denominator=366 * 365)
