"""Pricing: from what a class is paid to price, yield, duration, convexity and discount margin.

`stream` turns payments into amounts per hundred of balance at their times in years; `yields` discounts them by
one yield; `margins` by an index and a margin over it. Every convention is an argument with a name.
"""
