"""SVG path strings read into polygons: the small vocabulary every drawing is written in.

Knows: M L H V C S Q A Z, absolute and relative. Coordinates are the drawing's own units.
"""

import math
import re
from collections.abc import Iterator
from functools import lru_cache

Point = tuple[float, float]
Outline = tuple[tuple[Point, ...], ...]

_TOKEN = re.compile(r"[MLHVCSQAZmlhvcsqaz]|-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
_ARITY = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "A": 7, "Z": 0}
_STEPS = 22


@lru_cache(maxsize=4096)
def outline(path: str) -> Outline:
    """The path as one point list per sub-path, curves already flattened."""
    pen = _Pen()
    for letter, numbers in _commands(path):
        pen.draw(letter, numbers)
    return tuple(tuple(part) for part in pen.parts if len(part) > 1)


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    tokens = _TOKEN.findall(path)
    index, letter = 0, "M"
    while index < len(tokens):
        if tokens[index].isalpha():
            letter = tokens[index]
            index += 1
        count = _ARITY[letter.upper()]
        yield letter, [float(token) for token in tokens[index : index + count]]
        index += count
        if letter in "Mm":
            letter = "L" if letter == "M" else "l"


class _Pen:
    """Where the drawing hand is, and what it has drawn."""

    def __init__(self) -> None:
        self.parts: list[list[Point]] = []
        self.here: Point = (0.0, 0.0)
        self.handle: Point | None = None

    def draw(self, letter: str, numbers: list[float]) -> None:
        """Carry out one command."""
        kind = letter.upper()
        values = self._absolute(kind, numbers) if letter.islower() else numbers
        handle, self.handle = self.handle, None
        if kind == "M":
            self.parts.append([(values[0], values[1])])
            self.here = (values[0], values[1])
        elif kind == "Z":
            self.here = self.parts[-1][0]
            self.parts[-1].append(self.here)
        elif kind in "LHV":
            x = values[0] if kind != "V" else self.here[0]
            y = values[-1] if kind != "H" else self.here[1]
            self._to((x, y))
        elif kind == "A":
            self._arc(values)
        else:
            self._curve(kind, values, handle)

    def _absolute(self, kind: str, numbers: list[float]) -> list[float]:
        x, y = self.here
        if kind == "V":
            return [numbers[0] + y]
        if kind == "A":
            return [*numbers[:5], numbers[5] + x, numbers[6] + y]
        return [value + (y if index % 2 else x) for index, value in enumerate(numbers)]

    def _to(self, *points: Point) -> None:
        self.parts[-1].extend(points)
        self.here = points[-1]

    def _curve(self, kind: str, values: list[float], handle: Point | None) -> None:
        start = self.here
        points = [(values[i], values[i + 1]) for i in range(0, len(values), 2)]
        if kind == "S":
            mirror = (2 * start[0] - handle[0], 2 * start[1] - handle[1]) if handle else start
            points.insert(0, mirror)
        if kind == "Q":
            (qx, qy), end = points
            one = (start[0] + (qx - start[0]) * 2 / 3, start[1] + (qy - start[1]) * 2 / 3)
            two = (end[0] + (qx - end[0]) * 2 / 3, end[1] + (qy - end[1]) * 2 / 3)
            points = [one, two, end]
        self._to(*(_bezier(start, points, step / _STEPS) for step in range(1, _STEPS + 1)))
        self.handle = points[1]

    def _arc(self, values: list[float]) -> None:
        """An elliptic arc without rotation (the drawings need no other)."""
        rx, ry, _, large, sweep, x, y = values
        x0, y0 = self.here
        hx, hy = (x0 - x) / 2 / rx, (y0 - y) / 2 / ry
        half = math.hypot(hx, hy)
        grow = max(1.0, half)
        rx, ry, half = rx * grow, ry * grow, min(half, 1.0)
        reach = math.sqrt(max(0.0, 1 - half * half)) / (half or 1)
        sign = 1 if large != sweep else -1
        hx, hy = (x0 - x) / 2 / rx, (y0 - y) / 2 / ry
        cx, cy = (x0 + x) / 2 + sign * reach * hy * rx, (y0 + y) / 2 - sign * reach * hx * ry
        begin = math.atan2((y0 - cy) / ry, (x0 - cx) / rx)
        turn = math.atan2((y - cy) / ry, (x - cx) / rx) - begin
        turn = turn % math.tau if sweep else -(-turn % math.tau)
        angles = (begin + turn * step / _STEPS for step in range(1, _STEPS + 1))
        self._to(*((cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in angles))


def _bezier(start: Point, points: list[Point], t: float) -> Point:
    one, two, end = points
    a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
    return (
        a * start[0] + b * one[0] + c * two[0] + d * end[0],
        a * start[1] + b * one[1] + c * two[1] + d * end[1],
    )


def ellipse(cx: float, cy: float, rx: float, ry: float | None = None) -> str:
    """A closed ellipse (a circle when ry is left out)."""
    ry = rx if ry is None else ry
    return f"M{cx - rx} {cy}A{rx} {ry} 0 1 1 {cx + rx} {cy}A{rx} {ry} 0 1 1 {cx - rx} {cy}Z"


def rounded(x: float, y: float, width: float, height: float, *, r: float = 0) -> str:
    """A rectangle with rounded corners."""
    r = max(0.01, min(r, width / 2, height / 2))
    return (
        f"M{x + r} {y}H{x + width - r}A{r} {r} 0 0 1 {x + width} {y + r}V{y + height - r}"
        f"A{r} {r} 0 0 1 {x + width - r} {y + height}H{x + r}A{r} {r} 0 0 1 {x} {y + height - r}"
        f"V{y + r}A{r} {r} 0 0 1 {x + r} {y}Z"
    )
