"""协议: the shop's terms and privacy policy, as plain paragraphs."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from admin.access import allow, current_staff
from admin.context import admin_page
from admin.shop.saving import fingerprint
from kernel.db import reading, transaction
from kernel.errors import Refused, ShopError
from tenants import audit
from tenants.agreements import ALWAYS, LABELS, usual
from tenants.settings import AGREEMENTS, lock_choices
from web.errors import status_of
from web.forms import text

bp = Blueprint("admin_agreements", __name__, url_prefix="/admin/shop/agreements")
LONGEST = 20_000


@bp.get("")
@allow("shop.view")
def show() -> str:
    """The three texts."""
    return _page()


@bp.post("")
@allow("shop.edit")
def save() -> str | tuple[str, int] | Response:
    """All three at once; an empty one is the usual text in the shop, or none."""
    try:
        texts = {
            key: text(request.form, key, label=label, max_length=LONGEST, required=False)
            for key, label in LABELS.items()
        }
        with transaction():
            lock_choices()
            before = AGREEMENTS.get()
            if request.form.get("seen") != fingerprint(before):
                raise Refused("协议刚被其他人修改过，请核对后再保存")
            AGREEMENTS.set({key: words for key, words in texts.items() if words})
            lengths = ({LABELS[key]: f"{len(kept.get(key, ''))} 字" for key in LABELS} for kept in (before, texts))
            audit.note("shop.agreements", "shop", "修改协议", before=next(lengths), after=next(lengths))
    except ShopError as error:
        return _page(error.message), status_of(error)
    return redirect("/admin/shop/agreements?saved=1", code=303)


def _page(error: str | None = None) -> str:
    with reading():
        stored = AGREEMENTS.get()
        usuals = {key: usual(key, current_staff().shop_name) for key in ALWAYS}
    texts = request.form if error else stored
    return admin_page(
        "admin/shop/agreements.html", active="shop.info", kinds=LABELS, usual=usuals, texts=texts,
        seen=fingerprint(stored), error=error, longest=LONGEST, saved=request.args.get("saved"),
    )  # fmt: skip
