"""Whether documents that people wrote agree with the deal: what they state is found, compared and told."""

__all__: list[str] = []
