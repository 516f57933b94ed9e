"""Whose agreement a filing record needs: issuer and trustee, both."""

from enum import StrEnum

__all__ = ["Approver"]


class Approver(StrEnum):
    """The two who together activate a filing record and together end a suspension."""

    ISSUER = "issuer"
    TRUSTEE = "trustee"
