"""The keys of the payment platform: one pair behind a platform certificate, one behind the public-key id."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID

from sandbox.store import Store


def sign(key: rsa.RSAPrivateKey, message: str) -> str:
    """Base64 of RSA PKCS#1 v1.5 with SHA-256."""
    return base64.b64encode(key.sign(message.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()


@lru_cache(maxsize=512)
def public_key(pem: str) -> rsa.RSAPublicKey:
    """The RSA key in a PEM public key or certificate. Raises ValueError or TypeError on anything else."""
    raw = pem.encode()
    key: object
    if "BEGIN CERTIFICATE" in pem:
        key = x509.load_pem_x509_certificate(raw).public_key()
    else:
        key = serialization.load_pem_public_key(raw)
    if not isinstance(key, rsa.RSAPublicKey):
        raise TypeError("RSA key expected")
    return key


def verified(pem: str, message: bytes, signature_base64: str) -> bool:
    """True when the signature belongs to the message and the key."""
    try:
        signature = base64.b64decode(signature_base64, validate=True)
        public_key(pem).verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def encrypt(apiv3_key: str, plaintext: str, associated_data: str) -> dict[str, str]:
    """AEAD_AES_256_GCM with the merchant's APIv3 key: nonce, associated_data and base64 ciphertext."""
    nonce = secrets.token_hex(6)
    sealed = AESGCM(apiv3_key.encode()).encrypt(nonce.encode(), plaintext.encode(), associated_data.encode())
    return {
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(sealed).decode(),
        "associated_data": associated_data,
        "nonce": nonce,
    }


@dataclass(frozen=True)
class PlatformKeys:
    """Both identities under which the platform signs."""

    certificate_key: rsa.RSAPrivateKey
    certificate_pem: str
    certificate_serial_no: str
    public_key_key: rsa.RSAPrivateKey
    public_key_pem: str
    public_key_id: str

    def signer(self, *, by_public_key: bool) -> tuple[rsa.RSAPrivateKey, str]:
        """The private key to sign with and the serial to announce."""
        if by_public_key:
            return self.public_key_key, self.public_key_id
        return self.certificate_key, self.certificate_serial_no


def _private_pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def _certificate(key: rsa.RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Jishi sandbox platform certificate")])
    serial = int.from_bytes(bytes([0x5A]) + secrets.token_bytes(19))
    begin = datetime.now(UTC) - timedelta(days=1)
    unsigned = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    unsigned = unsigned.serial_number(serial).not_valid_before(begin).not_valid_after(begin + timedelta(days=1826))
    return unsigned.sign(key, hashes.SHA256())


def _made() -> dict[str, str]:
    by_certificate = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    by_public_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    certificate = _certificate(by_certificate)
    return {
        "certificate_key": _private_pem(by_certificate),
        "certificate_pem": certificate.public_bytes(serialization.Encoding.PEM).decode(),
        "certificate_serial_no": f"{certificate.serial_number:040X}",
        "public_key_key": _private_pem(by_public_key),
        "public_key_id": "PUB_KEY_ID_" + "".join(secrets.choice("0123456789") for _ in range(28)),
    }


def _loaded(pem: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("RSA key expected")
    return key


def platform_keys(store: Store) -> PlatformKeys:
    """The keys of this sandbox, made on its first start and kept."""
    kept = store.get("platform", "keys")
    if kept is None:
        kept = _made()
        store.put("platform", "keys", kept)
    own = _loaded(kept["public_key_key"])
    pem = own.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return PlatformKeys(
        certificate_key=_loaded(kept["certificate_key"]),
        certificate_pem=kept["certificate_pem"],
        certificate_serial_no=kept["certificate_serial_no"],
        public_key_key=own,
        public_key_pem=pem.decode(),
        public_key_id=kept["public_key_id"],
    )
