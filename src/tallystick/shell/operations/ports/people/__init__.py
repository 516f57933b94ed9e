"""What operations ask of whoever keeps accounts, deal folders under way, and acts that wait for signatures."""

__all__: list[str] = []
