"""What is watched after filing: duties, and whether the ten obligations hold.

`tally` takes what each room proves and assembles the ten lines; `drawing` shows them as the split stick that gave the
project its name; `proofs_filing` shows obligations 1 to 3 and `duties` the tenth. The others are proved where they
arise: 4, 5, 6 and 9 in issuance, 7 and 8 in servicing.

Nothing here decides what to do about a broken line; it says exactly what differs, and to whom it is to be told.
"""

__all__: list[str] = []
