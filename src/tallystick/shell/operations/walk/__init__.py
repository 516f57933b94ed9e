"""The walk: a whole deal as a rehearsal, act by act, and the examination of what it left."""

__all__: list[str] = []
