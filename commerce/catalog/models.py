"""What is for sale."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from commerce.catalog.states import PRODUCT
from kernel.db import TenantModel, belongs_to, indexed, unique


class Category(TenantModel):
    """A shelf; two levels in the storefront, three at most."""

    __tablename__ = "categories"
    __table_args__ = (
        belongs_to("categories", "parent_id"),
        belongs_to("media", "icon_id"),
        indexed("parent_id", "position"),
    )

    parent_id: Mapped[int | None]
    icon_id: Mapped[int | None]
    name: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    is_visible: Mapped[bool] = mapped_column(default=True)


class Media(TenantModel):
    """One stored picture in all its widths, or a video reference."""

    __tablename__ = "media"
    __table_args__ = (
        unique("sha256"),
        CheckConstraint("kind IN ('image', 'stray', 'kept', 'going')", name="kind"),
        Index("ix_media_stray", "tenant_id", "made_at", postgresql_where=text("kind IN ('stray', 'going')")),
    )

    key: Mapped[str]  # folder in storage, made by us: "t7/ab/abcdef…"
    sha256: Mapped[str]  # of the uploaded bytes: the same picture is stored once
    kind: Mapped[str] = mapped_column(default="image")  # commerce/catalog/strays.py
    width: Mapped[int]  # pixels of the original
    height: Mapped[int]
    bytes: Mapped[int]  # of all stored sizes together
    original_name: Mapped[str]
    has_white_ground: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Product(TenantModel):
    """One thing for sale (SPU)."""

    __tablename__ = "products"
    __table_args__ = (
        belongs_to("categories", "category_id"),
        belongs_to("media", "cover_id"),
        CheckConstraint("lifecycle_role IN ('core', 'seasonal', 'test')", name="lifecycle_role"),
        CheckConstraint("price_from_fen >= 0", name="price_not_negative"),
        indexed("state", "id"),
        indexed("category_id", "state"),
        Index("ix_products_words", "words", postgresql_using="gin"),
        Index("ix_products_pinyin", "pinyin", postgresql_using="gin", postgresql_ops={"pinyin": "gin_trgm_ops"}),
    )

    category_id: Mapped[int | None]
    cover_id: Mapped[int | None]
    title: Mapped[str]
    subtitle: Mapped[str] = mapped_column(default="")
    brand: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=PRODUCT.initial)
    lifecycle_role: Mapped[str] = mapped_column(default="core")  # Source: 补充段落「721」
    #: never pushed to Tmall or JD; Source: 20%的独家商品
    is_wechat_exclusive: Mapped[bool] = mapped_column(default=False)
    selling_points: Mapped[list[Any]] = mapped_column(default=list)  # ≤ 4 of {"value", "unit", "label"}
    guarantees: Mapped[list[Any]] = mapped_column(default=list)  # strings
    parameters: Mapped[list[Any]] = mapped_column(default=list)  # [name, value] pairs
    scenes: Mapped[list[Any]] = mapped_column(default=list)  # {"media_id", "headline", "text"}
    options: Mapped[list[Any]] = mapped_column(default=list)  # {"name", "values": [{"label", "swatch", "media_id"}]}
    video_url: Mapped[str] = mapped_column(default="")
    returns_excluded_for: Mapped[str | None]  # why there is no 7-day return: catalog/returns.py
    limit_per_member: Mapped[int | None]  # pieces one person may buy in all
    price_from_fen: Mapped[int] = mapped_column(default=0)  # lowest price of its SKUs, for lists
    price_to_fen: Mapped[int] = mapped_column(default=0)  # highest of them; where it is more, lists say 起
    sold_count: Mapped[int] = mapped_column(default=0)  # paid pieces, counted from OrderPaid
    words: Mapped[Any] = mapped_column(TSVECTOR, default="")  # search words made in Python (rules.search_words)
    pinyin: Mapped[str] = mapped_column(default="")  # full pinyin and initials, for suggestions and typos
    version: Mapped[int] = mapped_column(default=1)  # two tabs: the second save is told
    shelved_at: Mapped[datetime | None]
    binned_at: Mapped[datetime | None]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())

    skus: Mapped[list["Sku"]] = relationship(
        lazy="raise_on_sql", order_by="Sku.position", viewonly=True,
        primaryjoin="and_(Product.tenant_id == foreign(Sku.tenant_id), Product.id == foreign(Sku.product_id))",
    )  # fmt: skip


def label_of(option_values: Sequence[str]) -> str:
    """What a shopper chose: "晨雾绿 500ml"."""
    return " ".join(option_values)


class Sku(TenantModel):
    """One choosable variant with its own price and stock."""

    __tablename__ = "skus"
    __table_args__ = (
        belongs_to("products", "product_id"),
        belongs_to("media", "media_id"),
        unique("code"),
        CheckConstraint("price_fen >= 1", name="price_positive"),
        CheckConstraint("cost_price_fen IS NULL OR cost_price_fen >= 0", name="cost_not_negative"),
        indexed("product_id", "position"),
    )

    product_id: Mapped[int]
    media_id: Mapped[int | None]
    code: Mapped[str]  # 商家编码, the key to other platforms
    option_values: Mapped[list[Any]] = mapped_column(default=list)  # one label per option, in the product's order
    price_fen: Mapped[int]
    market_price_fen: Mapped[int | None]  # 划线价: only from a real past price
    cost_price_fen: Mapped[int | None]
    weight_g: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)

    @property
    def label(self) -> str:
        """What the shopper chose: "晨雾绿 500ml"."""
        return label_of(self.option_values)


class ProductImage(TenantModel):
    """A picture in a product's gallery, in order; the first has a white ground (Source: 需求一「首图白色背景」)."""

    __tablename__ = "product_images"
    __table_args__ = (
        belongs_to("products", "product_id"),
        belongs_to("media", "media_id"),
        indexed("product_id", "position"),
    )

    product_id: Mapped[int]
    media_id: Mapped[int]
    role: Mapped[str] = mapped_column(default="detail")  # white, scene, material, size, detail
    position: Mapped[int]


class ProductDocument(TenantModel):
    """The shopper's page of one product as one JSON row, rebuilt in the transaction of every change."""

    __tablename__ = "product_documents"
    __table_args__ = (belongs_to("products", "product_id"), unique("product_id"))

    product_id: Mapped[int]
    document: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())


class PriceRecord(TenantModel):
    """Every price a SKU ever had; a crossed-out price must come from here."""

    __tablename__ = "price_records"
    __table_args__ = (belongs_to("skus", "sku_id"), indexed("sku_id", "at"))

    sku_id: Mapped[int]
    price_fen: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]


class Favourite(TenantModel):
    """A product a member keeps."""

    __tablename__ = "favourites"
    __table_args__ = (
        belongs_to("products", "product_id"),
        belongs_to("members", "member_id"),
        unique("member_id", "product_id"),
    )

    member_id: Mapped[int]
    product_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())


class RestockRequest(TenantModel):
    """到货提醒: tell this member once when the SKU can be bought again."""

    __tablename__ = "restock_requests"
    __table_args__ = (
        belongs_to("skus", "sku_id"),
        belongs_to("members", "member_id"),
        Index(
            "uq_restock_requests_open",
            *("tenant_id", "sku_id", "member_id"),
            unique=True,
            postgresql_where=text("told_at IS NULL"),
        ),
    )

    sku_id: Mapped[int]
    member_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
    told_at: Mapped[datetime | None]
