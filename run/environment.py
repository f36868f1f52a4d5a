"""The environment the product is started with, and the secrets of one data directory."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping

from run.places import Place, read_json, write_json

_KEY_BYTES = 32


def own_secrets(place: Place) -> dict[str, str]:
    """The signing key and the key-encrypting key of one data directory, made at its first start. Safe to repeat."""
    kept = read_json(place.file("secrets.json"))
    if {"secret_key", "keys"} <= kept.keys():
        return {name: str(kept[name]) for name in ("secret_key", "keys")}
    made = {
        "secret_key": secrets.token_urlsafe(48),
        "keys": "v1:" + base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode(),
    }
    write_json(place.file("secrets.json"), made, mode=0o600)
    return made


def product(place: Place, *, kind: str, port: int, addresses: Mapping[str, str]) -> dict[str, str]:
    """What web, workers and tools read at their start.

    kind: demo or test. addresses: what roles.addresses() gives, and REDIS_URL.
    """
    own = own_secrets(place)
    place.media.mkdir(exist_ok=True)
    return {
        "JISHI_ENV": kind,
        "JISHI_SECRET_KEY": own["secret_key"],
        "JISHI_KEYS": own["keys"],
        "JISHI_BASE_DOMAIN": "localhost",
        "JISHI_PORT": str(port),
        "JISHI_PUBLIC_SCHEME": "http",
        "JISHI_MEDIA_DIR": str(place.media),
        "JISHI_COMPRESS": "1" if kind == "demo" else "0",
        "TZ": "Asia/Shanghai",
        **addresses,
    }
