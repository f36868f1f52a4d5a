"""Where the vendors live: their own hosts, or the sandbox in demo and tests. Filled once by app/ports.py."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Addresses:
    """Origins without a trailing slash."""

    open: str = "https://open.weixin.qq.com"  # the browser goes here to sign in
    api: str = "https://api.weixin.qq.com"
    pay: str = "https://api.mch.weixin.qq.com"
    sms: str = "https://dysmsapi.aliyuncs.com/"
    hooks: str = ""  # our own origin for the vendors' calls

    @classmethod
    def of_sandbox(cls, url: str, hooks: str) -> "Addresses":
        """All vendors on one loopback server."""
        base = url.rstrip("/")
        return cls(open=base, api=base, pay=base, sms=f"{base}/sms/aliyun/", hooks=hooks)

    def shop_page(self, host: str, path: str) -> str:
        """The address of a shop's page, with the scheme and port that our own calls come in by."""
        ours = urlsplit(self.hooks)
        return f"{ours.scheme}://{host}{f':{ours.port}' if ours.port else ''}{path}"


_current = Addresses()


def use(addresses: Addresses) -> None:
    """Called once at start."""
    global _current
    _current = addresses


def current() -> Addresses:
    """The addresses in force."""
    return _current
