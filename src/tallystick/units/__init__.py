"""What a number means.

An amount is whole minor units of a named currency (`money`), a rate or a share is an exact fraction written with
its percent sign (`rates`), the part of a year between two dates follows a cited convention (`daycounts`), a day
is a business day on the word of a published notice (`calendars`), a month is a value (`periods`), and a company
or a security is named by a code whose faulty part can be pointed at (`identifiers`).

Data that ships with the package is read in one place, and only as it was released (`packaged`). What cannot be
what it is said to be is refused in one form (`refusals`). Callers import from these modules.
"""

__all__: list[str] = []
