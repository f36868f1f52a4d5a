"""Knitted and jersey clothes."""

from collections.abc import Iterable

from demo.pictures.canvas import Canvas
from demo.pictures.paint import SATIN, darker, is_pale, lighter
from demo.pictures.paths import ellipse, rounded
from demo.pictures.shapes.garments import cloth, stitches
from demo.pictures.shapes.library import shape
from demo.pictures.spec import Ink


def ribs(c: Canvas, path: str, tone: str, *, step: float = 2.4) -> None:
    """A ribbed cuff or hem: light and dark lines along a path's box."""
    cloth(c, path, darker(tone, 0.08))
    with c.inside(path):
        lines = "".join(f"M{index * step:g} 0V150" for index in range(int(140 / step)))
        c.stroke(lines, darker(tone, 0.5), 0.7, 0.4)


def stitched(columns: Iterable[int], rows: Iterable[int]) -> str:
    """The little v of plain knitting, in columns and rows."""
    rows = tuple(rows)
    return "".join(f"M{x - 1.5} {y}l1.5 2.4 1.5 -2.4" for x in columns for y in rows)


@shape("sweater", 136, 136, "knit", (66, 70), hangs=True)
def sweater(c: Canvas, ink: Ink, mark: str) -> None:
    """A cable-knit sweater."""
    arm = "M32 26C20 50 12 80 10 106L28 110 42 64z"
    for flip in (False, True):
        with c.placed(136 if flip else 0, 0, flip=flip):
            cloth(c, arm, darker(ink.main, 0.06), ("M28 48C22 68 18 88 18 106",))
            ribs(c, "M9 102L29 107 27 120 8 115z", ink.main)
    body = "M50 20C56 28 80 28 86 20L104 27C102 56 102 88 103 116H33C34 88 34 56 32 27z"
    cloth(c, body, ink.main, ("M38 60C42 76 42 96 40 116", "M98 60C94 76 94 96 96 116"))
    with c.inside(body):
        columns = set(range(34, 104, 4)) - {50, 54, 66, 70, 82, 86}
        c.stroke(stitched(sorted(columns), range(24, 118, 4)), darker(ink.main, 0.4), 0.6, 0.4)
        for x in (52, 68, 84):
            c.fill(rounded(x - 6, 16, 12, 104, r=1), "#000000", 0.06)
            rows = range(20, 118, 11)
            over = "".join(f"M{x - 4} {y}C{x - 4} {y + 6} {x + 4} {y + 5} {x + 4} {y + 11}" for y in rows)
            under = "".join(f"M{x + 4} {y}C{x + 4} {y + 6} {x - 4} {y + 5} {x - 4} {y + 11}" for y in rows)
            c.stroke(under, darker(ink.main, 0.35), 4.2, 0.35)
            c.stroke(under, lighter(ink.main, 0.25), 2.8, 0.85)
            c.stroke(over, darker(ink.main, 0.35), 4.2, 0.4)
            c.stroke(over, lighter(ink.main, 0.3), 2.8, 0.85)
    ribs(c, rounded(33, 114, 70, 12, r=2), ink.main)
    c.fill("M50 19C58 27 78 27 86 19C80 15 56 15 50 19z", darker(ink.main, 0.4))
    c.stroke("M50 19C57 30 79 30 86 19", ink.accent or darker(ink.main, 0.08), 5)
    c.stroke("M50 19C57 30 79 30 86 19", "#ffffff", 1.200, 0.25)


@shape("cardigan", 136, 140, "knit", (48, 80), hangs=True)
def cardigan(c: Canvas, ink: Ink, mark: str) -> None:
    """An open-necked cardigan with wooden buttons."""
    arm = "M32 24C20 50 12 82 10 110L28 114 42 64z"
    for flip in (False, True):
        with c.placed(136 if flip else 0, 0, flip=flip):
            cloth(c, arm, darker(ink.main, 0.06), ("M28 48C22 70 18 92 18 110",))
            ribs(c, "M9 106L29 111 27 123 8 118z", ink.main)
    c.fill("M52 18H84L68 60z", darker(ink.main, 0.45))
    for flip in (False, True):
        with c.placed(136 if flip else 0, 0, flip=flip):
            half = "M52 16L34 25C34 60 34 92 34 122H68V60z"
            cloth(c, half, ink.main, ("M40 60C44 80 44 100 42 120",), lights=("M52 60C54 84 54 100 52 120",))
            with c.inside(half):
                c.stroke(stitched(range(34, 68, 4), range(22, 124, 4)), darker(ink.main, 0.4), 0.6, 0.4)
            ribs(c, "M34 118H68V129H34z", ink.main)
            c.stroke("M52 16L66.500 60V129", darker(ink.main, 0.12), 5)
            c.stroke("M52 16L66.500 60V129", lighter(ink.main, 0.2), 1, 0.6)
    for y in (66, 80, 94, 108, 122):
        c.fill(ellipse(68.300, y + 0.6, 2.800), "#000000", 0.3, blur=0.5)
        c.fill(ellipse(68, y, 2.700), ink.accent or "#9a6b44")
        c.fill(ellipse(67.200, y, 0.5), "#3a2416")
        c.fill(ellipse(68.800, y, 0.5), "#3a2416")


@shape("hoodie", 136, 146, "fabric", (68, 84), hangs=True)
def hoodie(c: Canvas, ink: Ink, mark: str) -> None:
    """A hooded sweatshirt with a kangaroo pocket."""
    arm = "M32 34C20 58 13 88 11 112L29 116 42 72z"
    for flip in (False, True):
        with c.placed(136 if flip else 0, 0, flip=flip):
            cloth(c, arm, darker(ink.main, 0.06), ("M28 56C22 76 20 96 19 112", "M36 70C30 84 26 98 26 112"))
            ribs(c, "M10 108L30 113 28 126 9 121z", ink.main)
    body = "M48 30H88L104 36C102 66 102 98 103 126H33C34 98 34 66 32 36z"
    cloth(
        c,
        body,
        ink.main,
        ("M38 70C44 84 44 104 42 124", "M98 70C92 84 92 104 94 124"),
        lights=("M54 60V84", "M84 60V84"),
    )
    ribs(c, rounded(33, 123, 70, 11, r=2), ink.main)
    hood = "M44 38C40 14 54 6 68 6S96 14 92 38C86 50 76 54 68 54S50 50 44 38z"
    cloth(c, hood, darker(ink.main, 0.04))
    c.fill("M52 34C50 18 60 14 68 14S86 18 84 34C80 44 74 48 68 48S56 44 52 34z", darker(ink.main, 0.5))
    c.stroke("M52 34C50 18 60 14 68 14S86 18 84 34C80 44 74 48 68 48S56 44 52 34z", lighter(ink.main, 0.12), 2.400)
    cloth(c, "M50 92H86L96 118H40z", lighter(ink.main, 0.03))
    stitches(c, "M52 94L43 116M84 94L93 116", ink.main)
    for x in (60, 76):
        c.stroke(f"M{x} 46C{x - 1} 58 {x + 1} 66 {x} 76", ink.accent or "#f3efe6", 1.800)
        c.fill(rounded(x - 1.200, 74, 2.400, 5, r=1), "#8f959b")
    if mark:
        c.text((68, 84), mark, 8, darker(ink.main, 0.6) if is_pale(ink.main) else "#ffffff", 0.85)


@shape("scarf", 130, 150, "knit", (64, 60), hangs=True)
def scarf(c: Canvas, ink: Ink, mark: str) -> None:
    """A looped scarf with stripes and fringes."""
    tone = ink.accent or lighter(ink.main, 0.55)
    for x, top, low in ((50, 56, 122), (76, 60, 130)):
        tail = f"M{x - 13} {top}L{x - 15} {low}H{x + 15}L{x + 13} {top}z"
        for index in range(10):
            at = x - 14 + index * 3.100
            c.stroke(f"M{at} {low}l{index % 2 - 0.5} 11", darker(ink.main, 0.1), 1.600)
        cloth(c, tail, ink.main, (f"M{x - 4} {top}V{low}", f"M{x + 6} {top}V{low}"))
        with c.inside(tail):
            for y, width in ((low - 8, 5), (low - 18, 2.500), (low - 26, 5)):
                c.stroke(f"M{x - 18} {y}H{x + 18}", tone, width, 0.9)
            c.fill(tail, SATIN, 0.5)
    loop = "M22 40C22 18 40 10 64 10S108 18 108 40S88 76 64 76S22 62 22 40zM22 40z"
    cloth(c, loop, ink.main, ("M28 46C44 62 84 64 104 44", "M26 34C40 52 88 54 106 34", "M34 24C48 38 82 40 98 24"))
    c.fill(ellipse(64, 27, 23, 9), darker(ink.main, 0.55))
    c.fill(ellipse(64, 24, 22, 7), "#ffffff", 0.0)
    with c.inside(loop):
        c.stroke("M28 58C48 70 80 70 100 58", tone, 3, 0.8)
        c.stroke("M24 50C44 64 86 64 104 50", tone, 1.500, 0.8)


@shape("socks", 130, 130, "knit", (46, 50), hangs=True)
def socks(c: Canvas, ink: Ink, mark: str) -> None:
    """A pair of ribbed crew socks."""
    tone = ink.accent or lighter(ink.main, 0.5)
    for x in (62, 26):
        with c.placed(x, 8):
            leg = "M4 8C4 4 32 4 32 8V62C36 74 52 82 56 92C59 102 50 110 40 108C24 104 6 92 4 70z"
            cloth(c, leg, ink.main, ("M8 66C16 74 24 74 32 66", "M30 66C36 82 44 88 54 92"), lights=("M14 20V66",))
            with c.inside(leg):
                for at in range(5, 34, 3):
                    c.stroke(f"M{at} 4V58", darker(ink.main, 0.45), 0.6, 0.4)
                c.fill("M40 72L62 84V116H34C40 100 42 88 40 72z", tone, 0.9)
                c.fill("M-2 62C6 62 14 70 14 84L4 96-6 88z", tone, 0.9)
                for y in (14, 20):
                    c.stroke(f"M2 {y}H34", tone, 2.600, 0.95)
                c.fill(leg, SATIN, 0.45)


@shape("beanie", 130, 124, "knit", (64, 66), hangs=True)
def beanie(c: Canvas, ink: Ink, mark: str) -> None:
    """A bobble hat."""
    crown = "M20 92C16 48 36 24 65 24S114 48 110 92z"
    cloth(c, crown, ink.main, ("M40 40C34 60 34 76 36 92", "M90 40C96 60 96 76 94 92"))
    with c.inside(crown):
        for index in range(-6, 7):
            c.stroke(
                f"M{65 + index * 2} 22C{65 + index * 7} 44 {65 + index * 8.500} 70 {65 + index * 8} 94",
                darker(ink.main, 0.45),
                1.500,
                0.4,
            )
            c.stroke(
                f"M{67 + index * 2} 22C{68 + index * 7} 44 {69 + index * 8.500} 70 {69 + index * 8} 94",
                "#ffffff",
                1.200,
                0.16,
            )
    ribs(c, rounded(15, 80, 100, 27, r=8), ink.main, step=4)
    for index in range(70):
        with c.placed(65, 20, turn=index * 137.5):
            reach = 5 + index % 12
            c.fill(ellipse(0, -reach, 2.600, 4.400), lighter(ink.accent or ink.main, 0.1 * (index % 5)))
    c.body(rounded(78, 88, 20, 12, r=1.500), "#c8a172", SATIN, 0.5)
    c.text((88, 94), mark or "云", 7, "#4a2f18")
