"""What operations ask of the other hands, one file a subject; wiring decides who fulfils it."""

__all__: list[str] = []
