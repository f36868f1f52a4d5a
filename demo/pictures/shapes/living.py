"""Things for the bedroom, bathroom and the way out of the house."""

from demo.pictures.canvas import Canvas
from demo.pictures.paint import BALL, GLOSS, SATIN, STEEL, Radial, across, darker, down, lighter, slant
from demo.pictures.paths import ellipse, rounded
from demo.pictures.shapes.library import shape
from demo.pictures.spec import Ink


@shape("lamp", 140, 190, "fabric", (70, 60))
def lamp(c: Canvas, ink: Ink, mark: str) -> None:
    """A bedside lamp with a lit shade."""
    c.fill(ellipse(70, 66, 66, 56), Radial(((0, "#ffd99066"), (1, "#ffd99000"))))
    c.shadow(70, 179, 40, 7)
    c.body("M60 176c-3-24-2-40 4-62h12c6 22 7 38 4 62z", ink.accent or "#b88a5c", GLOSS, 0.8)
    c.body(rounded(38, 168, 64, 12, r=6), ink.accent or "#b88a5c", GLOSS, 0.8)
    shade = "M44 24H96L120 110c-20 8-80 8-100 0z"
    c.fill(shade, ink.main)
    c.fill(shade, Radial(((0, "#fff3c9f0"), (0.45, "#ffe1a070"), (1, "#00000018")), 0.5, 0.62, 0.6))
    with c.inside(shade):
        for index in range(-9, 10):
            c.stroke(f"M{70 + index * 2.8} 20L{70 + index * 6} 116", "#7a5a2a", 0.5, 0.22)
    c.stroke("M20 110c20 8 80 8 100 0", darker(ink.main, 0.3), 1.400, 0.6)
    c.fill(ellipse(70, 24, 26, 4), "#fff8e4")
    c.stroke("M88 112v26", "#8a7a60", 1)
    c.fill(ellipse(88, 140, 2.500), "#8a7a60")
    if mark:
        c.text((70, 174.500), mark, 5, "#ffffff", 0.7)


@shape("towel", 150, 130, "fabric", (70, 74))
def towel(c: Canvas, ink: Ink, mark: str) -> None:
    """Three folded towels, the top one in the main colour."""
    c.shadow(75, 118, 64, 7)
    tones = (ink.accent or darker(ink.main, 0.22), lighter(ink.main, 0.55), ink.main)
    for tone, y in zip(tones, (84, 54, 22), strict=True):
        c.body(rounded(12, y, 126, 34, r=15), tone, down("#ffffff4a", "#ffffff00", "#0000003a"))
        c.stroke(f"M30 {y + 17}H128c8 0 8 10 0 10", darker(tone, 0.4), 1.400, 0.4, blur=0.5)
        c.stroke(f"M22 {y + 9}c30-3 70-3 104 0", "#ffffff", 3, 0.25, blur=1.500)
        loops = (ellipse(20 + index * 0.7549 % 1 * 112, y + 3 + index * 0.5698 % 1 * 28, 0.7) for index in range(90))
        c.fill("".join(loops), lighter(tone, 0.6), 0.5)
    c.body(rounded(104, 28, 18, 11, r=1.500), "#fbf7ef", SATIN, 0.4)
    c.text((113, 33.500), mark or "棉", 5.500, "#6b5a48")


@shape("candle", 110, 130, "glass", (50, 88))
def candle(c: Canvas, ink: Ink, mark: str) -> None:
    """A scented candle burning in a glass."""
    c.fill(ellipse(55, 34, 46, 42), Radial(((0, "#ffca6a8c"), (1, "#ffca6a00"))))
    c.shadow(55, 118, 40, 7)
    cup = rounded(17, 42, 76, 76, r=10)
    c.fill(cup, ink.main)
    c.fill(cup, Radial(((0, "#fff0c8b0"), (1, "#fff0c800")), 0.5, 0.1, 0.7))
    c.fill(cup, GLOSS, 0.8)
    c.fill(ellipse(55, 45, 37, 7), lighter(ink.main, 0.55))
    c.fill(ellipse(55, 46, 34, 5.500), Radial(((0, "#fff6d8"), (1, lighter(ink.main, 0.25)))))
    c.stroke("M55 46V35", "#3a2a1c", 1.600)
    c.fill("M55 12c7 10 9 15 6 21-3 4-9 4-12 0-3-6-1-11 6-21z", down("#fff2b0", "#ff9d2e"))
    c.fill("M55 22c3 5 4 8 2.500 11-1.500 2-3.500 2-5 0-1.500-3-.5-6 2.500-11z", "#fffbe8")
    c.body(rounded(32, 66, 46, 34, r=3), ink.accent or "#fbf5ea", SATIN, 0.35)
    c.text((55, 79), mark or "暖", 11, "#5b4636")
    c.stroke("M42 90H68", "#5b4636", 0.8, 0.5)


@shape("umbrella", 160, 160, "fabric", (80, 60))
def umbrella(c: Canvas, ink: Ink, mark: str) -> None:
    """An open umbrella with a crook handle."""
    c.shadow(92, 152, 34, 5, 0.22)
    c.stroke("M80 30V136c0 14 20 14 20 0", darker(ink.accent or "#8a6242", 0.15), 5)
    c.stroke("M80 30V118", across("#8f959b", "#f2f4f5", "#8f959b"), 2.600)
    c.fill("M80 12v10", "#444444")
    dome = "M10 84C12 44 42 20 80 20s68 24 70 64c-8-8-22-8-28 0-8-9-26-9-33 0h-18c-7-9-25-9-33 0-6-8-20-8-28 0z"
    c.fill(dome, ink.main)
    with c.inside(dome):
        c.fill("M80 20C58 34 42 58 38 88h33C70 60 74 36 80 20z", "#ffffff", 0.16)
        c.fill("M80 20C104 34 120 58 122 88h40V20z", "#000000", 0.1)
        c.fill("M80 20c6 16 10 40 9 68h33c-2-30-20-54-42-68z", "#000000", 0.05)
        for line in ("C56 32 42 56 38 86", "C74 36 70 60 71 86", "C86 36 90 60 89 86", "C104 32 118 56 122 86"):
            c.stroke(f"M80 20{line}", darker(ink.main, 0.4), 0.8, 0.55)
    c.fill(dome, Radial(((0, "#ffffff60"), (0.5, "#ffffff00"), (1, "#00000030")), 0.36, 0.3, 0.7))
    c.stroke("M80 20v-9", STEEL, 3)
    if mark:
        c.text((104, 70), mark, 7, lighter(ink.main, 0.75), 0.8)


@shape("vase", 120, 200, "ceramic", (60, 140))
def vase(c: Canvas, ink: Ink, mark: str) -> None:
    """A matte vase with dry reeds."""
    c.shadow(60, 188, 36, 7)
    reed = ink.accent or "#c9a46a"
    for turn in (-20, -8, 4, 16):
        with c.placed(60, 100, turn=turn):
            c.stroke("M0 0C2 -30 -2 -56 0 -84", darker(reed, 0.25), 1.300)
            c.fill("M0 -96C8 -84 7 -66 0 -52C-7 -66 -8 -84 0 -96z", slant(lighter(reed, 0.3), reed))
            for y in range(-88, -56, 5):
                c.stroke(f"M0 {y}l5 -5M0 {y}l-5 -5", lighter(reed, 0.45), 0.7, 0.7)
    belly = "M48 92h24c0 14 22 26 22 58 0 26-12 38-34 38s-34-12-34-38c0-32 22-44 22-58z"
    c.body(belly, ink.main, BALL)
    with c.inside(belly):
        for y in range(120, 186, 6):
            c.stroke(f"M22 {y}c24 4 52 4 76 0", darker(ink.main, 0.3), 0.6, 0.25)
    c.fill(ellipse(60, 92, 12, 3), darker(ink.main, 0.45))
    if mark:
        c.text((60, 160), mark, 8, lighter(ink.main, 0.6), 0.6)


@shape("cushion", 150, 130, "fabric", (76, 64))
def cushion(c: Canvas, ink: Ink, mark: str) -> None:
    """A plump square cushion with piping."""
    c.shadow(75, 117, 62, 8)
    plump = (
        "M16 20c20 6 98 6 118 0 8-2 10 4 8 12"
        "-5 20-5 48 0 70 2 9-2 14-10 12-22-6-92-6-114 0-8 2-12-3-10-12 5-22 5-50 0-70-2-8 0-14 8-12z"
    )
    c.fill(plump, ink.main)
    with c.inside(plump):
        for index in range(9):
            c.stroke(f"M{index * 18} 10v112", ink.accent or lighter(ink.main, 0.35), 3, 0.55)
        c.fill(plump, Radial(((0, "#ffffff50"), (0.55, "#ffffff00"), (1, "#0000004d")), 0.42, 0.36, 0.68))
        for fold in (
            "M20 24c16 12 22 16 34 18",
            "M130 24c-14 12-22 18-34 20",
            "M22 108c14-12 20-14 30-16",
            "M128 108c-14-12-20-16-32-16",
        ):
            c.stroke(fold, "#000000", 4, 0.16, blur=2.500)
    c.stroke(plump, darker(ink.main, 0.25), 1.600, 0.8)
    c.body(rounded(132, 66, 9, 7, r=1), "#fbf7ef", GLOSS, 0.2)


@shape("basket", 140, 120, "wood", (66, 74))
def basket(c: Canvas, ink: Ink, mark: str) -> None:
    """A woven basket with two grips and a cloth lining."""
    c.shadow(70, 108, 54, 7)
    for x in (34, 106):
        c.stroke(f"M{x - 10} 40c0-20 20-20 20 0", darker(ink.main, 0.35), 5)
    c.fill("M16 34c18-8 90-8 108 0l-3 14H19z", ink.accent or "#f3ece0")
    wall = "M16 42H124L114 100c-1 5-4 8-9 8H35c-5 0-8-3-9-8z"
    c.fill(wall, ink.main)
    with c.inside(wall):
        for row in range(9):
            for col in range(-1, 13):
                x, y = 12 + col * 10 + row % 2 * 5, 43 + row * 7.500
                c.fill(
                    rounded(x, y, 9, 6, r=2.500), lighter(ink.main, 0.28) if (row + col) % 2 else darker(ink.main, 0.1)
                )
                c.stroke(f"M{x + 1} {y + 5.600}h7", "#000000", 0.8, 0.2)
    c.fill(wall, GLOSS, 0.75)
    c.body(rounded(12, 38, 116, 9, r=4), darker(ink.main, 0.12), SATIN)
    c.body(rounded(58, 66, 24, 14, r=1.500), "#8a5f3c", SATIN, 0.6)
    c.text((70, 73), mark or "家", 7, "#fbeedb")
