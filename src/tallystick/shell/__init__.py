"""The hands: what reads, writes, signs, sends and shows for a core that only computes."""

__all__: list[str] = []
