"""The cases of the assumptions beside one another: what each leaves of the classes, payment by payment."""

__all__: list[str] = []
