"""The ledger: deployment, filing records, minting and reading over RPC."""

__all__: list[str] = []
