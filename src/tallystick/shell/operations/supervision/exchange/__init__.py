"""An exchange with an overseas authority as either side carries it out, each act in that side's own log."""

__all__: list[str] = []
