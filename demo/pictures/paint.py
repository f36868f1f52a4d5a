"""Colours, gradients and lights: what an outline is filled with."""

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image

Rgba = tuple[int, int, int, int]
Stops = tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Linear:
    """A straight gradient; x0…y1 are shares of the filled outline's box."""

    stops: Stops
    x0: float = 0.0
    y0: float = 0.0
    x1: float = 1.0
    y1: float = 0.0


@dataclass(frozen=True)
class Radial:
    """A round gradient; cx, cy and r are shares of the filled outline's box."""

    stops: Stops
    cx: float = 0.5
    cy: float = 0.5
    r: float = 0.5


Paint = str | Linear | Radial


def down(*colours: str) -> Linear:
    """A gradient from top to bottom through evenly spaced colours."""
    return Linear(_even(colours), 0, 0, 0, 1)


def across(*colours: str) -> Linear:
    """A gradient from left to right through evenly spaced colours."""
    return Linear(_even(colours), 0, 0, 1, 0)


def slant(*colours: str) -> Linear:
    """A gradient from the upper left to the lower right corner."""
    return Linear(_even(colours), 0, 0, 1, 1)


def _even(colours: tuple[str, ...]) -> Stops:
    return tuple((index / (len(colours) - 1), colour) for index, colour in enumerate(colours))


# The light on a round, glossy body; the brushed metal of rims and bases; light falling on a ball.
GLOSS = Linear(
    (
        (0, "#00000057"),
        (0.16, "#0000000f"),
        (0.3, "#ffffff6b"),
        (0.44, "#ffffff14"),
        (0.78, "#0000001a"),
        (1, "#00000061"),
    )
)
SATIN = Linear(
    (
        (0, "#00000038"),
        (0.16, "#0000000a"),
        (0.32, "#ffffff38"),
        (0.5, "#ffffff08"),
        (0.8, "#00000012"),
        (1, "#0000003d"),
    )
)
STEEL = Linear(
    ((0, "#7d838b"), (0.2, "#e8ebee"), (0.36, "#ffffff"), (0.55, "#b4bac1"), (0.8, "#d9dde1"), (1, "#777d85"))
)
BALL = Radial(
    ((0, "#ffffff70"), (0.28, "#ffffff1c"), (0.58, "#00000000"), (0.84, "#00000026"), (1, "#00000059")), 0.36, 0.3, 0.78
)
GLASS = Linear(
    (
        (0, "#5f7f8a6e"),
        (0.1, "#ffffff4d"),
        (0.24, "#ffffffb3"),
        (0.34, "#ffffff1f"),
        (0.86, "#ffffff26"),
        (1, "#5f7f8a7a"),
    )
)


@lru_cache(maxsize=2048)
def rgba(colour: str) -> Rgba:
    """`#rrggbb` or `#rrggbbaa` as four numbers."""
    digits = colour.lstrip("#")
    red, green, blue = (int(digits[i : i + 2], 16) for i in (0, 2, 4))
    return red, green, blue, int(digits[6:8], 16) if len(digits) == 8 else 255


def mix(colour: str, other: str, share: float) -> str:
    """The colour with a share (0-1) of another stirred in; keeps the first one's opacity."""
    one, two = rgba(colour), rgba(other)
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one[:3], two[:3], strict=True))
    tail = f"{one[3]:02x}" if one[3] < 255 else ""
    return f"#{red:02x}{green:02x}{blue:02x}{tail}"


def lighter(colour: str, share: float = 0.25) -> str:
    """Towards white."""
    return mix(colour, "#ffffff", share)


def darker(colour: str, share: float = 0.2) -> str:
    """Towards a warm black."""
    return mix(colour, "#14100e", share)


def is_pale(colour: str) -> bool:
    """Whether dark writing reads better on it than white."""
    red, green, blue, _ = rgba(colour)
    return red * 0.3 + green * 0.59 + blue * 0.11 > 176


def ramp(paint: Linear | Radial, size: tuple[int, int], *, box: tuple[float, float, float, float]) -> Image.Image:
    """The gradient as an RGBA picture of the given size; box: the outline's x, y, width, height in it."""
    strip = size
    if isinstance(paint, Linear):
        # A straight gradient is one row or column, repeated.
        strip = (1, size[1]) if paint.x0 == paint.x1 else (size[0], 1) if paint.y0 == paint.y1 else size
    grey = _linear(paint, strip, box) if isinstance(paint, Linear) else _radial(paint, size, box)
    indexed = Image.frombytes("P", strip, grey.tobytes())
    indexed.putpalette(_palette(paint.stops), "RGBA")
    colours = indexed.convert("RGBA")
    return colours if strip == size else colours.resize(size, Image.Resampling.NEAREST)


@lru_cache(maxsize=1)
def _ladder() -> Image.Image:
    """0 to 255 down the middle third-ish of a tall strip, with level ends so that gradients clamp."""
    levels = bytes(1024) + bytes(range(256)) + b"\xff" * 1024
    return Image.frombytes("L", (1, len(levels)), levels).resize((3, len(levels)))


def _linear(paint: Linear, size: tuple[int, int], box: tuple[float, float, float, float]) -> Image.Image:
    left, top, width, height = box
    x0, y0 = left + paint.x0 * width, top + paint.y0 * height
    dx, dy = (paint.x1 - paint.x0) * width, (paint.y1 - paint.y0) * height
    scale = 255 / max(dx * dx + dy * dy, 1e-6)
    shift = 1024.5 - (x0 * dx + y0 * dy) * scale
    data = (0, 0, 1.5, dx * scale, dy * scale, shift)
    return _ladder().transform(size, Image.Transform.AFFINE, data, Image.Resampling.BILINEAR)


def _radial(paint: Radial, size: tuple[int, int], box: tuple[float, float, float, float]) -> Image.Image:
    left, top, width, height = box
    cx, cy = left + paint.cx * width, top + paint.cy * height
    kx, ky = 127.5 / max(paint.r * width, 1e-6), 127.5 / max(paint.r * height, 1e-6)
    data = (kx, 0, 128 - cx * kx, 0, ky, 128 - cy * ky)
    disc = Image.radial_gradient("L")
    return disc.transform(size, Image.Transform.AFFINE, data, Image.Resampling.BILINEAR, fillcolor=255)


@lru_cache(maxsize=512)
def _palette(stops: Stops) -> bytes:
    colours = bytearray()
    for level in range(256):
        colours.extend(_at(stops, level / 255))
    return bytes(colours)


def _at(stops: Stops, t: float) -> Rgba:
    before = stops[0]
    for after in stops:
        if t <= after[0]:
            span = after[0] - before[0]
            share = (t - before[0]) / span if span else 0.0
            one, two = rgba(before[1]), rgba(after[1])
            red, green, blue, alpha = (round(a + (b - a) * share) for a, b in zip(one, two, strict=True))
            return red, green, blue, alpha
        before = after
    return rgba(stops[-1][1])
