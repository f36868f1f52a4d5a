"""Tableware and tea things of the home shop."""

from demo.pictures.canvas import Canvas
from demo.pictures.paint import BALL, GLASS, GLOSS, SATIN, Radial, darker, down, lighter, slant
from demo.pictures.paths import ellipse, rounded
from demo.pictures.shapes.library import shape
from demo.pictures.spec import Ink


def glaze_specks(c: Canvas, path: str, colour: str, box: tuple[float, float, float, float]) -> None:
    """The iron specks of a hand-made glaze, scattered over an area (x, y, width, height)."""
    x, y, width, height = box
    spots = (
        ellipse(x + index * 0.7549 % 1 * width, y + index * 0.5698 % 1 * height, 0.35 + index % 3 * 0.18)
        for index in range(46)
    )
    with c.inside(path):
        c.fill("".join(spots), colour, 0.45)


@shape("bowl", 140, 100, "ceramic", (62, 66))
def bowl(c: Canvas, ink: Ink, mark: str) -> None:
    """A rice bowl with a foot ring."""
    c.shadow(70, 91, 44, 7)
    c.body("M50 80h40l-3 11H53z", darker(ink.main, 0.1), GLOSS)
    wall = "M12 34c0 34 22 52 58 52s58-18 58-52z"
    c.body(wall, ink.main, GLOSS)
    glaze_specks(c, wall, darker(ink.accent or "#8a6a4a", 0.3), (14, 36, 112, 48))
    with c.inside(wall):
        c.stroke("M10 50c20 8 100 8 120 0", ink.accent or "#5f7f8f", 2.400, 0.85)
        c.stroke("M10 55c20 8 100 8 120 0", ink.accent or "#5f7f8f", 0.9, 0.85)
    c.fill(ellipse(70, 34, 58, 15), lighter(ink.main, 0.5))
    c.fill(ellipse(70, 35, 55, 13), down(darker(ink.main, 0.28), lighter(ink.main, 0.2)))
    c.stroke("M22 30c14-8 34-10 56-10", "#ffffff", 1.600, 0.7)
    if mark:
        c.text((70, 68), mark, 8, darker(ink.main, 0.5), 0.55)


@shape("plate", 150, 124, "ceramic", (56, 60))
def plate(c: Canvas, ink: Ink, mark: str) -> None:
    """A dinner plate tilted towards the viewer."""
    c.shadow(75, 108, 62, 9)
    c.fill(ellipse(75, 64, 68, 46), darker(ink.main, 0.28))
    rim = ellipse(75, 60, 68, 46)
    c.body(rim, ink.main, slant("#ffffff66", "#ffffff00", "#00000022"))
    glaze_specks(c, rim, "#6b4c33", (8, 14, 134, 92))
    c.stroke(ellipse(75, 60, 66, 44.500), ink.accent or "#8fa89a", 2)
    c.fill(ellipse(75, 61, 46, 30), Radial(((0, lighter(ink.main, 0.3)), (0.8, ink.main), (1, darker(ink.main, 0.16)))))
    c.stroke(ellipse(75, 61, 46, 30), "#ffffff", 0.8, 0.6)
    c.stroke("M20 42c10-16 32-24 52-25", "#ffffff", 3, 0.7, blur=1)
    if mark:
        c.text((75, 63), mark, 8, darker(ink.main, 0.4), 0.4)


@shape("teapot", 160, 124, "ceramic", (76, 74))
def teapot(c: Canvas, ink: Ink, mark: str) -> None:
    """A round-bellied teapot."""
    c.shadow(78, 112, 50, 7)
    c.stroke("M114 58c34-16 36 40 0 42", darker(ink.main, 0.25), 9)
    c.stroke("M114 57c33-15 34 38 0 40", ink.main, 6.500)
    c.fill("M46 92C22 88 26 58 8 46l9-5c18 10 16 26 34 30z", darker(ink.main, 0.1))
    c.fill("M46 92C22 88 26 58 8 46l9-5c18 10 16 26 34 30z", down("#ffffff55", "#00000000", "#00000055"))
    belly = "M78 42c34 0 46 18 46 38 0 18-14 32-46 32s-46-14-46-32c0-20 12-38 46-38z"
    c.body(belly, ink.main, BALL)
    glaze_specks(c, belly, darker(ink.main, 0.5), (32, 44, 92, 66))
    c.fill("M50 46c4-9 52-9 56 0-10 6-46 6-56 0z", darker(ink.main, 0.3))
    c.body("M52 42c2-14 50-14 52 0-10 5-42 5-52 0z", ink.main, GLOSS)
    c.body(ellipse(78, 25, 7, 6), ink.accent or darker(ink.main, 0.2), BALL)
    c.stroke("M46 66c4-10 12-15 22-16", "#ffffff", 4, 0.55, blur=1.500)
    if mark:
        c.text((80, 86), mark, 10, lighter(ink.main, 0.7), 0.7)


@shape("cup", 116, 110, "ceramic", (54, 62))
def cup(c: Canvas, ink: Ink, mark: str) -> None:
    """A tea cup on a wooden saucer."""
    c.shadow(58, 98, 48, 7)
    wood = ink.accent or "#b88a5c"
    c.fill(ellipse(58, 93, 50, 9), darker(wood, 0.3))
    c.fill(ellipse(58, 90, 50, 9), slant(lighter(wood, 0.25), wood, darker(wood, 0.15)))
    wall = "M22 30h72c0 32-8 58-28 60H50C30 88 22 62 22 30z"
    c.body(wall, ink.main, GLOSS)
    glaze_specks(c, wall, darker(ink.main, 0.5), (22, 32, 72, 56))
    c.fill(ellipse(58, 30, 36, 9), lighter(ink.main, 0.5))
    c.fill(ellipse(58, 31.500, 32.500, 7), down("#7d8f3a", "#b7c46a"))
    c.stroke("M34 31c8-4 18-5 26-4.500", "#ffffff", 1.400, 0.7)
    if mark:
        c.text((58, 62), mark, 9, darker(ink.main, 0.5), 0.5)


@shape("glass", 150, 140, "glass", (44, 84))
def glass(c: Canvas, ink: Ink, mark: str) -> None:
    """A pair of tumblers, one of them filled."""
    c.shadow(75, 128, 62, 7)
    for x, level in ((22, 0.0), (82, 1.0)):
        with c.placed(x, 22):
            wall = "M0 0H48L43 98c-.5 5-4 8-9 8H14c-5 0-8.500-3-9-8z"
            c.fill(wall, "#e3edef", 0.85)
            with c.inside(wall):
                if level:
                    c.fill("M0 30H48V112H0z", down(lighter(ink.main, 0.25), ink.main), 0.85)
                    c.fill(ellipse(24, 30, 22.500, 4), lighter(ink.main, 0.5))
                for rib in range(6, 46, 6):
                    c.stroke(f"M{rib} 0L{rib * 0.8 + 5} 98", "#ffffff", 1.600, 0.42)
                c.fill("M0 94H48V112H0z", "#a9c0c6", 0.6)
            c.fill(wall, GLASS)
            c.stroke(ellipse(24, 0, 23.500, 4.500), "#ffffff", 1.600)
            c.stroke(ellipse(24, 0, 24, 5), "#8aa6ae", 0.7, 0.8)
    if mark:
        c.text((46, 74), mark, 7, "#7f989f", 0.8)


@shape("board", 120, 170, "wood", (60, 96))
def board(c: Canvas, ink: Ink, mark: str) -> None:
    """A cutting board with a handle and a leather loop."""
    c.shadow(62, 158, 50, 8)
    wood = (
        "M46 40c6-4 6-8 5-14-1-9 4-14 9-14s10 5 9 14c-1 6-1 10 5 14 22 1 30 5 30 16"
        "v88c0 9-5 14-14 14H30c-9 0-14-5-14-14V56c0-11 8-15 30-16z"
    )
    with c.placed(2.500, 2.500):
        c.fill(wood, darker(ink.main, 0.45))
    c.fill(wood, slant(lighter(ink.main, 0.3), ink.main, darker(ink.main, 0.12)))
    with c.inside(wood):
        for index in range(17):
            x = 12 + index * 6
            bend = (index * 7) % 9 - 4
            c.stroke(
                f"M{x} 8C{x + bend} 60 {x - bend} 110 {x + bend / 2} 160",
                darker(ink.main, 0.4),
                0.5 + index % 3 * 0.3,
                0.35,
            )
        c.stroke(ellipse(74, 112, 6, 11), darker(ink.main, 0.4), 0.8, 0.4)
        c.stroke(ellipse(74, 112, 11, 20), darker(ink.main, 0.4), 0.8, 0.3)
    c.fill(ellipse(60, 24, 4.500), "#ffffff")
    c.fill(ellipse(60, 24, 4.500), "#3a2616", 0.25)
    c.stroke("M60 24c-10-4-12-16-2-20 10 4 8 14 3 20", ink.accent or "#6b4226", 2)
    c.text((60, 142), mark, 8, darker(ink.main, 0.55), 0.75)


@shape("pitcher", 130, 160, "glass", (56, 96))
def pitcher(c: Canvas, ink: Ink, mark: str) -> None:
    """A cold-water jug with fruit slices."""
    c.shadow(60, 148, 44, 7)
    c.stroke("M92 58c30-4 30 56-4 58", "#bcd0d5", 8)
    c.stroke("M92 58c30-4 30 56-4 58", "#ffffff", 3, 0.75)
    wall = "M28 34h64l2 26 6 70c.8 11-5 17-14 17H34c-9 0-14.800-6-14-17l6-70z"
    c.fill(wall, "#e4eef0")
    with c.inside(wall):
        c.fill("M10 66H110V150H10z", down(lighter(ink.main, 0.45), ink.main), 0.85)
        c.fill(ellipse(60, 66, 36, 6), lighter(ink.main, 0.6))
        for x, y, r in ((42, 96, 14), (74, 112, 15), (48, 130, 13)):
            c.fill(ellipse(x, y, r), ink.accent or "#f5c542", 0.9)
            c.fill(ellipse(x, y, r * 0.84), "#fff6cf", 0.9)
            for turn in range(0, 180, 30):
                with c.placed(x, y, turn=turn):
                    c.stroke(f"M{-r * 0.8} 0H{r * 0.8}", ink.accent or "#f5c542", 1)
    c.fill(wall, GLASS)
    c.body(rounded(24, 20, 72, 17, r=6), "#cfd6d8", SATIN)
    c.fill("M24 24l-8-3c-2 6 2 10 8 11z", "#b9c3c6")
    if mark:
        c.text((60, 29), mark, 7, "#6f7d82")
