"""Bags, tins, jars and boxes of the orchard shop."""

from demo.pictures.canvas import Canvas
from demo.pictures.paint import BALL, GLASS, GLOSS, SATIN, STEEL, Radial, across, darker, down, is_pale, lighter, slant
from demo.pictures.paths import ellipse, rounded
from demo.pictures.shapes.fruit import leaf
from demo.pictures.shapes.library import shape
from demo.pictures.spec import Ink


def label(c: Canvas, words: str, box: tuple[float, float, float, float], ground: str, tone: str) -> None:
    """A paper label with words and two fine rules (x, y, width, height)."""
    x, y, width, height = box
    c.fill(rounded(x + 0.8, y + 1.200, width, height, r=3), "#000000", 0.2, blur=1.500)
    c.body(rounded(x, y, width, height, r=3), ground, SATIN, 0.3)
    c.stroke(rounded(x + 2.500, y + 2.500, width - 5, height - 5, r=2), tone, 0.6, 0.6)
    c.text((x + width / 2, y + height * 0.46), words, min(height * 0.42, width / max(len(words), 1) * 0.82), tone)
    c.stroke(f"M{x + width * 0.3} {y + height * 0.78}H{x + width * 0.7}", tone, 0.8, 0.7)


@shape("ricebag", 130, 170, "paper", (64, 92))
def ricebag(c: Canvas, ink: Ink, mark: str) -> None:
    """A tied sack of rice."""
    c.shadow(65, 157, 56, 8)
    sack = "M28 40C18 60 12 100 16 140c1 12 6 17 16 17H98c10 0 15-5 16-17C118 100 112 60 102 40z"
    c.fill("M40 14C52 20 78 20 90 14C96 24 98 30 96 40H34C32 30 34 24 40 14z", darker(ink.main, 0.08))
    c.fill("M40 14C52 20 78 20 90 14C96 24 98 30 96 40H34C32 30 34 24 40 14z", GLOSS, 0.6)
    for x in (46, 56, 66, 76, 86):
        c.stroke(f"M{x} 20L{x - (x - 65) * 0.3} 40", darker(ink.main, 0.35), 1.200, 0.5)
    c.body(sack, ink.main, GLOSS, 0.75)
    with c.inside(sack):
        for fold in (
            "M30 44C24 70 22 100 26 130",
            "M100 44C106 70 108 100 104 130",
            "M50 42C46 54 46 60 44 70",
            "M82 42C86 54 86 60 88 70",
        ):
            c.stroke(fold, "#000000", 4, 0.13, blur=2.500)
    c.body(rounded(30, 34, 70, 10, r=5), ink.accent or "#b5793f", SATIN)
    label(c, mark or "新米", (36, 72, 58, 54), "#fdf9ef", "#7a3f22")


@shape("honey", 110, 140, "glass", (52, 84))
def honey(c: Canvas, ink: Ink, mark: str) -> None:
    """A honey jar with a gold lid."""
    c.shadow(55, 129, 42, 7)
    wall = "M22 38H88c8 6 10 12 10 22v56c0 8-5 13-13 13H25c-8 0-13-5-13-13V60c0-10 2-16 10-22z"
    c.fill(wall, Radial(((0, lighter(ink.main, 0.45)), (0.6, ink.main), (1, darker(ink.main, 0.3))), 0.5, 0.45, 0.7))
    c.fill(wall, GLASS)
    c.fill(rounded(20, 56, 5, 60, r=2.500), "#ffffff", 0.7, blur=0.6)
    lid = ink.accent or "#c8962e"
    c.body(rounded(18, 16, 74, 24, r=4), lid, GLOSS, 0.8)
    for x in range(21, 92, 4):
        c.stroke(f"M{x} 20V36", "#000000", 0.7, 0.16)
    c.fill(rounded(18, 16, 74, 5, r=2.500), "#ffffff", 0.3)
    label(c, mark or "蜂蜜", (28, 66, 54, 42), "#fffaf0", "#8a4b12")


@shape("teatin", 110, 150, "metal", (54, 86))
def teatin(c: Canvas, ink: Ink, mark: str) -> None:
    """A tea caddy with a hill landscape."""
    c.shadow(55, 139, 42, 7)
    wall = rounded(14, 44, 82, 95, r=6)
    c.fill(wall, ink.main)
    with c.inside(wall):
        pale = lighter(ink.main, 0.35)
        c.fill("M10 128C24 106 34 100 44 112C54 96 66 90 78 108C86 100 94 104 100 112V150H10z", pale, 0.55)
        c.fill("M10 136C30 120 50 122 62 130C74 120 90 122 100 130V150H10z", pale, 0.7)
        c.fill(ellipse(78, 62, 7), "#fff2d0", 0.7)
    c.fill(wall, GLOSS)
    lid = ink.accent or darker(ink.main, 0.25)
    c.body(rounded(12, 16, 86, 30, r=6), lid, GLOSS)
    c.fill(rounded(12, 42, 86, 4, r=2), STEEL)
    c.fill(rounded(40, 56, 30, 56, r=2), "#fdf8ea")
    c.stroke(rounded(42, 58, 26, 52, r=1.500), ink.main, 0.7)
    for index, letter in enumerate((mark or "新茶")[:3]):
        c.text((55, 68 + index * 16), letter, 13, darker(ink.main, 0.35))


@shape("eggs", 170, 110, "skin", (56, 48))
def eggs(c: Canvas, ink: Ink, mark: str) -> None:
    """A carton of farm eggs."""
    c.shadow(86, 98, 76, 7)
    card = ink.accent or "#b9a48a"
    c.fill("M14 46H156L150 62H20z", darker(card, 0.35))
    for row, y in ((0, 42), (1, 52)):
        for col in range(5):
            x = 30 + col * 27 + row * 2
            egg = (
                f"M{x} {y - 26}C{x + 11} {y - 26} {x + 15} {y - 6} {x + 14} {y + 2}"
                f"C{x + 12} {y + 18} {x - 12} {y + 18} {x - 14} {y + 2}"
                f"C{x - 15} {y - 6} {x - 11} {y - 26} {x} {y - 26}z"
            )
            c.fill(egg, lighter(ink.main, 0.12 * ((row + col) % 3)))
            c.fill(egg, BALL, 0.8)
            c.fill(ellipse(x - 5, y - 12, 3, 5), "#ffffff", 0.6, blur=1.500)
    front = (
        "M10 56c8 6 18 6 28 0 8 6 18 6 26 0 8 6 18 6 27 0 8 6 18 6 26 0 8 6 18 6 43 0"
        "l-8 36c-1 4-4 6-8 6H26c-4 0-7-2-8-6z"
    )
    c.fill(front, card)
    c.fill(front, down("#ffffff3a", "#00000000", "#00000044"))
    with c.inside(front):
        fibres = (ellipse(12 + index * 0.7549 % 1 * 150, 56 + index * 0.5698 % 1 * 42, 0.6) for index in range(120))
        c.fill("".join(fibres), darker(card, 0.3), 0.35)
    label(c, mark or "散养", (62, 66, 48, 25), "#fdf9ef", "#7a5a2e")


@shape("nuts", 120, 150, "paper", (60, 96))
def nuts(c: Canvas, ink: Ink, mark: str) -> None:
    """A stand-up pouch with a window full of nuts."""
    c.shadow(60, 139, 48, 7)
    pouch = "M20 16H100L104 120c1 14-4 19-14 19H30c-10 0-15-5-14-19z"
    c.body(pouch, ink.main, GLOSS, 0.8)
    c.fill("M20 16H100L100.500 30H19.500z", darker(ink.main, 0.15), 0.9)
    for y in (19, 22, 25, 28):
        c.stroke(f"M20 {y}H100", "#ffffff", 0.6, 0.3)
    c.fill(ellipse(60, 23, 5, 3), "#ffffff")
    window = rounded(32, 84, 56, 44, r=18)
    c.fill(window, "#4a2e18")
    with c.inside(window):
        for index in range(34):
            tone = ("#c88b4e", "#a8672f", "#e2b377", "#8a5226")[index % 4]
            with c.placed(32 + (index * 15.7) % 56, 86 + (index * 9.300) % 44, turn=index * 53):
                nut = "M0 -8C6 -6 7 4 0 9C-7 4 -6 -6 0 -8z"
                c.fill(nut, tone)
                c.fill(nut, BALL)
                c.stroke("M0 -6V6", darker(tone, 0.4), 0.6, 0.5)
    c.fill(window, slant("#ffffff70", "#ffffff00", "#ffffff00"))
    tone = "#4a2e18" if is_pale(ink.main) else "#fff6e2"
    c.text((60, 52), mark or "坚果", 17, tone)
    c.stroke("M44 66H76", tone, 1, 0.7)
    c.text((60, 73), "NATURAL", 5.500, tone, 0.8)


@shape("juice", 90, 200, "glass", (44, 120))
def juice(c: Canvas, ink: Ink, mark: str) -> None:
    """A bottle of pressed juice."""
    c.shadow(45, 188, 34, 7)
    wall = "M34 34H56c0 18 18 26 18 50v92c0 8-4 12-11 12H27c-7 0-11-4-11-12V84c0-24 18-32 18-50z"
    c.fill(wall, "#e6eef0")
    with c.inside(wall):
        c.fill("M10 58H80V192H10z", down(lighter(ink.main, 0.25), ink.main, darker(ink.main, 0.1)))
        c.fill(ellipse(45, 58, 22, 4), lighter(ink.main, 0.5))
    c.fill(wall, GLASS)
    c.fill(rounded(22, 86, 5, 90, r=2.500), "#ffffff", 0.7, blur=0.6)
    c.body(rounded(30, 16, 30, 21, r=4), ink.accent or "#4f8540", GLOSS)
    label(c, mark or "鲜榨", (22, 104, 46, 52), "#fffdf4", darker(ink.main, 0.45))
    leaf(c, 46, 112, 0.32, turn=-20)


@shape("giftbox", 170, 130, "paper", (70, 78))
def giftbox(c: Canvas, ink: Ink, mark: str) -> None:
    """A gift carton with a ribbon and fruit peeping out."""
    c.shadow(85, 119, 76, 8)
    for index, tone in enumerate(("#e05a3c", "#f2a541", "#d8434e", "#9dbb4a", "#f2a541")):
        x = 34 + index * 26
        c.fill(ellipse(x, 46, 18), tone)
        c.fill(ellipse(x, 46, 18), BALL)
        c.fill(ellipse(x - 6, 38, 4, 3), "#ffffff", 0.6, blur=1.500)
    leaf(c, 62, 32, 0.5, turn=-20)
    leaf(c, 112, 32, 0.5, turn=-10)
    wall = "M10 50H160L152 112c-1 5-4 7-8 7H26c-4 0-7-2-8-7z"
    c.fill(wall, ink.main)
    c.fill(wall, across("#00000022", "#ffffff30", "#00000000", "#0000002c"))
    c.fill("M10 50H160l-1 9H11z", darker(ink.main, 0.18))
    c.fill("M76 50h18l-1 69H77z", ink.accent or "#d9b25a")
    c.fill("M76 50h18l-1 69H77z", SATIN)
    label(c, mark or "鲜果礼盒", (30, 70, 110, 32), "#fffaf0", "#8a3a1e")


@shape("noodles", 150, 110, "paper", (72, 62))
def noodles(c: Canvas, ink: Ink, mark: str) -> None:
    """A bundle of dry noodles in a paper band."""
    c.shadow(75, 96, 66, 7)
    bundle = rounded(10, 26, 130, 68, r=7)
    c.fill(bundle, darker(ink.main, 0.25))
    with c.inside(bundle):
        for index in range(24):
            y = 27 + index * 2.900
            c.stroke(
                f"M8 {y}C50 {y + index % 3 - 1} 100 {y - index % 2} 142 {y}",
                lighter(ink.main, 0.1 * (index % 5)),
                2.400,
            )
    c.fill(bundle, down("#ffffff50", "#ffffff00", "#0000004a"))
    c.body("M46 22H104V98H46z", ink.accent or "#a5462c", down("#ffffff40", "#ffffff00", "#00000044"))
    label(c, mark or "挂面", (54, 42, 42, 36), "#fdf8ea", "#7a3522")
