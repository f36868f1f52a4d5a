"""The demo's pictures: every one draws, the white ones are white at the edge, and they never change."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops

from demo.catalogue import SHOPS
from demo.pictures import PictureSpec, banner, draw, draw_many, icon, logo
from demo.pictures.shapes import SHAPES
from demo.pictures.spec import Ink

pytestmark = pytest.mark.slow

WHITE_BORDER_SHARE = 0.04


def _opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


def _white_border_share(picture: Image.Image) -> float:
    """The share of pixels with min(RGB) >= 245 in the outer 4 percent."""
    edge = round(picture.width * WHITE_BORDER_SHARE)
    red, green, blue = picture.split()
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    white = darkest.point([0] * 245 + [255] * 11)
    white.paste(0, (edge, edge, picture.width - edge, picture.height - edge))
    inner = (picture.width - 2 * edge) * (picture.height - 2 * edge)
    return white.histogram()[255] / (picture.width * picture.height - inner)


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_every_shape_draws_on_pure_white(shape: str) -> None:
    picture = _opened(draw(PictureSpec("white", shape, (Ink("", "#7f9c8b"),), "山岚")))
    assert picture.size == (1125, 1125)
    assert _white_border_share(picture) == 1.0
    darkest = min(low for low, _ in picture.getextrema())
    assert darkest < 200, "the thing itself is visible"


def test_the_border_check_notices_a_tinted_ground() -> None:
    ink = Ink("", "#7f9c8b")
    assert _white_border_share(_opened(draw(PictureSpec("trio", "bottle", (ink, ink))))) < 0.5


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.slug)
def test_a_shops_covers_and_every_fifth_other_picture_draw(shop) -> None:
    covers = [product.pictures[0] for product in shop.products]
    wanted = [*covers, *[picture for product in shop.products for picture in product.all_pictures()][::5]]
    whites = [picture for product in shop.products for picture in product.sku_pictures().values()][::5]
    drawn = dict(draw_many([*wanted, *whites]))
    assert set(drawn) == {*wanted, *whites}
    for spec, data in drawn.items():
        picture = Image.open(BytesIO(data))
        assert picture.size == (1125, 1125)
        if spec.role == "white":
            assert _white_border_share(picture.convert("RGB")) == 1.0, spec


def test_the_same_request_gives_the_same_bytes() -> None:
    spec = SHOPS[0].products[0].pictures[2]
    assert draw(spec) == draw(spec)


def test_another_colour_gives_another_picture() -> None:
    first = draw(PictureSpec("white", "mug", (Ink("", "#7f9c8b"),)))
    assert first != draw(PictureSpec("white", "mug", (Ink("", "#2e4057"),)))


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.slug)
def test_a_shop_has_banners_logo_and_icons(shop) -> None:
    assert [_opened(banner(spec)).size for spec in shop.banners] == [(1125, 480)] * 2
    assert _opened(logo(shop.logo)).size == (300, 300)
    assert {_opened(icon(category.icon)).size for category in shop.categories} == {(200, 200)}
