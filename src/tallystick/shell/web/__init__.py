"""The portal's pages. Views ask operations and the store's selectors, and show what comes back; they decide nothing."""

__all__: list[str] = []
