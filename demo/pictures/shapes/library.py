"""The register of drawable things."""

from collections.abc import Callable
from dataclasses import dataclass

from demo.pictures.canvas import Canvas
from demo.pictures.spec import Ink

Draw = Callable[[Canvas, Ink, str], None]


@dataclass(frozen=True)
class Shape:
    """One drawable thing. width, height: its coordinate system. material: what a close-up shows.

    focus: the unit point a close-up looks at. hangs: it lies flat or hangs, so it floats in a scene.
    """

    name: str
    draw: Draw
    width: float
    height: float
    material: str
    focus: tuple[float, float]
    hangs: bool


SHAPES: dict[str, Shape] = {}


def shape(
    name: str, width: float, height: float, material: str, focus: tuple[float, float], *, hangs: bool = False
) -> Callable[[Draw], Draw]:
    """Enter a drawing into the register."""

    def enter(draw: Draw) -> Draw:
        SHAPES[name] = Shape(name, draw, width, height, material, focus, hangs)
        return draw

    return enter
