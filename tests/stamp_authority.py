"""A time stamp authority of this machine: the replies are OpenSSL's, which knows nothing of our code."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.programs import find_openssl

_CONFIG = """
[tsa]
default_tsa = it
[it]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/root.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
ess_cert_id_chain = no
"""


class StampOffice:
    """`answer(request)` gives a TimeStampResp; `root` is the file of its trusted certificate."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder, self.root = folder, folder / "root.pem"
        root_key, root = _certificate("Root", None)
        key, certificate = _certificate("Stamps", (root_key, root))
        self.root.write_bytes(root.public_bytes(serialization.Encoding.PEM))
        (folder / "tsa.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (folder / "tsa.key").write_bytes(key.private_bytes(*form))
        (folder / "serial").write_text("01\n")
        (folder / "tsa.cnf").write_text(_CONFIG.format(folder=folder))

    def answer(self, request: bytes) -> bytes:
        """What the authority sends back."""
        query, reply = self._folder / "query", self._folder / "reply"
        query.write_bytes(request)
        command = [
            find_openssl() or "openssl",
            "ts",
            "-reply",
            "-config",
            self._folder / "tsa.cnf",
            "-queryfile",
            query,
        ]
        subprocess.run([*command, "-out", reply], check=True, capture_output=True)
        return reply.read_bytes()


def _certificate(name: str, issuer):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[1].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if issuer:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = made.add_extension(usage, critical=True)
    return key, made.sign(issuer[0] if issuer else key, hashes.SHA256())
