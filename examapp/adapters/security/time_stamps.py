"""Time stamps of RFC 3161: what is asked, and whether an answer is one of an authority that is trusted."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyasn1.codec.der.decoder import decode
from pyasn1.codec.der.encoder import encode
from pyasn1.error import PyAsn1Error
from pyasn1.type.base import Asn1Type
from pyasn1_modules import rfc3161, rfc5035, rfc5652

_SHA256 = "2.16.840.1.101.3.4.2.1"
_HASHES = {
    _SHA256: hashes.SHA256,
    "2.16.840.1.101.3.4.2.2": hashes.SHA384,
    "2.16.840.1.101.3.4.2.3": hashes.SHA512,
}
_CONTENT_TYPE, _MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_CERTIFICATE, _CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.12", "1.2.840.113549.1.9.16.2.47"
_MOST_ISSUERS = 4


class BadStampError(ValueError):
    """An answer or a token that proves nothing; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a good token says: these 32 bytes existed at `at`. `nonce` is the number that was asked with."""

    at: datetime
    nonce: int | None


def make_request(digest: bytes, nonce: int) -> bytes:
    """A TimeStampReq (DER) for a SHA-256; the answer is to bring the certificate of the authority along."""
    request = rfc3161.TimeStampReq()
    request["version"] = "v1"
    request["messageImprint"]["hashAlgorithm"]["algorithm"] = _SHA256
    request["messageImprint"]["hashedMessage"] = digest
    request["nonce"] = nonce
    request["certReq"] = True
    return encode(request)


def read_answer(answer: bytes) -> bytes:
    """The token (DER) of a TimeStampResp that grants it. Raises BadStampError."""
    told = _decoded(answer, rfc3161.TimeStampResp())
    if int(told["status"]["status"]) > 1 or not told["timeStampToken"].isValue:
        raise BadStampError("not granted")
    return encode(told["timeStampToken"])


def check_token(token: bytes, digest: bytes, trusted: Sequence[x509.Certificate]) -> Stamp:
    """Whether the token stamps these 32 bytes, signed under one of the trusted certificates. Raises BadStampError."""
    try:
        return _checked(token, digest, trusted)
    except (PyAsn1Error, UnsupportedAlgorithm, x509.ExtensionNotFound, IndexError, KeyError) as error:
        raise BadStampError(error.__class__.__name__) from error


def _checked(token: bytes, digest: bytes, trusted: Sequence[x509.Certificate]) -> Stamp:
    wrapper = _decoded(token, rfc5652.ContentInfo())
    signed = _decoded(bytes(wrapper["content"]), rfc5652.SignedData())
    content = bytes(signed["encapContentInfo"]["eContent"])
    if signed["encapContentInfo"]["eContentType"] != rfc3161.id_ct_TSTInfo or len(signed["signerInfos"]) != 1:
        raise BadStampError("no time stamp")
    info = _decoded(content, rfc3161.TSTInfo())
    imprint = info["messageImprint"]
    if str(imprint["hashAlgorithm"]["algorithm"]) != _SHA256 or bytes(imprint["hashedMessage"]) != digest:
        raise BadStampError("another digest")
    at = info["genTime"].asDateTime.astimezone(UTC)
    certificates = [x509.load_der_x509_certificate(encode(one)) for one in signed["certificates"]]
    signer = signed["signerInfos"][0]
    certificate = _signer_of(signer, [*certificates, *trusted])
    _check_signature(signer, content, certificate)
    _check_certificate(certificate, [*certificates, *trusted], trusted, at)
    return Stamp(at, int(info["nonce"]) if info["nonce"].isValue else None)


def _signer_of(signer: Asn1Type, known: Sequence[x509.Certificate]) -> x509.Certificate:
    serial = int(signer["sid"]["issuerAndSerialNumber"]["serialNumber"])
    issuer = encode(signer["sid"]["issuerAndSerialNumber"]["issuer"])
    for certificate in known:
        if certificate.serial_number == serial and certificate.issuer.public_bytes() == issuer:
            return certificate
    raise BadStampError("no certificate")


def _check_signature(signer: Asn1Type, content: bytes, certificate: x509.Certificate) -> None:
    algorithm = _HASHES[str(signer["digestAlgorithm"]["algorithm"])]()
    facts = {str(one["attrType"]): bytes(one["attrValues"][0]) for one in signer["signedAttrs"]}
    told, _ = decode(facts[_MESSAGE_DIGEST])
    kind, _ = decode(facts[_CONTENT_TYPE])
    hashed = hashlib.new(algorithm.name, content).digest()
    if not hmac.compare_digest(bytes(told), hashed) or kind != rfc3161.id_ct_TSTInfo:
        raise BadStampError("another content")
    if not hmac.compare_digest(*_certificate_digests(facts, certificate)):
        raise BadStampError("another certificate")
    attributes = rfc5652.SignedAttributes()
    attributes.extend(signer["signedAttrs"])
    try:
        _verify(certificate, bytes(signer["signature"]), encode(attributes), algorithm)
    except InvalidSignature as error:
        raise BadStampError("wrong signature") from error


def _certificate_digests(facts: dict[str, bytes], certificate: x509.Certificate) -> tuple[bytes, bytes]:
    """The digest of the certificate that is signed along, and what it should be."""
    if _CERTIFICATE_V2 in facts:
        named = _decoded(facts[_CERTIFICATE_V2], rfc5035.SigningCertificateV2())["certs"][0]
        algorithm = _HASHES[str(named["hashAlgorithm"]["algorithm"])]()
    else:
        named = _decoded(facts[_CERTIFICATE], rfc5035.SigningCertificate())["certs"][0]
        # The older attribute knows no other; it only tells certificates apart.
        algorithm = hashes.SHA1()  # nosec B303 # noqa: S303
    return bytes(named["certHash"]), certificate.fingerprint(algorithm)


def _verify(
    certificate: x509.Certificate, signature: bytes, text: bytes, algorithm: hashes.HashAlgorithm
) -> None:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, text, padding.PKCS1v15(), algorithm)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, text, ec.ECDSA(algorithm))
    else:
        raise BadStampError("another kind of key")


def _check_certificate(
    certificate: x509.Certificate,
    known: Sequence[x509.Certificate],
    trusted: Sequence[x509.Certificate],
    at: datetime,
) -> None:
    """For stamping only, valid at that moment, and issued (over a few steps) by one that is trusted."""
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    if ExtendedKeyUsageOID.TIME_STAMPING not in usage:
        raise BadStampError("not a certificate for time stamps")
    roots = {one.public_bytes(Encoding.DER) for one in trusted}
    for _ in range(_MOST_ISSUERS):
        if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
            raise BadStampError("out of date")
        if certificate.public_bytes(Encoding.DER) in roots:
            return
        certificate = _issuer_of(certificate, known)
    raise BadStampError("not trusted")


def _issuer_of(certificate: x509.Certificate, known: Sequence[x509.Certificate]) -> x509.Certificate:
    for issuer in known:
        try:
            certificate.verify_directly_issued_by(issuer)
            if issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
                return issuer
        except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
            continue
    raise BadStampError("not trusted")


def _decoded(value: bytes, kind: Asn1Type) -> Asn1Type:
    try:
        found, rest = decode(value, asn1Spec=kind)
    except PyAsn1Error as error:
        raise BadStampError("unreadable") from error
    if rest:
        raise BadStampError("unreadable")
    return found
