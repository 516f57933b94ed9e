"""The market watched: every live deal beside the others, in alerts that a reviewer can check by hand."""

__all__: list[str] = []
