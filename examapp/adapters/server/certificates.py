"""A local certificate authority and a server certificate for use inside one network."""

import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS, SERVER_DAYS, RENEW_DAYS = 3650, 365, 30


@dataclass(frozen=True)
class LanCertificate:
    """Files: server certificate and key for the web server, the authority for people's devices."""

    certificate: Path
    key: Path
    authority: Path


def make_lan_certificate(folder: Path, address: str) -> LanCertificate:
    """A certificate for localhost and this address, made anew when the address changed or it ends within 30 days."""
    place = folder / "tls"
    place.mkdir(mode=0o700, exist_ok=True)
    authority_key, authority = _authority(place)
    slug = address.replace(":", "_")
    files = LanCertificate(
        place / f"server-{slug}.pem", place / f"server-{slug}.key", place / "examapp-ca.crt"
    )
    if not files.certificate.exists() or _ends_soon(files.certificate):
        key = ec.generate_private_key(ec.SECP256R1())
        names = [
            x509.DNSName("localhost"),
            x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
            x509.IPAddress(ipaddress.ip_address(address)),
        ]
        builder = _builder("examapp", authority.subject, key.public_key(), SERVER_DAYS)
        builder = builder.add_extension(
            x509.SubjectAlternativeName(list(dict.fromkeys(names))), critical=False
        )
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
        )
        _write(files.certificate, files.key, builder.sign(authority_key, hashes.SHA256()), key)
    return files


def _authority(place: Path) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    certificate_file, key_file = place / "examapp-ca.crt", place / "examapp-ca.key"
    if not certificate_file.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "examapp local CA")])
        builder = _builder("examapp local CA", subject, key.public_key(), AUTHORITY_DAYS)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        _write(certificate_file, key_file, builder.sign(key, hashes.SHA256()), key)
    key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
    return key, x509.load_pem_x509_certificate(certificate_file.read_bytes())


def _builder(name: str, issuer: x509.Name, public_key, days: int) -> x509.CertificateBuilder:
    start = datetime.now(UTC) - timedelta(hours=1)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
    )


def _ends_soon(file: Path) -> bool:
    ends = x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc
    return ends < datetime.now(UTC) + timedelta(days=RENEW_DAYS)


def _write(
    certificate_file: Path, key_file: Path, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey
) -> None:
    pem, none = serialization.Encoding.PEM, serialization.NoEncryption()
    descriptor = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, none))
    certificate_file.write_bytes(certificate.public_bytes(pem))
