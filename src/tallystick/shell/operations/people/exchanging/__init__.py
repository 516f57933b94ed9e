"""What people of two authorities prepare and approve of an exchange: agreement, request, consent, answer, receipts."""

__all__: list[str] = []
