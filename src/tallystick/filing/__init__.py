"""What is said to the regulator: screening, materials, report, package, versions and review states."""

__all__: list[str] = []
