"""TOP signatures: upper-case hex over all text parameters, sorted, before URL-encoding."""

import hashlib
import hmac
from collections.abc import Mapping


def text_to_sign(parameters: Mapping[str, str]) -> str:
    """Name and value of every parameter but `sign`, by name; empty ones are dropped."""
    pairs = sorted((name, value) for name, value in parameters.items() if name and value and name != "sign")
    return "".join(name + value for name, value in pairs)


def sign(parameters: Mapping[str, str], secret: str) -> str:
    """The signature by the parameter sign_method: md5 wraps the text in the secret, hmac is keyed with it."""
    text, method = text_to_sign(parameters), parameters["sign_method"]
    if method == "md5":
        return hashlib.md5(f"{secret}{text}{secret}".encode(), usedforsecurity=False).hexdigest().upper()
    digest = {"hmac": "md5", "hmac-sha256": "sha256"}[method]
    return hmac.new(secret.encode(), text.encode(), digest).hexdigest().upper()
