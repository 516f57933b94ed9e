"""What is said to the regulator.

`screening` reads the law's results as a filing needs them, `materials` says what the list asks for and what is
there, `report` states the deal in two languages with a source beside every number. `package` seals all of it
under one root, and `export` is the edition of it that may leave the onshore side.

`states` is the desk: what may happen to a filing, who may do it and how many people it takes; `notices` are an
authority's own papers, which no act of the desk can replace.
"""

__all__: list[str] = []
