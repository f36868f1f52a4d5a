"""留言 about a case: what the shopper says and shows to the merchant, and to the operator once asked."""

from flask import Blueprint, Response, redirect, request, url_for

from commerce.aftersale import queries
from commerce.aftersale.actions import talking
from kernel import ids
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused
from storefront import aftersale, evidence
from storefront.session import require_member
from web.errors import status_of

bp = Blueprint("shop_aftersale_talk", __name__, url_prefix="/refunds/<number>")


@bp.post("/messages")
def say(number: str) -> Response | tuple[str, int]:
    """One message. Safe to repeat: the form carries a key."""
    member_id = require_member()
    with reading():
        case = queries.own_case(number, member_id)
    try:
        with transaction():
            talking.say(
                case.id, request.form.get("message", "")[:2000], side="shopper", by=f"member:{member_id}",
                request_key=request.form.get("request_key", "")[:64] or ids.new_token(16), member_id=member_id,
                media_ids=evidence.opened(member_id, request.form.getlist("pictures")),
            )  # fmt: skip
    except (Invalid, Refused) as error:
        return aftersale.page(number, error), status_of(error)
    return redirect(url_for("shop_aftersale.show", number=number, _anchor="talk"), code=303)  # type: ignore[return-value]


@bp.post("/pictures")
def upload(number: str) -> str | tuple[str, int]:
    """One picture for a message."""
    member_id = require_member()
    with reading():
        case = queries.own_case(number, member_id)
    return evidence.receive(member_id, case.order_id)
