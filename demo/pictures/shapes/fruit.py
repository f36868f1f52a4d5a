"""Round fruit of the orchard shop."""

import math

from demo.pictures.canvas import Canvas
from demo.pictures.paint import BALL, Linear, Radial, darker, down, lighter, mix, slant
from demo.pictures.paths import ellipse
from demo.pictures.shapes.library import shape
from demo.pictures.spec import Ink

LEAF = "M0 0C8 -16 28 -20 44 -12C36 4 16 10 0 0z"


def leaf(c: Canvas, x: float, y: float, size: float = 1.0, *, turn: float = 0.0, tone: str = "#5f9a48") -> None:
    """A leaf with its veins, growing from a point."""
    with c.placed(x, y, size, turn=turn):
        c.fill(LEAF, slant(lighter(tone, 0.3), tone, darker(tone, 0.3)))
        c.stroke("M2 -1C14 -8 28 -12 40 -12", lighter(tone, 0.5), 0.9, 0.8)
        for start in (10, 18, 26):
            c.stroke(f"M{start} {-start * 0.36 - 1}l7 -7", lighter(tone, 0.45), 0.5, 0.6)
            c.stroke(f"M{start} {-start * 0.36 - 1}l9 3", lighter(tone, 0.45), 0.5, 0.6)


def speckle(c: Canvas, path: str, tone: str, box: tuple[float, float, float, float], count: int = 70) -> None:
    """Pores over a skin (x, y, width, height)."""
    x, y, width, height = box
    spots = (
        ellipse(x + index * 0.7549 % 1 * width, y + index * 0.5698 % 1 * height, 0.42 + index % 4 * 0.1)
        for index in range(count)
    )
    with c.inside(path):
        c.fill("".join(spots), tone, 0.55)


def apple_at(c: Canvas, ink: Ink, x: float, y: float, size: float) -> None:
    """One apple standing on a point."""
    with c.placed(x, y, size):
        skin = (
            "M0 -66C12 -76 50 -78 52 -42C54 -10 30 4 14 2C6 0 -6 0 -14 2C-30 4 -54 -10 -52 -42C-50 -78 -12 -76 0 -66z"
        )
        c.fill(skin, ink.main)
        with c.inside(skin):
            blush = ink.accent or mix(ink.main, "#f6c34a", 0.55)
            c.fill(ellipse(-4, -66, 30, 16), blush, 0.75, blur=7)
            for index in range(24):
                bend = -46 + index * 4
                c.stroke(f"M{bend * 0.3} -66C{bend} -60 {bend * 1.15} -30 {bend * 0.8} -6", blush, 0.7, 0.3)
        c.fill(skin, BALL)
        speckle(c, skin, lighter(ink.main, 0.6), (-50, -66, 100, 62), 50)
        c.fill(ellipse(0, -65, 13, 4.500), darker(ink.main, 0.5), 0.7, blur=2)
        c.stroke("M0 -64C0 -74 3 -82 8 -86", "#5d4226", 3.400)
        c.fill(ellipse(-24, -50, 9, 13), "#ffffff", 0.55, blur=3.500)


@shape("apple", 170, 130, "skin", (64, 74))
def apple(c: Canvas, ink: Ink, mark: str) -> None:
    """Two apples and a cut half."""
    c.shadow(86, 116, 76, 8)
    apple_at(c, ink, 112, 112, 0.98)
    apple_at(c, ink, 60, 116, 1.06)
    leaf(c, 68, 27, 0.72, turn=-6)
    with c.placed(134, 118, 0.66):
        half = (
            "M0 -62C10 -70 42 -72 44 -38C45 -8 22 2 10 0C4 -1 -4 -1 -10 0C-22 2 -45 -8 -44 -38C-42 -72 -10 -70 0 -62z"
        )
        c.fill(half, ink.main)
        with c.placed(0, -3, 0.92):
            c.fill(half, Radial(((0, "#fffdf0"), (0.7, "#fdf6d8"), (1, "#f3e6ae"))))
        c.stroke(ellipse(0, -32, 12, 17), "#d9c98a", 1.2, 0.8)
        for x in (-4.500, 4.500):
            c.fill(ellipse(x, -32, 2.800, 6), "#5a3418")


@shape("orange", 170, 130, "skin", (62, 72))
def orange(c: Canvas, ink: Ink, mark: str) -> None:
    """Two oranges and a cut one."""
    c.shadow(86, 116, 74, 8)
    for x, y, r in ((116, 74, 40), (58, 72, 45)):
        skin = ellipse(x, y, r, r * 0.96)
        c.fill(skin, ink.main)
        speckle(c, skin, darker(ink.main, 0.35), (x - r, y - r, r * 2, r * 2), 130)
        c.fill(skin, BALL)
        c.fill(ellipse(x + 2, y - r * 0.82, 5, 2.500), "#5d7a2e")
        c.fill(ellipse(x - r * 0.4, y - r * 0.42, 9, 7), "#ffffff", 0.45, blur=3)
    leaf(c, 60, 32, 0.75, turn=-14)
    slice_of(c, ink.main, (128, 88), 31)


def slice_of(c: Canvas, tone: str, at: tuple[float, float], r: float) -> None:
    """A citrus half facing the viewer."""
    with c.placed(*at):
        c.fill(ellipse(0, 1.500, r), darker(tone, 0.25))
        c.fill(ellipse(0, 0, r), tone)
        c.fill(ellipse(0, 0, r * 0.92), "#fff3d6")
        for index in range(10):
            with c.placed(0, 0, r / 30, turn=index * 36):
                wedge = "M0 -3C6 -10 8.500 -18 7.500 -24C5 -26.500 -5 -26.500 -7.500 -24C-8.500 -18 -6 -10 0 -3z"
                c.fill(wedge, down(lighter(tone, 0.1), lighter(tone, 0.35)))
                c.stroke("M-3 -21l2 8M3 -20l-1 8", "#ffffff", 0.8, 0.5)


@shape("peach", 160, 130, "skin", (62, 70))
def peach(c: Canvas, ink: Ink, mark: str) -> None:
    """Two peaches with a blush."""
    c.shadow(82, 116, 70, 8)
    for x, y, size in ((112, 114, 0.86), (58, 117, 1.02)):
        with c.placed(x, y, size):
            skin = "M0 -84C12 -78 46 -74 48 -40C50 -10 24 2 0 2C-24 2 -50 -10 -48 -40C-46 -74 -12 -78 0 -84z"
            c.fill(skin, ink.main)
            with c.inside(skin):
                c.fill(ellipse(-26, -44, 30, 40), ink.accent or "#e8576a", 0.75, blur=14)
                c.fill(ellipse(34, -60, 16, 24), ink.accent or "#e8576a", 0.35, blur=9)
                c.stroke("M0 -84C14 -60 14 -24 2 2", darker(ink.accent or "#c2455a", 0.2), 1.800, 0.45, blur=1)
            c.fill(skin, BALL, 0.8)
            c.fill(ellipse(-18, -62, 9, 7), "#ffffff", 0.4, blur=3.500)
    leaf(c, 60, 34, 0.82, turn=-20)
    leaf(c, 60, 34, 0.7, turn=150)


@shape("mango", 170, 126, "skin", (66, 70))
def mango(c: Canvas, ink: Ink, mark: str) -> None:
    """Two mangoes and a cut cheek."""
    c.shadow(86, 112, 74, 8)
    for x, y, size, turn in ((116, 62, 0.86, 22), (60, 64, 1.06, -8)):
        with c.placed(x, y, size, turn=turn):
            skin = "M-46 4C-50 -26 -20 -44 8 -42C36 -40 52 -18 50 6C48 32 24 44 -4 44C-28 44 -44 28 -46 4z"
            c.fill(skin, ink.main)
            with c.inside(skin):
                c.fill(ellipse(-30, -22, 26, 24), ink.accent or "#d9604a", 0.65, blur=11)
                c.fill(ellipse(30, 22, 26, 18), "#8fae3d", 0.4, blur=10)
            c.fill(skin, BALL)
            c.fill(ellipse(-12, -24, 14, 6), "#ffffff", 0.45, blur=3)
            c.stroke("M-45 -4l-6 -4", "#6b4a26", 3)
    with c.placed(126, 92, 0.9, turn=-8):
        c.fill("M-32 -2C-30 -20 30 -20 32 -2C28 20 -28 20 -32 -2z", ink.main)
        c.fill("M-30 -4C-28 -20 28 -20 30 -4C26 14 -26 14 -30 -4z", Radial(((0, "#ffd454"), (1, "#f5a623"))))
        for index in range(-3, 4):
            c.stroke(f"M{index * 8 - 3} -17l5 30", darker(ink.main, 0.25), 0.9, 0.45)
            c.stroke(f"M-30 {index * 4 - 2}H30", darker(ink.main, 0.25), 0.8, 0.35)


@shape("watermelon", 180, 140, "skin", (64, 64))
def watermelon(c: Canvas, ink: Ink, mark: str) -> None:
    """A whole melon behind a slice."""
    rind = ink.accent or "#2f6b3a"
    c.shadow(88, 126, 82, 9)
    whole = ellipse(70, 66, 60, 58)
    c.fill(whole, lighter(rind, 0.3))
    with c.inside(whole):
        for index in range(-4, 5):
            x = 70 + index * 15
            wave = f"M{70 + index * 4} 6C{x + 7} 26 {x - 7} 46 {x + 6} 66C{x - 6} 86 {x + 6} 106 {70 + index * 4} 126"
            c.stroke(wave, darker(rind, 0.3), 5.500, 0.85)
            c.stroke(wave, darker(rind, 0.3), 9, 0.3)
    c.fill(whole, BALL)
    c.stroke("M68 10C66 4 72 0 76 -2", "#6f8a3a", 3)
    with c.placed(118, 124, turn=-4):
        c.fill("M-56 -4C-54 -34 -30 -70 0 -80C30 -70 54 -34 56 -4C30 6 -30 6 -56 -4z", "#1a1410", 0.25, blur=4)
        c.fill("M-58 -12C-30 10 30 10 58 -12L54 -20H-54z", rind)
        c.fill("M-56 -15C-30 5 30 5 56 -15L0 -84z", "#eef5d8")
        flesh = "M-52 -19C-28 -1 28 -1 52 -19L0 -84z"
        c.fill(flesh, Radial(((0, lighter(ink.main, 0.15)), (1, darker(ink.main, 0.06))), 0.5, 0.4, 0.7))
        for x, y, turn in ((-22, -24, 20), (0, -20, 0), (22, -24, -20), (-11, -38, 12), (12, -38, -12), (0, -56, 0)):
            with c.placed(x, y, turn=turn):
                c.fill("M0 -5C3.200 0 3 4 0 4.500C-3 4 -3.200 0 0 -5z", "#2a1712")
                c.stroke("M-.8 -1v2", "#ffffff", 0.7, 0.6)


@shape("pomelo", 160, 140, "skin", (60, 70))
def pomelo(c: Canvas, ink: Ink, mark: str) -> None:
    """A pomelo with an opened red-fleshed half."""
    c.shadow(80, 126, 70, 8)
    skin = "M66 10C92 14 122 44 120 82C118 110 96 124 68 124C40 124 16 110 16 80C16 44 42 14 66 10z"
    c.fill(skin, ink.main)
    speckle(c, skin, darker(ink.main, 0.3), (16, 10, 106, 114), 200)
    c.fill(skin, BALL)
    c.stroke("M66 12C66 6 70 4 74 2", "#6f7a32", 4)
    leaf(c, 70, 12, 0.9, turn=6)
    slice_of(c, ink.accent or "#e7687a", (116, 92), 37)


@shape("kiwi", 170, 120, "skin", (52, 62))
def kiwi(c: Canvas, ink: Ink, mark: str) -> None:
    """Kiwis, whole and cut."""
    c.shadow(86, 106, 74, 7)
    for x, y, rx in ((104, 56, 40), (52, 60, 42)):
        skin = ellipse(x, y, rx, 38)
        c.fill(skin, "#8a6a3c")
        speckle(c, skin, "#5d431f", (x - rx, y - 38, rx * 2, 76), 150)
        c.fill(skin, BALL)
    for x, y, r in ((92, 78, 27), (138, 80, 25)):
        c.fill(ellipse(x, y, r + 1.800), "#7a5a2e")
        c.fill(
            ellipse(x, y, r), Radial(((0, "#fbf6d6"), (0.24, "#f4efb8"), (0.4, lighter(ink.main, 0.25)), (1, ink.main)))
        )
        for index in range(22):
            turn = index * math.tau / 22
            sx, sy = x + math.cos(turn) * r * 0.42, y + math.sin(turn) * r * 0.42
            c.fill(ellipse(sx, sy, 1.300), "#2c1d10")
            c.stroke(f"M{sx} {sy}L{x + math.cos(turn) * r * 0.9} {y + math.sin(turn) * r * 0.9}", "#ffffff", 0.7, 0.35)


@shape("pineapple", 120, 210, "skin", (58, 140))
def pineapple(c: Canvas, ink: Ink, mark: str) -> None:
    """A pineapple with its crown."""
    c.shadow(60, 196, 44, 8)
    for turn, size in ((-46, 0.8), (46, 0.8), (-28, 1), (28, 1), (-12, 1.150), (12, 1.150), (0, 1.250)):
        with c.placed(60, 82, size, turn=turn):
            c.fill("M-9 4C-8 -24 -4 -44 0 -60C4 -44 8 -24 9 4z", slant("#8fb85a", "#4f8540", "#2f5f30"))
            c.stroke("M0 0V-48", "#c4dc94", 0.8, 0.6)
    skin = "M60 74C90 74 104 100 102 134C100 176 84 196 60 196C36 196 20 176 18 134C16 100 30 74 60 74z"
    c.fill(skin, ink.main)
    with c.inside(skin):
        for row in range(11):
            for col in range(-1, 9):
                x, y = 8 + col * 14 + row % 2 * 7, 76 + row * 12
                with c.placed(x, y, turn=45):
                    c.fill(
                        "M-5 -5H5V5H-5z",
                        Linear(((0, lighter(ink.main, 0.35)), (1, darker(ink.main, 0.25))), 0, 0, 1, 1),
                    )
                c.stroke(f"M{x} {y}l0 -3.500", "#6f5a20", 1.300, 0.7)
    c.fill(skin, BALL)
