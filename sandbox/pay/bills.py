"""Daily bills: the trade bill, the fund-flow bill and their download."""

from __future__ import annotations

import gzip
import hashlib
import re
import secrets

from flask import Blueprint, Response, g, request

from sandbox.clock import beijing_date, beijing_text, now_s
from sandbox.here import here
from sandbox.pay.fields import param_error
from sandbox.pay.gate import Refused, answer
from sandbox.store import Record

bp = Blueprint("pay_bills", __name__, url_prefix="/v3")

LINK_LIFE_S = 300
TRADE_HEAD = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,"
    "货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,"
    "商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)
TRADE_FOOT = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
FUND_HEAD = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),"
    "资金变更提交申请人,备注,业务凭证号"
)
FUND_FOOT = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额"
REFUND_WORDS = {
    "SUCCESS": "SUCCESS",
    "PROCESSING": "PROCESSING",
    "CLOSED": "FAIL",
    "ABNORMAL": "CHANGE",
}


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _row(values: list[str]) -> str:
    return ",".join("`" + value.replace(",", r"\ ") for value in values)


def _trade_row(payment: Record, refund: Record | None) -> str:
    req = payment["request"]
    mchid, appid = (
        req.get("mchid") or req["sp_mchid"],
        req.get("appid") or req["sp_appid"],
    )
    at_s = refund["created_s"] if refund else payment["paid_s"]
    openid = next(iter(req["payer"].values()))
    total = _yuan(req["amount"]["total"])
    back = _yuan(refund["refund_fen"]) if refund else "0.00"
    values = [
        beijing_text(at_s),
        appid,
        mchid,
        req.get("sub_mchid", "0"),
        "",
        payment["transaction_id"],
    ]
    values += [
        req["out_trade_no"],
        openid,
        "JSAPI",
        "REFUND" if refund else "SUCCESS",
        "OTHERS",
        "CNY",
    ]
    values += [
        "0.00" if refund else total,
        "0.00",
        refund["refund_id"] if refund else "0",
    ]
    values += [
        refund["out_refund_no"] if refund else "0",
        back,
        "0.00",
        "ORIGINAL" if refund else "",
    ]
    values += [
        REFUND_WORDS[refund["status"]] if refund else "",
        req["description"],
        req.get("attach", ""),
    ]
    values += ["0.00000", "0.60%", "0.00" if refund else total, back, ""]
    return _row(values)


def _movements(date: str) -> list[tuple[float, Record, Record | None]]:
    """Payments and refunds of this merchant on this day, in time order."""
    store = here().store
    found: list[tuple[float, Record, Record | None]] = []
    for payment in store.all("payment", owner=g.merchant["mchid"]):
        if not payment.get("paid_s") or request.args.get("sub_mchid") not in (
            None,
            payment["request"].get("sub_mchid"),
        ):
            continue
        if beijing_date(payment["paid_s"]) == date:
            found.append((payment["paid_s"], payment, None))
        for refund in store.all("refund", owner=payment["key"]):
            if beijing_date(refund["created_s"]) == date:
                found.append((refund["created_s"], payment, refund))
    return sorted(found, key=lambda one: one[0])


def _trade_bill(moves: list[tuple[float, Record, Record | None]]) -> str:
    rows = [_trade_row(payment, refund) for _, payment, refund in moves]
    taken = sum(payment["request"]["amount"]["total"] for _, payment, refund in moves if refund is None)
    given = sum(refund["refund_fen"] for _, _, refund in moves if refund)
    foot = [
        str(len(rows)),
        _yuan(taken),
        _yuan(given),
        "0.00",
        "0.00000",
        _yuan(taken),
        _yuan(given),
    ]
    return "\r\n".join(["\ufeff" + TRADE_HEAD, *rows, TRADE_FOOT, _row(foot), ""])


def _fund_bill(moves: list[tuple[float, Record, Record | None]]) -> str:
    rows, balance, sums = [], 0, {"收入": [0, 0], "支出": [0, 0]}
    for at_s, payment, refund in moves:
        way, fen = ("支出", refund["refund_fen"]) if refund else ("收入", payment["request"]["amount"]["total"])
        balance += fen if way == "收入" else -fen
        sums[way][0] += 1
        sums[way][1] += fen
        number = refund["refund_id"] if refund else payment["transaction_id"]
        name = "退款" if refund else "交易"
        proof = refund["out_refund_no"] if refund else payment["request"]["out_trade_no"]
        values = [beijing_text(at_s), number, number[::-1], name, name, way, _yuan(fen)]
        rows.append(
            _row(
                [
                    *values,
                    ("-" if balance < 0 else "") + _yuan(abs(balance)),
                    "system",
                    "",
                    proof,
                ]
            )
        )
    inward, outward = sums["收入"], sums["支出"]
    foot = [
        str(len(rows)),
        str(inward[0]),
        _yuan(inward[1]),
        str(outward[0]),
        _yuan(outward[1]),
    ]
    return "\r\n".join(["\ufeff" + FUND_HEAD, *rows, FUND_FOOT, _row(foot), ""])


def _asked_date() -> str:
    date = request.args.get("bill_date", "")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date):
        raise param_error("/bill_date", date, "账单日期格式不合法", location="query")
    today = beijing_date(now_s())
    if date > today or (date == today and not here().settings["bills_for_today"]):
        raise Refused(400, "INVALID_REQUEST", "账单日期不合法，只能下载昨日及以前的账单")
    return date


def _link(text: str) -> Response:
    raw = text.encode()
    token = secrets.token_urlsafe(24)
    kept = {
        "text": text,
        "gzip": request.args.get("tar_type") == "GZIP",
        "at_s": now_s(),
        "mchid": g.merchant["mchid"],
    }
    here().store.put("bill", token, kept)
    url = f"{request.host_url}v3/billdownload/file?token={token}"
    return answer(
        {
            "hash_type": "SHA1",
            "hash_value": hashlib.sha1(raw).hexdigest(),
            "download_url": url,
        }
    )


@bp.get("/bill/tradebill")
def trade_bill() -> Response:
    moves = _movements(_asked_date())
    wanted = request.args.get("bill_type", "ALL")
    if wanted != "ALL":
        moves = [one for one in moves if (one[2] is not None) == (wanted == "REFUND")]
    if not moves:
        raise Refused(400, "NO_STATEMENT_EXIST", "账单文件不存在")
    return _link(_trade_bill(moves))


@bp.get("/bill/fundflowbill")
def fund_flow_bill() -> Response:
    moves = _movements(_asked_date())
    if not moves or request.args.get("account_type", "BASIC") != "BASIC":
        raise Refused(400, "NO_STATEMENT_EXIST", "账单文件不存在")
    return _link(_fund_bill(moves))


@bp.get("/billdownload/file")
def download() -> Response:
    """The file itself, without signature headers."""
    g.unsigned = True
    kept = here().store.get("bill", request.args.get("token", ""))
    if kept is None or kept["mchid"] != g.merchant["mchid"] or now_s() - kept["at_s"] > LINK_LIFE_S:
        raise Refused(404, "RESOURCE_NOT_EXISTS", "下载地址已失效")
    raw = kept["text"].encode()
    if kept["gzip"]:
        return Response(gzip.compress(raw), content_type="application/gzip")
    return Response(raw, content_type="text/plain; charset=utf-8")
