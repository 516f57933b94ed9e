"""Questions of the desk, bound to what is filed, and the reply as several people write it."""

__all__: list[str] = []
