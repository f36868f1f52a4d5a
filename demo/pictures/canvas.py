"""The drawing sheet: outlines are drawn three times as large, scaled down to smooth edges, and painted.

Supersampling happens on the one-channel masks only, which keeps a picture of a dozen layers
at some tens of milliseconds.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from demo.pictures.fonts import face
from demo.pictures.paint import Paint, ramp, rgba
from demo.pictures.paths import Point, outline

_OVER = 3
Box = tuple[int, int, int, int]


class Canvas:
    """A transparent sheet measured in the drawing's own units.

    size: pixels. scale: pixels per unit. origin: the unit point at the upper left corner.
    """

    def __init__(self, size: tuple[int, int], scale: float, origin: Point = (0.0, 0.0)) -> None:
        self.image = Image.new("RGBA", size, (0, 0, 0, 0))
        self.scale = scale
        self._matrix = (scale, 0.0, 0.0, scale, -origin[0] * scale, -origin[1] * scale)
        self._clip: list[str] = []
        self._clip_mask: Image.Image | None = None

    def fill(self, path: str, paint: Paint, opacity: float = 1.0, *, blur: float = 0.0) -> None:
        """Paint an area; blur softens its edge by that many units."""
        parts = self._placed(path)
        self._apply(parts, paint, opacity, blur=blur, width=0.0)

    def stroke(self, path: str, paint: Paint, width: float, opacity: float = 1.0, *, blur: float = 0.0) -> None:
        """Draw along a path with round joints and ends."""
        parts = self._placed(path)
        self._apply(parts, paint, opacity, blur=blur, width=width * self._zoom())

    def body(self, path: str, colour: Paint, light: Paint, opacity: float = 1.0) -> None:
        """Fill an area with a colour and lay a light over it."""
        self.fill(path, colour)
        self.fill(path, light, opacity)

    def shadow(self, cx: float, cy: float, rx: float, ry: float, opacity: float = 0.32) -> None:
        """The soft shade a thing leaves on the ground."""
        reach = f"M{cx - rx} {cy}A{rx} {ry} 0 1 1 {cx + rx} {cy}A{rx} {ry} 0 1 1 {cx - rx} {cy}Z"
        self.fill(reach, "#1a1410", opacity * 0.55, blur=ry * 0.75)
        inner = 0.78
        core = f"M{cx - rx * inner} {cy}A{rx * inner} {ry * 0.5} 0 1 1 {cx + rx * inner} {cy}"
        self.fill(core + f"A{rx * inner} {ry * 0.5} 0 1 1 {cx - rx * inner} {cy}Z", "#1a1410", opacity, blur=ry * 0.5)

    def text(self, place: Point, words: str, height: float, colour: str, opacity: float = 1.0) -> None:
        """Write words centred on a point; height in units. Written only as far as the font knows the letters."""
        font, words = face(max(6, round(height * self._zoom())), words)
        if not words:
            return
        x, y = self._map(place)
        mask = Image.new("L", self.image.size)
        ImageDraw.Draw(mask).text((x, y), words, fill=round(255 * opacity), font=font, anchor="mm")
        box = mask.getbbox()
        if box:
            self._lay(Image.new("RGBA", (box[2] - box[0], box[3] - box[1]), rgba(colour)), mask.crop(box), box)

    def stamp(self, picture: Image.Image, place: Point, opacity: float = 1.0) -> None:
        """Lay a ready picture with its upper left corner at a unit point."""
        x, y = (round(value) for value in self._map(place))
        mask = picture.getchannel("A")
        if opacity < 1:
            mask = mask.point([round(v * opacity) for v in range(256)])
        box = (
            max(x, 0),
            max(y, 0),
            min(x + picture.width, self.image.width),
            min(y + picture.height, self.image.height),
        )
        if box[2] > box[0] and box[3] > box[1]:
            part = (box[0] - x, box[1] - y, box[2] - x, box[3] - y)
            opaque = picture.crop(part)
            opaque.putalpha(255)
            self._lay(opaque, mask.crop(part), box)

    @contextmanager
    def inside(self, path: str) -> Iterator[None]:
        """Everything drawn meanwhile stays within the outline."""
        before = self._clip_mask
        mask = self._mask(self._placed(path), (0, 0, *self.image.size), 0.0)
        self._clip_mask = ImageChops.multiply(before, mask) if before else mask
        try:
            yield
        finally:
            self._clip_mask = before

    @contextmanager
    def placed(
        self, x: float, y: float, scale: float = 1.0, *, turn: float = 0.0, flip: bool = False
    ) -> Iterator[None]:
        """Everything drawn meanwhile is moved, scaled, turned (degrees, clockwise) and perhaps mirrored."""
        before = self._matrix
        a, b, c, d, e, f = before
        cos, sin = math.cos(math.radians(turn)) * scale, math.sin(math.radians(turn)) * scale
        mirror = -1 if flip else 1
        self._matrix = (
            (a * cos + c * sin) * mirror,
            (b * cos + d * sin) * mirror,
            c * cos - a * sin,
            d * cos - b * sin,
            a * x + c * y + e,
            b * x + d * y + f,
        )
        try:
            yield
        finally:
            self._matrix = before

    def _zoom(self) -> float:
        a, b, _, _, _, _ = self._matrix
        return math.hypot(a, b)

    def _map(self, point: Point) -> Point:
        a, b, c, d, e, f = self._matrix
        return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f

    def _placed(self, path: str) -> list[list[Point]]:
        return [[self._map(point) for point in part] for part in outline(path)]

    def _apply(self, parts: list[list[Point]], paint: Paint, opacity: float, *, blur: float, width: float) -> None:
        whole = _bounds(parts, width / 2)
        soft = blur * self._zoom()
        grow = soft * 2.6 + 1
        box = (
            max(0, math.floor(whole[0] - grow)),
            max(0, math.floor(whole[1] - grow)),
            min(self.image.width, math.ceil(whole[2] + grow)),
            min(self.image.height, math.ceil(whole[3] + grow)),
        )
        if box[2] <= box[0] or box[3] <= box[1]:
            return
        mask = self._mask(parts, box, width) if not soft else _soft_mask(parts, box, width, soft)
        if self._clip_mask:
            mask = ImageChops.multiply(mask, self._clip_mask.crop(box))
        if opacity < 1:
            mask = mask.point([round(v * opacity) for v in range(256)])
        self._lay(_painted(paint, box, whole), mask, box)

    def _mask(self, parts: list[list[Point]], box: Box, width: float) -> Image.Image:
        return _drawn(parts, box, width, _OVER).reduce(_OVER)

    def _lay(self, paint: Image.Image, mask: Image.Image, box: Box) -> None:
        alpha = paint.getchannel("A")
        paint.putalpha(mask if alpha.getextrema() == (255, 255) else ImageChops.multiply(alpha, mask))
        self.image.alpha_composite(paint, (box[0], box[1]))


def _bounds(parts: list[list[Point]], grow: float) -> tuple[float, float, float, float]:
    xs = [x for part in parts for x, _ in part]
    ys = [y for part in parts for _, y in part]
    return min(xs) - grow, min(ys) - grow, max(xs) + grow, max(ys) + grow


def _painted(paint: Paint, box: Box, whole: tuple[float, float, float, float]) -> Image.Image:
    size = (box[2] - box[0], box[3] - box[1])
    if isinstance(paint, str):
        return Image.new("RGBA", size, rgba(paint))
    area = (whole[0] - box[0], whole[1] - box[1], whole[2] - whole[0], whole[3] - whole[1])
    return ramp(paint, size, box=area)


def _drawn(parts: list[list[Point]], box: Box, width: float, over: float) -> Image.Image:
    """The area (or, with a width in pixels, the line) as a mask `over` times as large as the box."""
    size = (math.ceil((box[2] - box[0]) * over), math.ceil((box[3] - box[1]) * over))
    mask = Image.new("L", size)
    pen = ImageDraw.Draw(mask)
    for part in parts:
        points = [((x - box[0]) * over, (y - box[1]) * over) for x, y in part]
        if width:
            thick = max(1, round(width * over))
            pen.line(points, fill=255, width=thick, joint="curve")
            radius = thick / 2
            for x, y in (points[0], points[-1]):
                if radius > 1:
                    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
        else:
            pen.polygon(points, fill=255)
    return mask


def _soft_mask(parts: list[list[Point]], box: Box, width: float, soft: float) -> Image.Image:
    """A blurred mask, blurred small and then enlarged: nobody sees the difference."""
    over = min(1.0, 3.0 / soft)
    small = _drawn(parts, box, width, over).filter(ImageFilter.GaussianBlur(soft * over))
    return small.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.BILINEAR)
