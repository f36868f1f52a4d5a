"""The door for message pushes of a shop's 公众号: GET and POST /hooks/wechat/<tenant_key>/push on the hooks host.

Order of the checks: shop → clock and signature of the address, before the body is looked at → envelope → content;
then one transaction marks the push as taken in and reacts. A copy, or a repeat by WeChat, meets the mark.
"""

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from kernel import clock
from kernel.db import reading, transaction
from kernel.errors import ShopError
from kernel.tenancy import enter_scope
from tenants.hosts import shop_of_key
from wechat import actions, connection, envelope, push, reactions, setup
from wechat.connection import PushAccount
from wechat.envelope import BadPush

bp = Blueprint("wechat_push", __name__, url_prefix="/hooks/wechat")

MOST_BYTES = 64 * 1024
MOST_ECHO = 128
log = structlog.get_logger()


@bp.get("/<tenant_key>/push")
def verify(tenant_key: str) -> Response:
    """The merchant presses 提交 at WeChat: prove that we know the token, and note that it worked."""
    account = _account(tenant_key)
    _check_address(account)
    echo = request.args.get("echostr", "")
    if not echo or len(echo) > MOST_ECHO:
        raise BadPush(400, "no echo")
    setup.note_verified()
    return _answer(echo)


@bp.post("/<tenant_key>/push")
def take(tenant_key: str) -> Response:
    """A person or WeChat itself says something. Always answered with success, never with words of ours."""
    account = _account(tenant_key)
    _check_address(account)
    request.max_content_length = MOST_BYTES
    told = push.push_of(_fields(account, request.get_data(cache=False)))
    nonce = f"{request.args['timestamp']}:{request.args['nonce']}"
    with transaction():
        if actions.take_push(told.once, nonce, told.kind):
            reactions.react(account.appid, told)
            log.info("wechat.push_taken", kind=told.kind)
        elif not actions.is_known_push(told.once):
            raise BadPush(403, "nonce used for something else")
    return _answer("success")


def _account(tenant_key: str) -> PushAccount:
    with reading():
        shop = shop_of_key(tenant_key)
    if shop is None:
        raise BadPush(404, "no such shop")
    enter_scope(shop.tenant_id)
    with reading():
        return connection.push_account()


def _check_address(account: PushAccount) -> None:
    """Before the body is read: who has no right signature costs nothing (bad input 21). Raises BadPush."""
    given = {name: request.args.get(name, "") for name in ("signature", "timestamp", "nonce")}
    if not given["nonce"] or len(given["nonce"]) > 64:
        raise BadPush(403, "nonce")
    envelope.check(given["signature"], account.token, given["timestamp"], given["nonce"])
    envelope.check_clock(given["timestamp"], clock.now())


def _fields(account: PushAccount, body: bytes) -> push.Fields:
    """The fields of a push, out of the envelope where there is one. Raises BadPush."""
    fields = push.read(body)
    if "Encrypt" not in fields:
        if account.aes_keys:
            raise BadPush(403, "plain, although the shop has a key")
        return fields
    sealed = fields["Encrypt"]
    args = request.args
    envelope.check(args.get("msg_signature", ""), account.token, args["timestamp"], args["nonce"], sealed)
    return push.read(envelope.opened(sealed, account.aes_keys, account.appid))


def _answer(text: str) -> Response:
    return Response(text, mimetype="text/plain")


@bp.errorhandler(BadPush)
def _not_believed(error: BadPush) -> Response:
    log.warning("wechat.push_refused", reason=error.reason, path=request.path)
    return Response("refused", status=error.status, mimetype="text/plain")


@bp.errorhandler(ShopError)
def _not_now(error: ShopError) -> Response:
    """Locks held too long and the like: WeChat sends twice more."""
    log.warning("wechat.push_postponed", reason=error.message, path=request.path)
    return Response("later", status=503, headers={"Retry-After": "5"}, mimetype="text/plain")


@bp.errorhandler(HTTPException)
def _http(error: HTTPException) -> Response:
    return Response("refused", status=error.code or 400, mimetype="text/plain")
