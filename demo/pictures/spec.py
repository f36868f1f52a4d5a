"""What to draw: plain values, so that the same request always gives the same picture."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["white", "trio", "scene", "detail", "size"]


@dataclass(frozen=True)
class Ink:
    """One colour way of a product.

    name: what the shopper reads (晨雾绿). main, accent: `#rrggbb`; the accent colours lid, stalk, trim.
    """

    name: str
    main: str
    accent: str = ""


@dataclass(frozen=True)
class PictureSpec:
    """One picture of one product.

    role: white (pure white ground), trio (all colours together), scene, detail (close-up), size (measured).
    shape: a name of `demo.pictures.shapes.SHAPES`. inks: one, or up to three for trio. mark: words printed on it.
    place: the scene's ground (a name of `demo.pictures.places.PLACES`). beside: a smaller companion shape.
    width_cm, height_cm: for `size`. alt: what the picture shows, in Chinese.
    """

    role: Role
    shape: str
    inks: tuple[Ink, ...]
    mark: str = ""
    place: str = ""
    beside: str = ""
    width_cm: float = 0.0
    height_cm: float = 0.0
    alt: str = ""
