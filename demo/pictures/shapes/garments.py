"""Woven clothes, laid flat."""

import math
from collections.abc import Iterable

from demo.pictures.canvas import Canvas
from demo.pictures.paint import BALL, SATIN, darker, is_pale, lighter
from demo.pictures.paths import ellipse, rounded
from demo.pictures.shapes.library import shape
from demo.pictures.spec import Ink


def cloth(c: Canvas, path: str, tone: str, folds: Iterable[str] = (), *, lights: Iterable[str] = ()) -> None:
    """A piece of cloth lying flat: its shadow, colour, weave light, folds and seam edge."""
    with c.placed(1.200, 3):
        c.fill(path, "#1a1410", 0.2, blur=2.600)
    c.fill(path, tone)
    with c.inside(path):
        c.fill(path, SATIN, 0.62)
        for fold in folds:
            c.stroke(fold, darker(tone, 0.75), 3.400, 0.26, blur=1.900)
        for light in lights:
            c.stroke(light, "#ffffff", 3.600, 0.2 if is_pale(tone) else 0.16, blur=2)
        c.stroke(path, darker(tone, 0.7), 3, 0.2, blur=1.500)
    c.stroke(path, darker(tone, 0.3), 0.5, 0.55)


def stitches(c: Canvas, path: str, tone: str) -> None:
    """A seam."""
    c.stroke(path, darker(tone, 0.5), 0.6, 0.5)


def button(c: Canvas, x: float, y: float, tone: str, r: float = 1.700) -> None:
    """A small button."""
    c.fill(ellipse(x + 0.3, y + 0.5, r), "#000000", 0.3, blur=0.4)
    c.body(ellipse(x, y, r), tone, BALL)


_TEE = (
    "M44 16C50 24 78 24 84 16L100 22 122 50 104 64 97 56 98 120"
    "C98 124 96 126 92 126H36C32 126 30 124 30 120L31 56 24 64 6 50 28 22z"
)


@shape("tshirt", 128, 136, "fabric", (64, 60), hangs=True)
def tshirt(c: Canvas, ink: Ink, mark: str) -> None:
    """A crew-neck T-shirt with a small print."""
    c.fill("M44 16C50 10 78 10 84 16C78 26 50 26 44 16z", darker(ink.main, 0.35))
    folds = (
        "M32 62C44 68 52 70 60 84",
        "M96 62C86 68 78 72 70 88",
        "M36 104C50 98 60 102 70 112",
        "M92 96C84 104 80 110 78 122",
        "M30 34C32 44 32 50 31 58",
        "M98 34C96 44 96 50 97 58",
    )
    cloth(c, _TEE, ink.main, folds, lights=("M50 34C46 60 46 90 48 120", "M82 36C84 60 86 80 84 116"))
    c.stroke("M44 16C50 26 78 26 84 16", darker(ink.main, 0.18), 3.400)
    c.stroke("M42.500 17C50 29 78 29 85.500 17", darker(ink.main, 0.5), 0.5, 0.5)
    for seam in ("M30 122H98", "M10 53L26 66", "M118 53L102 66"):
        stitches(c, seam, ink.main)
    tone = ink.accent or (darker(ink.main, 0.6) if is_pale(ink.main) else "#ffffff")
    if mark:
        c.fill(ellipse(64, 56, 11), tone, 0.9)
        c.fill("M53.500 58C57 52 60 51 63 55C66 50 70 51 74.500 58C73 64 68 67 64 67S55 64 53.500 58z", ink.main, 0.9)
        c.text((64, 75), mark, 6, tone, 0.9)


@shape("shirt", 128, 144, "fabric", (64, 70), hangs=True)
def shirt(c: Canvas, ink: Ink, mark: str) -> None:
    """A button-down shirt with a chest pocket."""
    arm = "M30 26L6 96 24 104 38 62z"
    cloth(c, arm, darker(ink.main, 0.06), ("M30 40C24 60 20 80 16 98",))
    with c.placed(128, 0, flip=True):
        cloth(c, arm, darker(ink.main, 0.06), ("M30 40C24 60 20 80 16 98",))
    body = "M46 16H82L100 26C98 60 98 100 99 128C88 136 76 132 64 132S40 136 29 128C30 100 30 60 28 26z"
    folds = ("M34 50C42 66 46 90 44 126", "M94 54C86 70 82 96 84 128", "M40 104C48 100 54 104 60 112")
    cloth(c, body, ink.main, folds, lights=("M52 40V124", "M80 40V122"))
    if ink.accent:
        with c.inside(body):
            for x in range(30, 102, 6):
                c.stroke(f"M{x} 14V136", ink.accent, 0.9, 0.65)
    c.body(rounded(60, 22, 8, 110, r=1), lighter(ink.main, 0.08), SATIN, 0.5)
    c.stroke("M60 24V131M68 24V131", darker(ink.main, 0.45), 0.4, 0.6)
    c.fill("M48 15C56 22 72 22 80 15L64 28z", darker(ink.main, 0.4))
    for collar in (
        "M47 13C46 20 48 28 52 33L64 24C57 22 51 18 47 13z",
        "M81 13C82 20 80 28 76 33L64 24C71 22 77 18 81 13z",
    ):
        cloth(c, collar, lighter(ink.main, 0.1))
    cloth(c, "M76 50H92V64C92 67 84 70 84 70S76 67 76 64z", lighter(ink.main, 0.04))
    for y in range(36, 130, 15):
        button(c, 64, y, "#f5efe4" if not is_pale(ink.main) else "#c9b79c")
    for x, turn in ((14, -18), (114, 18)):
        with c.placed(x, 97, turn=-turn):
            stitches(c, "M-10 -2H10", ink.main)


@shape("dress", 124, 184, "fabric", (62, 90), hangs=True)
def dress(c: Canvas, ink: Ink, mark: str) -> None:
    """A waisted dress with small flowers."""
    c.fill("M46 18C52 26 72 26 78 18C74 30 50 30 46 18z", darker(ink.main, 0.35))
    body = (
        "M40 14C44 28 80 28 84 14L92 18 104 46 90 52 86 44C84 56 82 64 81 74"
        "C94 104 106 138 110 164C96 174 80 168 62 174C44 168 28 174 14 164"
        "C18 138 30 104 43 74C42 64 40 56 38 44L34 52 20 46 32 18z"
    )
    folds = (
        "M46 80C36 110 30 138 26 166",
        "M54 80C50 112 48 140 46 170",
        "M64 80C66 112 66 140 66 172",
        "M74 80C82 112 86 140 90 168",
        "M79 78C92 108 98 136 104 164",
    )
    cloth(c, body, ink.main, folds, lights=("M50 82C44 112 40 140 36 168", "M70 82C74 112 76 140 78 170"))
    tone = ink.accent or lighter(ink.main, 0.6)
    spots = [(12 + index * 0.7549 % 1 * 100, 24 + index * 0.5698 % 1 * 148) for index in range(64)]
    petals = [(math.sin(turn * math.tau / 5) * 1.5, -math.cos(turn * math.tau / 5) * 1.5) for turn in range(5)]
    with c.inside(body):
        c.fill("".join(ellipse(x + dx, y + dy, 1.05) for x, y in spots for dx, dy in petals), tone, 0.9)
        c.fill("".join(ellipse(x, y, 0.6) for x, y in spots), "#f4c84e")
    c.body("M42 70C50 74 74 74 82 70L83 77C74 81 50 81 41 77z", darker(ink.main, 0.22), SATIN, 0.6)
    c.fill("M62 75C54 68 52 76 62 76C72 76 70 68 62 75L58 92M62 75", darker(ink.main, 0.3))
    c.stroke("M62 76C60 84 58 90 56 96M62 76C64 84 67 90 69 94", darker(ink.main, 0.3), 1.800)


@shape("skirt", 130, 140, "fabric", (64, 80), hangs=True)
def skirt(c: Canvas, ink: Ink, mark: str) -> None:
    """A pleated midi skirt."""
    body = "M42 20H88C96 56 110 96 118 122C100 132 84 126 65 131C46 126 30 132 12 122C20 96 34 56 42 20z"
    cloth(c, body, ink.main)
    with c.inside(body):
        for index in range(11):
            top, low = 43 + index * 4.500, 10 + index * 11
            c.fill(f"M{top} 20L{low} 134H{low + 5}L{top + 2.200} 20z", "#000000", 0.15, blur=0.6)
            c.fill(f"M{top + 2.200} 20L{low + 5} 134H{low + 8}L{top + 3.200} 20z", "#ffffff", 0.13, blur=0.6)
        if ink.accent:
            c.stroke("M10 112C30 122 46 116 65 121S100 122 120 112", ink.accent, 2.400, 0.9)
            c.stroke("M10 117C30 127 46 121 65 126S100 127 120 117", ink.accent, 0.9, 0.9)
    c.body(rounded(40, 13, 50, 11, r=2), darker(ink.main, 0.14), SATIN, 0.7)
    stitches(c, "M41 22H89", ink.main)
    button(c, 65, 18.500, ink.accent or "#e8dcc6", 2.200)


@shape("trousers", 120, 176, "denim", (42, 60), hangs=True)
def trousers(c: Canvas, ink: Ink, mark: str) -> None:
    """Straight trousers with pockets."""
    legs = "M32 14H88C92 40 96 90 98 160C92 165 76 165 69 160L61 66 51 160C44 165 28 165 22 160C24 90 28 40 32 14z"
    folds = (
        "M60 44C50 52 44 54 36 56",
        "M60 44C70 52 78 54 86 56",
        "M34 110C40 106 46 108 52 112",
        "M72 104C80 102 86 106 92 110",
        "M30 140C38 136 44 138 50 144",
    )
    cloth(c, legs, ink.main, folds, lights=("M38 40C36 80 34 120 34 156", "M84 40C86 80 88 120 88 156"))
    c.body(rounded(31, 11, 58, 10, r=2), darker(ink.main, 0.12), SATIN, 0.6)
    for x in (38, 56, 82):
        c.fill(rounded(x, 10, 3, 12, r=1), darker(ink.main, 0.25))
    for seam in ("M60 22V48", "M31 36C38 34 42 30 43 22", "M89 36C82 34 78 30 77 22", "M60 48C62 44 67 36 67 22"):
        stitches(c, seam, ink.main)
        with c.placed(0.8, 0.8):
            c.stroke(seam, ink.accent or lighter(ink.main, 0.5), 0.5, 0.8)
    button(c, 60, 16, ink.accent or "#c9a46a", 2.200)
    for x in (37, 83):
        stitches(c, f"M{x - 14} 155C{x - 6} 159 {x + 6} 159 {x + 14} 155", ink.main)


@shape("coat", 132, 176, "fabric", (52, 96), hangs=True)
def coat(c: Canvas, ink: Ink, mark: str) -> None:
    """A long coat with wide lapels and a belt."""
    arm = "M30 24C20 50 12 90 10 122L28 126 40 64z"
    cloth(c, arm, darker(ink.main, 0.07), ("M26 50C20 74 18 100 18 120",))
    with c.placed(132, 0, flip=True):
        cloth(c, arm, darker(ink.main, 0.07), ("M26 50C20 74 18 100 18 120",))
    body = "M48 14H84L102 24C100 60 104 120 108 164C94 172 80 168 66 168S38 172 24 164C28 120 32 60 30 24z"
    folds = (
        "M40 96C36 120 34 144 34 166",
        "M92 96C96 120 98 144 98 166",
        "M54 96C52 120 50 144 50 168",
        "M80 98C82 124 84 146 84 168",
    )
    cloth(c, body, ink.main, folds, lights=("M46 40C44 60 44 70 44 84", "M88 40C90 60 90 70 90 84"))
    c.fill("M52 14C58 22 74 22 80 14L66 62z", ink.accent or "#f0e8da")
    c.stroke("M66 60C68 90 68 130 66 168", darker(ink.main, 0.5), 0.8, 0.7)
    for lapel in (
        "M50 11C44 22 42 36 46 44L40 50 66 76C60 54 56 30 50 11z",
        "M82 11C88 22 90 36 86 44L92 50 66 76C72 54 76 30 82 11z",
    ):
        cloth(c, lapel, lighter(ink.main, 0.07))
    cloth(c, "M29 88C50 94 82 94 103 88V97C82 103 50 103 29 97z", darker(ink.main, 0.1))
    c.stroke(rounded(60, 88, 14, 13, r=2), "#5b4636", 2.200)
    for x, y in ((56, 118), (78, 118), (56, 138), (78, 138)):
        button(c, x, y, "#5b4636", 2.300)
    for x in (36, 82):
        cloth(c, f"M{x} 112l15 3-1 6-15-3z" if x == 36 else f"M{x + 15} 112l-15 3 1 6 15-3z", darker(ink.main, 0.06))
