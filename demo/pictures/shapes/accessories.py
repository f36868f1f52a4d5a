"""Bags, caps and shoes."""

from demo.pictures.canvas import Canvas
from demo.pictures.paint import GLOSS, SATIN, darker, down, is_pale, lighter
from demo.pictures.paths import ellipse, rounded
from demo.pictures.shapes.garments import cloth, stitches
from demo.pictures.shapes.library import shape
from demo.pictures.spec import Ink


@shape("tote", 124, 160, "fabric", (60, 100), hangs=True)
def tote(c: Canvas, ink: Ink, mark: str) -> None:
    """A canvas shoulder bag."""
    strap = ink.accent or darker(ink.main, 0.12)
    c.stroke("M40 66C38 4 86 4 84 66", darker(strap, 0.25), 7)
    c.stroke("M40 66C38 4 86 4 84 66", strap, 5)
    body = "M18 56H106L112 142C112 148 108 150 104 150H20C16 150 12 148 12 142z"
    folds = ("M30 60C34 90 30 120 26 148", "M96 60C92 90 96 120 100 148", "M50 130C60 124 70 126 80 134")
    cloth(c, body, ink.main, folds, lights=("M46 64V140", "M80 64V136"))
    c.stroke("M18.500 64H105.500", darker(ink.main, 0.4), 0.6, 0.6)
    for x in (40, 84):
        c.fill(rounded(x - 5, 58, 10, 14, r=1), strap)
        stitches(c, f"M{x - 3} 60l6 10M{x + 3} 60l-6 10", strap)
    tone = darker(ink.main, 0.65) if is_pale(ink.main) else "#ffffff"
    c.fill(ellipse(62, 104, 17), ink.accent or "#d97b5a", 0.9)
    c.fill("M45 107C52 96 57 95 62 102C67 94 73 96 79 107C77 116 70 121 62 121S47 116 45 107z", ink.main, 0.85)
    c.text((62, 134), mark or "云", 9, tone, 0.85)


@shape("cap", 150, 104, "fabric", (60, 50), hangs=True)
def cap(c: Canvas, ink: Ink, mark: str) -> None:
    """A baseball cap."""
    c.shadow(78, 90, 62, 7, 0.24)
    crown = "M22 72C18 34 42 14 72 14S116 36 114 72C84 62 50 62 22 72z"
    cloth(c, crown, ink.main)
    with c.inside(crown):
        c.fill("M72 14C50 24 42 48 44 72H20V10z", "#ffffff", 0.12)
        c.fill("M72 14C94 24 100 48 98 72h24V10z", "#000000", 0.14)
        for seam in ("M72 14C50 26 42 48 44 70", "M72 14C94 26 100 48 98 70", "M72 14C72 34 72 50 72 64"):
            c.stroke(seam, darker(ink.main, 0.55), 0.9, 0.7)
    brim = "M20 74C50 60 88 60 114 72C132 74 146 80 144 86C140 92 112 86 88 86C58 86 24 96 18 84C17 80 18 76 20 74z"
    tone = ink.accent or darker(ink.main, 0.1)
    cloth(c, brim, tone)
    c.fill(brim, down("#ffffff40", "#ffffff00", "#00000040"))
    for shift in (0, 4, 8):
        c.stroke(f"M24 {78 + shift}C54 {66 + shift} 90 {66 + shift} 138 {82 + shift / 3}", darker(tone, 0.45), 0.5, 0.5)
    c.body(ellipse(72, 14, 4, 2.500), ink.main, GLOSS)
    c.text((70, 46), mark or "云", 13, darker(ink.main, 0.6) if is_pale(ink.main) else "#ffffff", 0.9)


@shape("sneakers", 170, 116, "fabric", (96, 64))
def sneakers(c: Canvas, ink: Ink, mark: str) -> None:
    """A pair of low canvas shoes."""
    c.shadow(86, 104, 76, 7)
    for x, y, tone in ((12, -12, darker(ink.main, 0.12)), (0, 4, ink.main)):
        with c.placed(x, y):
            _shoe(c, tone, ink.accent or "#f4efe6", mark)


def _shoe(c: Canvas, tone: str, trim: str, mark: str) -> None:
    upper = "M10 40C14 34 22 32 30 34C38 42 52 42 58 34C74 44 92 58 112 64C134 68 150 74 152 88H10C6 70 6 54 10 40z"
    c.fill(upper, tone)
    with c.inside(upper):
        c.fill(upper, down("#ffffff3a", "#ffffff00", "#0000003a"))
        c.fill("M112 60C136 64 156 74 156 92H124C122 78 118 68 112 60z", lighter(tone, 0.22))
        c.stroke("M112 62C119 70 123 80 124 90", darker(tone, 0.45), 0.8, 0.7)
        c.fill("M6 52C18 52 26 62 28 90H4z", trim, 0.9)
        c.stroke("M30 88C40 70 60 66 88 84", trim, 4.500, 0.95)
        c.stroke("M14 44C22 50 50 52 60 38", "#000000", 4, 0.22, blur=2)
    c.fill("M30 34C38 42 52 42 58 34L50 28C44 30 38 30 34 29z", darker(tone, 0.5))
    for index in range(5):
        x, y = 60 + index * 10, 40 + index * 5.600
        c.stroke(f"M{x} {y}l9 -7", "#000000", 3.200, 0.18, blur=0.8)
        c.stroke(f"M{x - 1} {y}l9 -8", trim, 2.600)
        c.fill(ellipse(x - 2, y + 1, 1.300), darker(tone, 0.55))
    sole = "M5 84H153C158 84 159 90 157 94C156 98 153 100 149 100H14C8 100 4 96 4 91z"
    c.body(sole, "#f7f4ee", SATIN, 0.55)
    c.stroke("M6 92H156", "#b9b2a6", 0.8, 0.8)
    for x in range(12, 152, 5):
        c.stroke(f"M{x} 96v4", "#9d968a", 0.8, 0.6)
    if mark:
        c.text((17, 72), mark[:1], 8, darker(trim, 0.6), 0.8)


@shape("backpack", 124, 160, "fabric", (60, 70), hangs=True)
def backpack(c: Canvas, ink: Ink, mark: str) -> None:
    """A day pack with a front pocket."""
    c.shadow(62, 150, 48, 7)
    c.stroke("M50 18C50 4 74 4 74 18", darker(ink.main, 0.35), 5)
    for x in (16, 96):
        c.body(rounded(x, 72, 14, 62, r=7), darker(ink.main, 0.25), SATIN)
    body = "M24 50C24 24 42 14 62 14S100 24 100 50V138C100 146 96 150 88 150H36C28 150 24 146 24 138z"
    cloth(c, body, ink.main, ("M34 40C32 60 32 80 34 92",), lights=("M46 24C40 40 40 60 42 84",))
    c.fill(body, SATIN, 0.6)
    c.stroke("M29 66C29 34 44 26 62 26S95 34 95 66", darker(ink.main, 0.5), 1.800, 0.8)
    pocket = "M34 92H90C94 92 94 96 94 98V136C94 141 91 144 86 144H38C33 144 30 141 30 136V98C30 94 32 92 34 92z"
    cloth(c, pocket, lighter(ink.main, 0.06))
    c.stroke("M34 102H90", darker(ink.main, 0.5), 1.800)
    trim = ink.accent or "#b5793f"
    c.stroke("M86 102v10", trim, 2.600)
    c.body(rounded(50, 58, 24, 16, r=2), trim, SATIN, 0.6)
    c.text((62, 66), mark or "云", 9, "#fff3df")


@shape("belt", 150, 110, "leather", (60, 60), hangs=True)
def belt(c: Canvas, ink: Ink, mark: str) -> None:
    """A coiled leather belt."""
    c.shadow(75, 98, 60, 7)
    for rx, ry, shift in ((62, 36, 0), (50, 27, 1), (38, 18, 2)):
        ring = ellipse(75, 50 + shift * 2, rx, ry)
        c.stroke(ring, darker(ink.main, 0.5), 10)
        with c.placed(0, 3):
            c.stroke(ring, darker(ink.main, 0.2), 8)
        c.stroke(ring, ink.main, 3)
        c.stroke(ring, lighter(ink.main, 0.5), 0.8, 0.7)
    band = "M14 60C40 92 112 94 138 60V82C112 112 40 110 14 82z"
    c.fill(band, down(lighter(ink.main, 0.15), ink.main, darker(ink.main, 0.3)))
    c.fill(band, GLOSS, 0.55)
    c.stroke("M17 66C42 94 110 96 135 66M17 78C42 106 110 108 135 78", lighter(ink.main, 0.5), 0.6, 0.8)
    c.stroke(rounded(60, 80, 30, 26, r=4), "#6d737b", 4.500)
    c.stroke(rounded(60, 80, 30, 26, r=4), ink.accent or "#d9c187", 3)
    c.stroke("M62 93H84", "#b9a05f", 2.600)
