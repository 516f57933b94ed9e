"""A certificate authority and a timestamping authority for the tests: certificates made here, answers by OpenSSL."""

import datetime as dt
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tallystick.shell.operations.ports.services.outside import Answer

_CONFIG = """[t]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.2
digests = sha256
ess_cert_id_chain = no
ess_cert_id_alg = sha256
accuracy = secs:1
ordering = no
tsa_name = no
"""


@dataclass(frozen=True)
class Certified:
    """A key and its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        """The key in the clear, for OpenSSL."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @classmethod
    def root(cls, name: str) -> Self:
        """Make a root."""
        key = ec.generate_private_key(ec.SECP256R1())
        return cls(key, _certificate(name, key, name, key, authority=True, purposes=()))

    def issue(self, name: str, *purposes: x509.ObjectIdentifier) -> "Certified":
        """Certify a new key."""
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
        return Certified(key, _certificate(name, key, str(issuer), self.key, authority=False, purposes=purposes))


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    by: ec.EllipticCurvePrivateKey,
    *,
    authority: bool,
    purposes: tuple[x509.ObjectIdentifier, ...],
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (name, issuer)]
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    signing = {"digital_signature": not authority, "content_commitment": not authority}
    builder = (
        x509.CertificateBuilder()
        .subject_name(names[0])
        .issuer_name(names[1])
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(key_cert_sign=authority, crl_sign=authority, **signing, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=True)
    return builder.sign(by, SHA256())


@dataclass(frozen=True)
class TimeAuthority:
    """A timestamping authority: `openssl ts` with a certified key."""

    folder: Path
    roots: bytes

    @classmethod
    def open(cls, folder: Path, name: str = "Test Time Authority") -> Self:
        """Make one in a folder."""
        folder.mkdir(parents=True)
        root = Certified.root(f"{name} Root")
        own = root.issue(name, ExtendedKeyUsageOID.TIME_STAMPING)
        (folder / "key.pem").write_bytes(own.key_pem)
        (folder / "certificate.pem").write_bytes(own.pem)
        (folder / "serial").write_text("01\n")
        (folder / "ts.cnf").write_text(_CONFIG.format(folder=folder))
        return cls(folder, root.pem)

    def answer(self, asked: bytes) -> Answer:
        """Answer a request as an authority over HTTP does."""
        query, reply = self.folder / "query", self.folder / "reply"
        query.write_bytes(asked)
        command: list[str | Path] = [
            "openssl",
            "ts",
            "-reply",
            "-config",
            self.folder / "ts.cnf",
            "-section",
            "t",
            "-queryfile",
            query,
        ]
        command += ["-signer", self.folder / "certificate.pem", "-inkey", self.folder / "key.pem", "-out", reply]
        subprocess.run(command, check=True, capture_output=True)
        return Answer(status=200, content=reply.read_bytes(), media_type="application/timestamp-reply")
