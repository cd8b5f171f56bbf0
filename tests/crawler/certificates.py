"""Certificates of our own for made-up portals that speak TLS."""

from __future__ import annotations

import ssl
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

_DAY = timedelta(days=1)


def secured(folder: Path, *, ended: bool = False, newest: ssl.TLSVersion | None = None) -> ssl.SSLContext:
    """How a server speaks TLS: with a certificate signed by itself, expired yesterday or not, at most this version."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if newest:
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # that is the point
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = newest
    context.load_cert_chain(_written(folder / f"certificate-{ended}.pem", -1 if ended else 9))
    return context


def _written(path: Path, days: int) -> Path:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "portal.test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - 30 * _DAY)
        .not_valid_after(now + days * _DAY)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(secret + certificate.public_bytes(pem))
    return path
