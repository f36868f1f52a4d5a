"""What a started demo tells: demo.json for programs, a page of addresses and logins for people."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

_OPERATOR = ("login", "password", "totp_secret")
_SHOP = ("slug", "name", "storefront", "appid", "mchid", "tenant_id")
_STAFF = ("role", "login", "password", "totp_secret")


def demo(seed: Mapping[str, Any], settings: Mapping[str, str], port: int) -> dict[str, Any]:
    """The content of demo.json: addresses of this start, people and shops as the seed left them."""
    return {
        "urls": {
            "admin": f"http://admin.localhost:{port}",
            "console": f"http://console.localhost:{port}",
            "sandbox": settings["JISHI_SANDBOX_URL"],
            "media": f"http://media.localhost:{port}",
        },
        "database_url": settings["DATABASE_URL"],
        "owner_database_url": settings["OWNER_DATABASE_URL"],
        "auditor_database_url": settings["AUDITOR_DATABASE_URL"],
        "redis_url": settings["REDIS_URL"],
        "operator": _pick(seed.get("operator", {}), _OPERATOR),
        "shops": [_shop(shop, port) for shop in seed.get("shops", [])],
    }


def page(told: Mapping[str, Any], home: Path) -> str:
    """The same for people, to click and to copy."""
    urls, operator = told["urls"], told["operator"]
    lines = ["", "集市 Jishi 演示已就绪", "", "店铺"]
    lines += [f"  {shop['name']}  {shop['storefront']}" for shop in told["shops"]]
    lines += ["", f"商家后台  {urls['admin']}"]
    for shop in told["shops"]:
        lines += [f"  {shop['name']}", *(f"    {_login(each)}" for each in shop["staff"])]
    lines += ["", f"运营控制台  {urls['console']}", f"  {_login({'role': '运营方', **operator})}"]
    lines += ["", f"沙箱(微信、支付、天猫、京东、快递、短信)  {urls['sandbox']}"]
    return "\n".join([*lines, "", f"数据和日志在 {home};Ctrl-C 停止,数据保留。", ""])


def _login(person: Mapping[str, Any]) -> str:
    totp = f"  动态口令密钥 {person['totp_secret']}" if person.get("totp_secret") else ""
    return f"{person.get('role')}  {person.get('login')}  密码 {person.get('password')}{totp}"


def _shop(shop: Mapping[str, Any], port: int) -> dict[str, Any]:
    storefront = f"http://{shop['slug']}.localhost:{port}"
    staff = [_pick(each, _STAFF) for each in shop.get("staff", [])]
    return {**_pick({**shop, "storefront": storefront}, _SHOP), "staff": staff}


def _pick(found: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: found.get(name) for name in names}
