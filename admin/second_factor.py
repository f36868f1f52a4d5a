"""Setting up the second factor: a secret, its picture, and where it waits until the first code proves it."""

import base64
from dataclasses import dataclass

import pyotp
import segno
from flask import session

from kernel.errors import Invalid
from tenants import passwords, secrets

ISSUER = "集市商家后台"
WAITING = "new_second_factor"
BOUND_TO = "new-second-factor"


@dataclass(frozen=True)
class Setup:
    """What the person sees: the picture to scan, or the letters to type."""

    secret: str
    qr: str

    @property
    def spaced(self) -> str:
        return " ".join(self.secret[i : i + 4] for i in range(0, len(self.secret), 4))


def begin(login: str) -> Setup:
    """A fresh secret, or the one that is already on the screen. It waits sealed in the session."""
    secret = _waiting() or passwords.new_totp_secret()
    session[WAITING] = base64.b64encode(secrets.seal_for_platform(secret, BOUND_TO)).decode()
    uri = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)
    return Setup(secret, segno.make(uri, error="m").svg_data_uri(scale=5, border=3, dark="#1b1d21", light="#fff"))


def waiting_secret() -> str:
    """The secret that was shown. Raises Invalid when the session has none."""
    secret = _waiting()
    if secret is None:
        raise Invalid("code", "页面已过期，请重新扫描二维码")
    return secret


def _waiting() -> str | None:
    kept = session.get(WAITING)
    return secrets.unseal_for_platform(base64.b64decode(kept), BOUND_TO) if isinstance(kept, str) else None


def forget() -> None:
    """The secret has been taken into use."""
    session.pop(WAITING, None)
