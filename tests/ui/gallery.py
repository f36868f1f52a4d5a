"""A small application that serves the component gallery with the real renderer and assets: no shop, no database."""

import time
from pathlib import Path
from types import SimpleNamespace

from flask import Flask, request

from web import assets, render, security

ROOT = Path(__file__).resolve().parents[2]
ICONS = ["bolt", "ticket", "shopping-cart", "clipboard-list", "headset"]
MENU = [
    {"key": "home", "label": "概况", "url": "#home", "icon": "layout-dashboard"},
    {
        "key": "orders",
        "label": "订单",
        "url": "#orders",
        "icon": "clipboard-list",
        "count": 128,
        "children": [
            {"key": "orders.all", "label": "全部订单", "url": "#all"},
            {"key": "orders.refunds", "label": "售后维权", "url": "#refunds", "count": 7},
        ],
    },
    {"key": "catalog", "label": "商品", "url": "#goods", "icon": "package"},
    {"key": "helpdesk", "label": "客服", "url": "#desk", "icon": "headset"},
    {"key": "settings", "label": "设置", "url": "#settings", "icon": "settings"},
]

# Orders in the five states of the table
ROWS: list[dict[str, object]] = [
    {
        "no": "E20250606103218",
        "at": "3 分钟前",
        "paid_fen": 7400,
        "off": "券 −¥5",
        "note": "生日礼物，麻烦手写贺卡",
        "state": ("待发货", "warn"),
        "due": "剩 47 小时",
        "tag": ("高价值", "or"),
    },
    {
        "no": "E20250606095207",
        "at": "43 分钟前",
        "paid_fen": 19600,
        "state": ("待付款", "info"),
        "due": "14:32 后关闭",
        "tag": ("新客", "bl"),
    },
    {
        "no": "E20250605203355",
        "at": "昨天 20:33",
        "paid_fen": 128400,
        "state": ("待发货", "bad"),
        "due": "已超 24 小时",
        "late": True,
        "urged": True,
    },
    {
        "no": "E20250605181120",
        "at": "昨天 18:11",
        "paid_fen": 9900,
        "state": ("待收货", "ok"),
        "due": "骑手配送中",
        "tag": ("沉睡唤醒",),
    },
    {
        "no": "E20250604221547",
        "at": "前天 22:15",
        "paid_fen": 4900,
        "state": ("已完成", "done"),
        "due": "5 星好评",
        "tag": ("潜力", "gr"),
    },
]


def create_gallery() -> Flask:
    """The gallery at /storefront, /admin, /console, /bare; ?theme= and ?banner=1 show the variants."""
    app = Flask("gallery", template_folder=str(ROOT / "templates"), static_folder=None)
    app.secret_key = "gallery"
    assets.init_app(app, str(ROOT / "static"), "")
    render.init_app(app, media_origin="", bridge_url="")
    security.init_app(app, media_origin="", sandbox_origin="", cdn="")
    app.jinja_env.autoescape = True
    app.add_url_rule("/storefront", view_func=storefront)
    app.add_url_rule("/admin", view_func=admin)
    app.add_url_rule("/console", "console", lambda: render.page("_ui/console.html", **_admin("home")))
    app.add_url_rule("/bare", "bare", lambda: render.page("_ui/bare.html"))
    app.add_url_rule("/_ui/dialog", "dialog", lambda: render.page("_ui/dialog.html"))
    app.add_url_rule("/orders", view_func=place, methods=["POST"])
    app.add_url_rule("/favicon.ico", "favicon", lambda: ("", 204))
    return app


def storefront() -> str:
    nav = [
        {
            "label": label,
            "icon": icon,
            "url": f"#{icon}",
            "badge": 3 if icon == "shopping-cart" else None,
            "current": icon == "bolt",
        }
        for label, icon in zip(["活动", "优惠券", "购物车", "订单", "客服"], ICONS, strict=True)
    ]
    return render.page(
        "_ui/storefront.html",
        shop=SimpleNamespace(
            name="山岚生活", theme=request.args.get("theme", "orange"), logo_url=None, service_phone="400 000 0000"
        ),
        nav=nav,
        query_hint="通勤保温杯 500ml",
        now_ms=int(time.time() * 1000),
        order_url="/orders",
        share={"title": "山岚保温杯", "link": "https://shop.example.com/p/1"},
    )


def admin() -> str:
    banner = {"operator": "平台小陈", "reason": "排查支付问题", "until": "14:30", "read_only": True}
    return render.page(
        "_ui/admin.html",
        **_admin("orders.all"),
        rows=_rows(),
        impersonation=banner if "banner" in request.args else None,
    )


def place() -> object:
    if request.form["qty"] == "2":
        return '<div class="notice bad" role="alert">价格已更新 ¥74 → ¥79</div>', 409
    result_url = f"/bare?key={request.form['request_key']}&sku={request.form['sku_id']}"
    return {
        "pay": {"appId": "wx1", "package": "prepay_id=1"}, "result_url": result_url, "paid_url": result_url,
    }  # fmt: skip


def _admin(active: str) -> dict[str, object]:
    shop = SimpleNamespace(
        id=1, name="山岚生活", storefront_url="https://shop.example.com", qr_url=assets.asset("img/sample-box.svg")
    )
    return {
        "staff": SimpleNamespace(name="苏经理", role="店长"),
        "shop": shop,
        "shops": [shop, SimpleNamespace(id=2, name="拾光书屋")],
        "menu": MENU,
        "active": active,
        "unread": 5,
        "urls": {"notices": "#notices", "help": "#help", "account": "#account"},
    }


def _rows() -> list[dict[str, object]]:
    base = {
        "source": "公众号 · 拼团",
        "name": "山岚 316 不锈钢保温杯",
        "image_url": assets.asset("img/sample-bottle.svg"),
        "spec": "晨雾绿 / 500ml ×1",
        "buyer": "张晓",
    }
    return [base | row for row in ROWS]
