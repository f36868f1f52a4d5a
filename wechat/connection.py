"""What a shop has told us of its 公众号 and its merchant account."""

from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from kernel.errors import Invalid
from kernel.tenancy import current_tenant_id
from tenants import queries, secrets, settings
from wechat import addresses

APP_SECRET = "wechat.app_secret"
PRIVATE_KEY = "wechat.pay_private_key"
APIV3_KEY = "wechat.pay_apiv3_key"
PUSH_TOKEN = "wechat.push_token"
PUSH_AES_KEY = "wechat.push_aes_key"
PUSH_AES_KEY_BEFORE = "wechat.push_aes_key_before"


@dataclass(frozen=True)
class PayAccount:
    """A shop's merchant account. mchid: who signs; sub_mchid: the shop's own number in partner mode."""

    tenant_key: str
    appid: str
    mchid: str
    sub_mchid: str
    sp_appid: str
    serial: str
    private_key: str
    apiv3_key: str
    public_key_id: str
    public_key: str
    other_keys: tuple[tuple[str, str], ...] = ()  # (id or serial, PEM) still valid during a change of keys

    @property
    def is_partner(self) -> bool:
        return bool(self.sub_mchid)

    @property
    def own_mchid(self) -> str:
        """The number whose money it is."""
        return self.sub_mchid or self.mchid

    @property
    def missing(self) -> list[str]:
        """Labels of what is still to be filled in."""
        needed = {
            "公众号 AppID": self.appid, "商户号": self.mchid, "商户证书序列号": self.serial,
            "商户私钥": self.private_key, "APIv3 密钥": self.apiv3_key, "微信支付公钥 ID": self.public_key_id,
            "微信支付公钥": self.public_key,
        }  # fmt: skip
        return [label for label, value in needed.items() if not value]


def pay_account() -> PayAccount:
    """The merchant account of the shop in scope, complete or not. Needs a unit of reading."""
    is_partner = settings.PAY_MODE.get() == "partner"
    return PayAccount(
        tenant_key=queries.tenant(current_tenant_id()).key,
        appid=settings.WECHAT_APPID.get(),
        mchid=settings.PAY_MCHID.get(),
        sub_mchid=settings.PAY_SUB_MCHID.get() if is_partner else "",
        sp_appid=settings.PAY_SP_APPID.get() if is_partner else "",
        serial=settings.PAY_SERIAL.get(),
        private_key=secrets.get(PRIVATE_KEY) or "",
        apiv3_key=secrets.get(APIV3_KEY) or "",
        public_key_id=settings.PAY_PUBLIC_KEY_ID.get(),
        public_key=settings.PAY_PUBLIC_KEY.get(),
        other_keys=tuple(sorted(settings.PAY_OTHER_KEYS.get().items())),
    )


@dataclass(frozen=True)
class AppAccount:
    """A shop's 公众号."""

    tenant_id: int
    appid: str
    secret: str

    @property
    def is_complete(self) -> bool:
        return bool(self.appid and self.secret)


def app_account() -> AppAccount:
    """The 公众号 of the shop in scope, complete or not. Needs a unit of reading."""
    return AppAccount(current_tenant_id(), settings.WECHAT_APPID.get(), secrets.get(APP_SECRET) or "")


@dataclass(frozen=True)
class PushAccount:
    """How a shop's 公众号 signs and seals its message pushes. aes_keys: the present one, then the one before it."""

    appid: str
    token: str
    aes_keys: tuple[str, ...]


def push_account() -> PushAccount:
    """The message push of the shop in scope; without a token nothing is believed. Needs a unit of reading."""
    keys = (secrets.get(PUSH_AES_KEY), secrets.get(PUSH_AES_KEY_BEFORE))
    token = secrets.get(PUSH_TOKEN) or ""
    return PushAccount(settings.WECHAT_APPID.get(), token, tuple(key for key in keys if key))


def push_url() -> str:
    """The address of the shop in scope for message pushes, to be entered at WeChat. Needs a unit of reading."""
    return f"{addresses.current().hooks}/hooks/wechat/{queries.tenant(current_tenant_id()).key}/push"


def public_key(pem: str) -> rsa.RSAPublicKey:
    """The RSA key in a PEM public key or certificate. Raises Invalid."""
    raw = pem.strip().encode()
    try:
        if b"BEGIN CERTIFICATE" in raw:
            key: object = x509.load_pem_x509_certificate(raw).public_key()
        else:
            key = serialization.load_pem_public_key(raw)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Invalid("pay_public_key", "微信支付公钥看不懂，请粘贴 pub_key.pem 的全部内容") from error
    if not isinstance(key, rsa.RSAPublicKey):
        raise Invalid("pay_public_key", "微信支付公钥应为 RSA 公钥")
    return key


def plain_public_key(pem: str) -> str:
    """WeChat Pay's public key in the one form the library reads (PKIX PEM, lines ended by LF). Raises Invalid.

    A browser's textarea ends its lines with CRLF, which our own reader takes and the library's does not.
    """
    if "BEGIN CERTIFICATE" in pem:
        raise Invalid("pay_public_key", "这里要粘贴微信支付公钥 pub_key.pem；平台证书请填到「备用公钥和平台证书」")
    return (
        public_key(pem)
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def plain_private_key(pem: str) -> str:
    """The merchant's private key in the one form the library reads (PKCS#8 PEM). Raises Invalid."""
    try:
        key = serialization.load_pem_private_key(pem.strip().encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Invalid("pay_private_key", "商户私钥看不懂，请粘贴 apiclient_key.pem 的全部内容") from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise Invalid("pay_private_key", "商户私钥应为 RSA 私钥")
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
