"""Standard base64 with exactly one form, so that signed texts cannot be rewritten and still be read.

Source: RFC 4648 sections 3.5 and 4.
"""

import base64
import binascii

__all__ = ["decode_base64", "encode_base64"]


def encode_base64(content: bytes) -> str:
    """Return standard base64 with padding."""
    return base64.b64encode(content).decode("ascii")


def decode_base64(text: str) -> bytes | None:
    """Return what standard base64 encodes, or None where a strict encoder would not have written this text.

    Padding must be there, the bits it leaves over must be zero, and no other character may stand in between.
    """
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return content if encode_base64(content) == text else None
