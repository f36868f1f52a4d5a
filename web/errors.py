"""Shop errors to HTTP, once for all doors."""

import structlog
from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DataError, SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import NotFound as HTTPNotFound

from kernel.errors import Away, Busy, Forbidden, Invalid, NotFound, Refused, ShopError
from kernel.trouble import in_words
from web.render import is_htmx, notice_header

log = structlog.get_logger()
STATUS: list[tuple[type[ShopError], int]] = [
    (NotFound, 404), (Forbidden, 403), (Invalid, 422), (Busy, 409), (Refused, 409),
    (Away, 503), (ShopError, 400),
]  # fmt: skip
WORDS = {
    400: "请求的内容看不懂，请返回重试",
    403: "你没有这项操作的权限",
    404: "没有找到你要的内容",
    405: "这个地址不支持这样访问",
    413: "提交的内容太大了",
    415: "提交的格式不支持",
    429: "操作太频繁，请稍候再试",
}


def init_app(app: Flask) -> None:
    """One handler for refusals, one for HTTP errors, one for bugs."""
    app.register_error_handler(ShopError, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DataError, _unreadable)
    app.register_error_handler(SQLAlchemyError, _database)
    app.register_error_handler(Away, _away)
    app.register_error_handler(Exception, _bug)


def status_of(error: ShopError) -> int:
    """The HTTP status of a refusal."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def show(error: ShopError, status: int) -> tuple[str, int] | tuple[str, int, dict[str, str]]:
    """A page for browsers; for htmx a toast, so that the page and what was typed stay."""
    if is_htmx():
        return "", status, notice_header(error.message, level="error") | {"HX-Reswap": "none"}
    return render_template(f"{_door()}/error.html", status=status, message=error.message), status


def _door() -> str:
    door = request.environ.get("jishi.door", "plain")
    return door if door in ("storefront", "admin", "console") else "plain"


def _refused(error: ShopError) -> ResponseReturnValue:
    return show(error, status_of(error))


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    message = WORDS.get(status, "服务暂时不可用，请稍候再试")
    answer = show(NotFound(message) if isinstance(error, HTTPNotFound) else ShopError(message), status)
    retry_after = dict(error.get_headers()).get("Retry-After")
    if retry_after:
        return answer[0], status, {"Retry-After": retry_after}
    return answer


def _unreadable(error: DataError) -> ResponseReturnValue:
    """The database cannot hold what was sent: NUL characters, numbers beyond bigint (bad inputs 67, 137)."""
    log.warning("request.unreadable", path=request.path, method=request.method, reason=str(error.orig)[:200])
    return show(ShopError(WORDS[400]), 400)


def _database(error: SQLAlchemyError) -> ResponseReturnValue:
    refusal = in_words(error)
    if refusal is None:
        return _bug(error)
    log.warning("request.database_trouble", path=request.path, method=request.method, reason=str(error)[:200])
    return _away(refusal) if isinstance(refusal, Away) else _refused(refusal)


def _away(error: Away) -> ResponseReturnValue:
    """The answer while the database is away: made of nothing that would have to ask it."""
    headers = {"Retry-After": str(error.RETRY_S)}
    if is_htmx():
        return "", 503, headers | notice_header(error.message, level="error") | {"HX-Reswap": "none"}
    if request.environ.get("jishi.door") == "hooks":
        return {"code": "FAIL", "message": "请稍后重试"}, 503, headers
    again_s = error.RETRY_S if request.method == "GET" else 0
    page = current_app.jinja_env.get_template("plain/away.html")  # render_template() would ask for the shop's face
    return page.render(message=error.message, again_s=again_s), 503, headers


def _bug(error: Exception) -> ResponseReturnValue:
    log.error("request.failed", path=request.path, method=request.method, exc_info=error)
    if request.environ.get("jishi.raise_bugs"):
        raise error
    return show(ShopError("服务暂时出了点问题，我们已记录，请稍候再试"), 500)
