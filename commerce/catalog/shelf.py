"""On the shelf, off it, into the bin and back; one product or many."""

from collections.abc import Sequence

from commerce.catalog import actions
from commerce.catalog.models import Product
from commerce.catalog.states import PRODUCT
from commerce.events.catalog import ProductSaved, ProductShelved, ProductUnshelved
from jobs import outbox
from kernel import clock
from kernel.db import lock_many
from kernel.errors import Invalid
from tenants import audit

MOST_AT_ONCE = 500


def shelve(product_ids: Sequence[int], *, by: str) -> list[Product]:
    """Put products on the shelf. Those already there stay as they are. Raises NotReady and then shelves none."""
    moved = []
    for product in _locked(product_ids):
        if product.state == "shelved":
            continue
        actions.ready_to_shelve(product, clock.now())
        PRODUCT.move(product, "shelve")
        outbox.record(ProductShelved(product.id), by=by)
        moved.append(product)
    _note("catalog.shelve", "上架", moved)
    return moved


def unshelve(product_ids: Sequence[int], *, by: str) -> list[Product]:
    """Take products off the shelf: nobody can buy them, paid orders go on."""
    moved = []
    for product in _locked(product_ids):
        if product.state != "shelved":
            continue
        PRODUCT.move(product, "unshelve")
        outbox.record(ProductUnshelved(product.id), by=by)
        moved.append(product)
    _note("catalog.unshelve", "下架", moved)
    return moved


def discard(product_ids: Sequence[int], *, by: str) -> list[Product]:
    """Into the bin for 30 days; what is on the shelf is taken down first."""
    unshelve(product_ids, by=by)
    moved = [product for product in _locked(product_ids) if product.state != "binned"]
    for product in moved:
        PRODUCT.move(product, "bin")
        product.binned_at = clock.now()
        outbox.record(ProductSaved(product.id), by=by)
    _note("catalog.bin", "删除", moved)
    return moved


def restore(product_ids: Sequence[int], *, by: str) -> list[Product]:
    """Out of the bin, off the shelf."""
    moved = [product for product in _locked(product_ids) if product.state == "binned"]
    for product in moved:
        PRODUCT.move(product, "restore")
        product.binned_at = None
        outbox.record(ProductSaved(product.id), by=by)
    _note("catalog.restore", "恢复", moved)
    return moved


def _locked(product_ids: Sequence[int]) -> list[Product]:
    if not 1 <= len(product_ids) <= MOST_AT_ONCE:
        raise Invalid("ids", f"请选择 1–{MOST_AT_ONCE} 件商品")
    return lock_many(Product, product_ids)


def _note(verb: str, word: str, moved: list[Product]) -> None:
    for product in moved:
        audit.note(verb, f"product:{product.id}", f"{word}商品「{product.title}」")
