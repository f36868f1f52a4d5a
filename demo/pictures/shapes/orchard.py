"""Berries, bunches and field produce of the orchard shop."""

from demo.pictures.canvas import Canvas
from demo.pictures.paint import BALL, SATIN, Radial, darker, down, lighter, slant
from demo.pictures.paths import ellipse, rounded
from demo.pictures.shapes.fruit import leaf
from demo.pictures.shapes.library import shape
from demo.pictures.spec import Ink

_BUNCH = (
    (38, 44), (60, 38), (82, 44), (102, 52), (28, 60), (48, 58), (70, 56), (92, 64), (38, 76), (60, 74), (80, 78),
    (98, 80), (48, 92), (68, 94), (86, 94), (58, 110), (76, 110), (67, 126),
)  # fmt: skip


@shape("grape", 130, 150, "skin", (62, 78))
def grape(c: Canvas, ink: Ink, mark: str) -> None:
    """A bunch of grapes with a bloom on the skin."""
    c.shadow(66, 139, 42, 7)
    c.stroke("M66 40C64 26 68 16 80 8", "#7a5a32", 4)
    leaf(c, 68, 30, 1, turn=-22)
    leaf(c, 66, 32, 0.8, turn=164)
    for x, y in _BUNCH:
        berry = ellipse(x, y, 14, 14.500)
        c.fill(ellipse(x + 1, y + 2, 14.500), "#1a1018", 0.22, blur=2)
        c.fill(berry, ink.main)
        c.fill(berry, BALL)
        c.fill(ellipse(x + 4, y + 6, 7, 5), lighter(ink.main, 0.5), 0.4, blur=2.500)
        c.fill(ellipse(x - 5, y - 5, 3.200, 2.400), "#ffffff", 0.85, blur=0.6)


def berry_at(c: Canvas, ink: Ink, x: float, y: float, *, size: float = 1.0, turn: float = 0.0) -> None:
    """One strawberry, its tip downwards."""
    with c.placed(x, y, size, turn=turn):
        skin = "M0 -26C20 -32 34 -18 28 2C22 22 10 36 0 40C-10 36 -22 22 -28 2C-34 -18 -20 -32 0 -26z"
        c.fill(skin, ink.main)
        c.fill(skin, BALL)
        with c.inside(skin):
            for row in range(7):
                for col in range(-3, 4):
                    sx, sy = col * 9 + row % 2 * 4.500, -20 + row * 8.500
                    c.fill(ellipse(sx, sy, 1.500, 2.100), darker(ink.main, 0.45), 0.8)
                    c.fill(ellipse(sx, sy + 0.4, 1, 1.500), "#ffe28a")
        for angle in (-70, -36, 0, 36, 70):
            with c.placed(0, -25, turn=angle):
                c.fill("M-5 2C-6 -6 -2 -12 0 -17C2 -12 6 -6 5 2z", slant("#8cc05a", "#3f7a34"))
        c.stroke("M0 -28C0 -36 3 -40 6 -42", "#5f8f42", 2.600)
        c.fill(ellipse(-11, -12, 5, 8), "#ffffff", 0.5, blur=2.500)


@shape("strawberry", 160, 130, "skin", (60, 68))
def strawberry(c: Canvas, ink: Ink, mark: str) -> None:
    """Three strawberries."""
    c.shadow(80, 117, 66, 7)
    berry_at(c, ink, 114, 66, size=0.98, turn=18)
    berry_at(c, ink, 50, 64, size=1.08, turn=-14)
    berry_at(c, ink, 84, 80, size=1, turn=4)


@shape("cherry", 150, 140, "skin", (52, 98))
def cherry(c: Canvas, ink: Ink, mark: str) -> None:
    """Cherries on their stalks."""
    c.shadow(76, 127, 60, 7)
    for x, y, bend in ((50, 98, 6), (100, 102, -4), (78, 84, 2)):
        c.stroke(f"M{x} {y - 20}C{x + bend} {y - 50} 84 36 88 14", "#6f8a3c", 2.400)
    leaf(c, 88, 16, 0.95, turn=14)
    for x, y, r in ((78, 88, 22), (50, 100, 25), (102, 103, 24)):
        skin = (
            f"M{x} {y - r * 0.82}C{x + r * 0.5} {y - r * 1.150} {x + r * 1.150} {y - r * 0.7} {x + r} {y}"
            f"C{x + r * 0.9} {y + r * 0.7} {x + r * 0.4} {y + r} {x} {y + r}"
            f"C{x - r * 0.4} {y + r} {x - r * 0.9} {y + r * 0.7} {x - r} {y}"
            f"C{x - r * 1.150} {y - r * 0.7} {x - r * 0.5} {y - r * 1.150} {x} {y - r * 0.82}z"
        )
        c.fill(skin, ink.main)
        c.fill(skin, BALL)
        c.fill(ellipse(x - r * 0.38, y - r * 0.36, r * 0.22, r * 0.3), "#ffffff", 0.8, blur=1)
        c.fill(ellipse(x, y - r * 0.8, r * 0.3, 2), darker(ink.main, 0.5), 0.6, blur=1)


@shape("blueberry", 160, 130, "skin", (70, 50))
def blueberry(c: Canvas, ink: Ink, mark: str) -> None:
    """A punnet of blueberries."""
    c.shadow(80, 118, 64, 7)
    c.fill("M16 56H144L134 108c-1 6-5 9-11 9H37c-6 0-10-3-11-9z", "#dfe9ea", 0.7)
    places = [(30 + col * 17 + row % 2 * 8, 96 - row * 15) for row in range(5) for col in range(6 if row < 4 else 5)]
    for index, (x, y) in enumerate(places):
        r = 10.500 + index % 3
        c.fill(ellipse(x, y, r), ink.main)
        c.fill(ellipse(x, y, r), BALL)
        c.fill(ellipse(x, y + 2, r * 0.8), lighter(ink.main, 0.45), 0.3, blur=2)
        c.fill(ellipse(x + 1, y - 3, 3.600, 2.800), darker(ink.main, 0.55))
        c.stroke(ellipse(x + 1, y - 3, 3.800, 3), lighter(ink.main, 0.4), 0.9, 0.8)
    leaf(c, 96, 30, 0.6, turn=-10)
    tray = "M12 62H148L137 110c-1 5-5 8-10 8H33c-5 0-9-3-10-8z"
    c.fill(tray, "#eef6f7", 0.42)
    c.fill(tray, down("#ffffff88", "#ffffff11", "#8fb0b844"))
    c.fill(rounded(8, 56, 144, 9, r=4), "#ffffff", 0.8)
    c.stroke("M10 65H150", "#86a4ac", 0.8, 0.5)
    c.body(rounded(50, 78, 60, 26, r=4), ink.accent or "#ffffff", SATIN, 0.25)
    c.text((80, 91), mark or "蓝莓", 11, "#2f3f66")


@shape("corn", 130, 170, "skin", (66, 70))
def corn(c: Canvas, ink: Ink, mark: str) -> None:
    """Two cobs in their husks."""
    c.shadow(66, 158, 46, 7)
    for x, turn in ((86, 10), (48, -8)):
        with c.placed(x, 150, turn=turn):
            cob = "M-20 -30C-24 -80 -16 -130 0 -140C16 -130 24 -80 20 -30z"
            c.fill(cob, darker(ink.main, 0.2))
            with c.inside(cob):
                for row in range(15):
                    for col in range(-3, 4):
                        at = (col * 7.200, -134 + row * 7.600)
                        c.fill(
                            rounded(at[0] - 3.400, at[1] - 3.500, 6.800, 7, r=2.600),
                            down(lighter(ink.main, 0.4), ink.main),
                        )
            c.fill(cob, SATIN)
            for flip in (False, True):
                with c.placed(0, 0, flip=flip):
                    c.fill("M0 4C-26 -4 -34 -50 -26 -92C-14 -70 -4 -40 0 4z", slant("#cfe0a0", "#88ad58", "#5d8a42"))
                    c.stroke("M-4 -6C-18 -30 -24 -60 -25 -84", "#eef5cf", 0.8, 0.7)
            c.fill("M-6 0h12l-2 10h-8z", "#a9bd74")


@shape("potato", 160, 110, "skin", (56, 60))
def potato(c: Canvas, ink: Ink, mark: str) -> None:
    """Sweet potatoes, one of them split open."""
    c.shadow(80, 98, 70, 7)
    for x, y, size, turn in ((100, 46, 1, 8), (56, 62, 1.080, -10)):
        with c.placed(x, y, size, turn=turn):
            skin = "M-52 2C-40 -20 -14 -26 10 -24C34 -22 46 -10 54 2C44 18 22 26 -4 26C-30 26 -44 16 -52 2z"
            c.fill(skin, ink.main)
            c.fill(skin, BALL)
            for index in range(9):
                c.stroke(f"M{-38 + index * 9} {-10 + index * 7 % 22}l5 1", darker(ink.main, 0.5), 1, 0.5)
    with c.placed(118, 82, turn=-6):
        c.fill("M-34 0C-26 -18 24 -20 34 -4C28 16 -22 18 -34 0z", darker(ink.main, 0.1))
        c.fill(
            "M-31 -1C-24 -16 22 -17 31 -4C24 11 -20 13 -31 -1z",
            Radial(((0, lighter(ink.accent or "#f4a63a", 0.3)), (1, ink.accent or "#f4a63a"))),
        )
        c.stroke("M-22 -2C-8 -8 10 -8 22 -4M-18 4C-4 0 10 0 18 2", "#fff2c4", 1.400, 0.6, blur=0.4)


@shape("tomato", 160, 126, "skin", (58, 70))
def tomato(c: Canvas, ink: Ink, mark: str) -> None:
    """Tomatoes on the vine."""
    c.shadow(80, 112, 70, 7)
    c.stroke("M28 20C60 10 108 10 140 26", "#5f8a3c", 4)
    for x, y, r in ((120, 72, 33), (46, 68, 36), (84, 80, 33)):
        skin = (
            f"M{x} {y - r * 0.82}C{x + r * 0.9} {y - r * 1.250} {x + r * 1.3} {y + r} {x} {y + r * 0.94}"
            f"C{x - r * 1.3} {y + r} {x - r * 0.9} {y - r * 1.250} {x} {y - r * 0.82}z"
        )
        c.fill(skin, ink.main)
        c.fill(skin, BALL)
        c.fill(ellipse(x - r * 0.36, y - r * 0.36, r * 0.2, r * 0.14), "#ffffff", 0.75, blur=1.500)
        c.stroke(f"M{x} {y - r * 0.8}C{x + 2} {y - r * 1.1} {x} {y - r * 1.3} {x - 2} 18", "#5f8a3c", 3)
        for turn in (-80, -44, 0, 44, 80):
            with c.placed(x, y - r * 0.8, turn=turn + 180 if turn == 0 else turn):
                c.fill("M-3 0C-3 -8 -1 -12 0 -17C1 -12 3 -8 3 0z", slant("#8cb858", "#3f7434"))
