"""Encumbrances: whether an asset of the tape is somebody else's, or backs another deal already.

`extract` reads what the unified register of movable-asset financing answered to a search, `standing` says what of it is
in force, and `reconciling` holds that against the tape.
"""

__all__: list[str] = []
