"""A shop's own pictures: home banners, logo, category icons."""

from dataclasses import dataclass

from PIL import Image

from demo.pictures.canvas import Canvas
from demo.pictures.paint import Radial, darker, is_pale, lighter, slant
from demo.pictures.paths import ellipse, rounded
from demo.pictures.spec import Ink
from demo.pictures.sprites import fitted, sprite
from demo.pictures.views import encoded

BANNER_PX = (1125, 480)
LOGO_PX = 300
ICON_PX = 200


@dataclass(frozen=True)
class BannerSpec:
    """One home banner. colour: its ground. things: up to three (shape, ink, printed mark), the first in front."""

    title: str
    line: str
    colour: str
    things: tuple[tuple[str, Ink, str], ...]


@dataclass(frozen=True)
class LogoSpec:
    """A shop's sign. letter: one or two characters. motif: hills, leaf or cloud."""

    letter: str
    colour: str
    motif: str


@dataclass(frozen=True)
class IconSpec:
    """A category's round icon: one thing on a tinted disc."""

    shape: str
    ink: Ink


def banner(spec: BannerSpec) -> bytes:
    """The banner as JPEG bytes, 1125 x 480; words on the left, goods on the right."""
    c = Canvas(BANNER_PX, 4.8)
    c.fill("M-1 -1H236V101H-1z", slant(lighter(spec.colour, 0.78), lighter(spec.colour, 0.42)))
    c.fill(ellipse(176, 52, 78), "#ffffff", 0.22)
    c.fill(ellipse(176, 56, 54), "#ffffff", 0.26)
    c.fill("M-1 84C60 68 120 94 236 78V101H-1z", lighter(spec.colour, 0.25), 0.55)
    c.fill("M-1 93C80 80 150 100 236 88V101H-1z", spec.colour, 0.4)
    spots = ((176, 93, 72), (211, 90, 46), (146, 91, 42))
    for (x, base, high), (shape, ink, mark) in reversed(list(zip(spots, spec.things, strict=False))):
        picture = fitted(sprite(shape, ink, mark), 54 * 4.8 if high > 60 else 38 * 4.8, high * 4.8)
        c.stamp(picture, (x - picture.width / 9.6, base - picture.height / 4.8))
    tone = darker(spec.colour, 0.68)
    _left_text(c, spec.title, 36, min(16, 112 / len(spec.title)), tone)
    _left_text(c, spec.line, 56, 7.6, darker(spec.colour, 0.5))
    c.fill(rounded(14, 67, 34, 12, r=6), darker(spec.colour, 0.5))
    c.text((31, 72.8), "去看看", 5.8, "#ffffff")
    return encoded(c.image)


def _left_text(c: Canvas, words: str, y: float, height: float, tone: str) -> None:
    """Words starting at the banner's left margin; Latin letters count half."""
    width = sum(1.0 if ord(letter) > 255 else 0.56 for letter in words) * height
    c.text((14 + width / 2, y), words, height, tone)


def logo(spec: LogoSpec) -> bytes:
    """The shop's sign as JPEG bytes, 300 px square."""
    c = Canvas((LOGO_PX, LOGO_PX), 3.0)
    c.fill("M-1 -1H101V101H-1z", slant(lighter(spec.colour, 0.14), darker(spec.colour, 0.14)))
    c.fill(ellipse(28, 18, 60), "#ffffff", 0.07)
    tone = darker(spec.colour, 0.6) if is_pale(spec.colour) else "#ffffff"
    _MOTIFS[spec.motif](c, tone)
    c.text((50, 72), spec.letter, 27 if len(spec.letter) == 2 else 34, tone)
    return encoded(c.image)


def _hills(c: Canvas, tone: str) -> None:
    c.fill("M22 48L41 18L53 37L61 26L78 48z", tone)
    c.fill(rounded(22, 51, 56, 2.2, r=1), tone)


def _leaf(c: Canvas, tone: str) -> None:
    c.fill("M50 50C34 44 30 26 34 12C50 16 58 30 50 50z", tone)
    c.fill("M52 50C52 36 60 26 76 24C78 40 68 50 52 50z", tone, 0.78)


def _cloud(c: Canvas, tone: str) -> None:
    c.stroke("M28 47C18 47 18 33 28 33C30 20 46 17 51 27C58 18 74 22 73 34C83 34 83 47 73 47z", tone, 4)
    c.stroke("M36 41C44 36 50 46 58 40S66 40 68 40", tone, 2.6)


_MOTIFS = {"hills": _hills, "leaf": _leaf, "cloud": _cloud}


def icon(spec: IconSpec) -> bytes:
    """A category icon as JPEG bytes, 200 px square, on white."""
    c = Canvas((ICON_PX, ICON_PX), 2.0)
    c.fill("M-1 -1H101V101H-1z", "#ffffff")
    tint = spec.ink.main
    c.fill(ellipse(50, 50, 48), Radial(((0, lighter(tint, 0.92)), (1, lighter(tint, 0.74))), 0.4, 0.35, 0.7))
    picture: Image.Image = fitted(sprite(spec.shape, spec.ink), 124, 132)
    c.stamp(picture, (50 - picture.width / 4, 50 - picture.height / 4))
    return encoded(c.image)
