"""An issue that goes over from one filing to a later one."""

__all__: list[str] = []
