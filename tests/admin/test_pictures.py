"""Logo and banners: re-encoded pictures of this shop, checked by what they contain."""

import io
import re

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from kernel.tenancy import tenant_scope
from tenants.settings import BANNERS, LOGO_MEDIA_ID
from tests.support.desk import staff_browser


def send(browser: FlaskClient, kind: str, data: bytes, name: str = "logo.png") -> object:
    return browser.post(f"/admin/shop/uploads/{kind}", data={"file": (io.BytesIO(data), name)})


def a_picture(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "#d54000").save(buffer, "PNG")
    return buffer.getvalue()


def media_id(tile: str) -> str:
    return re.search(r'name="\w+_id" value="(\d+)"', tile)[1]


def test_a_logo_is_uploaded_and_kept(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop)
    tile = send(browser, "logo", a_picture(400, 400))

    assert tile.status_code == 200
    saved = browser.post("/admin/shop/identity", data={"name": "山岚生活", "logo_id": media_id(tile.text)})
    assert saved.status_code == 303
    with tenant_scope(shop):
        assert LOGO_MEDIA_ID.get() == int(media_id(tile.text))


def test_what_is_no_picture_is_refused_in_plain_words(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop)
    answers = [
        send(browser, "logo", b"<script>alert(1)</script>", "x.png"),
        send(browser, "logo", a_picture(50, 50)),
        send(browser, "unknown", a_picture(400, 400)),
    ]

    assert {answer.status_code for answer in answers} == {422}
    assert all(0 < len(answer.text) < 200 and "<" not in answer.text for answer in answers)


def test_banners_are_added_ordered_and_removed(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop)

    def save(**fields: object) -> int:
        page = browser.get("/admin/shop/banners").text
        seen = re.search(r'name="seen" value="(\w+)"', page)[1]
        return browser.post("/admin/shop/banners", data={"seen": seen} | fields).status_code

    first = media_id(send(browser, "banner", a_picture(750, 320)).text)
    second = media_id(send(browser, "banner", a_picture(751, 321)).text)
    assert save(**{"banner_id": first, "label-new": "新品", "link-new": "//evil.example"}) == 422
    assert save(**{"banner_id": first, "label-new": "新品", "link-new": "/c?sort=new"}) == 303
    rows = {f"label-{first}": "新品", f"link-{first}": "/c?sort=new", "media_id": first}
    assert save(**rows, **{"banner_id": second, "label-new": "活动", "link-new": "/activity"}) == 303
    with tenant_scope(shop):
        assert [row["link"] for row in BANNERS.get()] == ["/c?sort=new", "/activity"]

    rows |= {f"label-{second}": "活动", f"link-{second}": "/activity", "media_id": [second, first], "remove": first}
    assert save(**rows) == 303
    with tenant_scope(shop):
        assert [row["label"] for row in BANNERS.get()] == ["活动"]
