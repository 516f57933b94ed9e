"""Timestamps of a third party: what is asked of an authority, and whether its answer holds.

    ask   SHA-256 of the bytes, a nonce, and that the certificates come along
    hold  status granted, signature and chain to a root the reader gives at the time it states, purpose timeStamping,
          the same SHA-256, and the same nonce where it was just asked

Source: RFC 3161; RFC 5652 for the signed data; RFC 5816. Revocation is not asked for: that would need a network.
Without a root only the digest is compared, and the stamp is said to be unchecked.
"""

import hashlib
from typing import Final

from asn1crypto import tsp
from cryptography.x509 import Certificate, load_der_x509_certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.ports.services.outside import Asked, RootsError, Stamp

__all__ = ["Rfc3161"]

_GRANTED: Final = 0


class Rfc3161:
    """A `Timestamps` with the roots that the reader trusts."""

    __slots__ = ("_roots",)

    def __init__(self, roots: bytes) -> None:
        """Read the roots: certificates in PEM, one after another; none where the bytes are empty.

        Raises:
            RootsError: the bytes hold something else.
        """
        try:
            self._roots: list[Certificate] = load_pem_x509_certificates(roots) if roots else []
        except ValueError as error:
            raise RootsError(finding("evidence.timestamp-roots")) from error

    def request(self, data: bytes) -> Asked:
        """Return what to post to an authority; not the data leave, but their SHA-256."""
        made = TimestampRequestBuilder(data=data, hash_algorithm=HashAlgorithm.SHA256).build()
        return Asked(content=made.as_bytes(), nonce=made.nonce)

    def read(self, answer: bytes, data: bytes, *, nonce: int | None = None, file: str = "") -> Stamp | Finding:
        """Read an authority's answer over these bytes, or say why it is none.

        Args:
            answer: DER of the response.
            data: what it is over.
            nonce: of the request, where it was just made.
            file: name to give as the finding's place.
        """
        try:
            response = _decoded(answer)
            if response.status != _GRANTED:
                return finding("evidence.timestamp-refused", file=file, status=response.status)
            stated = response.tst_info
            imprint = stated.message_imprint.message
        except ValueError:
            return finding("evidence.timestamp-unreadable", file=file)
        if imprint != hashlib.sha256(data).digest():
            return finding("evidence.timestamp-other", file=file)
        if self._roots:
            try:
                VerifierBuilder(roots=list(self._roots), nonce=nonce).build().verify_message(response, data)
            except (VerificationError, ValueError):
                return finding("evidence.timestamp-wrong", file=file)
        return Stamp(at=stated.gen_time, authority=_authority(response), trusted=bool(self._roots))


def _decoded(answer: bytes) -> TimeStampResponse:
    """Read a response, also one whose certificates do not stand in the order that DER gives to a set.

    No signature covers that order, and authorities are known that keep the one of the chain (RFC 5652, 10.2.3); the
    same bytes are put in order then, and everything else is read as strictly as before.
    """
    try:
        return decode_timestamp_response(answer)
    except ValueError:
        return decode_timestamp_response(_in_order(answer))


def _in_order(answer: bytes) -> bytes:
    """Return the response with the certificates of its token in the order of DER; no other byte changes."""
    try:
        held = tsp.TimeStampResp.load(answer, strict=True)["time_stamp_token"]["content"]["certificates"]
        given = held.contents
        ordered = b"".join(sorted(each.dump() for each in held))
    except (KeyError, TypeError, ValueError) as error:
        message = "no answer of RFC 3161"
        raise ValueError(message) from error
    if not given or len(ordered) != len(given) or answer.count(given) != 1:
        return answer
    return answer.replace(given, ordered)


def _authority(response: TimeStampResponse) -> str:
    """Return the name in the certificate that signed; empty where none came along."""
    try:
        signed = response.signed_data
        serials = {each.serial_number for each in signed.signer_infos}
        certificates = [load_der_x509_certificate(each) for each in signed.certificates]
    except ValueError:
        return ""
    return next((each.subject.rfc4514_string() for each in certificates if each.serial_number in serials), "")
