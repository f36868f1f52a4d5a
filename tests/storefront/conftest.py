"""Shops to look at through HTTP."""

from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient

from commerce.catalog import actions, shelf
from commerce.catalog.forms import ImageForm, OptionForm, ProductForm, SceneForm, SkuForm
from commerce.members.models import Member
from kernel.db import db
from storefront import page_cache
from tests.support.factories import a_member, put_in_stock
from tests.support.pictures import a_picture
from tests.support.sandbox import Sandbox
from tests.support.shopper import sign_in

SHOP = "http://shanlan.localhost"
WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.49(0x18003137)"


@pytest.fixture
def connected(shop: int, sandbox: Sandbox) -> int:
    """The shop in scope, connected to the sandbox's app and merchant."""
    sandbox.connect()
    return shop


@pytest.fixture
def me(shop: int) -> Member:
    """A member of the shop."""
    return a_member()


@pytest.fixture
def phone(client: FlaskClient, me: Member) -> FlaskClient:
    """Their browser, signed in."""
    return sign_in(client, me)


@pytest.fixture(autouse=True)
def fresh_pages() -> Iterator[None]:
    """No page of another test."""
    page_cache.forget()
    yield
    page_cache.forget()


@pytest.fixture
def a_cup(shop: int) -> Callable[..., tuple[int, list[int]]]:
    """Puts a whole product on the shelf; gives its id and its SKUs' ids."""

    def make(title: str = "山岚 316 不锈钢保温杯 500ml", *, stock: int = 10, **values: object) -> tuple[int, list[int]]:
        media = actions.store_image(a_picture(), "a.jpg")
        form = ProductForm(
            title=title,
            options=(
                OptionForm("颜色", ("晨雾绿", "燕麦白"), {"晨雾绿": media.id}),
                OptionForm("容量", ("350ml", "500ml")),
            ),
            skus=(SkuForm(9900, ("晨雾绿", "500ml")), SkuForm(6900, ("燕麦白", "350ml"))),
            images=(ImageForm(media.id, "white"), ImageForm(media.id, "scene")),
            selling_points=tuple(
                {"value": v, "unit": u, "label": w} for v, u, w in (("12", "h", "长效保温"), ("316", "", "医用级内胆"))
            ),
            guarantees=("正品保障", "7 天无理由"),
            parameters=(("内胆材质", "316L 不锈钢"),),
            scenes=(SceneForm(media.id, "清晨的第一口", "十二小时还烫"),),
            **values,  # type: ignore[arg-type]
        )
        product = actions.save_product(form, by="s")
        shelf.shelve([product.id], by="s")
        skus = [sku.id for sku in sorted(_skus(product.id), key=lambda sku: sku.position)]
        for sku_id in skus:
            put_in_stock(sku_id, stock)
        db.session.commit()
        return product.id, skus

    return make


def _skus(product_id: int) -> list:  # type: ignore[type-arg]
    from commerce.catalog.queries import editable

    return editable(product_id).skus


@pytest.fixture
def browse(client: FlaskClient) -> Callable[..., object]:
    """GET on the shop's host."""

    def get(path: str, **options: object) -> object:
        return client.get(path, base_url=SHOP, **options)  # type: ignore[arg-type]

    return get
