"""What people do in the portal: accounts, deal folders under way, and acts that wait for approvals."""

__all__: list[str] = []
