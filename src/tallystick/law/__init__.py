"""What the law asks: rules as dated, cited data, and a three-valued kernel over typed facts. It knows no deal."""

__all__: list[str] = []
