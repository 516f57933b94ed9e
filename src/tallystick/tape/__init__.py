"""The loans: schemas, reading, checks, selection, strata, payers and commitments.

    bytes -> reading -> Tape -> checks (what is wrong) -> selection (what is in the pool)
                                    -> statistics, strata, payers (what the pool is) -> facts for the law
                                    -> commitment (what may be published of it)

A tape is typed once, exactly, and never changed: each later module takes a `Tape` and returns a value. What is wrong
with a loan is a row in a table of faults, so that a million of them are still one value; what is wrong with a file is a
finding. Rows stay onshore: only statistics, facts and commitments leave this room for the export edition.
"""

__all__: list[str] = []
