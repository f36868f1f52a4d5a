"""主动退款 and 价保补差 from an order's page: money the merchant gives back unasked."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, request

from admin.access import allow, by
from admin.orders import replies
from commerce.aftersale import eligibility, queries, rules
from commerce.aftersale.actions import opening
from commerce.aftersale.actions.opening import Initiative
from commerce.orders import queries as orders
from kernel import ids, money
from kernel.db import reading, transaction
from kernel.errors import Invalid
from tenants import audit
from tenants.settings import TYPED_ABOVE_FEN
from web.forms import text, whole

if TYPE_CHECKING:
    from commerce.orders.models import Order, OrderLine

bp = Blueprint("admin_aftersale_initiative", __name__, url_prefix="/admin/orders")
TEMPLATE = "admin/aftersale/_initiative_form.html"


@bp.get("/<int:order_id>/case")
@allow("orders.refund")
def form(order_id: int) -> Any:
    """What, which pieces, how much, why."""
    shown = _shown(order_id)
    values: dict[str, Any] = {"request_key": ids.new_token(16)}
    if len(shown["lines"]) == 1 and sum(shown["lines"][0][1:]) == 1:  # the only piece there is: nothing to choose
        values[f"line-{shown['lines'][0][0].id}"] = 1
    return replies.form(TEMPLATE, values=values, errors={}, **shown)


@bp.post("/<int:order_id>/case")
@allow("orders.refund")
def give_back(order_id: int) -> Any:
    """The refund is under way, or waits for a colleague above the limit. Safe to repeat: the form carries a key."""
    shown = _shown(order_id)
    try:
        initiative = _read(shown["lines"])
        with transaction():
            case = opening.initiate(order_id, initiative, by=by())
            _typed_back(case.agreed_fen or 0)
            words = f"{rules.KINDS[case.kind]} ¥{money.format_yuan(case.agreed_fen or 0)}"
            audit.note("aftersale.initiate", f"order:{order_id}", f"订单 {shown['order'].number} {words}")
    except Invalid as error:
        return replies.wrong(TEMPLATE, error, values=request.form, **shown)
    asked = "，这个订单的退款金额较大，等另一位同事复核" if case.state == "approving" else "，原路退回买家"
    return replies.done(f"{words}{asked}", otherwise=f"/admin/aftersale/{case.id}")


def _read(lines: "list[tuple[OrderLine, int, int]]") -> Initiative:
    what = request.form.get("what", "")
    if what not in ("unshipped", "shipped", "price"):
        raise Invalid("what", "请选择退款方式")
    quantities = {line.id: whole(request.form, f"line-{line.id}", label="件数", most=9999) for line, _, _ in lines}
    typed = request.form.get("refund", "").strip()
    refund_fen = money.parse_yuan(typed, "refund") if typed else None
    return Initiative(
        kind="price_protection" if what == "price" else "merchant_initiated",
        reason="price_drop" if what == "price" else request.form.get("reason", ""),
        quantities={line_id: n for line_id, n in quantities.items() if n}, is_unshipped=what == "unshipped",
        refund_fen=None if what == "unshipped" else refund_fen,
        note=text(request.form, "note", label="说明", max_length=200, required=False),
        request_key=request.form.get("request_key", "")[:64] or None,
    )  # fmt: skip


def _typed_back(fen: int) -> None:
    """What goes back, typed or left to be all the pieces are worth. Raises Invalid, and then nothing does."""
    typed = request.form.get("typed", "").strip()
    if fen > TYPED_ABOVE_FEN.get() and (not typed or money.parse_yuan(typed, "typed") != fen):
        raise Invalid(
            "typed",
            f"超过 ¥{money.format_yuan(TYPED_ABOVE_FEN.get())}，请再输入一次 {money.format_yuan(fen).replace(',', '')}",
        )


def _shown(order_id: int) -> dict[str, Any]:
    with reading():
        order: Order = orders.order(order_id)
        eligibility.refuse_order(order)
        lines = orders.lines_of([order.id])[order.id]
        seen = queries.lines_for_sale_after(lines)
    rows = [
        (line, seen[line.id].available(is_unshipped=True), seen[line.id].available(is_unshipped=False))
        for line in lines
    ]
    ways = [
        ("unshipped", "没有发出的商品退款（不再发货，全额）", any(here for _, here, _ in rows)),
        ("shipped", "已发出的商品退款或补偿（不用退货）", any(sent for _, _, sent in rows)),
        ("price", "价保补差（降价后退差价，照常发货）", any(here or sent for _, here, sent in rows)),
    ]
    reasons = dict(rules.reasons("merchant", is_unshipped=True) + rules.reasons("merchant", is_unshipped=False))
    reasons.pop("price_drop", None)
    return {
        "order": order, "lines": rows, "ways": [(key, label) for key, label, is_open in ways if is_open],
        "reasons": list(reasons.items()),
    }  # fmt: skip
