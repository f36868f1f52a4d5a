"""Settings from the environment, read once at start; what is wrong is said with the variable's name."""

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

WEAK_KEYS = {"dev", "secret", "changeme", "password"}


class Settings(BaseSettings):
    """Everything the environment decides. Frozen."""

    model_config = SettingsConfigDict(env_prefix="JISHI_", frozen=True, extra="ignore")

    env: Literal["demo", "test", "production"] = "production"
    secret_key: str
    secret_key_fallbacks: str = ""
    keys: str
    """Key-encrypting keys, "v1:base64,v2:base64"; the last one is current."""
    database_url: str = Field(validation_alias="DATABASE_URL")
    operator_database_url: str = Field(validation_alias="OPERATOR_DATABASE_URL")
    auditor_database_url: str = Field(default="", validation_alias="AUDITOR_DATABASE_URL")
    """Reads all shops and writes nothing: the checker of invariants."""
    redis_url: str = Field(validation_alias="REDIS_URL")
    base_domain: str
    """Shops are <slug>.<base_domain>; admin., console. and media. stand beside them."""
    port: int = 0
    """Public port shown in links; 0 = the scheme's own."""
    public_scheme: Literal["http", "https"] = "https"
    media_dir: str = ""
    media_url: str = ""
    """An S3 address (s3://bucket/prefix) instead of media_dir."""
    sandbox_url: str = ""
    sms_access_key_id: str = ""
    sms_access_key_secret: str = ""
    sms_sign_name: str = ""
    sms_template: str = ""
    """The platform's account at Aliyun 短信服务 for sign-in codes; the template has the variable ${code}."""
    proxy_hops: int = 0
    """How many proxies of ours stand in front; their headers are believed, no others."""
    compress: bool = False
    """Answers and static files are gzipped here; left to the proxy where there is one."""
    htmx_cdn: str = "https://cdn.jsdelivr.net/npm/htmx.org@2.0.11/dist/htmx.min.js"
    failpoints: str = ""
    """A directory of named points to die at: for the soak alone (kernel/failpoints.py)."""
    pool_size: int = 8
    log_level: str = "INFO"

    @model_validator(mode="after")
    def _refuse_unsafe(self) -> "Settings":
        if len(self.secret_key) < 32 or self.secret_key.lower() in WEAK_KEYS:
            raise ValueError("JISHI_SECRET_KEY must be at least 32 random characters")
        if self.env == "production":
            if self.sandbox_url:
                raise ValueError("JISHI_SANDBOX_URL is for demo and test; remove it in production")
            if self.failpoints:
                raise ValueError("JISHI_FAILPOINTS is for the soak; remove it in production")
            if self.public_scheme != "https":
                raise ValueError("JISHI_PUBLIC_SCHEME must be https in production")
        if not (self.media_dir or self.media_url):
            raise ValueError("JISHI_MEDIA_DIR (or JISHI_MEDIA_URL) must say where pictures are kept")
        return self

    @property
    def is_sandboxed(self) -> bool:
        """Vendors are spoken to on loopback (demo and test)."""
        return bool(self.sandbox_url)

    @property
    def sms_account(self) -> tuple[str, str, str, str]:
        """Key id, key secret, signature and template; the sandbox's own where nothing is configured."""
        given = (self.sms_access_key_id, self.sms_access_key_secret, self.sms_sign_name, self.sms_template)
        return given if not self.is_sandboxed or all(given) else ("sandbox", "sandbox-secret", "集市", "SMS_100001")

    @property
    def sandbox_origin(self) -> str:
        parts = urlsplit(self.sandbox_url)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    def origin(self, host: str) -> str:
        """https://host, with the public port when it is not the scheme's own."""
        port = f":{self.port}" if self.port else ""
        return f"{self.public_scheme}://{host}{port}"


class ConfigurationError(SystemExit):
    """The process does not start; the message says which variable to mend."""


def read() -> Settings:
    """The settings of this process."""
    try:
        return Settings()  # type: ignore[call-arg]  # the environment fills them
    except ValidationError as error:
        lines = [f"- {'.'.join(map(str, e['loc'])) or 'environment'}: {e['msg']}" for e in error.errors()]
        raise ConfigurationError("Jishi cannot start with this environment:\n" + "\n".join(lines)) from error
