"""The phone beside the forms: the shop's own layout with the settings still being edited."""

from urllib.parse import urlencode

from flask import Blueprint, Response, request

from admin import qr
from admin.access import allow, current_staff
from admin.shop.tabs import Tab, all_tabs, read
from admin.shop.theme import THEMES
from commerce.analytics import queries as analytics
from commerce.catalog import queries as catalog
from kernel.db import reading
from kernel.tenancy import current_tenant_id
from tenants import queries as tenants
from tenants import settings
from web.addresses import of_host
from web.modules import MODULES, MOST_VISIBLE
from web.render import fragment, page

bp = Blueprint("admin_preview", __name__, url_prefix="/admin/shop")
CARRIED = ("module", "visible", "top", "theme")


@bp.get("/preview-frame")
@allow("shop.view")
def frame() -> str:
    """The phone again, for what the form says now."""
    pairs = [(k, v) for k, v in request.args.items(multi=True) if k in CARRIED or k.startswith("label-")]
    return fragment("ui/phone_preview.html", url=f"/admin/shop/preview?{urlencode(pairs)}")


@bp.get("/preview")
@allow("shop.view")
def home() -> str:
    """The shop's front page in miniature; nothing in it leads anywhere."""
    with reading():
        tabs = read(request.args) if request.args.getlist("module") else all_tabs(settings.TABS.get())
        top = request.args.getlist("top") or settings.TOP_LABELS.get()
        theme = request.args.get("theme", "")
        shop = {"name": current_staff().shop_name, "theme": theme if theme in THEMES else settings.THEME.get()}
        goods = analytics.shelf_sample()
        words = settings.HOT_WORDS.get()
        banners = settings.BANNERS.get()
        keys = catalog.media_keys([banner["media_id"] for banner in banners[:1]])
        notice = settings.NOTICE.get()
    return page(
        "admin/shop/preview.html", shop=shop, goods=goods, notice=notice, banner=next(iter(keys.values()), None),
        top_nav=[{"key": str(n), "label": label, "url": "#main"} for n, label in enumerate(top[:3])],
        nav=[_entry(tab) for tab in tabs if tab.visible][:MOST_VISIBLE], query_hint=words[0] if words else "搜索商品",
    )  # fmt: skip


@bp.get("/qr.svg")
@allow("home.view")
def code() -> Response:
    """The shop's address as a picture to scan."""
    with reading():
        host = tenants.primary_host(current_tenant_id())
    return qr.picture(of_host(host, "/"))


def _entry(tab: Tab) -> dict[str, object]:
    module = MODULES[tab.module]
    badge = 2 if tab.module == "cart" else None
    return {"label": tab.label, "icon": module.icon, "url": "#main", "current": False} | (
        {"badge": badge} if badge else {}
    )
