"""客服: every way to reach a person."""

from flask import Blueprint, request

from commerce.orders import queries as orders
from kernel import clock
from kernel.db import reading
from storefront.context import shop_page
from storefront.session import member_id as present_member_id
from tenants import settings

bp = Blueprint("shop_service", __name__)


@bp.get("/service")
def show() -> str:
    """WeChat service, telephone, hours, and the order it is about."""
    member_id = present_member_id()
    with reading():
        recent = orders.orders_of_member(member_id, limit=3) if member_id else []
        context = {
            "service_url": settings.SERVICE_URL.get(),
            "phone": settings.SERVICE_PHONE.get(),
            "hours": settings.SERVICE_HOURS.get(),
            "now_ms": int(clock.now().timestamp() * 1000),
            "lines": orders.lines_of([order.id for order in recent]),
        }
    return shop_page("storefront/service/service.html", recent=recent, asked=request.args.get("order", ""), **context)
