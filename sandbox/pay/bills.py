"""Daily bills: the trade bill, the fund-flow bill and their download."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import secrets
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Blueprint, Response, g, request

from sandbox.clock import beijing_date, beijing_text, now_s
from sandbox.here import here
from sandbox.pay.fields import param_error
from sandbox.pay.gate import Refused, answer
from sandbox.pay.platform import public_key
from sandbox.store import Record

bp = Blueprint("pay_bills", __name__, url_prefix="/v3")

LINK_LIFE_S = 300
LINES_A_FILE = 5
"""Of a sealed bill; the real one has very many."""
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


@dataclass(frozen=True)
class Move:
    """One line to be: a payment or a refund, with the sum and state that the bill tells."""

    at_s: float
    payment: Record
    refund: Record | None
    fen: int
    state: str
    fee_off_fen: int = 0

    @property
    def number(self) -> str:
        return str(self.refund["out_refund_no"] if self.refund else self.payment["request"]["out_trade_no"])

    @property
    def vendor_number(self) -> str:
        return str(self.refund["refund_id"] if self.refund else self.payment["transaction_id"])

    @property
    def fee_fen(self) -> int:
        """What the platform takes; it gives back its share with a refund."""
        fee_fen: int = round(self.fen * int(here().settings["fee_bp"]) / 10000) + self.fee_off_fen
        return -fee_fen if self.refund else fee_fen


def _yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _row(values: list[str]) -> str:
    return ",".join("`" + value.replace(",", r"\ ") for value in values)


def _trade_row(move: Move) -> str:
    req, refund = move.payment["request"], move.refund
    total, back = ("0.00", _yuan(move.fen)) if refund else (_yuan(move.fen), "0.00")
    mchid, appid = req.get("mchid") or req["sp_mchid"], req.get("appid") or req["sp_appid"]
    values = [beijing_text(move.at_s), appid, mchid, req.get("sub_mchid", "0"), "", move.payment["transaction_id"]]
    values += [req["out_trade_no"], next(iter(req["payer"].values())), "JSAPI"]
    values += ["REFUND" if refund else move.state, "OTHERS", "CNY", total, "0.00"]
    values += [refund["refund_id"] if refund else "0", refund["out_refund_no"] if refund else "0", back, "0.00"]
    values += ["ORIGINAL" if refund else "", REFUND_WORDS.get(move.state, move.state) if refund else ""]
    values += [req["description"], req.get("attach", ""), f"{_yuan(move.fee_fen)}000"]
    values += [f"{here().settings['fee_bp'] / 100:.2f}%", total, back, ""]
    return _row(values)


def _movements(date: str) -> list[Move]:
    """Payments and refunds of this merchant on this day, in time order."""
    store = here().store
    found: list[Move] = []
    for payment in store.all("payment", owner=g.merchant["mchid"]):
        if not payment.get("paid_s") or request.args.get("sub_mchid") not in (
            None,
            payment["request"].get("sub_mchid"),
        ):
            continue
        if beijing_date(payment["paid_s"]) == date:
            found.append(Move(payment["paid_s"], payment, None, payment["request"]["amount"]["total"], "SUCCESS"))
        for refund in store.all("refund", owner=payment["key"]):
            if beijing_date(refund["created_s"]) == date:
                found.append(Move(refund["created_s"], payment, refund, refund["refund_fen"], refund["status"]))
    return sorted(found, key=lambda move: move.at_s)


def _seeded(moves: list[Move], bill: str) -> list[Move]:
    """The lines after the wishes of the control interface: some missing, doubled, changed, some of nobody here."""
    wishes = [one for one in here().store.all("bill_wish", owner=g.merchant["mchid"]) if one["bill"] == bill]
    for wish in wishes:
        moves = [line for move in moves for line in _as_wished(move, wish)]
        if wish["kind"] == "foreign" and moves:
            moves.append(_foreign(moves[0], wish))
    return moves


def _as_wished(move: Move, wish: Record) -> list[Move]:
    if wish.get("number") != move.number:
        return [move]
    if wish["kind"] == "missing":
        return []
    if wish["kind"] == "doubled":
        return [move, move]
    if wish["kind"] == "amount":
        return [replace(move, fen=max(1, move.fen + int(wish.get("fen") or 1)))]
    if wish["kind"] == "fee":
        return [replace(move, fee_off_fen=int(wish.get("fen") or 1))]
    return [replace(move, state="FAIL" if move.refund else "REVOKED")]


def _foreign(like: Move, wish: Record) -> Move:
    """A payment, or with {number: "refund"} a refund, that this shop never made."""
    number = secrets.token_hex(8).upper()
    asked = like.payment["request"] | {"out_trade_no": f"X{number}", "description": "别处的一笔"}
    payment = like.payment | {"request": asked, "transaction_id": f"4299{secrets.randbelow(10**20):020d}"}
    refund = None
    if wish.get("number") == "refund":
        refund = {"refund_id": f"5099{secrets.randbelow(10**20):020d}", "out_refund_no": f"XR{number}"}
    return Move(like.at_s, payment, refund, int(wish.get("fen") or 1234), "SUCCESS")


def _trade_bill(moves: list[Move]) -> str:
    taken = sum(move.fen for move in moves if not move.refund)
    given = sum(move.fen for move in moves if move.refund)
    fees = sum(move.fee_fen for move in moves)
    foot = [str(len(moves)), _yuan(taken), _yuan(given), "0.00", f"{_yuan(fees)}000", _yuan(taken), _yuan(given)]
    return "\r\n".join(["\ufeff" + TRADE_HEAD, *map(_trade_row, moves), TRADE_FOOT, _row(foot), ""])


def _fund_bill(moves: list[Move]) -> str:
    """What moved on the merchant's account: refunds that went through, and each fee as a line of its own."""
    flows: list[tuple[Move, str, int]] = []
    for move in moves:
        if move.state == "SUCCESS":
            flows.append((move, "退款" if move.refund else "交易", -move.fen if move.refund else move.fen))
            if move.fee_fen:
                flows.append((move, "扣除交易手续费" if move.fee_fen > 0 else "退还交易手续费", -move.fee_fen))
    rows, balance = [], 0
    for count, (move, name, fen) in enumerate(flows):
        balance += fen
        values = [beijing_text(move.at_s), move.vendor_number, f"{count}{move.vendor_number[::-1]}", name, name]
        values += ["收入" if fen > 0 else "支出", _yuan(abs(fen)), _yuan(balance), "system", "", move.number]
        rows.append(_row(values))
    inward, outward = [fen for *_, fen in flows if fen > 0], [-fen for *_, fen in flows if fen < 0]
    foot = [str(len(rows)), str(len(inward)), _yuan(sum(inward)), str(len(outward)), _yuan(sum(outward))]
    return "\r\n".join(["\ufeff" + FUND_HEAD, *rows, FUND_FOOT, _row(foot), ""])


def _asked_date() -> str:
    date = request.args.get("bill_date", "")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date):
        raise param_error("/bill_date", date, "账单日期格式不合法", location="query")
    today = beijing_date(now_s())
    if date > today or (date == today and not here().settings["bills_for_today"]):
        raise Refused(400, "INVALID_REQUEST", "账单日期不合法，只能下载昨日及以前的账单")
    if here().settings["bills_late"]:
        raise Refused(400, "STATEMENT_CREATING", "账单生成中")
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
    moves = _seeded(_movements(_asked_date()), "trade")
    wanted = request.args.get("bill_type", "ALL")
    if wanted != "ALL":
        moves = [move for move in moves if (move.refund is not None) == (wanted == "REFUND")]
    if not moves:
        raise Refused(400, "NO_STATEMENT_EXIST", "账单文件不存在")
    return _link(_trade_bill(moves))


@bp.get("/bill/fundflowbill")
def fund_flow_bill() -> Response:
    moves = _seeded(_movements(_asked_date()), "fund")
    if not moves or request.args.get("account_type", "BASIC") != "BASIC":
        raise Refused(400, "NO_STATEMENT_EXIST", "账单文件不存在")
    return _link(_fund_bill(moves))


@bp.get("/bill/sub-merchant-fundflowbill")
def sub_merchant_fund_flow_bill() -> Response:
    """One sub-merchant's fund bill, for its partner: in several files, each sealed with a key of its own."""
    if not g.merchant["partner"] or request.args.get("sub_mchid") not in g.merchant["sub_mchids"]:
        raise Refused(403, "NO_AUTH", "商户号无权限使用该接口")
    if request.args.get("algorithm") != "AEAD_AES_256_GCM":
        raise param_error("/algorithm", request.args.get("algorithm", ""), "加密算法不合法", location="query")
    moves = _seeded(_movements(_asked_date()), "fund")
    if not moves or request.args.get("account_type", "BASIC") != "BASIC":
        raise Refused(400, "NO_STATEMENT_EXIST", "账单文件不存在")
    lines = _fund_bill(moves).splitlines(keepends=True)
    files = ["".join(lines[start : start + LINES_A_FILE]) for start in range(0, len(lines), LINES_A_FILE)]
    told = [_sealed(text) | {"bill_sequence": count} for count, text in enumerate(files, start=1)]
    return answer({"download_bill_count": len(told), "download_bill_list": told})


def _sealed(text: str) -> Record:
    """A file under AES-256-GCM; its key under the merchant's own certificate."""
    raw, key, nonce = text.encode(), secrets.token_hex(16), secrets.token_hex(6)
    token = secrets.token_urlsafe(24)
    body = gzip.compress(raw) if request.args.get("tar_type") == "GZIP" else raw
    hidden = AESGCM(key.encode()).encrypt(nonce.encode(), body, None)
    kept = {"sealed": base64.b64encode(hidden).decode(), "at_s": now_s(), "mchid": g.merchant["mchid"]}
    here().store.put("bill", token, kept)
    oaep = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)  # noqa: S303  the vendor's choice
    return {
        "hash_type": "SHA1", "hash_value": hashlib.sha1(raw).hexdigest(), "nonce": nonce,
        "download_url": f"{request.host_url}v3/billdownload/file?token={token}",
        "encrypt_key": base64.b64encode(public_key(g.merchant["public_key"]).encrypt(key.encode(), oaep)).decode(),
    }  # fmt: skip


@bp.get("/billdownload/file")
def download() -> Response:
    """The file itself, without signature headers."""
    g.unsigned = True
    kept = here().store.get("bill", request.args.get("token", ""))
    if kept is None or kept["mchid"] != g.merchant["mchid"] or now_s() - kept["at_s"] > LINK_LIFE_S:
        raise Refused(404, "RESOURCE_NOT_EXISTS", "下载地址已失效")
    if "sealed" in kept:
        return Response(base64.b64decode(kept["sealed"]), content_type="application/octet-stream")
    raw = kept["text"].encode()
    if kept["gzip"]:
        return Response(gzip.compress(raw), content_type="application/gzip")
    return Response(raw, content_type="text/plain; charset=utf-8")
