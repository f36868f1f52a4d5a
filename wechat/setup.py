"""Saving a shop's connection to WeChat, and trying whether it works. Secrets are only ever written."""

import secrets as random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from commerce.payments.ports import GatewayAway, GatewayRefused, gateway
from kernel import clock
from kernel.db import reading, transaction
from kernel.errors import Invalid
from tenants import audit, secrets, settings
from wechat import connection, messages, rules, tokens
from wechat.transport import WeChatAway, WeChatRefused

APP, PAY, PUSH = "app", "pay", "push"
MOST_OTHER_KEYS = 5
Typed = Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """How the last try went. state: ok or bad."""

    state: str
    text: str
    at: datetime


def save_app(typed: Typed) -> None:
    """公众号: AppID, AppSecret (kept when left empty), domain file, templates. In a transaction. Raises Invalid."""
    appid = rules.checked("appid", typed.get("appid", ""))
    secret = rules.checked("app_secret", typed.get("app_secret", ""))
    name = rules.checked("verify_name", typed.get("verify_name", ""))
    proof = rules.checked("verify_text", typed.get("verify_text", ""), required=bool(name))
    templates = {kind: rules.checked(kind, typed.get(kind, ""), shape="template") for kind in messages.KINDS}
    default = settings.WECHAT_TEMPLATE_FIELDS.default
    fields = {kind: rules.checked_fields(f"fields_{kind}", typed.get(f"fields_{kind}", "")) for kind in messages.KINDS}
    before = {"AppID": settings.WECHAT_APPID.get()}
    settings.WECHAT_APPID.set(appid)
    settings.WECHAT_TEMPLATES.set({kind: template for kind, template in templates.items() if template})
    settings.WECHAT_TEMPLATE_FIELDS.set({kind: chosen or default[kind] for kind, chosen in fields.items()})
    if name:
        files = settings.WECHAT_VERIFY_FILES.get()
        settings.WECHAT_VERIFY_FILES.set(files | {name.removeprefix("MP_verify_").removesuffix(".txt"): proof})
    _put({connection.APP_SECRET: secret})
    _note("wechat.app", "修改公众号连接", before, {"AppID": appid}, {"AppSecret": bool(secret)})


def save_pay(typed: Typed) -> None:
    """微信支付: numbers, keys, secrets (kept when left empty). In a transaction. Raises Invalid."""
    is_partner = typed.get("mode") == "partner"
    numbers = {
        settings.PAY_MODE: "partner" if is_partner else "direct",
        settings.PAY_MCHID: rules.checked("mchid", typed.get("mchid", "")),
        settings.PAY_SUB_MCHID: rules.checked("sub_mchid", typed.get("sub_mchid", ""), required=is_partner),
        settings.PAY_SP_APPID: rules.checked("sp_appid", typed.get("sp_appid", "")),
        settings.PAY_SERIAL: rules.checked("serial", typed.get("serial", "")).upper(),
        settings.PAY_PUBLIC_KEY_ID: rules.checked("public_key_id", typed.get("public_key_id", "")),
        settings.PAY_PUBLIC_KEY: _public_key(typed),
    }
    private_key = typed.get("private_key", "").strip()
    wanted = {
        connection.PRIVATE_KEY: _private_key(private_key),
        connection.APIV3_KEY: rules.checked_apiv3_key(typed.get("apiv3_key", "")),
    }
    before = {choice.label: choice.get() for choice in numbers if choice is not settings.PAY_PUBLIC_KEY}
    after = {choice.label: value for choice, value in numbers.items() if choice is not settings.PAY_PUBLIC_KEY}
    other_keys = _other_keys(typed)
    for choice, value in numbers.items():
        choice.set(value)
    settings.PAY_OTHER_KEYS.set(other_keys)
    _put(wanted)
    replaced = {"商户私钥": bool(wanted[connection.PRIVATE_KEY]), "APIv3 密钥": bool(wanted[connection.APIV3_KEY])}
    _note("wechat.pay", "修改微信支付配置", before, after, replaced)


def save_push(typed: Typed) -> None:
    """消息推送: Token and EncodingAESKey (kept when left empty). In a transaction. Raises Invalid.

    The former EncodingAESKey stays good, because WeChat changes over some minutes later than we do.
    """
    token = rules.checked("push_token", typed.get("push_token", ""))
    aes_key = rules.checked("push_aes_key", typed.get("push_aes_key", ""))
    former = secrets.get(connection.PUSH_AES_KEY)
    if aes_key and former and aes_key != former:
        secrets.put(connection.PUSH_AES_KEY_BEFORE, former)
    _put({connection.PUSH_TOKEN: token, connection.PUSH_AES_KEY: aes_key})
    replaced = {"Token": bool(token), "EncodingAESKey": bool(aes_key)}
    _note("wechat.push", "修改消息推送配置", {}, {}, replaced)


def note_verified() -> None:
    """WeChat has asked for our address with the right signature. An edge: opens its own unit."""
    kept = {"state": "ok", "text": "微信已验证服务器地址，消息会推送到这里", "at": clock.now().isoformat()}
    with transaction():
        settings.lock_choices()
        settings.WECHAT_CHECKS.set(settings.WECHAT_CHECKS.get() | {PUSH: kept})


def _public_key(typed: Typed) -> str:
    with _beside("public_key"):
        pem = typed.get("public_key", "").strip()
        return connection.plain_public_key(pem) if pem else ""


def _other_key(typed: Typed) -> str:
    with _beside("other_key"):
        pem = "\n".join(typed.get("other_key", "").strip().splitlines())
        if pem:
            connection.public_key(pem)
        return pem


def _private_key(pem: str) -> str:
    with _beside("private_key"):
        return connection.plain_private_key(pem) if pem else ""


@contextmanager
def _beside(field: str) -> Iterator[None]:
    """A key that cannot be read is told beside the field it was typed in."""
    try:
        yield
    except Invalid as error:
        raise Invalid(field, error.message) from error


def _other_keys(typed: Typed) -> dict[str, str]:
    kept = {name: pem for name, pem in settings.PAY_OTHER_KEYS.get().items() if typed.get(f"drop-{name}") != "1"}
    name = rules.checked("other_key_id", typed.get("other_key_id", ""))
    pem = _other_key(typed)
    if bool(name) != bool(pem):
        raise Invalid("other_key_id" if pem else "other_key", "公钥 ID（或证书序列号）和内容要一起填写")
    if name:
        kept[name if name.startswith("PUB_KEY_ID_") else name.upper()] = pem
    if len(kept) > MOST_OTHER_KEYS:
        raise Invalid("other_key_id", f"最多保留 {MOST_OTHER_KEYS} 把备用公钥，请先删除不用的")
    return kept


def _put(wanted: dict[str, str]) -> None:
    for name, value in wanted.items():
        if value:
            secrets.put(name, value)


def _note(verb: str, summary: str, before: dict[str, str], after: dict[str, str], replaced: dict[str, bool]) -> None:
    words = {label: "已更换" for label, is_new in replaced.items() if is_new}
    audit.note(verb, "wechat", summary, before=dict(before), after=after | words)


def check_app() -> Outcome:
    """Ask WeChat for a token with what is saved, and keep the answer in words. An edge: opens its own units."""
    with reading():
        account = connection.app_account()
    if not account.is_complete:
        return _keep(APP, Outcome("bad", "还没有填写 AppID 和 AppSecret", clock.now()))
    try:
        tokens.ask_afresh(account)
    except WeChatRefused as error:
        return _keep(APP, Outcome("bad", error.message, clock.now()))
    except WeChatAway as error:
        return _keep(APP, Outcome("bad", f"{error}，请稍后再试", clock.now()))
    return _keep(APP, Outcome("ok", "连接正常，微信接受了 AppID 和 AppSecret", clock.now()))


def check_pay() -> Outcome:
    """Ask WeChat Pay for an order that does not exist: harmless, and signed with the merchant's own key."""
    try:
        state = gateway().query(f"CHECK{random.randbelow(10**12):012d}").state
    except GatewayRefused as error:
        return _keep(PAY, Outcome("bad", error.message, clock.now()))
    except GatewayAway as error:
        return _keep(PAY, Outcome("bad", f"{error}，请稍后再试", clock.now()))
    words = "连接正常，商户号、证书序列号和私钥一致；APIv3 密钥和微信支付公钥在第一笔支付时验证"
    return _keep(PAY, Outcome("ok" if state == "unknown" else "bad", words, clock.now()))


def _keep(kind: str, outcome: Outcome) -> Outcome:
    kept = {"state": outcome.state, "text": outcome.text, "at": outcome.at.isoformat()}
    with transaction():
        settings.lock_choices()
        settings.WECHAT_CHECKS.set(settings.WECHAT_CHECKS.get() | {kind: kept})
        audit.note("wechat.check", "wechat", f"测试{'公众号' if kind == APP else '微信支付'}连接：{outcome.text}")
    return outcome


def last_check(kind: str) -> Outcome | None:
    """How the last try of "app", "pay" or "push" went. Inside reading()."""
    kept = settings.WECHAT_CHECKS.get().get(kind)
    return Outcome(kept["state"], kept["text"], datetime.fromisoformat(kept["at"])) if kept else None
