"""The five ways a product is shown: white ground, all colours, in use, close up, measured."""

from collections.abc import Callable
from functools import lru_cache
from io import BytesIO

from PIL import Image

from demo.pictures.canvas import Canvas
from demo.pictures.paint import Radial, darker, down, lighter, mix
from demo.pictures.places import PLACES
from demo.pictures.shapes import SHAPES
from demo.pictures.spec import Ink, PictureSpec
from demo.pictures.sprites import fitted, sprite
from demo.pictures.textures import laid

SIDE_PX = 1125
_UNIT = SIDE_PX / 100
_COARSE_PX = 750
_WHOLE = "M-1 -1H101V101H-1z"
_BESIDE = Ink("", "#e3d6c3", "#a98a66")
# Where the three stand: middle, foot, greatest width and height (0-100); the last one is in front.
_LOW_SPOTS = ((29, 57, 46, 44), (71, 57, 46, 44), (50, 94, 58, 52))
_TALL_SPOTS = ((22, 84, 42, 66), (78, 84, 42, 66), (50, 92, 44, 76))
_LOW_PAIR = ((69, 60, 50, 50), (36, 92, 58, 56))
_TALL_PAIR = ((69, 84, 46, 68), (34, 92, 48, 76))
_MATERIAL_STRENGTH = {"metal": 0.28, "fabric": 0.5, "denim": 0.5, "knit": 0.5, "wood": 0.3, "leather": 0.3}


def draw(spec: PictureSpec) -> bytes:
    """The picture as JPEG bytes, 1125 px square. The same request always gives the same bytes."""
    return encoded(_VIEWS[spec.role](spec))


def encoded(picture: Image.Image) -> bytes:
    """JPEG without colour subsampling, so that red fruit and print keep clean edges."""
    out = BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=91, subsampling=0)
    return out.getvalue()


def _ground(paint: str) -> Canvas:
    canvas = Canvas((SIDE_PX, SIDE_PX), _UNIT)
    canvas.fill(_WHOLE, paint)
    return canvas


def _stand(c: Canvas, picture: Image.Image, x: float, base_y: float) -> None:
    """Stand a cut-out with its foot at a point (0-100)."""
    c.stamp(picture, (x - picture.width / _UNIT / 2, base_y - picture.height / _UNIT))


def _white(spec: PictureSpec) -> Image.Image:
    c = _ground("#ffffff")
    picture = fitted(sprite(spec.shape, spec.inks[0], spec.mark), 82 * _UNIT, 84 * _UNIT)
    _stand(c, picture, 50, 50 + picture.height / _UNIT / 2)
    return c.image


def _trio(spec: PictureSpec) -> Image.Image:
    tint = lighter(mix(spec.inks[0].main, "#e9dcc8", 0.5), 0.62)
    c = _ground("#ffffff")
    c.fill(_WHOLE, down(lighter(tint, 0.45), tint))
    drawing = SHAPES[spec.shape]
    wide = drawing.width > drawing.height * 1.05
    if not drawing.hangs:
        floor = 38 if wide else 74
        c.fill(f"M0 {floor}H100V100H0z", down(darker(tint, 0.07), darker(tint, 0.02)))
    spots = _LOW_SPOTS if wide or drawing.hangs else _TALL_SPOTS
    order = [*spec.inks[1:3], spec.inks[0]]
    if len(order) == 2:
        spots = _LOW_PAIR if wide or drawing.hangs else _TALL_PAIR
    for (x, base_y, across, high), ink in zip(spots[-len(order) :], order, strict=True):
        picture = fitted(sprite(spec.shape, ink, spec.mark), across * _UNIT, high * _UNIT)
        _stand(c, picture, x, base_y)
    return c.image


@lru_cache(maxsize=24)
def _place(name: str, tint: str) -> Image.Image:
    """A ground, drawn smaller than the picture: it lies a little out of focus, and costs half."""
    c = Canvas((_COARSE_PX, _COARSE_PX), _COARSE_PX / 100)
    PLACES[name].draw(c, tint)
    return c.image.resize((SIDE_PX, SIDE_PX), Image.Resampling.BICUBIC)


def _scene(spec: PictureSpec) -> Image.Image:
    place = PLACES[spec.place]
    ink = spec.inks[0]
    c = _ground("#ffffff")
    c.image.paste(_place(spec.place, _scene_tint(ink)))
    if spec.beside:
        companion = fitted(sprite(spec.beside, _BESIDE), 30 * _UNIT, place.tall * 0.46 * _UNIT)
        _stand(c, companion, place.beside_x, place.base_y - 3)
    picture = fitted(sprite(spec.shape, ink, spec.mark), 66 * _UNIT, place.tall * _UNIT)
    base_y = place.base_y
    if spec.place == "wardrobe":
        base_y = 19 + picture.height / _UNIT
    elif place.hanging:
        base_y = 50 + picture.height / _UNIT / 2
    _stand(c, picture, place.centre_x, base_y)
    c.fill(_WHOLE, Radial(((0, "#00000000"), (0.75, "#00000000"), (1, "#2a180a26")), 0.5, 0.5, 0.75))
    return c.image


def _scene_tint(ink: Ink) -> str:
    """A few calm tints instead of one for every colour way: grounds are kept and reused."""
    calm = ("#7f9c8b", "#c96f4a", "#6f8fa8", "#d9a441")
    return calm[sum(ink.main.encode()) % len(calm)]


def _detail(spec: PictureSpec) -> Image.Image:
    drawing, ink = SHAPES[spec.shape], spec.inks[0]
    tint = lighter(mix(ink.main, "#d9cbb8", 0.5), 0.5)
    c = _ground("#ffffff")
    c.fill(_WHOLE, Radial(((0, lighter(tint, 0.5)), (1, tint)), 0.4, 0.3, 0.8))
    span = min(drawing.width, drawing.height) * 0.56
    focus = (drawing.focus[0] - span / 2, drawing.focus[1] - span / 2)
    close = Canvas((_COARSE_PX, _COARSE_PX), _COARSE_PX / span, focus)
    drawing.draw(close, ink, spec.mark)
    strength = _MATERIAL_STRENGTH.get(drawing.material, 0.16)
    large = close.image.resize((SIDE_PX, SIDE_PX), Image.Resampling.BICUBIC)
    c.image.alpha_composite(laid(large, drawing.material, strength))
    c.fill(_WHOLE, Radial(((0, "#ffffff1f"), (0.5, "#ffffff00"), (1, "#2a180a3d")), 0.4, 0.35, 0.85))
    return c.image


def _size(spec: PictureSpec) -> Image.Image:
    c = _ground("#f7f6f3")
    lines = "".join(f"M{step} 0V100M0 {step}H100" for step in range(0, 101, 5))
    c.stroke(lines, "#e9e6df", 0.12)
    picture = fitted(sprite(spec.shape, spec.inks[0], spec.mark), 58 * _UNIT, 60 * _UNIT)
    wide, high = picture.width / _UNIT, picture.height / _UNIT
    left, top = 46 - wide / 2, 50 - high / 2
    c.stamp(picture, (left, top))
    tone = "#6b5f50"
    right, low = left + wide + 5, top + high + 5
    c.stroke(
        f"M{right} {top}V{low - 5}M{right - 1.500} {top}H{right + 1.500}M{right - 1.500} {low - 5}H{right + 1.500}",
        tone,
        0.3,
    )
    c.stroke(
        f"M{left} {low}H{right - 5}M{left} {low - 1.500}V{low + 1.500}M{right - 5} {low - 1.500}V{low + 1.500}",
        tone,
        0.3,
    )
    c.text((right + 8.500, 50), f"{spec.height_cm:g} cm", 3.400, "#3b342b")
    c.text((46, low + 4.500), f"{spec.width_cm:g} cm", 3.400, "#3b342b")
    c.text((50, 95.500), "手工测量，误差 1–2 cm", 2.300, "#8a8072")
    return c.image


_VIEWS: dict[str, Callable[[PictureSpec], Image.Image]] = {
    "white": _white,
    "trio": _trio,
    "scene": _scene,
    "detail": _detail,
    "size": _size,
}
