"""The vendor sandbox of the tests: one server per test process, emptied for each test, with accounts registered.

`sandbox` registers one WeChat app, one merchant, one SMS account and test people; `sandbox.connect()` makes them
the connection of the shop in scope.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from kernel.db import transaction
from sandbox.server import RunningSandbox
from tenants import secrets, settings
from tests.support.factories import APPID, MCHID

APP_SECRET = "a" * 32
APIV3_KEY = "k" * 32
SERIAL_NO = "1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C"
SMS_ACCOUNT = {
    "access_key_id": "sandbox", "access_key_secret": "sandbox-secret", "signs": ["集市"],
    "templates": {"SMS_100001": "验证码 ${code}，5 分钟内有效，请勿告诉他人。"},
}  # fmt: skip
PEOPLE = ("lin", "chen", "jie", "zhou")

_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PRIVATE_KEY = _KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()
PUBLIC_KEY = (
    _KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
)


class Sandbox:
    """The control interface of the running sandbox (docs/sandbox.md), and the accounts registered there."""

    appid, app_secret, mchid, apiv3_key, serial_no = APPID, APP_SECRET, MCHID, APIV3_KEY, SERIAL_NO
    private_key = PRIVATE_KEY

    def __init__(self, server: RunningSandbox) -> None:
        self.server = server
        self.base_url = server.base_url
        self.http = requests.Session()
        self.platform: dict[str, str] = {}

    def call(self, method: str, path: str, body: dict[str, Any] | None = None, /, **query: Any) -> Any:
        answer = self.http.request(method, f"{self.base_url}/sandbox/api{path}", json=body, params=query, timeout=20)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def get(self, path: str, /, **query: Any) -> Any:
        return self.call("GET", path, **query)

    def post(self, path: str, /, **body: Any) -> Any:
        return self.call("POST", path, body)

    def put(self, path: str, /, **body: Any) -> Any:
        return self.call("PUT", path, body)

    def delete(self, path: str) -> Any:
        return self.call("DELETE", path)

    def register(self, appid: str = APPID, mchid: str = MCHID, **more: Any) -> None:
        """An app and a merchant with the keys above."""
        self.post("/apps", appid=appid, secret=APP_SECRET, name="山岚生活", redirect_hosts=["shanlan.localhost"])
        self.platform = self.post(
            "/merchants", mchid=mchid, public_key=PUBLIC_KEY, serial_no=SERIAL_NO, apiv3_key=APIV3_KEY,
            name="山岚生活", **{"appids": [appid]} | more,
        )  # fmt: skip

    def connect(self, *, mode: str = "direct", mchid: str = MCHID, sub_mchid: str = "", appid: str = APPID) -> None:
        """Make the registered app and merchant the connection of the shop in scope."""
        with transaction():
            settings.WECHAT_APPID.set(appid)
            settings.PAY_MODE.set(mode)
            settings.PAY_MCHID.set(mchid)
            settings.PAY_SUB_MCHID.set(sub_mchid)
            settings.PAY_SERIAL.set(SERIAL_NO)
            settings.PAY_PUBLIC_KEY_ID.set(self.platform["public_key_id"])
            settings.PAY_PUBLIC_KEY.set(self.platform["public_key"])
            secrets.put("wechat.app_secret", APP_SECRET)
            secrets.put("wechat.pay_private_key", PRIVATE_KEY)
            secrets.put("wechat.pay_apiv3_key", APIV3_KEY)

    def openid(self, person: str = "lin", appid: str = APPID) -> str:
        """The openid of a test person."""
        return str(self.get(f"/people/{person}/openid/{appid}")["openid"])

    def pay(self, number: str, mchid: str = MCHID) -> Any:
        """The shopper pays in WeChat's own sheet."""
        return self.post(f"/payments/{mchid}/{number}/pay")

    def last_code(self, phone: str) -> str:
        """The code of the newest text message to a number."""
        return str(self.get("/sms", phone=phone)["sms"][-1]["code"])


@pytest.fixture(scope="session")
def sandbox_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    """One sandbox for this test process, on a free port."""
    server = RunningSandbox(tmp_path_factory.mktemp("sandbox"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def sandbox(sandbox_server: RunningSandbox) -> Iterator[Sandbox]:
    """The sandbox with nothing in it but the registered app, merchant, SMS account and people."""
    found = Sandbox(sandbox_server)
    found.post("/reset", accounts=True)
    found.register()
    found.post("/sms/accounts", **SMS_ACCOUNT)
    for person in PEOPLE:
        found.post("/people", id=person)
    yield found
    found.post("/reset", accounts=True)
    found.http.close()
