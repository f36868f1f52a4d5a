"""Goods as shoppers see them: real stock, real counters, few statements."""

from datetime import timedelta

from commerce.catalog import actions, shelf
from commerce.catalog.forms import ImageForm, ProductForm, SkuForm
from commerce.catalog.models import Product
from commerce.catalog.queries import MOST_SHOWN, Shelf, on_shelf
from commerce.catalog.search import matching, suggestions
from commerce.checkout import showcase
from commerce.promotions.groupbuy.models import Group
from kernel.db import find, save
from kernel.tenancy import tenant_scope
from tenants import settings
from tests.support.factories import NOON, a_group_activity, a_member, a_product, a_shop, put_in_stock
from tests.support.pictures import a_picture
from tests.support.queries import count_queries


def on_sale(
    title: str, *, stock: int = 5, price_fen: int = 9900, category_id: int | None = None, brand: str = "山岚"
) -> int:
    """A whole product on the shelf; returns its id."""
    media = actions.store_image(a_picture(), "a.jpg")
    form = ProductForm(
        title=title, skus=(SkuForm(price_fen),), images=(ImageForm(media.id),), category_id=category_id, brand=brand
    )
    product = actions.save_product(form, by="s")
    shelf.shelve([product.id], by="s")
    page = showcase.product_page(product.id, at=NOON)
    assert page is not None
    put_in_stock(page.document["skus"][0]["id"], stock)
    return product.id


def titles(statement: object) -> list[str]:
    return [card.title for card in showcase.cards(statement, at=NOON)[0]]  # type: ignore[arg-type]


def test_a_product_page_is_one_statement_with_real_numbers(shop: int) -> None:
    sku = a_product(stock=7)
    activity = a_group_activity(sku)
    leader = a_member(nickname="陈晨")
    save(
        Group(
            activity_id=activity.id,
            size=3,
            leader_member_id=leader.id,
            state="open",
            seats_taken=1,
            expires_at=NOON + timedelta(hours=1),
        )
    )
    a_product()

    with count_queries() as sent:
        page = showcase.product_page(sku.product_id, at=NOON)

    assert len(sent) == 1
    assert page is not None
    assert page.stock == {sku.id: 7}
    assert len(page.related) == 1
    assert page.campaign is not None
    assert page.campaign.prices == {sku.id: 7900}
    assert page.campaign.team_count == 1
    assert page.campaign.teams[0].missing == 2


def test_a_campaign_that_is_over_is_not_shown(shop: int) -> None:
    sku = a_product()
    a_group_activity(sku, ends_at=NOON)
    page = showcase.product_page(sku.product_id, at=NOON)
    assert page is not None
    assert page.campaign is None


def test_a_neighbours_product_has_no_page_here(shop: int) -> None:
    sku = a_product()
    with tenant_scope(a_shop()):
        assert showcase.product_page(sku.product_id, at=NOON) is None


def test_lists_say_what_is_sold_out_and_what_runs_as_a_group(shop: int) -> None:
    gone, group = a_product(stock=0), a_product()
    a_group_activity(group, price_fen=5900)

    with count_queries() as sent:
        found, more = showcase.cards(on_shelf(Shelf()), at=NOON)

    cards = {card.id: card for card in found}
    assert len(sent) == 1
    assert more is None
    assert cards[gone.product_id].is_sold_out
    assert not cards[group.product_id].is_sold_out
    assert (cards[group.product_id].group_size, cards[group.product_id].group_price_fen) == (3, 5900)
    assert [c.id for c in showcase.best_sellers(at=NOON)] == [group.product_id]
    assert [c.id for c in showcase.cards(on_shelf(Shelf()), at=NOON, is_group=True)[0]] == [group.product_id]


def test_sorting_filtering_and_paging(shop: int) -> None:
    for price_fen in (300, 100, 200):
        a_product(price_fen=price_fen)
    statement = on_shelf(Shelf(sort="price"))

    first, after = showcase.cards(statement, at=NOON, limit=2)
    rest, end = showcase.cards(statement, at=NOON, after=after or 0, limit=2)

    assert [c.price_fen for c in first + rest] == [100, 200, 300]
    assert after == 2
    assert end is None
    assert [c.price_fen for c in showcase.cards(on_shelf(Shelf(price_from_fen=150, price_to_fen=250)), at=NOON)[0]] == [
        200
    ]
    assert len(titles(on_shelf(Shelf(sort="price;drop table products")))) == 3
    assert showcase.cards(statement, at=NOON, after=10**9, limit=10**6) == ([], None)
    assert showcase.cards(statement, at=NOON, after=MOST_SHOWN) == ([], None)


def test_search_finds_words_pairs_sounds_and_traditional_characters(shop: int) -> None:
    on_sale("山岚 316 不锈钢保温杯 500ml")
    on_sale("粗陶马克杯 350ml 手作釉面")

    for typed in ("保温杯", "不锈钢", "保文杯", "保溫杯", "baowenbei", "bwb", "500ML", "５００ｍｌ"):
        assert titles(matching(typed))[:1] == ["山岚 316 不锈钢保温杯 500ml"], typed
    assert len(titles(matching("杯"))) == 2
    assert titles(matching("自行车")) == []


def test_only_goods_on_the_shelf_are_found(shop: int) -> None:
    product_id = on_sale("山岚保温杯")
    shelf.unshelve([product_id], by="s")
    assert titles(matching("保温杯")) == []
    assert find(Product, product_id).state == "unshelved"
    assert [s.text for s in suggestions("保温")] == []


def test_nothing_typed_is_a_pattern(shop: int) -> None:
    on_sale("百分百棉")
    for typed in ("%", "_", "(a+)+$", "' OR 1=1 --", "\\", "x" * 10_000, "\0", "<script>", "!&|"):
        assert titles(matching(typed)) == [], typed
        assert suggestions(typed) == [], typed


def test_suggestions_start_with_the_first_character_and_are_at_most_eight(shop: int) -> None:
    settings.HOT_WORDS.set(["保温杯", "马克杯"])
    category = actions.save_category("保温杯壶", by="s")
    for number in range(9):
        on_sale(f"保温杯 {number} 号", category_id=category.id)

    with count_queries() as sent:
        found = suggestions("保")

    assert len(sent) <= 3
    assert len(found) == 8
    assert [(s.kind, s.text) for s in found[:2]] == [("word", "保温杯"), ("category", "保温杯壶")]
    assert [s.kind for s in suggestions("bwb")][:1] == ["word"]
