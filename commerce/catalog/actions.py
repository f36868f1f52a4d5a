"""Changing what is for sale. Every change rebuilds the shopper's page in the same transaction and records its fact."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from commerce.catalog import documents, media, rules, strays, variants, words
from commerce.catalog.errors import EditedMeanwhile, NotReady, TooMany
from commerce.catalog.forms import ImageForm, ProductForm
from commerce.catalog.models import Category, Media, PriceRecord, Product, ProductImage, Sku
from commerce.catalog.states import PRODUCT
from commerce.events.catalog import PriceChanged, ProductSaved
from jobs import outbox
from kernel import clock
from kernel.db import db, find, lock, lock_many, save
from kernel.errors import Invalid
from kernel.tenancy import current_tenant_id
from tenants import audit
from tenants.queries import plan_of


def save_product(form: ProductForm, *, by: str, product_id: int | None = None, is_import: bool = False) -> Product:
    """Make a product, or change one, with all its variants and pictures.

    Variants keep their ids (and so their stock and orders): matched by their option values, then by code; those no
    longer named are retired, not deleted. is_import: crossed-out prices are taken over as prices of the past.
    Raises Invalid, EditedMeanwhile (the form is older than the product), TooMany.
    """
    rules.check(form)
    _check_own(form)
    product = _new_product() if product_id is None else lock(Product, product_id)
    if product_id is not None and form.version is not None and form.version != product.version:
        raise EditedMeanwhile(form.version, product.version)
    for column, value in form.columns().items():
        setattr(product, column, value)
    if product_id is None:
        save(product)
    else:
        product.version += 1
        product.changed_at = clock.now()
    _place_images(product.id, form.images)
    prices = variants.place(product, form, by=by, is_import=is_import)
    _index(product)
    documents.rebuild(product.id)
    for change in prices:
        outbox.record(change, by=by)
    outbox.record(ProductSaved(product.id), by=by)
    verb, word = ("catalog.add", "新建") if product_id is None else ("catalog.edit", "修改")
    audit.note(verb, f"product:{product.id}", f"{word}商品「{product.title}」")
    return product


def reprice(sku_id: int, price_fen: int, *, by: str) -> Sku:
    """Give one SKU another price. The old one stays on record. Safe to repeat: the same price changes nothing."""
    rules.check_price(price_fen)
    product = lock(Product, find(Sku, sku_id).product_id)
    sku = lock(Sku, sku_id)
    before_fen = sku.price_fen
    if price_fen == before_fen:
        return sku
    sku.price_fen = price_fen
    if sku.market_price_fen is not None and sku.market_price_fen <= price_fen:
        sku.market_price_fen = None
    db.session.add(PriceRecord(sku_id=sku_id, price_fen=price_fen, at=clock.now(), by=by))
    _touch(product)
    outbox.record(PriceChanged(product.id, sku_id, before_fen, price_fen), by=by)
    audit.note(
        "catalog.reprice", f"product:{product.id}", f"修改「{product.title}」{sku.label} 的价格",
        before={"price_fen": before_fen}, after={"price_fen": price_fen},
    )  # fmt: skip
    return sku


def place_images(product_id: int, images: Sequence[ImageForm], *, by: str) -> Product:
    """Only the pictures of a product: their order and places. The first one is the cover."""
    product = lock(Product, product_id)
    rules.check_images(images)
    _check_media({image.media_id for image in images})
    product.cover_id = images[0].media_id if images else None
    _place_images(product_id, images)
    _touch(product)
    outbox.record(ProductSaved(product_id), by=by)
    return product


def save_category(
    name: str, *, by: str, category_id: int | None = None, parent_id: int | None = None,
    icon_id: int | None = None, position: int | None = None, is_visible: bool = True,
) -> Category:  # fmt: skip
    """Make or change a category; two levels. Raises Invalid."""
    name = name.strip()
    if not 1 <= len(name) <= 10:
        raise Invalid("name", "分类名称为 1–10 个字")
    _check_parent(category_id, parent_id)
    _check_namesake(name, category_id, parent_id)
    if icon_id is not None:
        find(Media, icon_id)
    if category_id is None:
        siblings = select(func.count()).select_from(Category).where(Category.parent_id.is_not_distinct_from(parent_id))
        place = position if position is not None else (db.session.scalar(siblings) or 0)
        row = save(Category(name=name, parent_id=parent_id, icon_id=icon_id, position=place, is_visible=is_visible))
        audit.note("catalog.category", f"category:{row.id}", f"新建分类「{name}」")
        return row
    row = lock(Category, category_id)
    is_renamed = row.name != name
    row.name, row.parent_id, row.icon_id, row.is_visible = name, parent_id, icon_id, is_visible
    row.position = row.position if position is None else position
    db.session.flush()
    if is_renamed:
        documents.rebuild_category(category_id)
    audit.note("catalog.category", f"category:{category_id}", f"修改分类「{name}」")
    return row


def _check_namesake(name: str, category_id: int | None, parent_id: int | None) -> None:
    here = select(Category.id).where(Category.parent_id.is_not_distinct_from(parent_id), Category.name == name)
    if set(db.session.scalars(here)) - {category_id}:
        raise Invalid("name", f"同一级已经有「{name}」，请换一个名称")


def store_image(data: bytes, original_name: str, *, least_px: int = media.MIN_MAIN_PX) -> Media:
    """Check, re-encode and keep a picture, all in one; a known picture costs nothing.

    Web requests use the three steps of media.py instead, so that the drawing stands outside the transaction.
    """
    known = db.session.scalar(select(Media).where(Media.sha256 == media.fingerprint(data)))
    if known is not None and min(known.width, known.height) >= least_px:
        return known
    picture = media.prepare(data, least_px=least_px)
    media.upload(picture)
    return keep_image(picture, original_name)


def keep_image(picture: media.Picture, original_name: str, *, is_stray: bool = False) -> Media:
    """Note a picture. Safe to repeat: the same bytes are one row. Raises TooMany, or Refused while it is cleared away.

    is_stray: nothing uses it yet; commerce/catalog/strays.py clears it away unless something does within a day.
    """
    used = db.session.scalar(select(func.coalesce(func.sum(Media.bytes), 0))) or 0
    limit = plan_of(current_tenant_id()).max_media_bytes
    if used + picture.bytes > limit:
        raise TooMany("素材空间已用完，请清理不用的图片或升级套餐")
    values = {
        "tenant_id": current_tenant_id(), "key": picture.key, "sha256": picture.sha256, "width": picture.width,
        "height": picture.height, "bytes": picture.bytes, "original_name": clean_name(original_name),
        "has_white_ground": picture.has_white_ground, "kind": strays.STRAY if is_stray else strays.IMAGE,
    }  # fmt: skip
    again: dict[str, Any] = {"made_at": func.now()} if is_stray else {"kind": strays.IMAGE}
    row = insert(Media).values(values).on_conflict_do_update(
        index_elements=["tenant_id", "sha256"], set_=again, where=Media.kind == strays.STRAY
    )  # fmt: skip
    db.session.execute(row)
    known = select(Media).where(Media.sha256 == picture.sha256).execution_options(populate_existing=True)
    return strays.refuse_going(db.session.scalars(known).one())


def clean_name(name: str) -> str:
    """What a file was called, for people to read; never used as a path (reliability 137)."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:80] or "图片"


def count_sold(pieces: Mapping[int, int]) -> None:
    """Add paid pieces to products' 已售. pieces: product id → pieces. In the order of the ids, so that none block."""
    if pieces:
        lock_many(Product, sorted(pieces))
        more = Product.sold_count + case(dict(pieces), value=Product.id)
        db.session.execute(update(Product).where(Product.id.in_(pieces)).values(sold_count=more))


def ready_to_shelve(product: Product, at: datetime) -> None:
    """Refuse what shoppers could not judge: no variant, no picture, or a first picture that is not on white."""
    count = db.session.scalar(select(func.count()).select_from(Sku).where(Sku.product_id == product.id, Sku.is_active))
    if not count:
        raise NotReady(f"「{product.title}」还没有可售规格，请先设置价格和库存")
    if product.cover_id is None:
        raise NotReady(f"「{product.title}」还没有主图，请先上传白底首图")
    if not find(Media, product.cover_id).has_white_ground:
        raise NotReady(f"「{product.title}」的首图不是白色背景，请换一张白底图")
    product.shelved_at = at


def _new_product() -> Product:
    count = db.session.scalar(select(func.count()).select_from(Product).where(Product.state != "binned")) or 0
    limit = plan_of(current_tenant_id()).max_products
    if count >= limit:
        raise TooMany(f"套餐最多 {limit} 件商品，请清理回收站以外的商品或升级套餐")
    return Product(state=PRODUCT.initial)


def _check_own(form: ProductForm) -> None:
    """Pictures and category must be the shop's own; another shop's id reads like one that does not exist."""
    _check_media(form.media_ids())
    if (
        form.category_id is not None
        and db.session.scalar(select(Category.id).where(Category.id == form.category_id)) is None
    ):
        raise Invalid("category_id", "这个分类不存在，请重新选择")


def _check_media(wanted: set[int]) -> None:
    if wanted and db.session.scalar(select(func.count()).select_from(Media).where(Media.id.in_(wanted))) != len(wanted):
        raise Invalid("images", "有图片不存在或已删除，请重新上传")


def _check_parent(category_id: int | None, parent_id: int | None) -> None:
    if parent_id is None:
        return
    parent = db.session.scalar(select(Category).where(Category.id == parent_id))
    if parent is None or parent.parent_id is not None or parent_id == category_id:
        raise Invalid("parent_id", "上级分类不正确，分类最多两级")


def _place_images(product_id: int, images: Sequence[ImageForm]) -> None:
    db.session.execute(delete(ProductImage).where(ProductImage.product_id == product_id))
    db.session.add_all(
        ProductImage(product_id=product_id, media_id=image.media_id, role=image.role, position=position)
        for position, image in enumerate(images)
    )
    db.session.flush()


def _index(product: Product) -> None:
    """The words and sounds shoppers may find the product by."""
    category = db.session.scalar(select(Category.name).where(Category.id == product.category_id)) or ""
    labels = " ".join(value["label"] for option in product.options for value in option["values"])
    weighted = [(product.title, "A"), (product.brand, "B"), (category, "B"), (product.subtitle, "C"), (labels, "C")]
    product.words = words.document(weighted)
    product.pinyin = words.pinyin(product.title, product.brand)
    db.session.flush()


def _touch(product: Product) -> None:
    variants.note_price_range(product)
    product.version += 1
    product.changed_at = clock.now()
    db.session.flush()
    documents.rebuild(product.id)
