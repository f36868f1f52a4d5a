"""Cut-out pictures of single things, kept while a batch is drawn so that every view reuses them."""

from functools import lru_cache

from PIL import Image

from demo.pictures.canvas import Canvas
from demo.pictures.shapes import SHAPES
from demo.pictures.spec import Ink

_MARGIN = 0.14
_LONG_SIDE_PX = 860


@lru_cache(maxsize=48)
def sprite(shape: str, ink: Ink, mark: str = "") -> Image.Image:
    """The thing with its shadow on nothing, trimmed to what is visible."""
    drawing = SHAPES[shape]
    scale = _LONG_SIDE_PX / max(drawing.width, drawing.height)
    edge = max(drawing.width, drawing.height) * _MARGIN
    size = (round((drawing.width + edge * 2) * scale), round((drawing.height + edge * 2) * scale))
    canvas = Canvas(size, scale, (-edge, -edge))
    drawing.draw(canvas, ink, mark)
    visible = canvas.image.getchannel("A").point([0] * 6 + [255] * 250).getbbox()
    return canvas.image.crop(visible)


def fitted(picture: Image.Image, width_px: float, height_px: float) -> Image.Image:
    """The picture as large as fits into the given box."""
    share = min(width_px / picture.width, height_px / picture.height)
    size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
    return picture.resize(size, Image.Resampling.LANCZOS)
