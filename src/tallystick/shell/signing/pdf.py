"""Signatures on PDF files (PAdES): put under a finished file as an addition at its end, and checked offline.

    file as sealed || newline || signature field, signature, certificates [, timestamp]

The sealed bytes stay the beginning of the signed file, so its digest in the manifest is still that of what was signed.
Source: ETSI EN 319 142-1, levels B-B and B-T, and B-LTA where roots are given at signing; ISO 32000-2, 12.8.
pyHanko writes and reads the format; the key stays with its `CertifiedSigner`. Revocation is checked only by lists
that the signer embedded, since reading asks nobody. Nothing here says who may sign what.
"""

import datetime as dt
import hashlib
import logging
import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, Final

from asn1crypto import tsp, x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificates
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, Signer, fields, sign_pdf, timestamps
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.ports.documents import PdfReading, PdfSignature
from tallystick.shell.operations.ports.evidence import CertifiedSigner
from tallystick.shell.operations.ports.services.outside import Outside, RootsError, UnreachableError

__all__ = ["Pades"]

_QUERY: Final = "application/timestamp-query"
_END: Final = b"%%EOF"
_COVERED: Final = frozenset({SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION})
_ALLOWED: Final = frozenset({ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING})
"""What may be added later: timestamps and what checks certificates, and a further signature."""
_UNREADABLE: Final = (
    PdfError,
    SignatureValidationError,
    ValueError,
    ArithmeticError,
    LookupError,
    TypeError,
    AssertionError,
    AttributeError,
    RecursionError,
)
"""What the library raises on files that were made to be unreadable."""
_RANGE: Final = b"/ByteRange"
_NOTHING_MORE: Final = frozenset({b"", b"\n", b"\r", b"\r\n"})
_REVISION: Final = re.compile(rb"startxref[ \r\n]{1,4}(\d{1,10})[ \r\n]{1,4}%%EOF[\r\n]{0,2}\Z")
_LONGEST: Final = 72
"""Of an ECDSA signature over P-256 in DER."""

for _quiet in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_quiet).addHandler(logging.NullHandler())  # what it finds is told as findings, in two languages


class Pades:
    """A `PdfSigning` with the roots that the reader trusts."""

    __slots__ = ("_outside", "_roots")

    def __init__(self, roots: bytes, outside: Outside) -> None:
        """Read the roots, certificates in PEM; none where the bytes are empty.

        Raises:
            RootsError: the bytes hold something else.
        """
        try:
            found = load_pem_x509_certificates(roots) if roots else []
        except ValueError as error:
            raise RootsError(finding("evidence.timestamp-roots")) from error
        self._roots = [x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in found]
        self._outside = outside

    def sign(self, content: bytes, signer: CertifiedSigner, *, reason: str, authority: str = "") -> bytes | Finding:
        """Return the file with a signature under it, or say why there is none.

        Args:
            content: the finished file; it stays the beginning of what is returned.
            signer: holds the key and knows its certificates.
            reason: why it was signed; stands in the signature.
            authority: address of a timestamping authority; empty for a signature with the signer's own time.

        Raises:
            UnreachableError: the authority did not answer, or not with a timestamp.
        """
        whole = content if content.endswith(b"\n") else content + b"\n"
        stamper = _Stamper(authority, self._outside) if authority else None
        lasting = bool(stamper and self._roots)
        metadata = PdfSignatureMetadata(
            field_name=f"Signature{whole.count(_RANGE) + 1}",
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            reason=reason,
            embed_validation_info=lasting,
            use_pades_lta=lasting,
            validation_context=self._context(None) if lasting else None,
        )
        signed = BytesIO()
        try:
            writer = IncrementalPdfFileWriter(BytesIO(whole))
            sign_pdf(writer, metadata, signer=_External(signer), timestamper=stamper, output=signed)
        except (PdfError, SigningError, ValueError) as error:
            return finding("documents.pdf-unsignable", detail=str(error))
        return signed.getvalue()

    def read(self, content: bytes, *, at: dt.datetime, file: str = "") -> PdfReading:
        """Read every signature of a file and say whether it holds.

        Args:
            content: the signed file.
            at: the moment at which certificates must hold, where no timestamp says when it was signed.
            file: name to give as the findings' place.
        """
        try:
            reader = PdfFileReader(BytesIO(content))
            embedded = reader.embedded_signatures
            signatures = tuple(self._one(each, at) for each in embedded)
        except _UNREADABLE as error:
            unreadable = finding("documents.pdf-unreadable", file=file, detail=type(error).__name__)
            return PdfReading(signatures=(), sealed="", findings=(unreadable,))
        found = [each for signature in signatures for each in _faults(signature, file)]
        if signatures and _is_followed(content, embedded):
            found.append(finding("documents.pdf-bytes-after", file=file))
        if not signatures:
            found.append(finding("documents.pdf-unsigned", file=file))
        return PdfReading(signatures=signatures, sealed=_sealed(content), findings=tuple(found))

    def _one(self, embedded: Any, at: dt.datetime) -> PdfSignature:  # noqa: ANN401 - of the library
        """Judge one signature: at the time of its timestamp where that holds, else at the reader's moment."""
        if str(embedded.sig_object.get("/Type", "/Sig")) == "/DocTimeStamp":
            by_authority = validate_pdf_timestamp(embedded, self._context(at))
            held = bool(by_authority.valid and by_authority.intact and by_authority.trusted)
            return self._told(embedded, by_authority, by_authority.timestamp, stamped=held)
        status: Any = validate_pdf_signature(embedded, self._context(at), self._context(at))
        stamp = status.timestamp_validity
        if stamp is None or not (stamp.valid and stamp.intact and stamp.trusted):
            return self._told(embedded, status, status.signer_reported_dt, stamped=False)
        then = validate_pdf_signature(embedded, self._context(stamp.timestamp), self._context(at))
        return self._told(embedded, then, stamp.timestamp, stamped=True)

    def _told(self, embedded: Any, status: Any, at: dt.datetime | None, *, stamped: bool) -> PdfSignature:  # noqa: ANN401 - likewise
        return PdfSignature(
            field=str(embedded.field_name),
            signer=str(status.signing_cert.subject.human_friendly),
            at=at,
            stamped=stamped,
            intact=bool(status.intact and status.valid),
            whole=status.coverage in _COVERED and status.modification_level in _ALLOWED,
            trusted=self._leads(status),
        )

    def _leads(self, status: Any) -> bool | None:  # noqa: ANN401 - likewise
        """Tell whether the certificate leads to a root; of a signature that is no signature of its, nobody can tell."""
        if not self._roots or not status.valid:
            return None
        return status.trust_problem_indic is None and status.validation_path is not None

    def _context(self, at: dt.datetime | None) -> ValidationContext:
        return ValidationContext(trust_roots=self._roots, allow_fetching=False, revocation_mode="soft-fail", moment=at)


class _External(Signer):
    """pyHanko's signer, whose key is somebody else's."""

    def __init__(self, own: CertifiedSigner) -> None:
        chain = [x509.Certificate.load(each) for each in own.certificates]
        registry = SimpleCertificateStore()
        registry.register_multiple(chain)
        super().__init__(signing_cert=chain[0], cert_registry=registry)
        self._own = own

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002 - as declared there
        """Return the signature in DER, which hashes for itself; a dry run asks only for its length."""
        return bytes(_LONGEST) if dry_run else bytes.fromhex(self._own.sign(data))


class _Stamper(timestamps.TimeStamper):
    """pyHanko's timestamper, over our way out of this machine."""

    def __init__(self, address: str, outside: Outside) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library leaves it so
        self._address, self._outside = address, outside

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Ask the authority."""
        answer = self._outside.post(self._address, req.dump(), _QUERY)
        try:
            return tsp.TimeStampResp.load(answer.content, strict=True)
        except ValueError as error:
            raise UnreachableError(finding("evidence.timestamp-refused", status=answer.status)) from error


def _faults(signature: PdfSignature, file: str) -> Iterator[Finding]:
    name = signature.signer
    if not signature.intact:
        yield finding("documents.pdf-signature-wrong", file=file, signer=name)
    elif not signature.whole:
        yield finding("documents.pdf-changed-after", file=file, signer=name)
    if signature.trusted is None and signature.intact:
        yield finding("documents.pdf-signer-unchecked", file=file, signer=name)
    elif signature.trusted is False:
        yield finding("documents.pdf-signer-unknown", file=file, signer=name)


def _is_followed(content: bytes, embedded: Sequence[Any]) -> bool:
    """Tell whether bytes stand after the last signature that are no revision of the file, which nothing vouches for.

    A revision, such as what checks certificates later, ends in a cross-reference of its own, which pyHanko judges.
    """
    end = max(int(each.byte_range[2]) + int(each.byte_range[3]) for each in embedded)
    if content[end:] in _NOTHING_MORE:
        return False
    revised = _REVISION.search(content, end)
    return revised is None or int(revised[1]) < end


def _sealed(content: bytes) -> str:
    """Return the SHA-256 of the file as it was before anything was added at its end; empty where it has no end."""
    end = content.find(_END)
    return hashlib.sha256(content[: end + len(_END)]).hexdigest() if end >= 0 else ""
