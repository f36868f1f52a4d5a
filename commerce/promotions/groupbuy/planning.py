"""Planning a group-buy: writing it down, publishing it, stopping it. Running groups are in actions.py."""

from sqlalchemy import delete, select

from commerce.catalog.models import Product, Sku
from commerce.promotions.groupbuy import rules
from commerce.promotions.groupbuy.models import GroupActivity, GroupPrice
from commerce.promotions.groupbuy.rules import ActivityForm
from commerce.promotions.groupbuy.states import ACTIVITY
from kernel import clock
from kernel.db import db, find, lock, save
from kernel.errors import Refused
from tenants import audit


def draft(form: ActivityForm, *, activity_id: int | None = None) -> GroupActivity:
    """Write an activity down, or change a draft. Nothing is for sale until publish().

    Raises Invalid, NotFound (another shop's product), Refused once it is published.
    """
    rules.check(form, single_prices(form.product_id), clock.now())
    values = {
        "title": form.title.strip(), "product_id": form.product_id, "size": form.size, "duration_s": form.duration_s,
        "starts_at": form.starts_at, "ends_at": form.ends_at, "limit_per_member": form.limit_per_member,
    }  # fmt: skip
    if activity_id is None:
        activity = save(GroupActivity(**values))
    else:
        activity = lock(GroupActivity, activity_id)
        if activity.state != "draft":
            raise Refused("活动已发布，规则不能再修改。可以停止后新建一个")
        for column, value in values.items():
            setattr(activity, column, value)
        db.session.execute(delete(GroupPrice).where(GroupPrice.activity_id == activity_id))
    for price in form.prices:
        db.session.add(
            GroupPrice(activity_id=activity.id, sku_id=price.sku_id, price_fen=price.price_fen, quota=price.quota)
        )
    db.session.flush()
    word = "新建" if activity_id is None else "修改"
    audit.note("promotions.draft", f"groupbuy:{activity.id}", f"{word}拼团「{activity.title}」草稿")
    return activity


def publish(activity_id: int) -> GroupActivity:
    """From its start on shoppers see it.

    Raises Refused: off the shelf, time over, or another one runs for the product.
    """
    found = find(GroupActivity, activity_id)
    product = lock(Product, found.product_id)
    activity = lock(GroupActivity, activity_id)
    if product.state != "shelved":
        raise Refused(f"「{product.title}」还没有上架，请先上架商品")
    if activity.ends_at <= clock.now():
        raise Refused("活动结束时间已经过去，请先修改时间")
    other = conflict(activity.product_id, activity.id)
    if other is not None:
        raise Refused(f"这件商品已有拼团「{other.title}」未结束，请先停止它，或换一件商品")
    rules.check_prices(_prices(activity_id), single_prices(activity.product_id))
    ACTIVITY.move(activity, "publish")
    db.session.flush()
    audit.note(
        "promotions.publish", f"groupbuy:{activity.id}", f"发布拼团「{activity.title}」",
        after={"size": activity.size, "duration_s": activity.duration_s, "ends_at": activity.ends_at.isoformat()},
    )  # fmt: skip
    return activity


def stop(activity_id: int) -> GroupActivity:
    """The merchant stops the offer: nobody opens a new group; open ones run on to their end."""
    activity = lock(GroupActivity, activity_id)
    ACTIVITY.move(activity, "stop")
    audit.note("promotions.stop", f"groupbuy:{activity.id}", f"停止拼团「{activity.title}」")
    return activity


def conflict(product_id: int, activity_id: int | None = None) -> GroupActivity | None:
    """Another published activity of the product whose time is not over; one product, one group-buy."""
    statement = select(GroupActivity).where(GroupActivity.product_id == product_id, GroupActivity.state == "running")
    if activity_id is not None:
        statement = statement.where(GroupActivity.id != activity_id)
    return db.session.scalar(statement.limit(1))


def single_prices(product_id: int) -> dict[int, int]:
    """SKU id → the price of buying alone, in fen. Raises NotFound for another shop's product."""
    find(Product, product_id)
    rows = db.session.execute(select(Sku.id, Sku.price_fen).where(Sku.product_id == product_id, Sku.is_active))
    return {sku_id: price_fen for sku_id, price_fen in rows}


def _prices(activity_id: int) -> list[rules.PriceForm]:
    rows = db.session.scalars(select(GroupPrice).where(GroupPrice.activity_id == activity_id))
    return [rules.PriceForm(row.sku_id, row.price_fen, row.quota) for row in rows]
