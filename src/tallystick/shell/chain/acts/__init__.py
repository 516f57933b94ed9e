"""Acts on a chain beside those of issuer and agents: what transfer agent and trustee do for holders."""

__all__: list[str] = []
