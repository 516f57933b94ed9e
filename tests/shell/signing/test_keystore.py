"""The keystore: a key is made once, kept encrypted, and opened by its person."""

import stat

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from tallystick.evidence.signatures import verify
from tallystick.shell.operations.ports.evidence import Keyring, KeyringError, Signer, WrongPassphraseError
from tallystick.shell.signing.keystore import Keystore

PASSPHRASE = "correct horse battery"
PERSON = "shen-yilan"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "keys"


@pytest.fixture
def keystore(folder):
    return Keystore(folder)


def exported(key, encryption=None):
    encryption = encryption or BestAvailableEncryption(PASSPHRASE.encode())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def test_a_key_made_here_signs_and_signs_again_after_it_was_put_away(keystore):
    made = keystore.create(PERSON, PASSPHRASE)
    ring: Keyring = keystore
    opened: Signer = ring.open(PERSON, PASSPHRASE)
    assert opened.public_key == made.public_key
    assert opened.person == PERSON
    assert verify(made.public_key, b"an act", opened.sign(b"an act"))
    assert keystore.people() == (PERSON,)


def test_a_key_is_kept_encrypted_and_private(keystore, folder):
    keystore.create(PERSON, PASSPHRASE)
    (path,) = folder.iterdir()
    assert path.name == "shen-yilan.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    key = load_pem_private_key(path.read_bytes(), PASSPHRASE.encode())  # any tool that knows PKCS #8
    assert isinstance(key, Ed25519PrivateKey)


def test_a_key_is_never_shown(keystore):
    assert repr(keystore.create(PERSON, PASSPHRASE)) == "LocalSigner(shen-yilan)"


def test_the_wrong_passphrase_opens_nothing(keystore):
    keystore.create(PERSON, PASSPHRASE)
    with pytest.raises(WrongPassphraseError):
        keystore.open(PERSON, "incorrect horse battery")


def test_a_key_is_never_overwritten(keystore, folder):
    made = keystore.create(PERSON, PASSPHRASE)
    for again in (
        lambda: keystore.create(PERSON, PASSPHRASE),
        lambda: keystore.import_key(PERSON, exported(Ed25519PrivateKey.generate()), PASSPHRASE),
    ):
        with pytest.raises(KeyringError, match="never overwritten"):
            again()
    assert keystore.open(PERSON, PASSPHRASE).public_key == made.public_key
    assert len(list(folder.iterdir())) == 1


def test_a_short_passphrase_is_refused(keystore):
    with pytest.raises(KeyringError, match="16 characters"):
        keystore.create(PERSON, "fifteen letters")
    assert keystore.people() == ()


@pytest.mark.parametrize("person", ["", "../escape", "Shen", "a/b", "a.pem"])
def test_a_name_that_is_no_person_s_names_no_file(keystore, folder, person):
    for ask in (keystore.create, keystore.open):
        with pytest.raises(KeyringError, match="cannot be the id"):
            ask(person, PASSPHRASE)
    assert keystore.people() == ()


def test_somebody_without_a_key_is_told_so(keystore):
    with pytest.raises(KeyringError, match="has no key"):
        keystore.open(PERSON, PASSPHRASE)


def test_a_key_others_may_read_is_not_used(keystore, folder):
    keystore.create(PERSON, PASSPHRASE)
    (folder / "shen-yilan.pem").chmod(0o644)
    with pytest.raises(KeyringError, match="chmod 600"):
        keystore.open(PERSON, PASSPHRASE)


def test_a_key_made_elsewhere_is_taken_over_unchanged(keystore, folder):
    key = Ed25519PrivateKey.generate()
    pem = exported(key)
    signer = keystore.import_key(PERSON, pem, PASSPHRASE)
    assert signer.public_key == key.public_key().public_bytes_raw().hex()
    assert (folder / "shen-yilan.pem").read_bytes() == pem


@pytest.mark.parametrize(
    ("pem", "problem"),
    [
        (b"", "not an encrypted"),
        (exported(Ed25519PrivateKey.generate(), NoEncryption()), "not an encrypted"),
        (exported(generate_private_key(SECP256R1())), "not an Ed25519 key"),
        (b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n", "it is damaged"),
    ],
)
def test_what_is_not_such_a_key_is_not_taken_over(keystore, pem, problem):
    with pytest.raises(KeyringError, match=problem):
        keystore.import_key(PERSON, pem, PASSPHRASE)
    assert keystore.people() == ()


def test_a_key_encrypted_in_an_unknown_way_is_said_to_be_one(keystore, monkeypatch):
    def unsupported(*_):
        raise UnsupportedAlgorithm("1.2.156.10197.1.301")

    monkeypatch.setattr("tallystick.shell.signing.keystore.load_pem_private_key", unsupported)
    with pytest.raises(KeyringError, match="Export it again"):
        keystore.import_key(PERSON, exported(Ed25519PrivateKey.generate()), PASSPHRASE)


def test_other_files_in_the_folder_are_nobody_s_keys(keystore, folder):
    keystore.create(PERSON, PASSPHRASE)
    (folder / ".writing-0123").write_bytes(b"hal")
    (folder / "README.md").write_bytes(b"")
    (folder / "Not A Person.pem").write_bytes(b"")
    assert keystore.people() == (PERSON,)
