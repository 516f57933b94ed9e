"""What is filed is what runs: a deal from its first loan to its last payment, and the proof that it matches."""

__all__: list[str] = []
