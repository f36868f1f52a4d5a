"""Pages, fragments and answers. `fragment()` finds the macro by the file's name."""

import json
from collections.abc import MutableMapping
from datetime import datetime
from typing import Any

from flask import Flask, Response, current_app, make_response, redirect, render_template, request
from flask.templating import Environment
from markupsafe import Markup

from kernel import clock, money
from web.cookies import form_token

_media_origin = ""


class Templates(Environment):
    """Flask's, but a template without globals of its own shares ours: a chain of maps is slow to go through, and
    every import of a macro does."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def init_app(app: Flask, *, media_origin: str, bridge_url: str) -> None:
    """Register what templates may use. Fragments are macros, so context processors would not reach them."""
    global _media_origin
    _media_origin = media_origin
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.autoescape = True
    env.globals.update(
        csrf_token=form_token, dom_id=dom_id, is_htmx=is_htmx, media_url=media_url, now=clock.now,
        in_wechat=in_wechat, csp_nonce=lambda: "", can=lambda permission: False, bridge_url=bridge_url,
    )  # fmt: skip
    env.filters.update(
        yuan=money.format_yuan, yuan_short=money.format_yuan_short, shop_time=shop_time, shop_date=shop_date,
        iso=iso, ago=ago, masked_phone=masked_phone, masked_name=masked_name, embed=embed,
    )  # fmt: skip


def page(template: str, **context: Any) -> str:
    """A whole page."""
    return render_template(template, **context)


def fragment(template: str, **arguments: Any) -> str:
    """One component: the macro of the file's name, without its underscore."""
    name = template.rsplit("/", 1)[-1].removesuffix(".html").lstrip("_")
    module = current_app.jinja_env.get_template(template).module
    return str(getattr(module, name)(**arguments))


def answer(body: str, *, otherwise: str, toast: str | None = None, status: int = 200) -> Response:
    """After a write: the fragment for htmx, a redirect (303) for a plain form."""
    if not is_htmx():
        return redirect(otherwise, code=303)  # type: ignore[return-value]
    response = make_response(body, status)
    response.headers["Vary"] = "HX-Request"
    if toast:
        response.headers.update(notice_header(toast))
    return response


def is_htmx() -> bool:
    """Whether a fragment is wanted; never a reason to skip a check."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def in_wechat() -> bool:
    """Whether this is WeChat's own browser: for features only, everything also works elsewhere."""
    agent = request.headers.get("User-Agent", "").lower()
    return "micromessenger" in agent and "wxwork" not in agent


def notice_header(text: str, *, level: str = "success", undo: str | None = None) -> dict[str, str]:
    """A toast."""
    return told(toast={"level": level, "text": text} | ({"undo": undo} if undo else {}))


def told(**events: Any) -> dict[str, str]:
    """What the page's scripts are told with an answer: event → detail, carried in an ASCII header as htmx wants it."""
    return {"HX-Trigger": json.dumps(events)}


def dom_id(row: Any, part: str = "") -> str:
    """A stable id for a row's component: "product-42-price"."""
    name = type(row).__name__.lower()
    return f"{name}-{row.id}" + (f"-{part}" if part else "")


def media_url(key: str | None, width: int = 0) -> str:
    """The address of a stored picture: 150, 345, 750 or 1125 wide; 0 is the largest."""
    if not key:
        return f"{_media_origin}/none.webp"
    return f"{_media_origin}/{key}/{width or 1125}.webp"


def evidence(key: str) -> tuple[str, str]:
    """A picture people judge by: small to look over, and as large as it was kept when they open it."""
    return media_url(key, 345), media_url(key)


def embed(value: Any) -> Markup:
    """Data for a script block of type application/json: nothing in it can close the block."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704  escaped above


def shop_time(at: datetime | None, form: str = "%Y-%m-%d %H:%M") -> str:
    """A moment on the shop's wall clock."""
    return clock.shop_time(at).strftime(form) if at else ""


def shop_date(at: datetime | None) -> str:
    """The day of a moment where the shop is."""
    return shop_time(at, "%Y-%m-%d")


def iso(at: datetime | None) -> str:
    """For datetime attributes and countdowns."""
    return at.isoformat() if at else ""


def ago(at: datetime | None) -> str:
    """How long ago, in the words of the prototypes: 刚刚, 3 分钟前, 昨天 20:33."""
    if at is None:
        return ""
    passed_s = (clock.now() - at).total_seconds()
    if passed_s < 60:
        return "刚刚"
    if passed_s < 3600:
        return f"{int(passed_s // 60)} 分钟前"
    here, there = clock.shop_time(clock.now()), clock.shop_time(at)
    if here.date() == there.date():
        return f"{int(passed_s // 3600)} 小时前"
    return _days_ago(here, there)


def _days_ago(here: datetime, there: datetime) -> str:
    """A moment of an earlier day; both on the shop's wall clock."""
    days = (here.date() - there.date()).days
    if days == 1:
        return f"昨天 {there:%H:%M}"
    if here.year == there.year:
        return f"{there.month}月{there.day}日 {there:%H:%M}"
    return f"{there:%Y-%m-%d}"


def masked_phone(phone: str | None) -> str:
    """138****6621."""
    return f"{phone[:3]}****{phone[-4:]}" if phone and len(phone) >= 7 else (phone or "")


def masked_name(name: str | None) -> str:
    """张**."""
    return f"{name[0]}**" if name else ""
