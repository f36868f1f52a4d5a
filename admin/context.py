"""What every page of the merchant admin shows around its content."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from admin.access import can, current_staff
from admin.menu import menu
from commerce.analytics import queries as analytics
from kernel import clock
from kernel.db import db, reading
from tenants import queries as tenants
from tenants.permissions import ROLES
from web.addresses import of_host
from web.render import page

URLS = {
    "home": "/admin/", "switch": "/admin/shop", "search": "/admin/search",
    "logout": "/admin/logout", "account": "/admin/account",
}  # fmt: skip


def admin_page(template: str, *, active: str, **context: Any) -> str:
    """A whole page inside the shell. active: the key of its entry in admin/menu.py.

    Reads the shell's own rows; best called after the view's reading() has ended.
    """
    return page(template, active=active, **shell(), **context)


def shell() -> dict[str, Any]:
    """staff, shop, shops, menu, urls, impersonation for layouts/admin.html."""
    here = current_staff()
    assert here.tenant_id is not None
    with _reading():
        host = tenants.primary_host(here.tenant_id)
        places = tenants.shops_of(here.staff_id) if here.staff_id is not None else []
        shops = [{"id": shop.id, "name": shop.name} for shop, _role in places]
        counts = analytics.menu_counts()
    address = of_host(host)
    return {
        "staff": {"name": here.name, "role": ROLES.get(here.role or "", "")},
        "shop": {
            "id": here.tenant_id, "name": here.shop_name, "state": here.shop_state, "storefront_url": address,
            "qr_url": "/admin/shop/qr.svg" if can("home.view") else None,
        },
        "shops": shops or [{"id": here.tenant_id, "name": here.shop_name}],
        "menu": menu(counts),
        "urls": URLS,
        "impersonation": _visit(),
    }  # fmt: skip


def _visit() -> dict[str, Any] | None:
    visit = current_staff().visit
    if visit is None:
        return None
    return {
        "operator": visit.operator, "reason": visit.reason, "until": f"{clock.shop_time(visit.until):%H:%M}",
        "read_only": not visit.may_write, "end_url": "/admin/impersonation/end",
    }  # fmt: skip


@contextmanager
def _reading() -> Iterator[None]:
    """A reading() of our own, unless the page is drawn inside one."""
    if db.session().in_transaction():
        yield
        return
    with reading():
        yield
