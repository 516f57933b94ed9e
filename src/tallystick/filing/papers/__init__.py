"""Papers beside the report: statements, charts, registers and undertakings, from the same content model."""

__all__: list[str] = []
