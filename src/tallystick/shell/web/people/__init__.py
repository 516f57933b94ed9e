"""Accounts in the portal: entering, second factors, invitations, what happened to one's account, and who may what."""

__all__: list[str] = []
