"""A shop to measure, furnished through the product's own actions."""

from __future__ import annotations

import io
import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask
from PIL import Image, ImageDraw, ImageFilter

from commerce.catalog import actions as catalog
from commerce.catalog import shelf, sku_cards
from commerce.catalog.forms import ImageForm, OptionForm, ProductForm, SkuForm
from commerce.inventory import actions as inventory
from commerce.members import actions as members
from kernel import clock
from kernel.db import transaction
from kernel.tenancy import tenant_scope
from kernel.unscoped import every_tenant
from tenants import actions as tenants
from tenants import settings
from tenants.models import Plan

SLUG = "bench"
ADDRESS = {
    "name": "张晓", "phone": "13800006621", "province": "上海市", "city": "上海市", "district": "静安区",
    "detail": "南京西路 1266 号",
}  # fmt: skip
SIZES = tuple(f"{size} 毫升" for size in range(200, 700, 100))
COLOURS = ("晨雾绿", "云杉灰")
BY = "bench"


@dataclass(frozen=True)
class Shopper:
    """A member who is signed in. epoch: what their cookie must say; address_id: where their parcels go."""

    member_id: int
    epoch: int
    address_id: int


@dataclass(frozen=True)
class Shop:
    """What there is to buy, and who buys. sku_ids: ten of each product, in the order of the products."""

    tenant_id: int
    category_id: int
    product_ids: Sequence[int]
    sku_ids: Sequence[int]
    shoppers: Sequence[Shopper]

    @property
    def host(self) -> str:
        return f"{SLUG}.localhost"


def furnish(app: Flask, *, products: int = 20, pictures: int = 5, shoppers: int = 16) -> Shop:
    """A shop with so many products of ten SKUs and the same pictures each, and so many members with an address."""
    with app.app_context():
        with every_tenant(), transaction() as session:
            session.add(Plan(code="standard", name="标准版", max_products=10_000, max_staff=50, max_media_bytes=10**10))
            session.flush()
            tenant_id = tenants.create(SLUG, "山岚生活", base_domain="localhost", by=BY).id
        with tenant_scope(tenant_id), transaction():
            category_id = catalog.save_category("杯壶", by=BY).id
            images = tuple(
                ImageForm(catalog.store_image(_picture(number), f"{number}.jpg").id, "detail")
                for number in range(pictures)
            )
            product_ids = [_product(number, category_id, images) for number in range(products)]
            sku_ids = _skus(products)
            inventory.open_stock(dict.fromkeys(sku_ids, 1_000_000), by=BY)
            shelf.shelve(product_ids, by=BY)
            settings.MAX_UNPAID.set(1_000_000)  # a few people place without end, and nobody pays
            people = [_shopper(number) for number in range(shoppers)]
            return Shop(tenant_id, category_id, product_ids, sku_ids, people)


def _product(number: int, category_id: int, images: tuple[ImageForm, ...]) -> int:
    options = (OptionForm("颜色", COLOURS), OptionForm("容量", SIZES))
    skus = tuple(
        SkuForm(9900 + 1000 * place, choice, _code(number, place), weight_g=320)
        for place, choice in enumerate(itertools.product(COLOURS, SIZES))
    )
    form = ProductForm(
        title=f"山岚 316 不锈钢保温杯 第 {number + 1} 款", skus=skus, options=options, images=images,
        category_id=category_id, subtitle="双层真空，一手开盖，六小时仍是烫口的热", brand="山岚",
        selling_points=(
            {"value": "12", "unit": "h", "label": "长效保温"}, {"value": "316", "unit": "", "label": "食品级内胆"},
        ),
        guarantees=("七天无理由", "48 小时发货"), parameters=(("材质", "316 不锈钢"), ("产地", "浙江永康")),
    )  # fmt: skip
    return catalog.save_product(form, by=BY).id


def _skus(products: int) -> list[int]:
    codes = [_code(number, place) for number in range(products) for place in range(len(COLOURS) * len(SIZES))]
    known = sku_cards.by_codes(codes)
    return [known[code].sku_id for code in codes]


def _code(product: int, place: int) -> str:
    return f"B{product:04d}-{place}"


def _shopper(number: int) -> Shopper:
    member = members.join_by_phone(f"139{number:08d}", at=clock.now())
    address = members.save_address(member.id, ADDRESS)
    return Shopper(member.id, member.session_epoch, address.id)


def _picture(number: int) -> bytes:
    """A soft coloured disc on white, about as heavy as a photograph."""
    rng = random.Random(number)
    image = Image.new("RGB", (1200, 1200), "white")
    draw = ImageDraw.Draw(image)
    for ring in range(260, 40, -2):
        shade = tuple(rng.randrange(90, 200) for _ in range(3))
        draw.ellipse((600 - ring, 600 - ring, 600 + ring, 600 + ring), fill=shade)
    buffer = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(3)).save(buffer, "JPEG", quality=85)
    return buffer.getvalue()
