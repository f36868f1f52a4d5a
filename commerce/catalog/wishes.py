"""What shoppers keep an eye on: favourites, and goods they want to hear of when they are back."""

from collections.abc import Iterable

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from commerce.catalog.models import Favourite, Product, RestockRequest, Sku
from commerce.events.catalog import RestockTold
from jobs import outbox
from kernel import clock
from kernel.db import db, find
from kernel.errors import NotFound, Refused
from kernel.tenancy import current_tenant_id

MOST_FAVOURITES = 500


def keep(member_id: int, product_id: int) -> None:
    """收藏. Safe to repeat."""
    find(Product, product_id)
    mine = list(db.session.scalars(select(Favourite.product_id).where(Favourite.member_id == member_id)))
    if len(mine) >= MOST_FAVOURITES and product_id not in mine:
        raise Refused(f"最多收藏 {MOST_FAVOURITES} 件商品，请先清理不再关注的")
    values = {"tenant_id": current_tenant_id(), "member_id": member_id, "product_id": product_id}
    statement = insert(Favourite).values(values)
    db.session.execute(statement.on_conflict_do_nothing(index_elements=["tenant_id", "member_id", "product_id"]))


def drop(member_id: int, product_id: int) -> None:
    """取消收藏. Safe to repeat."""
    db.session.execute(delete(Favourite).where(Favourite.member_id == member_id, Favourite.product_id == product_id))


def ask_for_restock(member_id: int, sku_id: int) -> None:
    """到货提醒: tell this member once when the SKU is back. Safe to repeat."""
    sku = find(Sku, sku_id)
    if not sku.is_active or find(Product, sku.product_id).state != "shelved":
        raise NotFound("这款商品已下架")
    values = {"tenant_id": current_tenant_id(), "member_id": member_id, "sku_id": sku_id}
    db.session.execute(insert(RestockRequest).values(values).on_conflict_do_nothing())


def waited_for(sku_ids: Iterable[int]) -> set[int]:
    """Those of the SKUs somebody waits for; one query."""
    open_ones = select(RestockRequest.sku_id).where(RestockRequest.told_at.is_(None))
    return set(db.session.scalars(open_ones.where(RestockRequest.sku_id.in_(sku_ids))))


def tell_restocked(sku_id: int) -> int:
    """The SKU can be bought again: every open request becomes a fact, once. Returns how many. Safe to repeat.

    Call it only when pieces are there; what is sent to the member is the listener's business.
    """
    statement = (
        update(RestockRequest)
        .where(RestockRequest.sku_id == sku_id, RestockRequest.told_at.is_(None))
        .values(told_at=clock.now())
        .returning(RestockRequest.id, RestockRequest.member_id)
    )
    told = db.session.execute(statement).all()
    if told:
        product_id = find(Sku, sku_id).product_id
        for request_id, member_id in told:
            outbox.record(RestockTold(product_id, sku_id, member_id, request_id))
    return len(told)
