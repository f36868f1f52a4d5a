"""JOS signatures: upper-case MD5 over exactly the parameters sent, wrapped in the secret."""

import hashlib
from collections.abc import Mapping


def text_to_sign(parameters: Mapping[str, str]) -> str:
    """Name and value of every parameter but `sign`, in ASCII order; 360buy_param_json therefore comes first."""
    return "".join(name + value for name, value in sorted(parameters.items()) if name != "sign")


def sign(parameters: Mapping[str, str], secret: str) -> str:
    """UPPER(MD5(secret + text + secret))."""
    text = f"{secret}{text_to_sign(parameters)}{secret}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()
