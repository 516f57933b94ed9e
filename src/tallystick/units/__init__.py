"""What a number means: money, rates, day counts, calendars, periods, identifiers; packaged data."""
