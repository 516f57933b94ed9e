"""Keys in a device: they sign there, readers cannot tell the difference, and nothing takes them out (SoftHSM)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
MODULE = next((each for each in LIBRARIES if Path(each).is_file()), None)
ROOT = Path(__file__).resolve().parents[3]
PIN = "tallystick-example"

pytestmark = pytest.mark.skipif(
    MODULE is None or shutil.which("softhsm2-util") is None,
    reason="no SoftHSM; on Debian: apt-get install softhsm2",
)

IN_A_PROCESS_OF_ITS_OWN = """
import datetime as dt, sys
import pkcs11
from pkcs11.util.ec import encode_named_curve_parameters
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key
from tallystick.evidence.signatures import verify
from tallystick.shell.operations.ports.evidence import KeyringError, WrongPassphraseError
from tallystick.shell.signing.hardware import CertifiedHardwareKey, HardwareKey, opened_session
from tallystick.shell.signing.pdf import Pades
from tallystick.shell.signing.remote.http import Http
from tests.shell.signing.authority import Certified, _certificate
from tests.shell.signing.test_pdf import PAPER, ROOT

module, pin = sys.argv[1:]
with opened_session(module, "test", pin) as session:
    person = session.create_domain_parameters(
        pkcs11.KeyType.EC_EDWARDS,
        {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("1.3.101.112")}, local=True,
    )
    person.generate_keypair(mechanism=pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN, store=False, label="person")
    own = HardwareKey(session, "he-zhixia", "person")
    assert len(own.public_key) == 64 and verify(own.public_key, b"an act", own.sign(b"an act"))
    assert not verify(own.public_key, b"another", own.sign(b"an act"))

    curve = session.create_domain_parameters(
        pkcs11.KeyType.EC, {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}, local=True
    )
    public, private = curve.generate_keypair(store=False, label="papers")
    point = bytes(public[pkcs11.Attribute.EC_POINT])[-65:]
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    class Public:
        def public_key(self): return key
    root = "Test Signing Root"
    certificate = _certificate("Device Ltd", Public(), root, ROOT.key, authority=False, purposes=())
    chain = Certified(Public(), certificate).pem
    device = CertifiedHardwareKey(session, "papers", chain)
    pades = Pades(ROOT.pem, Http())
    signed = pades.sign(PAPER, device, reason="as filed")
    reading = pades.read(signed, at=dt.datetime.now(dt.UTC))
    assert reading.findings == () and reading.signatures[0].signer == "Common Name: Device Ltd"

    for attribute in (pkcs11.Attribute.VALUE,):
        try:
            private[attribute]
        except pkcs11.PKCS11Error:
            pass
        else:
            sys.exit("the key came out of the device")
    for make in (lambda: HardwareKey(session, "x", "nobody"), lambda: HardwareKey(session, "x", "papers"),
                 lambda: CertifiedHardwareKey(session, "papers", ROOT.issue("Other").pem)):
        try:
            make()
        except KeyringError as error:
            print(error.finding.code)
        else:
            sys.exit("a key that is not there was found")
for token, given in (("test", "wrong"), ("nobody", pin)):
    try:
        with opened_session(module, token, given):
            sys.exit("it opened")
    except KeyringError as error:
        print(type(error).__name__, error.finding.code)
"""


HOME_WITH_KEYS_IN_A_DEVICE = """
import datetime as dt, json, os, pathlib, subprocess, sys
import pkcs11
from pkcs11.util.ec import encode_named_curve_parameters
from tallystick.evidence.persons import Side
from tallystick.evidence.signatures import verify
from tallystick.shell.operations.evidence.acts import Intent, perform
from tallystick.shell.operations.ports.evidence import Device, KeyringError
from tallystick.shell.wiring import operations

module, pin, folder = sys.argv[1:]
with pkcs11.lib(module).get_token(token_label="test").open(rw=True, user_pin=pin) as session:
    for label in ("person", "log"):
        session.create_domain_parameters(
            pkcs11.KeyType.EC_EDWARDS,
            {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("1.3.101.112")}, local=True,
        ).generate_keypair(mechanism=pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN, store=True, label=label)
with operations().make_home(folder, Side.ONSHORE) as home:
    before = home.evidence.log.key
keys = [sys.executable, "-m", "tallystick", "keys", "--home", folder, "--side", "onshore", "--json"]
attach = [*keys, "--attach", "log-onshore", "--pkcs11", module, "--token", "test", "--label", "log"]
os.environ["TALLYSTICK_PASSPHRASE"] = pin
said = [json.loads(subprocess.run(each, capture_output=True, check=True).stdout) for each in (attach, keys)]
assert said[0]["value"]["log_verifier_key"] == said[1]["value"]["log_verifier_key"]
assert not pathlib.Path(folder, "keys", "log-onshore.pem").exists()
with operations().make_home(folder, Side.ONSHORE) as home:
    assert home.evidence.log.key != before  # from before the log began, so its origin is that of the new key
    own = home.keyring.attach("he-zhixia", Device(module=module, token="test", label="person"), pin).public_key
with operations().make_home(folder, Side.ONSHORE) as home:
    signer = home.keyring.open("he-zhixia", pin)
    assert signer.public_key == own and home.keyring.people() == ("he-zhixia", "log-onshore")
    at = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
    perform(home.evidence, Intent(kind="a.b", subject="c", at=at, body={}), signer)
    assert home.check_files() == () and home.evidence.log.size() == 1
    for name, where in (("he-zhixia", module), ("log-onshore", module), ("shen-yilan", "/nowhere.so")):
        try:
            home.keyring.attach(name, Device(module=where, token="test", label="person"), pin)
        except KeyringError as error:
            print(error.finding.code)
del os.environ["TALLYSTICK_LOG_PIN"]
try:
    with operations().make_home(folder, Side.ONSHORE):
        sys.exit("it opened without the device")
except KeyringError as error:
    print(error.finding.code)
"""


def test_a_home_acts_and_signs_its_heads_with_keys_that_stay_in_a_device(tmp_path: Path):
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path}/tokens\nlog.level = ERROR\n")
    environment = {**os.environ, "SOFTHSM2_CONF": str(tmp_path / "softhsm2.conf"), "TALLYSTICK_LOG_PIN": PIN}
    making = ["softhsm2-util", "--init-token", "--free", "--label", "test", "--so-pin", PIN, "--pin", PIN]
    subprocess.run(making, check=True, capture_output=True, env=environment)
    command = [sys.executable, "-c", HOME_WITH_KEYS_IN_A_DEVICE, str(MODULE), PIN, str(tmp_path / "home")]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
    assert told.returncode == 0, told.stderr
    assert told.stdout.split() == [
        "files.key-there",
        "files.key-there",
        "files.device-refused",
        "files.log-pin-missing",
    ]


def test_a_device_signs_acts_and_papers_and_keeps_its_keys(tmp_path: Path):
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path}/tokens\nlog.level = ERROR\n")
    environment = {**os.environ, "SOFTHSM2_CONF": str(tmp_path / "softhsm2.conf")}
    making = ["softhsm2-util", "--init-token", "--free", "--label", "test", "--so-pin", PIN, "--pin", PIN]
    subprocess.run(making, check=True, capture_output=True, env=environment)
    command = [sys.executable, "-c", IN_A_PROCESS_OF_ITS_OWN, str(MODULE), PIN]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
    assert told.returncode == 0, told.stderr
    assert told.stdout.split("\n")[:5] == [
        "files.device-key-missing",
        "files.device-key-missing",
        "files.certificate-other",
        "WrongPassphraseError cli.passphrase-wrong",
        "KeyringError files.device-refused",
    ]
