"""The option matrix as SKU rows: kept, added, retired. Part of saving a product."""

from collections.abc import Sequence

from sqlalchemy import func, select

from commerce.catalog import rules
from commerce.catalog.forms import ProductForm, SkuForm
from commerce.catalog.models import PriceRecord, Product, Sku
from commerce.events.catalog import PriceChanged
from kernel import clock
from kernel.db import db
from kernel.errors import Invalid


def place(product: Product, form: ProductForm, *, by: str, is_import: bool) -> list[PriceChanged]:
    """Make the SKU rows match the form. Returns the price changes of SKUs that were there before."""
    existing = list(db.session.scalars(select(Sku).where(Sku.product_id == product.id).order_by(Sku.id)))
    highest = _highest_prices([sku.id for sku in existing])
    _check_codes(product.id, form)
    matched = _match(form.skus, existing)
    _free_codes(form.skus, matched, existing)
    changes = []
    for position, (wanted, known) in enumerate(zip(form.skus, matched, strict=True)):
        before_fen = known.price_fen if known is not None else None
        sku = _write(product, known, wanted, position)
        asked_fen = highest.get(sku.id, 0)
        if is_import and wanted.market_price_fen is not None and wanted.market_price_fen > asked_fen:
            _record(sku.id, wanted.market_price_fen, by)
            asked_fen = wanted.market_price_fen
        sku.market_price_fen = rules.crossed_price(wanted.price_fen, wanted.market_price_fen, asked_fen)
        if before_fen != wanted.price_fen:
            _record(sku.id, wanted.price_fen, by)
            if before_fen is not None:
                changes.append(PriceChanged(product.id, sku.id, before_fen, wanted.price_fen))
    note_price_range(product)
    return changes


def note_price_range(product: Product) -> None:
    """The prices lists show: the lowest and the highest of what can be chosen."""
    db.session.flush()
    prices = select(func.min(Sku.price_fen), func.max(Sku.price_fen))
    lowest, highest = db.session.execute(prices.where(Sku.product_id == product.id, Sku.is_active)).one()
    product.price_from_fen, product.price_to_fen = lowest or 0, highest or 0
    db.session.flush()


def _match(wanted: Sequence[SkuForm], existing: Sequence[Sku]) -> list[Sku | None]:
    """The row each variant already has: by its option values, then by its code (an option was renamed)."""
    free = list(existing)
    found: list[Sku | None] = [None] * len(wanted)
    for is_same in (_has_values, _has_code):
        for i, form in enumerate(wanted):
            known = next((sku for sku in free if is_same(sku, form)), None) if found[i] is None else None
            if known is not None:
                found[i] = known
                free.remove(known)
    return found


def _has_values(sku: Sku, form: SkuForm) -> bool:
    return sku.option_values == list(form.option_values)


def _has_code(sku: Sku, form: SkuForm) -> bool:
    return bool(form.code) and sku.code == form.code


def _free_codes(wanted: Sequence[SkuForm], matched: Sequence[Sku | None], existing: Sequence[Sku]) -> None:
    """Retire what is no longer named, and let go of codes that move from one row to another."""
    kept = {sku.id: form for sku, form in zip(matched, wanted, strict=True) if sku is not None}
    codes = {form.code for form in wanted if form.code}
    for sku in existing:
        form = kept.get(sku.id)
        if form is None:
            sku.is_active = False
        if sku.code in codes and (form is None or form.code != sku.code):
            sku.code = f"{sku.code}~{sku.id}"
    db.session.flush()


def _write(product: Product, sku: Sku | None, wanted: SkuForm, position: int) -> Sku:
    if sku is None:
        sku = Sku(product_id=product.id, code=wanted.code or _new_code(product.id))
        db.session.add(sku)
    sku.option_values = list(wanted.option_values)
    sku.price_fen = wanted.price_fen
    sku.cost_price_fen = wanted.cost_price_fen
    sku.weight_g = wanted.weight_g
    sku.media_id = wanted.media_id
    sku.position = position
    sku.is_active = True
    sku.code = wanted.code or sku.code
    db.session.flush()
    return sku


def _new_code(product_id: int) -> str:
    """A code for a variant the merchant gave none: the product and a running number, retired ones counted."""
    count = db.session.scalar(select(func.count()).select_from(Sku).where(Sku.product_id == product_id)) or 0
    return f"P{product_id}-{count + 1}"


def _check_codes(product_id: int, form: ProductForm) -> None:
    codes = [sku.code for sku in form.skus if sku.code]
    taken = db.session.scalar(select(Sku.code).where(Sku.code.in_(codes), Sku.product_id != product_id).limit(1))
    if taken is not None:
        raise Invalid("skus", f"商家编码 {taken} 已被另一件商品使用，请换一个")


def _highest_prices(sku_ids: list[int]) -> dict[int, int]:
    """The most each SKU ever cost, from the price records."""
    statement = select(PriceRecord.sku_id, func.max(PriceRecord.price_fen)).where(PriceRecord.sku_id.in_(sku_ids))
    return {sku_id: price_fen for sku_id, price_fen in db.session.execute(statement.group_by(PriceRecord.sku_id))}


def _record(sku_id: int, price_fen: int, by: str) -> None:
    db.session.add(PriceRecord(sku_id=sku_id, price_fen=price_fen, at=clock.now(), by=by))
