"""The verbs, one file an act or a family of acts; each registers itself on the application it is given."""

__all__: list[str] = []
