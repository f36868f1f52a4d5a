"""Drinkware and cooking things of the home shop."""

from demo.pictures.canvas import Canvas
from demo.pictures.paint import BALL, GLASS, GLOSS, SATIN, STEEL, Radial, across, darker, down, is_pale, lighter
from demo.pictures.paths import ellipse, rounded
from demo.pictures.shapes.library import shape
from demo.pictures.spec import Ink

_FLASK = "M34 69h52c2 12 16 14 16 34v173c0 9-6 14-14 14H32c-8 0-14-5-14-14V103c0-20 14-22 16-34z"


def print_mark(c: Canvas, ink: Ink, mark: str, at: tuple[float, float], size: float) -> None:
    """The maker's little hill and name, pressed onto a product."""
    tone = darker(ink.main, 0.62) if is_pale(ink.main) else "#ffffff"
    x, y = at
    with c.placed(x, y, size):
        c.fill("M-13 -3l8-13 6 9 4-6 8 10z", tone, 0.9)
        c.fill("M-13 0h26v1.6h-26z", tone, 0.9)
        c.text((0, 11), mark, 9, tone, 0.9)


@shape("bottle", 120, 304, "metal", (60, 150))
def bottle(c: Canvas, ink: Ink, mark: str) -> None:
    """A steel flask with a carrying loop."""
    cap = ink.accent or "#3b403f"
    c.shadow(62, 290, 62, 9)
    c.stroke("M44 32V18a16 11 0 0 1 32 0V32", cap, 8)
    c.stroke("M43 30V18a17 12 0 0 1 17 -11", lighter(cap, 0.4), 1.6, 0.6)
    c.body(rounded(31, 26, 58, 34, r=7), cap, GLOSS, 0.75)
    for y in (38, 43, 48, 53):
        c.stroke(f"M31.5 {y}H88.500", "#000000", 1, 0.2)
    c.fill(rounded(33, 60, 54, 10), STEEL)
    c.body(_FLASK, ink.main, GLOSS)
    c.fill("M18 268h84v8c0 9-6 14-14 14H32c-8 0-14-5-14-14z", STEEL)
    c.stroke("M18 268H102", "#000000", 0.8, 0.18)
    print_mark(c, ink, mark, (60, 171), 1.05)


@shape("tumbler", 120, 220, "metal", (58, 110))
def tumbler(c: Canvas, ink: Ink, mark: str) -> None:
    """A tapered travel cup with a sipping lid."""
    cap = ink.accent or "#2e3336"
    c.shadow(60, 207, 44, 8)
    wall = "M20 44H100L90 194c-.6 7-6 12-13 12H43c-7 0-12.400-5-13-12z"
    c.body(wall, ink.main, GLOSS)
    c.fill("M28.500 178H91l-1 16c-.6 7-6 12-13 12H43c-7 0-12.400-5-13-12z", STEEL)
    c.fill("M23 92H97L94 136H26z", darker(ink.main, 0.45), 0.85)
    c.fill("M23 92H97L94 136H26z", SATIN)
    c.body(rounded(15, 30, 90, 18, r=7), cap, GLOSS, 0.8)
    c.body("M24 30c2-12 10-16 20-16h32c10 0 18 4 20 16z", cap, GLOSS, 0.7)
    c.fill(rounded(44, 10, 22, 7, r=3), lighter(cap, 0.25))
    print_mark(c, Ink("", darker(ink.main, 0.45)), mark, (60, 116), 0.9)


@shape("mug", 124, 116, "ceramic", (52, 66))
def mug(c: Canvas, ink: Ink, mark: str) -> None:
    """A stoneware mug with a bare clay foot, filled with coffee."""
    c.shadow(60, 105, 44, 7)
    c.stroke("M86 44h10c15 0 15 36-1 41H83", darker(ink.main, 0.22), 9.5)
    c.stroke("M86 43h10c14 0 14 35-1 40H83", ink.main, 7)
    c.stroke("M90 41h7c9 0 11 12 8 22", lighter(ink.main, 0.55), 1.6, 0.7)
    wall = "M24 32h66l-4 62c-.5 7-5 11-12 11H40c-7 0-11.500-4-12-11z"
    c.body(wall, ink.main, GLOSS)
    with c.inside(wall):
        c.fill("M20 90c14-3 60-3 74 0v20H20z", ink.accent or "#b98f68")
        c.fill("M20 90c14-3 60-3 74 0v20H20z", SATIN)
        c.stroke("M20 89c14-3 60-3 74 0", "#ffffff", 1.2, 0.5)
    c.fill(ellipse(57, 32, 33, 7), lighter(ink.main, 0.45))
    c.fill(ellipse(57, 33, 29.500, 5.400), down("#2e1a10", "#6b4126"))
    c.fill(ellipse(50, 33.500, 13, 1.800), "#c89b6c", 0.5, blur=0.8)
    if mark:
        print_mark(c, ink, mark, (56, 66), 0.75)


@shape("kettle", 150, 124, "metal", (74, 78))
def kettle(c: Canvas, ink: Ink, mark: str) -> None:
    """A gooseneck kettle with a wooden handle."""
    wood = ink.accent or "#7a5a41"
    c.shadow(76, 113, 46, 7)
    c.stroke("M46 92C20 90 30 40 10 34", darker(ink.main, 0.25), 8)
    c.stroke("M46 90C22 88 31 41 11 33", ink.main, 6)
    c.stroke("M40 84C26 78 30 46 14 36", lighter(ink.main, 0.5), 1.4, 0.7)
    c.stroke("M104 52c34-12 40 34 8 46", darker(wood, 0.3), 9)
    c.stroke("M104 51c33-12 38 33 8 45", wood, 7)
    c.stroke("M112 48c18-2 24 12 18 26", lighter(wood, 0.4), 1.6, 0.7)
    wall = "M52 46h50l12 54c1.500 8-4 13-11 13H51c-7 0-12.500-5-11-13z"
    c.body(wall, ink.main, GLOSS)
    c.fill("M41.500 94h71l1.500 6c1.500 8-4 13-11 13H51c-7 0-12.500-5-11-13z", "#000000", 0.14)
    c.body(rounded(50, 37, 54, 11, r=5), ink.main, STEEL, 0.55)
    c.body("M58 38c2-8 36-8 38 0z", ink.main, GLOSS)
    c.fill(rounded(73, 24, 8, 8, r=2), darker(wood, 0.2))
    c.body(ellipse(77, 23, 7), wood, BALL)
    if mark:
        print_mark(c, ink, mark, (78, 86), 0.7)


@shape("pot", 160, 120, "metal", (80, 76))
def pot(c: Canvas, ink: Ink, mark: str) -> None:
    """An enamel casserole with two ears."""
    c.shadow(80, 108, 60, 8)
    for x, flip in ((22, False), (138, True)):
        with c.placed(x, 62, flip=flip):
            c.stroke("M6 -4H-6c-8 0-8 16 0 16H6", darker(ink.main, 0.2), 7)
            c.stroke("M6 -5H-6c-7 0-7 15 0 15H6", ink.main, 4.500)
    wall = "M22 52H138V88c0 13-9 20-22 20H44c-13 0-22-7-22-20z"
    c.body(wall, ink.main, GLOSS)
    c.fill("M16 50c0-3 2-5 5-5H139c3 0 5 2 5 5s-2 5-5 5H21c-3 0-5-2-5-5z", STEEL)
    dome = "M22 46c4-22 34-27 58-27s54 5 58 27z"
    c.body(dome, ink.main, GLOSS)
    c.fill("M36 38c10-11 26-14 40-14", "#ffffff", 0)
    c.stroke("M36 36c8-8 22-11 34-11.500", "#ffffff", 3, 0.45, blur=1)
    c.fill(rounded(74, 12, 12, 9, r=2), "#6f5b49")
    c.body(rounded(64, 3, 32, 11, r=5), ink.accent or "#caa070", SATIN)
    if mark:
        print_mark(c, ink, mark, (80, 84), 0.75)


@shape("pan", 190, 110, "metal", (70, 62))
def pan(c: Canvas, ink: Ink, mark: str) -> None:
    """A frying pan seen from the front and a little above."""
    wood = ink.accent or "#9a6b44"
    c.shadow(72, 92, 64, 8)
    c.fill("M128 50L180 38c5-1 8 8 3 10L132 62z", wood)
    c.fill("M128 50L180 38c5-1 8 8 3 10L132 62z", down("#ffffff55", "#00000000", "#00000066"))
    c.fill("M122 50l18-4 2 14-17 5z", STEEL)
    c.body("M10 50c0 26 22 42 62 42s62-16 62-42z", ink.main, GLOSS)
    c.fill(ellipse(72, 50, 63, 20), across("#8f959b", "#eef0f2", "#a6acb2", "#70767c"))
    c.fill(ellipse(72, 50.500, 60, 18), down(darker(ink.main, 0.35), ink.main))
    c.fill(ellipse(72, 54, 48, 13), Radial(((0, lighter(ink.main, 0.2)), (1, ink.main))))
    c.stroke("M30 48c8-8 24-12 42-12", "#ffffff", 2, 0.35, blur=1)
    if mark:
        c.text((72, 56), mark, 8, lighter(ink.main, 0.45), 0.7)


@shape("lunchbox", 140, 116, "ceramic", (66, 80))
def lunchbox(c: Canvas, ink: Ink, mark: str) -> None:
    """A two-tier bento box with a strap."""
    lid = ink.accent or darker(ink.main, 0.22)
    c.shadow(70, 105, 58, 7)
    c.body(rounded(16, 72, 108, 32, r=11), ink.main, GLOSS, 0.8)
    c.body(rounded(16, 44, 108, 32, r=9), lighter(ink.main, 0.1), GLOSS, 0.8)
    c.stroke("M17 73.500H123", "#000000", 1, 0.22)
    c.body(rounded(11, 24, 118, 24, r=10), lid, GLOSS, 0.75)
    c.fill(rounded(20, 26, 100, 5, r=2.500), "#ffffff", 0.3, blur=1)
    c.body(rounded(60, 20, 20, 86, r=3), darker(lid, 0.35), SATIN)
    c.fill(rounded(58, 54, 24, 9, r=4), STEEL)
    if mark:
        c.text((36, 60), mark, 9, darker(ink.main, 0.6), 0.8)


@shape("jar", 110, 150, "glass", (52, 92))
def jar(c: Canvas, ink: Ink, mark: str) -> None:
    """A glass storage jar with a bamboo lid; the main colour is what is kept in it."""
    c.shadow(55, 138, 42, 7)
    glass = rounded(14, 34, 82, 104, r=13)
    c.fill(glass, "#e8f0f1")
    with c.inside(rounded(18, 38, 74, 96, r=10)):
        c.fill(
            "M10 70c10-6 20 3 32-2s26 3 34 0 16-2 24 1v80H10z", down(lighter(ink.main, 0.15), darker(ink.main, 0.18))
        )
        for tone, half in ((lighter(ink.main, 0.35), range(0, 150, 2)), (darker(ink.main, 0.25), range(1, 150, 2))):
            beans = (ellipse(16 + i * 0.7549 % 1 * 80, 72 + i * 0.5698 % 1 * 64, 2.6, 2.1) for i in half)
            c.fill("".join(beans), tone, 0.55)
    c.fill(glass, GLASS)
    c.fill(rounded(24, 44, 7, 80, r=3.500), "#ffffff", 0.55, blur=0.8)
    c.body(rounded(12, 16, 86, 22, r=5), ink.accent or "#d9b27c", SATIN)
    for y in (22, 27, 32):
        c.stroke(f"M13 {y}c20-1.500 60 1.500 84 0", "#7d5326", 0.6, 0.35)
    c.body(rounded(32, 84, 46, 26, r=3), "#fbf7ef", SATIN, 0.4)
    c.text((55, 97), mark or "日常", 10, "#5b4a3a")
