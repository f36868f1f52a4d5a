"""商品编辑 over HTTP: everything about a product in one form, and nothing typed is ever lost."""

import io
import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commerce.catalog import queries
from commerce.catalog.models import Media, Product, Sku
from commerce.inventory.queries import levels
from kernel.db import db, find
from kernel.tenancy import tenant_scope
from tests.support.desk import staff_browser
from tests.support.factories import a_shop
from tests.support.pictures import a_picture
from tests.support.sights import a_cover, goods

BASE = "/admin/catalog/products"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def owner(app: Flask, shop: int) -> FlaskClient:
    return staff_browser(app, shop, "operations")


def a_sku(i: int, *values: str, price: str = "99.00", **cells: str) -> dict[str, str]:
    given = {
        "price": price,
        "code": "",
        "market_price": "",
        "cost_price": "",
        "weight": "",
        "stock": "",
        "media": "",
    } | cells
    return {f"sku-{i}-{name}": text for name, text in given.items()} | {f"sku-{i}-values": json.dumps(values)}


def a_form(**values: object) -> dict[str, object]:
    return {
        "title": "山岚保温杯",
        "brand": "山岚",
        "lifecycle_role": "core",
        "point_value": ["12"],
        "point_unit": ["小时"],
        "point_label": ["长效保温"],
        "param_name": ["材质", ""],
        "param_value": ["316 不锈钢", ""],
        **a_sku(0, stock="20"),
    } | values


def the_product() -> Product:
    return db.session.query(Product).one()


def a_matrix() -> dict[str, str]:
    return {
        "option-0-name": "颜色",
        "option-0-values": "晨雾绿\r\n燕麦白",
        **a_sku(0, "晨雾绿", stock="3"),
        **a_sku(1, "燕麦白", price="109"),
    }


def test_a_new_product_is_a_draft_with_its_first_count(owner: FlaskClient) -> None:
    answer = owner.post(BASE, data=a_form())

    product = the_product()
    assert answer.status_code == 303
    assert answer.location == f"{BASE}/{product.id}?saved=1"
    assert (product.state, product.title, product.price_from_fen) == ("draft", "山岚保温杯", 9900)
    assert product.selling_points == [{"value": "12", "unit": "小时", "label": "长效保温"}]
    assert product.parameters == [["材质", "316 不锈钢"]]
    sku = db.session.query(Sku).one()
    assert levels([sku.id])[sku.id].on_hand == 20
    assert "已保存" in owner.get(answer.location).text


def test_an_empty_title_is_made_of_its_words(owner: FlaskClient) -> None:
    owner.post(BASE, data=a_form(title="", core_word="保温杯", attribute="500ml", scene_word="通勤"))
    assert the_product().title == "山岚 保温杯 500ml 通勤"


def test_pictures_take_their_place_by_order(owner: FlaskClient) -> None:
    media = [a_cover() for _ in range(7)]
    db.session.commit()
    owner.post(BASE, data=a_form(images=[row.id for row in media]))

    roles = [role for _, role in queries.editable(the_product().id).images]
    assert roles == ["white", "scene", "scene", "scene", "material", "size", "detail"]


def test_the_matrix_follows_the_options_and_keeps_what_was_typed(owner: FlaskClient) -> None:
    data = a_form(
        **{"option-0-name": "颜色", "option-0-values": "晨雾绿\n燕麦白"}, **a_sku(0, "晨雾绿", price="88", code="CUP-G")
    )

    table = owner.post(f"{BASE}/matrix", data=data, headers=HTMX).text

    assert 'value="CUP-G"' in table
    assert table.count("data-row") == 2
    assert table.count('value="88"') == 2  # the new colour takes the price of its neighbour
    page = owner.post(f"{BASE}/matrix", data=data).text
    assert "<h1>新建商品</h1>" in page
    assert 'value="山岚保温杯"' in page
    assert db.session.query(Product).count() == 0


def test_saving_and_shelving_are_one_tap_when_the_picture_is_right(owner: FlaskClient) -> None:
    cover = a_cover()
    db.session.commit()
    answer = owner.post(BASE, data=a_form(images=[cover.id], step="shelve"))
    assert answer.location.endswith("saved=shelved")
    assert the_product().state == "shelved"


def test_what_cannot_be_shelved_is_still_saved_and_says_why(owner: FlaskClient) -> None:
    answer = owner.post(BASE, data=a_form(step="shelve"))

    assert the_product().state == "draft"
    page = owner.get(answer.location).text
    assert "还不能上架" in page
    assert "有主图" in page


def test_a_second_save_keeps_variants_stock_and_swatches(owner: FlaskClient) -> None:
    owner.post(BASE, data=a_form(**a_matrix()))
    product = the_product()
    before = {tuple(sku.option_values): sku.id for sku in db.session.query(Sku)}
    swatch = a_cover()
    db.session.commit()

    form = a_form(**a_matrix(), version="1", **{"option-0-swatches": json.dumps({"晨雾绿": swatch.id})}) | {
        "title": "改名的杯"
    }
    form["sku-0-stock"] = "999"
    answer = owner.post(f"{BASE}/{product.id}", data=form)

    assert answer.status_code == 303
    assert {tuple(sku.option_values): sku.id for sku in db.session.query(Sku)} == before
    assert levels(before.values())[before[("晨雾绿",)]].on_hand == 3  # a level is changed by counting, not here
    saved = find(Product, product.id)
    assert saved.title == "改名的杯"
    assert saved.options[0]["values"][0]["media_id"] == swatch.id


def test_all_mistakes_show_at_once_and_everything_typed_stays(owner: FlaskClient) -> None:
    data = a_form(title="", brand="", **a_sku(0, price="abc", weight="-1", stock="x"), subtitle="留住我")
    data |= {"scene-0-headline": "清晨", "scene-0-media": "", "scene-0-text": ""}

    answer = owner.post(BASE, data=data)

    assert answer.status_code == 422
    assert "有 5 处需要修改" in answer.text
    assert answer.text.count('aria-invalid="true"') == 4
    assert "这段图文还没有图片" in answer.text
    assert 'value="留住我"' in answer.text
    assert 'value="abc"' in answer.text
    assert 'value="清晨"' in answer.text
    assert "data-touched" in answer.text
    assert db.session.query(Product).count() == 0


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": "长" * 61}, "最多 60 个字"),
        ({"lifecycle_role": "x"}, "商品层级"),
        ({"limit_per_member": "0"}, "每人限购"),
        ({"limit_per_member": "abc"}, "整数"),
        ({"video_url": "http://a"}, "https://"),
        ({"sku-0-price": "0"}, "0.01"),
        ({"sku-0-market_price": "299"}, "真实卖过"),
        ({"sku-0-code": "有空格 的"}, "商家编码"),
        ({"images": ["999999"]}, "重新上传"),
        ({"category_id": "999999"}, "分类不存在"),
        ({"sku-0-values": '["没有的"]'}, "对不上"),
        ({"sku-0-values": "{bad"}, ""),
        ({"option-0-name": "", "option-0-values": "红"}, "规格"),
        ({"point_label": ["太长太长太长太长太长"]}, "卖点说明"),
    ],
)
def test_one_mistake_is_told_in_words(owner: FlaskClient, values: dict[str, object], words: str) -> None:
    answer = owner.post(BASE, data=a_form(**values))
    assert words in answer.text
    assert answer.status_code == (422 if words else 303)


def test_two_people_editing_are_told_and_keep_their_words(owner: FlaskClient) -> None:
    owner.post(BASE, data=a_form())
    product = the_product()
    owner.post(f"{BASE}/{product.id}", data=a_form(version="1", title="对方的标题"))

    answer = owner.post(f"{BASE}/{product.id}", data=a_form(version="1", title="我的标题"))

    assert answer.status_code == 409
    assert "对方已先保存" in answer.text
    assert 'value="我的标题"' in answer.text
    assert 'name="overwrite" value="2"' in answer.text
    assert find(Product, product.id).title == "对方的标题"
    owner.post(f"{BASE}/{product.id}", data=a_form(version="1", title="我的标题", overwrite="2"))
    assert find(Product, product.id).title == "我的标题"


def test_a_picture_is_stored_and_answered_as_a_tile(owner: FlaskClient) -> None:
    data = {"file": (io.BytesIO(a_picture()), "../杯.jpg"), "name": "images"}
    answer = owner.post(f"{BASE}/pictures", data=data, headers=HTMX)

    row = db.session.query(Media).one()
    assert answer.status_code == 200
    assert f'name="images" value="{row.id}"' in answer.text
    assert (row.original_name, row.has_white_ground) == ("杯.jpg", True)


@pytest.mark.parametrize(
    ("body", "name", "words"),
    [
        (b"<script>", "images", "无法识别"),
        (a_picture((200, 200)), "images", "太小"),
        (a_picture(), "<b>", "请刷新页面"),
    ],
)
def test_what_is_no_picture_is_refused_in_plain_words(owner: FlaskClient, body: bytes, name: str, words: str) -> None:
    answer = owner.post(f"{BASE}/pictures", data={"file": (io.BytesIO(body), "a.jpg"), "name": name}, headers=HTMX)
    assert answer.status_code == 422
    assert words in answer.text
    assert answer.mimetype == "text/plain"


def test_a_picture_is_taken_also_without_the_name_of_its_place(owner: FlaskClient) -> None:
    sent = [
        owner.post(f"{BASE}/pictures", data={field: (io.BytesIO(a_picture()), "a.jpg")}) for field in ("file", "image")
    ]
    nothing = owner.post(f"{BASE}/pictures", data={"file": (io.BytesIO(b""), "")})

    assert [answer.status_code for answer in sent] == [200, 200]
    assert 'name="images"' in sent[0].text
    assert (nothing.status_code, nothing.text) == (422, "没有收到图片，请重新选择")


def test_the_advice_follows_the_form(owner: FlaskClient) -> None:
    grey, white = a_cover(is_white=False), a_cover()
    db.session.commit()
    assert "四周不是白色" in owner.post(f"{BASE}/checklist", data=a_form(images=[grey.id]), headers=HTMX).text
    assert "四周不是白色" not in owner.post(f"{BASE}/checklist", data=a_form(images=[white.id]), headers=HTMX).text
    assert "scene-3-headline" in owner.get(f"{BASE}/scenes/3").text
    assert "param_name" in owner.get(f"{BASE}/parameters").text


def test_a_neighbours_product_and_pictures_cannot_be_used(owner: FlaskClient) -> None:
    with tenant_scope(a_shop("other")):
        sku, media = goods(title="邻居的杯"), a_cover()
        db.session.commit()
    assert owner.get(f"{BASE}/{sku.product_id}").status_code == 404
    assert owner.post(f"{BASE}/{sku.product_id}", data=a_form()).status_code == 404
    assert owner.post(f"{BASE}/matrix", data=a_form(product_id=sku.product_id)).status_code == 404
    assert owner.post(BASE, data=a_form(images=[media.id])).status_code == 422


def test_editing_asks_for_its_right(app: Flask, shop: int) -> None:
    helpdesk = staff_browser(app, shop, "helpdesk")
    for path in ("/new", "/scenes/1", "/parameters"):
        assert helpdesk.get(f"{BASE}{path}").status_code == 403, path
    for path in ("", "/matrix", "/checklist", "/pictures"):
        assert helpdesk.post(f"{BASE}{path}", data=a_form()).status_code == 403, path
