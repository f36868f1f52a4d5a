"""Saving, pricing and shelving products on a real database."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from commerce.catalog import actions, shelf
from commerce.catalog.errors import EditedMeanwhile, NotReady, TooMany
from commerce.catalog.forms import ImageForm, OptionForm, ProductForm, SceneForm, SkuForm
from commerce.catalog.models import PriceRecord, Product, ProductDocument, Sku
from commerce.catalog.states import PRODUCT
from kernel.db import db, lock
from kernel.errors import IllegalMove, Invalid, NotFound
from kernel.tenancy import tenant_scope
from tenants.models import AuditEntry
from tenants.queries import plan_of
from tests.support.factories import a_shop, facts
from tests.support.pictures import a_picture

OPTIONS = (OptionForm("颜色", ("晨雾绿", "燕麦白")), OptionForm("容量", ("350ml", "500ml")))


def a_form(**values: object) -> ProductForm:
    media = actions.store_image(a_picture(), "cup.jpg")
    form = ProductForm(
        title="山岚 316 不锈钢保温杯", options=OPTIONS, images=(ImageForm(media.id, "white"),),
        skus=(SkuForm(9900, ("晨雾绿", "500ml"), code="CUP-G5"), SkuForm(6900, ("燕麦白", "350ml"))),
        scenes=(SceneForm(media.id, "清晨的第一口", "十二小时还烫"),),
    )  # fmt: skip
    return replace(form, **values)  # type: ignore[arg-type]


def skus_of(product_id: int) -> dict[tuple[str, ...], Sku]:
    rows = db.session.scalars(select(Sku).where(Sku.product_id == product_id).execution_options(populate_existing=True))
    return {tuple(sku.option_values): sku for sku in rows}


def document_of(product_id: int) -> dict[str, object]:
    statement = select(ProductDocument.document).where(ProductDocument.product_id == product_id)
    document: dict[str, object] = db.session.scalars(statement).one()
    return document


def test_a_saved_product_has_its_variants_its_page_and_its_fact(shop: int) -> None:
    product = actions.save_product(a_form(), by="staff:1")

    assert (product.state, product.price_from_fen, product.version) == ("draft", 6900, 1)
    document = document_of(product.id)
    assert document["title"] == product.title
    assert len(document["skus"]) == 2
    assert "cost" not in str(document)
    assert facts() == ["ProductSaved"]
    assert db.session.scalars(select(AuditEntry.verb)).all() == ["catalog.add"]


def test_a_second_save_keeps_the_variants_it_names_and_retires_the_others(shop: int) -> None:
    product = actions.save_product(a_form(), by="staff:1")
    before = skus_of(product.id)
    form = a_form(skus=(SkuForm(8900, ("晨雾绿", "500ml"), code="CUP-G5"), SkuForm(5900, ("晨雾绿", "350ml"))))

    actions.save_product(form, by="staff:1", product_id=product.id)

    after = skus_of(product.id)
    assert after["晨雾绿", "500ml"].id == before["晨雾绿", "500ml"].id
    assert not after["燕麦白", "350ml"].is_active
    assert after["晨雾绿", "350ml"].is_active
    assert product.price_from_fen == 5900
    assert facts()[-2:] == ["PriceChanged", "ProductSaved"]


def test_a_renamed_option_value_keeps_its_row_by_code(shop: int) -> None:
    product = actions.save_product(a_form(), by="staff:1")
    before = skus_of(product.id)["晨雾绿", "500ml"].id
    options = (OptionForm("颜色", ("雾绿", "燕麦白")), OPTIONS[1])

    actions.save_product(
        a_form(options=options, skus=(SkuForm(9900, ("雾绿", "500ml"), code="CUP-G5"),)), by="s", product_id=product.id
    )

    assert skus_of(product.id)["雾绿", "500ml"].id == before


def test_two_variants_may_swap_their_codes(shop: int) -> None:
    form = a_form(skus=(SkuForm(1, ("晨雾绿", "500ml"), code="A1"), SkuForm(2, ("燕麦白", "500ml"), code="B1")))
    product = actions.save_product(form, by="s")
    swapped = a_form(skus=(SkuForm(1, ("晨雾绿", "500ml"), code="B1"), SkuForm(2, ("燕麦白", "500ml"), code="A1")))

    actions.save_product(swapped, by="s", product_id=product.id)

    assert {key: sku.code for key, sku in skus_of(product.id).items()} == {
        ("晨雾绿", "500ml"): "B1",
        ("燕麦白", "500ml"): "A1",
    }


def test_a_code_of_another_product_is_refused(shop: int) -> None:
    actions.save_product(a_form(), by="s")
    with pytest.raises(Invalid, match="CUP-G5"):
        actions.save_product(a_form(), by="s")


def test_the_second_of_two_open_forms_is_told(shop: int) -> None:
    product = actions.save_product(a_form(), by="s")
    actions.save_product(a_form(version=1, title="先保存的"), by="s", product_id=product.id)

    with pytest.raises(EditedMeanwhile, match="两个人同时在编辑"):
        actions.save_product(a_form(version=1, title="后保存的"), by="s", product_id=product.id)
    assert document_of(product.id)["title"] == "先保存的"


def test_a_crossed_out_price_comes_from_the_past_or_from_an_import(shop: int) -> None:
    with pytest.raises(Invalid, match="真实卖过"):
        actions.save_product(a_form(skus=(SkuForm(7900, ("晨雾绿", "500ml"), market_price_fen=9900),)), by="s")
    db.session.rollback()

    product = actions.save_product(a_form(skus=(SkuForm(9900, ("晨雾绿", "500ml")),)), by="s")
    cheaper = a_form(skus=(SkuForm(7900, ("晨雾绿", "500ml"), market_price_fen=9900),))
    actions.save_product(cheaper, by="s", product_id=product.id)
    assert skus_of(product.id)["晨雾绿", "500ml"].market_price_fen == 9900


def test_an_import_brings_its_past_prices_along(shop: int) -> None:
    form = a_form(skus=(SkuForm(7900, ("晨雾绿", "500ml"), market_price_fen=9900),))
    product = actions.save_product(form, by="import", is_import=True)

    sku = skus_of(product.id)["晨雾绿", "500ml"]
    recorded = db.session.scalars(select(PriceRecord.price_fen).where(PriceRecord.sku_id == sku.id)).all()
    assert sku.market_price_fen == 9900
    assert sorted(recorded) == [7900, 9900]


def test_a_new_price_reaches_page_list_and_records_at_once(shop: int) -> None:
    product = actions.save_product(a_form(), by="s")
    sku = skus_of(product.id)["燕麦白", "350ml"]

    actions.reprice(sku.id, 5500, by="s")
    actions.reprice(sku.id, 5500, by="s")

    assert [s["price_fen"] for s in document_of(product.id)["skus"]] == [9900, 5500]  # type: ignore[index, attr-defined]
    assert lock(Product, product.id).price_from_fen == 5500
    assert facts().count("PriceChanged") == 1


@pytest.mark.parametrize("price_fen", [0, -1, True, 10**13])
def test_a_price_that_is_none_is_refused(shop: int, price_fen: int) -> None:
    product = actions.save_product(a_form(), by="s")
    with pytest.raises(Invalid):
        actions.reprice(skus_of(product.id)["燕麦白", "350ml"].id, price_fen, by="s")


def test_only_a_product_shoppers_can_judge_goes_on_the_shelf(shop: int) -> None:
    product = actions.save_product(a_form(images=()), by="s")
    with pytest.raises(NotReady, match="主图"):
        shelf.shelve([product.id], by="s")
    grey = actions.store_image(a_picture(ground="#cccccc"), "g.jpg")
    actions.place_images(product.id, [ImageForm(grey.id, "white")], by="s")
    with pytest.raises(NotReady, match="白色背景"):
        shelf.shelve([product.id], by="s")
    white = actions.store_image(a_picture(), "w.jpg")
    actions.place_images(product.id, [ImageForm(white.id, "white")], by="s")
    assert shelf.shelve([product.id], by="s")[0].state == "shelved"


def test_shelf_bin_and_back(shop: int) -> None:
    product = actions.save_product(a_form(), by="s")
    shelf.shelve([product.id], by="s")
    assert shelf.shelve([product.id], by="s") == []
    shelf.discard([product.id], by="s")
    assert product.state == "binned"
    assert product.binned_at is not None
    shelf.restore([product.id], by="s")
    assert product.state == "unshelved"
    assert facts() == ["ProductSaved", "ProductShelved", "ProductUnshelved", "ProductSaved", "ProductSaved"]


@pytest.mark.parametrize("state", sorted(PRODUCT.states - {"binned"}))
def test_only_the_bin_can_be_restored_from(shop: int, state: str) -> None:
    product = Product(title="x", state=state)
    with pytest.raises(IllegalMove):
        PRODUCT.move(product, "restore")


def test_pictures_and_categories_of_a_neighbour_do_not_exist_here(shop: int, session: object) -> None:
    form = a_form()
    category = actions.save_category("水杯", by="s")
    db.session.commit()
    with tenant_scope(a_shop()):
        with pytest.raises(Invalid):
            actions.save_product(form, by="s")
        with pytest.raises(Invalid):
            actions.save_product(replace(a_form(), category_id=category.id), by="s")
        with pytest.raises(NotFound):
            actions.reprice(1, 100, by="s")


def test_a_renamed_category_is_renamed_on_the_pages(shop: int) -> None:
    category = actions.save_category("水杯", by="s")
    product = actions.save_product(a_form(category_id=category.id), by="s")

    actions.save_category("杯壶", by="s", category_id=category.id)

    assert document_of(product.id)["category"] == "杯壶"


def test_categories_have_two_levels(shop: int) -> None:
    top = actions.save_category("水杯", by="s")
    below = actions.save_category("保温杯", by="s", parent_id=top.id)
    with pytest.raises(Invalid):
        actions.save_category("太深", by="s", parent_id=below.id)
    with pytest.raises(Invalid):
        actions.save_category("水杯", by="s", category_id=top.id, parent_id=top.id)


def test_the_plan_limits_the_products(shop: int) -> None:
    plan_of(shop).max_products = 1
    actions.save_product(a_form(skus=(SkuForm(1, ("晨雾绿", "500ml")),)), by="s")
    with pytest.raises(TooMany):
        actions.save_product(a_form(skus=(SkuForm(1, ("晨雾绿", "500ml")),)), by="s")
