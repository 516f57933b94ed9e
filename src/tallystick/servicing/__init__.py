"""What is paid and told: collections, distribution, certificate and investor report."""

__all__: list[str] = []
