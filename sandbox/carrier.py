"""A carrier behind kuaidi100: query, subscribe, and pushes as the parcel moves."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import re
import secrets
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from flask import Blueprint, request

from sandbox.clock import beijing_text, now_s, rfc3339
from sandbox.here import Sandbox, here
from sandbox.pay.letters import allowed
from sandbox.store import Record

bp = Blueprint("carrier", __name__)

COURIERS = (
    "shunfeng", "yuantong", "zhongtong", "shentong", "yunda", "ems", "youzhengguonei", "jd", "debangkuaidi",
    "jtexpress", "huitongkuaidi", "shansong",
)  # fmt: skip
WAYBILL = re.compile(r"[A-Za-z0-9-]{6,32}")
PUSH_WAITS_S = (1800, 1800, 1800)
# state, status word, text, place: one step of a parcel's way.
WAY = (
    ("1", "揽收", "【杭州市】快递员已揽收", "杭州市"),
    ("0", "在途", "【杭州市】快件离开杭州转运中心，发往广州转运中心", "杭州市"),
    ("0", "在途", "【广州市】快件到达广州转运中心", "广州市"),
    ("5", "派件", "【广州市】快递员正在为您派件，电话 138****8000", "广州市"),
    ("3", "签收", "【广州市】您的快件已签收，签收人：本人", "广州市"),
)


def signed(text: str) -> str:
    """Upper-case MD5, as kuaidi100 signs everything."""
    return hashlib.md5(text.encode()).hexdigest().upper()


def failure(code: str, message: str) -> Record:
    """kuaidi100's error body."""
    return {"result": False, "returnCode": code, "message": message}


def parcel_key(company: str, number: str) -> str:
    """A waybill number is one carrier's."""
    return f"{company}|{number}"


def parcel(sandbox: Sandbox, company: str, number: str) -> Record:
    """What the carrier knows; a number nobody moved yet is a parcel just collected."""
    known = sandbox.store.get("parcel", parcel_key(company, number))
    if known is not None:
        return known
    made: Record = {
        "company": company,
        "number": number,
        "steps": 1,
        "began_s": now_s(),
        "nodes": [],
        "problem": "",
    }
    made["nodes"].append(_node(WAY[0]))
    sandbox.store.add("parcel", parcel_key(company, number), made)
    return made


def _node(step: tuple[str, str, str, str]) -> Record:
    state, word, text, place = step
    moment = beijing_text(now_s())
    return {
        "time": moment,
        "ftime": moment,
        "context": text,
        "location": place,
        "status": word,
        "statusCode": state,
    }


def _result(one: Record) -> Record:
    state = one["nodes"][-1]["statusCode"]
    body: Record = {
        "message": "ok",
        "nu": one["number"],
        "com": one["company"],
        "status": "200",
        "state": state,
    }
    body |= {"ischeck": "1" if state == "3" else "0", "condition": "00"}
    return body | {"data": list(reversed(one["nodes"]))}


def _asked(values: Any) -> Record | None:
    try:
        found = json.loads(values.get("param") or "")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


@bp.post("/poll/query.do")
@bp.post("/kuaidi100/poll/query.do")
def query() -> Record:
    """Where is the parcel?"""
    account = here().store.get("carrier_account", request.form.get("customer", ""))
    text = request.form.get("param", "")
    wanted = signed(text + account["key"] + account["customer"]) if account else ""
    if account is None or not hmac.compare_digest(wanted, request.form.get("sign", "")):
        return failure("503", "验证签名失败")
    param = _asked(request.form)
    if param is None or param.get("com") not in COURIERS or not WAYBILL.fullmatch(str(param.get("num", ""))):
        return failure("400", "提交的数据不完整，或者贵公司没授权")
    if param["com"] == "shunfeng" and not re.fullmatch(r"\d{4}|1\d{10}", str(param.get("phone", ""))):
        return failure("408", "快递公司参数异常：验证码错误")
    if here().store.get("parcel", parcel_key(param["com"], param["num"])) is None and param["num"].startswith("NONE"):
        return failure("500", "查询无结果，请隔段时间再查")
    body = _result(parcel(here(), param["com"], param["num"]))
    return body if param.get("order") != "asc" else body | {"data": list(reversed(body["data"]))}


@bp.post("/poll")
@bp.post("/kuaidi100/poll")
def subscribe() -> Record:
    """Push me each step: no signature, the key is inside param."""
    param = _asked(request.form)
    if param is None or request.form.get("schema") != "json":
        return failure("701", "提交的数据格式错误")
    keys = {one["key"] for one in here().store.all("carrier_account")}
    if param.get("key") not in keys:
        return failure("601", "POLL:KEY已过期或无效")
    if param.get("company") not in COURIERS:
        return failure("700", "订阅方的订阅数据存在错误：不支持的快递公司")
    parameters = param.get("parameters") or {}
    number, url = str(param.get("number", "")), str(parameters.get("callbackurl", ""))
    if not WAYBILL.fullmatch(number) or urlsplit(url).scheme not in ("http", "https"):
        return failure("701", "单号或回调地址不正确")
    body = {
        "company": param["company"],
        "number": number,
        "url": url,
        "salt": parameters.get("salt", ""),
    }
    body |= {"pushes": [], "at_s": now_s()}
    if not here().store.add("subscription", parcel_key(param["company"], number), body):
        return failure("501", "重复订阅")
    parcel(here(), param["company"], number)
    return {"result": True, "returnCode": "200", "message": "提交成功"}


def advance(sandbox: Sandbox, company: str, number: str, wish: Record) -> Record:
    """The parcel takes its next step, or the one described: {state, status, text, place}. Subscribers hear of it."""
    with sandbox.store.transaction():
        one = parcel(sandbox, company, number)
        step = WAY[min(one["steps"], len(WAY) - 1)]
        if wish.get("state"):
            step = (
                str(wish["state"]),
                wish.get("status") or "",
                wish.get("text") or "",
                wish.get("place") or "",
            )
        one["nodes"].append(_node(step))
        one["steps"] += 1
        sandbox.store.put("parcel", parcel_key(company, number), one)
    if sandbox.store.get("subscription", parcel_key(company, number)):
        sandbox.timetable.at(
            now_s() + sandbox.settings["carrier_step_s"],
            push,
            sandbox,
            company,
            number,
            0,
        )
    return one


def push(sandbox: Sandbox, company: str, number: str, attempt: int) -> None:
    """Tell the subscriber everything known; three more tries after a failure."""
    key = parcel_key(company, number)
    subscription, one = (
        sandbox.store.get("subscription", key),
        sandbox.store.get("parcel", key),
    )
    if subscription is None or one is None:
        return
    ended = one["nodes"][-1]["statusCode"] == "3"
    body: Record = {
        "status": "shutdown" if ended else "polling",
        "billstatus": "check" if ended else "got",
    }
    body |= {
        "message": "",
        "autoCheck": "0",
        "comOld": "",
        "comNew": "",
        "lastResult": _result(one),
    }
    text = json.dumps(body, ensure_ascii=False)
    form = {"param": text}
    if subscription["salt"]:
        form["sign"] = signed(text + subscription["salt"])
    status, answer = _post(sandbox, subscription["url"], form)
    with sandbox.store.transaction():
        latest = sandbox.store.get("subscription", key) or subscription
        latest["pushes"].append({"at": rfc3339(now_s()), "status": status, "answer": answer[:200]})
        sandbox.store.put("subscription", key, latest)
    if not (status == 200 and '"200"' in answer) and attempt < len(PUSH_WAITS_S):
        wait_s = PUSH_WAITS_S[attempt] * sandbox.settings["time_scale"] / 60
        sandbox.timetable.at(now_s() + wait_s, push, sandbox, company, number, attempt + 1)


def _post(sandbox: Sandbox, url: str, form: dict[str, str]) -> tuple[int, str]:
    """Send a form; names ending in .localhost go to 127.0.0.1."""
    if not allowed(url, sandbox.settings["notice_hosts"]):
        return 0, "not sent: the host is not on this machine"
    parts = urlsplit(url)
    host = parts.hostname or ""
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind("127.0.0.1" if host.endswith("localhost") else host, parts.port, timeout=8)
    headers = {
        "Host": parts.netloc,
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
    }
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", target, urlencode(form, quote_via=quote).encode(), headers)
        response = connection.getresponse()
        return response.status, response.read(2000).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, f"{type(error).__name__}: {error}"
    finally:
        connection.close()


@bp.get("/autonumber/auto")
@bp.get("/kuaidi100/autonumber/auto")
def recognise() -> Any:
    """Which carrier could this number be of?"""
    number = request.args.get("num", "")
    shapes = (
        ("shunfeng", r"SF\d{12,13}"),
        ("yuantong", r"YT\d{13}"),
        ("zhongtong", r"7\d{11,13}"),
        ("jd", r"JD\w+"),
    )
    return [
        {"comCode": com, "num": number, "noCount": secrets.randbelow(900)}
        for com, p in shapes
        if re.fullmatch(p, number)
    ]
