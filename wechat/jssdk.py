"""JS-SDK on the shop's own pages: GET /wechat/jssdk signs own addresses only; /MP_verify_*.txt proves the domain."""

import hashlib
import secrets as random
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Response, abort, jsonify, request

from kernel import clock
from kernel.db import reading
from tenants import settings
from wechat import connection, tokens
from wechat.transport import WeChatAway, WeChatRefused

bp = Blueprint("wechat_jssdk", __name__)

log = structlog.get_logger()
API_LIST = (
    "updateAppMessageShareData", "updateTimelineShareData", "chooseWXPay", "openAddress", "scanQRCode", "hideMenuItems",
)  # fmt: skip
MOST_URL = 2000


@bp.get("/wechat/jssdk")
def config() -> Response | tuple[Response, int]:
    """What wx.config wants for one page of this very host; another site's page gets 400."""
    url = request.args.get("url", "").partition("#")[0]
    if not _is_own(url):
        return jsonify({"message": "只能为本店页面签名"}), 400
    with reading():
        account = connection.app_account()
    if not account.is_complete:
        return jsonify({"message": "店铺还没有连接公众号"}), 409
    try:
        ticket = tokens.ticket(account)
    except (WeChatAway, WeChatRefused) as error:
        log.warning("wechat.ticket_failed", reason=str(error))
        return jsonify({"message": "微信暂时没有回应"}), 503
    nonce, stamp = random.token_hex(8), int(clock.now().timestamp())
    signed = signature(ticket, nonce, stamp, url)
    return jsonify(
        appId=account.appid, timestamp=stamp, nonceStr=nonce, signature=signed, jsApiList=API_LIST, debug=False
    )


@bp.get("/MP_verify_<name>.txt")
def domain_proof(name: str) -> Response:
    """The text file by which WeChat sees that the domain is the merchant's."""
    with reading():
        content = settings.WECHAT_VERIFY_FILES.get().get(name)
    if content is None:
        abort(404)
    return Response(content, mimetype="text/plain")


def signature(ticket: str, nonce: str, stamp: int, url: str) -> str:
    """SHA-1 over the four values in the order of their lower-case names; url without its fragment."""
    text = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={stamp}&url={url}"
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _is_own(url: str) -> bool:
    parts = urlsplit(url)
    same_site = parts.scheme in ("http", "https") and parts.netloc.lower() == request.host.lower()
    return same_site and len(url) <= MOST_URL and not any(c in url for c in "\r\n\t \\")
