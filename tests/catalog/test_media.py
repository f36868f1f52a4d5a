"""Pictures: judged by content, re-encoded, kept once under our own names (reliability 133–137)."""

import io

import pytest
from flask.testing import FlaskClient
from PIL import Image

from commerce.catalog import actions, media
from commerce.catalog.errors import TooMany
from commerce.catalog.models import Media
from commerce.catalog.ports import storage
from kernel.db import db
from kernel.errors import Invalid
from tenants.queries import plan_of
from tests.support.pictures import a_bomb, a_picture

MEDIA = "http://media.localhost"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_in_four_widths_as_webp(shop: int, form: str) -> None:
    row = actions.store_image(a_picture((1200, 1200), form=form), "杯子.jpg")

    assert row.key.startswith(f"t{shop}/")
    assert row.has_white_ground
    for width in media.WIDTHS:
        body = storage().get(f"{row.key}/{width}.webp")
        assert body is not None
        image = Image.open(io.BytesIO(body))
        assert (image.format, image.width) == ("WEBP", width)


def test_the_same_bytes_are_one_row(shop: int) -> None:
    data = a_picture()
    assert actions.store_image(data, "a.jpg").id == actions.store_image(data, "b.jpg").id


def test_a_smaller_picture_is_never_enlarged(shop: int) -> None:
    row = actions.store_image(a_picture((820, 900)), "a.jpg")
    body = storage().get(f"{row.key}/1125.webp")
    assert body is not None
    assert Image.open(io.BytesIO(body)).width == 820


BAD = {
    "php": b"<?php system($_GET['c']); ?>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<html><script>alert(1)</script></html>",
    "gif": a_picture(form="GIF"),
    "empty": b"",
    "torn": a_picture()[:2000],
    "torn png": a_picture(form="PNG")[:300],
    "bomb": a_bomb(),
    "half bomb": a_bomb(7000, 6000),
    "too small": a_picture((799, 1200)),
    "too heavy": a_picture() + b"\0" * media.MAX_UPLOAD_BYTES,
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_what_is_not_a_sound_picture_is_refused(shop: int, data: bytes) -> None:
    with pytest.raises(Invalid):
        media.prepare(data)


def test_nothing_of_the_upload_survives_but_the_pixels(shop: int) -> None:
    exif = Image.Exif()
    exif[0x010E] = "GPS 31.2, 121.5"
    picture = media.prepare(a_picture(exif=exif) + b"<?php evil ?>")

    for body in picture.files.values():
        assert b"GPS" not in body
        assert b"php" not in body
        assert not Image.open(io.BytesIO(body)).getexif()


def test_a_turned_photo_is_stored_upright(shop: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90°
    picture = media.prepare(a_picture((1000, 900), exif=exif))
    assert (picture.width, picture.height) == (900, 1000)


@pytest.mark.parametrize(
    ("options", "is_white"),
    [
        ({}, True),
        ({"ground": "#ebebeb"}, False),
        ({"ground": "#8899aa"}, False),
        ({"mode": "RGBA", "form": "PNG"}, True),
    ],
)
def test_a_white_ground_is_told_from_others(shop: int, options: dict[str, str], is_white: bool) -> None:
    assert media.prepare(a_picture(**options)).has_white_ground is is_white


@pytest.mark.parametrize("name", ["../../etc/x.jpg", "a\0b.jpg", "图" * 300, "..\\..\\x", ""])
def test_the_name_of_an_upload_is_never_a_path(shop: int, name: str) -> None:
    row = actions.store_image(a_picture(ink="#123456"), name)
    assert media.fingerprint(a_picture(ink="#123456")) in row.key
    assert 1 <= len(row.original_name) <= 80
    assert "/" not in row.original_name
    assert row.original_name.isprintable()


def test_the_plan_limits_the_space(shop: int) -> None:
    plan_of(shop).max_media_bytes = 10
    with pytest.raises(TooMany):
        actions.store_image(a_picture(), "a.jpg")
    assert db.session.query(Media).count() == 0


def test_pictures_are_served_for_ever_under_our_own_names_only(client: FlaskClient, shop: int) -> None:
    row = actions.store_image(a_picture(), "a.jpg")
    db.session.commit()

    found = client.get(f"/{row.key}/345.webp", base_url=MEDIA)
    assert (found.status_code, found.mimetype) == (200, "image/webp")
    assert "immutable" in found.headers["Cache-Control"]
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    for path in (
        f"/{row.key}/346.webp",
        f"/{row.key}/345.jpg",
        "/../secret/345.webp",
        f"/{row.key}",
        "/t1/zz/x/345.webp",
    ):
        assert client.get(path, base_url=MEDIA).status_code == 404
    assert client.get("/none.webp", base_url=MEDIA).mimetype == "image/svg+xml"


def test_a_file_that_is_not_there_is_none_and_may_be_forgotten_twice(shop: int) -> None:
    row = actions.store_image(a_picture(), "a.jpg")
    storage().delete(f"{row.key}/150.webp")
    storage().delete(f"{row.key}/150.webp")
    assert storage().get(f"{row.key}/150.webp") is None
    with pytest.raises(Exception, match=r"\.\."):
        storage().put("t1/../../etc/x.webp", b"x", "image/webp")
