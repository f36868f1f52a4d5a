"""Second thoughts about the basket: a line comes back, or becomes another variant of its product."""

from collections.abc import Iterable

from sqlalchemy import select

from commerce.checkout import queries
from commerce.checkout.actions import Removed, add_to_cart, remove_from_cart, set_cart_line
from commerce.checkout.errors import NotForSale
from commerce.checkout.models import CartLine
from kernel.db import db


def put_back(member_id: int, lines: Iterable[Removed]) -> None:
    """撤销: lines that were taken out are there again. One that is there stays as it is, so it is safe to repeat.

    Raises NotForSale.
    """
    present = set(db.session.scalars(select(CartLine.sku_id).where(CartLine.member_id == member_id)))
    for line in lines:
        if line.sku_id not in present:
            _add(member_id, line.sku_id, line)


def exchange(member_id: int, sku_id: int, wanted_sku_id: int) -> None:
    """改规格: as many pieces of another variant of the same product in the line's place.

    A line that is gone stays gone. Raises NotForSale for what is no variant of the product.
    """
    if wanted_sku_id not in {variant.sku_id for variant in queries.variants(sku_id)}:
        raise NotForSale([wanted_sku_id])
    if wanted_sku_id == sku_id:
        return
    for line in remove_from_cart(member_id, [sku_id]):
        _add(member_id, wanted_sku_id, line)


def _add(member_id: int, sku_id: int, line: Removed) -> None:
    add_to_cart(member_id, sku_id, line.quantity)
    set_cart_line(member_id, sku_id, is_selected=line.is_selected)
