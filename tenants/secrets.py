"""Secrets of the shops, write-only: sealed with a data key per shop, which is wrapped by a key outside the database.

AES-256-GCM; associated data = tenant, name and version, so rows cannot be swapped (reliability.md 5).
The key-encrypting keys come from the environment: "v1:base64,v2:base64"; the last is current.
"""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from kernel import clock
from kernel.db import db
from kernel.errors import Refused
from kernel.tenancy import current_tenant_id, scope
from tenants.models import DataKey, Secret

NONCE_BYTES = 12
_keys: dict[str, bytes] = {}


def load_keys(text: str) -> None:
    """Take the key-encrypting keys. Raises ValueError with the name of a key that is not 32 bytes."""
    _keys.clear()
    for part in text.split(","):
        name, _, encoded = part.strip().partition(":")
        key = base64.b64decode(encoded)
        if len(key) != 32:
            raise ValueError(f"key-encrypting key {name!r} must be 32 bytes in base64")
        _keys[name] = key


def _current() -> str:
    return next(reversed(_keys))


def seal(key: bytes, plain: bytes, bound_to: str) -> bytes:
    """Encrypt and bind to a purpose."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def unseal(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    """Decrypt. Raises Refused when the row was altered or moved."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to.encode())
    except InvalidTag as error:
        raise Refused("密钥无法解开，请重新填写") from error


def seal_for_platform(plain: str, bound_to: str) -> bytes:
    """Seal something of the platform itself (a second factor) with the current key-encrypting key."""
    name = _current()
    return name.encode() + b"\0" + seal(_keys[name], plain.encode(), bound_to)


def unseal_for_platform(sealed: bytes, bound_to: str) -> str:
    """The counterpart of seal_for_platform()."""
    name, _, rest = sealed.partition(b"\0")
    return unseal(_keys[name.decode()], rest, bound_to).decode()


def is_current(sealed: bytes) -> bool:
    """Whether something of the platform is sealed with the current key-encrypting key."""
    return sealed.partition(b"\0")[0].decode() == _current()


def put(name: str, plain: str) -> None:
    """Store or replace a secret of the shop in scope."""
    version, key = _data_key()
    row = db.session.scalar(select(Secret).where(Secret.name == name))
    if row is None:
        row = Secret(name=name, hint="", sealed=b"", key_version=version, changed_at=clock.now())
        db.session.add(row)
    row.sealed = seal(key, plain.encode(), _purpose(name, version))
    row.key_version = version
    row.hint = f"…{plain.strip()[-4:]}" if len(plain) >= 16 and not plain.startswith("-----") else "已设置"
    row.changed_at = clock.now()


def get(name: str) -> str | None:
    """A secret of the shop in scope, or None when it was never set."""
    row = db.session.scalar(select(Secret).where(Secret.name == name))
    if row is None:
        return None
    key = _unwrap(db.session.scalars(select(DataKey).where(DataKey.version == row.key_version)).one())
    return unseal(key, row.sealed, _purpose(name, row.key_version)).decode()


def hints() -> dict[str, str]:
    """What the admin may show of each secret that is set."""
    return {row.name: row.hint for row in db.session.scalars(select(Secret))}


def _purpose(name: str, version: int) -> str:
    return f"{current_tenant_id()}:{name}:{version}"


def _data_key() -> tuple[int, bytes]:
    row = db.session.scalar(select(DataKey).order_by(DataKey.version.desc()).limit(1))
    if row is not None:
        return row.version, _unwrap(row)
    key = AESGCM.generate_key(256)
    wrapped_by = _current()
    wrapped = seal(_keys[wrapped_by], key, f"{current_tenant_id()}:data:1")
    db.session.add(DataKey(version=1, wrapped=wrapped, wrapped_by=wrapped_by))
    db.session.flush()
    return 1, key


def _unwrap(row: DataKey) -> bytes:
    if row.wrapped_by not in _keys:
        raise Refused("平台主密钥不可用，请联系平台")
    return unseal(_keys[row.wrapped_by], row.wrapped, f"{row.tenant_id}:data:{row.version}")


def rewrap() -> int:
    """Wrap every data key with the current key-encrypting key. Returns how many changed.

    Safe to repeat and to stop half-way: each row stands for itself, old keys stay readable until removed.
    Needs the operator's scope.
    """
    assert scope() is not None
    name = _current()
    rows = list(db.session.scalars(select(DataKey).where(DataKey.wrapped_by != name).with_for_update()))
    for row in rows:
        purpose = f"{row.tenant_id}:data:{row.version}"
        row.wrapped = seal(_keys[name], unseal(_keys[row.wrapped_by], row.wrapped, purpose), purpose)
        row.wrapped_by = name
    return len(rows)
