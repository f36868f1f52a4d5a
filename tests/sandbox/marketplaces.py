"""Callers of TOP and JOS written from the signing rules, independent of the sandbox's own code."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import requests


def beijing(offset_s: float = 0) -> str:
    moment = datetime.now(UTC) + timedelta(hours=8, seconds=offset_s)
    return moment.strftime("%Y-%m-%d %H:%M:%S")


class Top:
    def __init__(self, base_url: str, app_key: str, secret: str, session: str) -> None:
        self.url, self.app_key, self.secret, self.session = (
            f"{base_url}/router/rest",
            app_key,
            secret,
            session,
        )

    def raw(self, method: str, *, sign_method: str = "md5", late_s: float = 0, **values: Any) -> requests.Response:
        sent = {
            "method": method,
            "app_key": self.app_key,
            "session": self.session,
            "v": "2.0",
            "format": "json",
        }
        sent |= {"timestamp": beijing(-late_s), "sign_method": sign_method}
        sent |= {name: str(value) for name, value in values.items()}
        sent = {name: value for name, value in sent.items() if value != ""}
        text = "".join(name + sent[name] for name in sorted(sent))
        if sign_method == "md5":
            sign = hashlib.md5((self.secret + text + self.secret).encode()).hexdigest()
        else:
            sign = hmac.new(self.secret.encode(), text.encode(), "md5").hexdigest()
        sent.setdefault("sign", sign.upper())
        return requests.post(self.url, data=sent, timeout=10)

    def call(self, method: str, **values: Any) -> Any:
        answer = self.raw(method, **values).json()
        return answer[method.removeprefix("taobao.").replace(".", "_") + "_response"]

    def error(self, method: str, **values: Any) -> Any:
        return self.raw(method, **values).json()["error_response"]


class Jos:
    def __init__(self, base_url: str, app_key: str, secret: str, token: str) -> None:
        self.url, self.app_key, self.secret, self.token = (
            f"{base_url}/jd/routerjson",
            app_key,
            secret,
            token,
        )

    def raw(self, method: str, arguments: Any, *, late_s: float = 0, **public: str) -> Any:
        sent = {
            "method": method,
            "app_key": self.app_key,
            "access_token": self.token,
            "v": "2.0",
        }
        sent |= {"timestamp": beijing(-late_s) + ".123+0800"}
        sent["360buy_param_json"] = (
            arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
        )
        sent |= public
        text = "".join(name + sent[name] for name in sorted(sent))
        sent["sign"] = hashlib.md5((self.secret + text + self.secret).encode()).hexdigest().upper()
        return requests.post(self.url, data=sent, timeout=10).json()

    def call(self, method: str, arguments: Any) -> Any:
        return self.raw(method, arguments)[method.replace(".", "_") + "_responce"]

    def code(self, method: str, arguments: Any, **public: Any) -> str:
        return str(self.raw(method, arguments, **public)["error_response"]["code"])
