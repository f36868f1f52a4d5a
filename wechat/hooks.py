"""WeChat Pay's notices: POST /hooks/wechat/<tenant_key>/pay and /refund on the hooks host.

Order of the checks: shop → signature over the raw bytes → content → merchant and app of that very shop; then
one transaction settles and takes the notice in. Copies at once wait for the order's lock and find it settled.
A refusal changes nothing, but where money is concerned and the signature was genuine a person gets to see it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from commerce.orders import settlement as orders
from commerce.payments import actions as payments
from commerce.payments import queries
from commerce.payments.ports import GatewayRefused, Payout
from kernel import clock, failpoints
from kernel.db import reading, transaction
from kernel.errors import ShopError
from kernel.tenancy import enter_scope
from tenants.hosts import Shop, shop_of_key
from wechat import connection, letters, pay_client, pay_words
from wechat.connection import PayAccount
from wechat.letters import BadLetter, Letter

bp = Blueprint("wechat_hooks", __name__, url_prefix="/hooks/wechat")

MOST_BYTES = 64 * 1024
PAID = "TRANSACTION.SUCCESS"
REFUND_EVENTS = {"REFUND.SUCCESS", "REFUND.ABNORMAL", "REFUND.CLOSED"}
Content = TypeVar("Content")
log = structlog.get_logger()


@bp.post("/<tenant_key>/pay")
def pay(tenant_key: str) -> Response:
    """Money has come in. Safe to repeat, in parallel and in any order: a notice has one effect."""
    shop = _enter(tenant_key)
    if shop is None:
        return _fail(404, "没有这个地址")
    found, letter = _letter(shop, {PAID})
    if letter.content.get("trade_state") != "SUCCESS":
        raise BadLetter("not a success", is_genuine=True)
    taken = _read(pay_words.settlement_of, letter)
    if (taken.mchid, taken.appid) != (found.own_mchid, found.appid) or not _is_ours(found, letter):
        return _of_another(taken.number, taken.transaction_id, taken.mchid, taken.appid)
    failpoints.reach("K4")
    with transaction():
        if not queries.is_taken_in(letter.id):
            outcome = orders.settle(taken)
            payments.receive_notice(letter.id, letter.event, outcome)
            log.info("wechat.notice_taken", notice_id=letter.id, number=taken.number, outcome=outcome)
    failpoints.reach("K5")
    return Response(status=204)


@bp.post("/<tenant_key>/refund")
def refund(tenant_key: str) -> Response:
    """A refund has ended. Safe to repeat, in parallel and in any order."""
    shop = _enter(tenant_key)
    if shop is None:
        return _fail(404, "没有这个地址")
    found, letter = _letter(shop, REFUND_EVENTS)
    payout = _read(pay_words.payout_of, letter)
    if not _is_ours(found, letter):
        return _of_another(payout.number, payout.provider_refund_id or "", letter.content.get("mchid", ""), "")
    with transaction():
        if not queries.is_taken_in(letter.id):
            payments.receive_notice(letter.id, letter.event, _record(payout))
    return Response(status=204)


def _read(reader: Callable[[dict[str, Any]], Content], letter: Letter) -> Content:
    try:
        return reader(letter.content)
    except ValueError as error:
        raise BadLetter(str(error), is_genuine=True) from error


def _record(payout: Payout) -> str:
    known = queries.refund_by_number(payout.number)
    if known is None or known.refund_fen != payout.refund_fen:
        kind = "unknown_refund" if known is None else "refund_differs"
        detail = {"number": payout.number, "refund_fen": payout.refund_fen, "provider_id": payout.provider_refund_id}
        payments.open_anomaly(kind, payout.number, f"收到一笔对不上的退款通知 {payout.number}", detail)
        return kind
    return payments.record_payout(known.id, payout, at=clock.now()).state


def _enter(tenant_key: str) -> Shop | None:
    """The shop named in the path, also a suspended one: its money still arrives."""
    with reading():
        shop = shop_of_key(tenant_key)
    if shop is not None:
        enter_scope(shop.tenant_id)
    return shop


def _letter(shop: Shop, events: set[str]) -> tuple[PayAccount, Letter]:
    """The verified notice. Raises BadLetter."""
    request.max_content_length = MOST_BYTES
    body = request.get_data(cache=False)
    with reading():
        found = connection.pay_account()
    if found.missing:
        raise BadLetter("the shop has no merchant account")
    letters.verify(dict(request.headers), body, pay_client.known_keys(found), clock.now())
    letter = letters.opened(body, found.apiv3_key)
    if letter.event not in events:
        raise BadLetter(f"event {letter.event[:60]} does not belong here", is_genuine=True)
    return found, letter


def _is_ours(found: PayAccount, letter: Letter) -> bool:
    """Both numbers of the partner mode, or the one of an ordinary merchant."""
    content = letter.content
    if found.is_partner:
        return (content.get("sp_mchid"), content.get("sub_mchid")) == (found.mchid, found.sub_mchid)
    return bool(content.get("mchid") == found.mchid)


def _of_another(number: str, vendor_number: str, mchid: str, appid: str) -> Response:
    """Genuine, but about somebody else's account: nothing is settled, a person is told."""
    detail = {"number": number, "vendor_number": vendor_number, "mchid": mchid, "appid": appid}
    with transaction():
        summary = f"收到别的商户号或公众号的支付通知，单号 {number}，没有入账"
        payments.open_anomaly("wrong_merchant", f"{number}:{vendor_number}", summary, detail)
    log.warning("wechat.notice_refused", reason="another merchant or app", number=number)
    return _fail(403, "商户号或公众号不符")


def _fail(status: int, message: str) -> Response:
    response = jsonify({"code": "FAIL", "message": message})
    response.status_code = status
    return response


@bp.errorhandler(BadLetter)
def _not_believed(error: BadLetter) -> Response:
    log.warning("wechat.notice_refused", reason=error.reason, path=request.path, is_genuine=error.is_genuine)
    return _fail(400, "内容不正确") if error.is_genuine else _fail(401, "验签失败")


@bp.errorhandler(GatewayRefused)
def _not_connected(error: GatewayRefused) -> Response:
    log.warning("wechat.notice_refused", reason=error.message, path=request.path)
    return _fail(401, "商户配置不完整")


@bp.errorhandler(ShopError)
def _not_now(error: ShopError) -> Response:
    """Locks held too long and the like: WeChat Pay sends again in 15 s."""
    log.warning("wechat.notice_postponed", reason=error.message, path=request.path)
    return _fail(503, "请稍后重试")


@bp.errorhandler(HTTPException)
def _http(error: HTTPException) -> Response:
    return _fail(error.code or 400, "请求不正确")
