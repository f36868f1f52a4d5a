"""The grounds scenes are set on, in a 100 x 100 coordinate system."""

from collections.abc import Callable
from dataclasses import dataclass

from demo.pictures.canvas import Canvas
from demo.pictures.paint import Radial, darker, down, lighter, mix, slant
from demo.pictures.paths import ellipse, rounded


@dataclass(frozen=True)
class Place:
    """A ground. base_y: where things stand. centre_x: where the main thing goes. tall: its height, 0-100.

    beside_x: where a companion stands. hanging: made for things that hang or lie flat.
    """

    draw: Callable[[Canvas, str], None]
    base_y: float = 88.0
    centre_x: float = 58.0
    tall: float = 58.0
    beside_x: float = 22.0
    hanging: bool = False


def _plant(c: Canvas, x: float, y: float, size: float) -> None:
    with c.placed(x, y, size):
        c.shadow(0, 0, 9, 1.500, 0.25)
        for turn, tone in ((-34, "#5f7f63"), (30, "#6b8f6c"), (-14, "#7a9a78"), (12, "#587a5c"), (0, "#86a883")):
            with c.placed(0, -12, turn=turn):
                c.fill("M0 0C-6 -10 -5 -22 0 -32C5 -22 6 -10 0 0z", slant(lighter(tone, 0.25), tone))
                c.stroke("M0 0V-29", darker(tone, 0.3), 0.3, 0.5)
        c.fill("M-7 -13H7L5 0H-5z", down("#f7f3ec", "#d9d1c4"))


def _table(c: Canvas, y: float, tone: str) -> None:
    c.fill(f"M0 {y}H100V100H0z", down(tone, darker(tone, 0.18)))
    c.fill(f"M0 {y}H100V{y + 1.300}H0z", lighter(tone, 0.3))
    for index in range(5):
        c.stroke(
            f"M0 {y + 5 + index * 4}C30 {y + 3 + index * 4} 70 {y + 7 + index * 4} 100 {y + 5 + index * 4}",
            darker(tone, 0.4),
            0.2,
            0.3,
        )


def _desk(c: Canvas, tint: str) -> None:
    c.fill("M0 0H100V100H0z", slant("#fdf0dd", mix("#f0d9ba", tint, 0.15), "#e3c29a"))
    c.fill("M8 0H46L30 74H-6V30z", "#ffffff", 0.42, blur=1)
    c.fill("M52 0H62L46 74H38z", "#ffffff", 0.3, blur=1)
    _table(c, 74, "#b98a5e")
    c.shadow(26, 80, 26, 2, 0.3)
    c.fill("M8 77L13 46H49L53 77z", slant("#4a5058", "#31363c"))
    c.fill("M12 74L16 49H46L49 74z", slant("#9db4c0", "#5f7886"))
    c.fill("M18 49H28L18 72H12.500z", "#ffffff", 0.16)
    c.fill("M2 77H58L61 80.500H0z", down("#53595f", "#2b2f33"))
    _plant(c, 88, 80, 1.150)


def _hills(c: Canvas, tint: str) -> None:
    c.fill("M0 0H100V100H0z", down("#9fc1d6", "#dfe9e8", "#f3efe2"))
    c.fill(ellipse(76, 20, 17), Radial(((0, "#fff8e0cc"), (1, "#fff8e000"))))
    c.fill(ellipse(76, 20, 7.500), "#fff6e0")
    for cloud in (
        "M10 22C12 17 18 17 20 20C24 17 30 19 30 23C34 23 34 27 30 27H10C6 27 6 23 10 22z",
        "M48 12C50 9 54 9 56 11C59 9 62 11 62 13C65 14 64 16 62 16H48C45 16 45 13 48 12z",
    ):
        c.fill(cloud, "#ffffff", 0.75, blur=0.5)
    c.fill("M0 62L20 34L35 54L53 26L76 56L100 38V100H0z", down("#a3bcbd", "#86a5a3"))
    c.fill("M53 26L46 37L51 40L54 36L58 41L61 36.500z", "#ffffff", 0.7)
    c.fill("M0 74L28 54L51 69L71 57L100 77V100H0z", down("#6f9185", "#577a6d"))
    c.fill("M0 86C24 76 70 77 100 87V100H0z", down("#55775f", "#3a5546"))
    for x, y, size in ((8, 84, 1), (15, 82.500, 0.7), (90, 84, 1.100), (82, 82, 0.7)):
        with c.placed(x, y, size):
            c.fill("M0 -16L5 -6H2.500L6.500 2H-6.500L-2.500 -6H-5z", slant("#4f735d", "#2f4a3c"))


def _kitchen(c: Canvas, tint: str) -> None:
    c.fill("M0 0H100V100H0z", down("#f5f1ea", mix("#e9e2d6", tint, 0.1)))
    for row in range(8):
        for col in range(-1, 8):
            x, y = col * 15 + row % 2 * 7.500, 22 + row * 6.500
            c.fill(rounded(x, y, 14.300, 5.900, r=0.6), mix("#ffffff", tint, 0.05 + (row * 3 + col) % 3 * 0.04))
    c.body(rounded(0, 16, 100, 3.200, r=0.4), "#c79a6b", down("#ffffff55", "#00000033"))
    c.fill("M0 19.200H100V21.500H0z", "#000000", 0.12, blur=0.6)
    for x, tone, high in (
        (8, "#d9cbb8", 9),
        (17, tint, 12),
        (25, "#c96f4a", 8),
        (74, "#8fa89a", 11),
        (84, "#e0d3c0", 8),
    ):
        c.body(
            rounded(x, 16 - high, 7, high, r=1.500), lighter(tone, 0.2), slant("#ffffff66", "#00000000", "#00000033")
        )
    c.fill("M58 0V6M58 0z", "#444444")
    c.stroke("M46 0V4", "#5b4636", 0.6)
    c.fill("M38 12C38 6 42 4 46 4S54 6 54 12z", "#3f4a4a")
    c.fill("M40 12H52L66 60H26z", "#fff2cc", 0.28, blur=2)
    _table(c, 76, "#d6b48c")


def _tea(c: Canvas, tint: str) -> None:
    c.fill("M0 0H100V100H0z", down("#f1ebdf", "#e3d8c4"))
    c.fill(ellipse(50, 40, 36.500), "#9a7650")
    c.fill(ellipse(50, 40, 34), down("#dce8e2", mix("#c3d6cb", tint, 0.25)))
    with c.inside(ellipse(50, 40, 34)):
        c.fill("M10 62L34 40L50 56L68 34L92 62V90H10z", "#9fb8ab", 0.8)
        c.fill("M10 70C30 58 66 58 92 70V90H10z", "#7f9f8c", 0.9)
        for x, bend in ((24, 2), (30, -1), (76, -2)):
            c.stroke(f"M{x} 80C{x + bend} 50 {x - bend} 30 {x} 0", "#6f9468", 1.300)
            for y in (18, 32, 46):
                c.fill(
                    f"M{x} {y}C{x + 4} {y - 3} {x + 9} {y} {x + 11} {y + 4}C{x + 6} {y + 3} {x + 3} {y + 2} {x} {y}z",
                    "#7fa878",
                )
                c.fill(
                    f"M{x} {y + 6}C{x - 4} {y + 3} {x - 8} {y + 6} {x - 10} {y + 10}"
                    f"C{x - 5} {y + 9} {x - 2} {y + 8} {x} {y + 6}z",
                    "#6f9868",
                )
    _table(c, 78, "#8a6244")


def _bedroom(c: Canvas, tint: str) -> None:
    c.fill("M0 0H100V100H0z", slant(lighter(tint, 0.82), lighter(tint, 0.66)))
    c.fill("M6 -4H40L28 66H-10z", "#ffffff", 0.4, blur=1.500)
    c.fill(rounded(58, 10, 28, 24, r=0.8), "#c9a678")
    c.fill(rounded(60, 12, 24, 20, r=0.4), "#fbf6ec")
    c.fill("M60 32C66 22 70 24 73 27C77 19 81 22 84 26V32z", lighter(tint, 0.2), 0.9)
    c.fill(ellipse(67, 18, 2.400), "#e9a25e")
    c.fill("M0 58C8 54 26 55 34 60V84H0z", down("#ffffff", "#e4ddd2"))
    c.fill("M0 66C14 62 32 66 40 72V84H0z", down(lighter(tint, 0.5), lighter(tint, 0.25)))
    _table(c, 80, "#c59b70")
    _plant(c, 93, 82, 0.9)


def _orchard(c: Canvas, tint: str) -> None:
    c.fill("M0 0H100V100H0z", down("#bfe0e6", "#e9f2d6", "#d4e3a8"))
    c.fill(ellipse(20, 16, 26), Radial(((0, "#fffbe0d9"), (1, "#fffbe000"))))
    c.fill("M0 54C24 44 60 50 100 42V100H0z", "#a9c877")
    c.fill("M0 64C30 54 70 62 100 54V100H0z", "#8db95f")
    for x, y, size in ((12, 62, 0.8), (38, 58, 0.62), (66, 58, 0.66), (90, 60, 0.9)):
        with c.placed(x, y, size):
            c.fill(ellipse(0, 1, 14, 2), "#3f6a34", 0.35, blur=1)
            c.fill("M-2 -12H2L2.500 1H-2.500z", "#8a6242")
            for dx, dy, r in ((-8, -16, 8), (8, -16, 8), (0, -22, 10), (0, -13, 9)):
                c.fill(ellipse(dx, dy, r), slant("#8cc05c", "#5f9a46"))
            for dx, dy in ((-9, -18), (-3, -26), (5, -20), (9, -13), (-2, -13)):
                c.fill(ellipse(dx, dy, 1.700), tint)
    _table(c, 78, "#b5824f")


def _picnic(c: Canvas, tint: str) -> None:
    c.fill("M0 0H100V100H0z", down("#cfe8ea", "#eef5dc"))
    c.fill("M0 40C26 30 72 32 100 40V100H0z", down("#a8cc78", "#7fb056"))
    for index in range(60):
        x, y = index * 0.7549 % 1 * 100, 42 + index * 0.5698 % 1 * 20
        c.stroke(f"M{x} {y}l-.8 -2.400M{x} {y}l.9 -2.600", "#5f9244", 0.35, 0.7)
    cloth = "M-6 68L106 62V104H-6z"
    c.fill(cloth, "#1a1410", 0.25, blur=1.500)
    c.fill(cloth, "#fdfaf3")
    with c.inside(cloth):
        for index in range(-2, 12):
            c.fill(f"M{index * 10} 60H{index * 10 + 5}L{index * 12 - 5} 104H{index * 12 - 11}z", tint, 0.36)
        for y in (67, 76, 86, 97):
            c.fill(f"M-6 {y}L106 {y - 3}V{y + 1}L-6 {y + 4.500}z", tint, 0.36)


def _wardrobe(c: Canvas, tint: str) -> None:
    c.fill("M0 0H100V100H0z", slant("#f7f2ea", mix("#e8ded0", tint, 0.12)))
    c.fill("M60 -4H88L66 90H30z", "#ffffff", 0.36, blur=2)
    c.fill("M0 90H100V100H0z", down("#c9a47a", "#b08a5f"))
    c.fill("M0 89H100V90.200H0z", "#fffaf0")
    c.stroke("M6 11.200H94", "#000000", 1.200, 0.15, blur=0.8)
    c.stroke("M4 10H96", "#6b5846", 1.300)
    for x, tone in ((12, "#d9cbb8"), (18, "#8f9fa8"), (86, mix(tint, "#ffffff", 0.4)), (92, "#b98f7a")):
        c.stroke(f"M{x} 10v4", "#6b5846", 0.6)
        c.fill(f"M{x - 2.500} 16C{x - 1} 14 {x + 1} 14 {x + 2.500} 16L{x + 3.300} 66H{x - 3.300}z", tone)
        c.fill(
            f"M{x - 2.500} 16C{x - 1} 14 {x + 1} 14 {x + 2.500} 16L{x + 3.300} 66H{x - 3.300}z",
            slant("#ffffff44", "#00000000", "#0000003a"),
        )
    c.stroke("M50 10C50 13 53 13 52 15.500C51 17 50 17 50 19L36 26M50 19L64 26", "#8a6a4a", 1)


def _flatlay(c: Canvas, tint: str) -> None:
    c.fill("M0 0H100V100H0z", slant("#f6f1e8", mix("#e9e0d2", tint, 0.14)))
    for index in range(5):
        with c.placed(100, -6, turn=18 + index * 17):
            c.fill("M0 8C-5 26 -4 40 0 54C5 40 6 26 0 8z", "#4a5a48", 0.13, blur=1.300)
    c.fill("M-4 74L22 66L30 104H-4z", "#1a1410", 0.2, blur=1.200)
    c.fill("M-4 73L21 65L29 104H-4z", lighter(tint, 0.35))
    c.fill("M1 76L18 71L21 84L4 88z", "#ffffff", 0.7)
    with c.placed(88, 88):
        c.shadow(0.5, 1, 7, 7, 0.2)
        c.fill(ellipse(0, 0, 7.500), "#fbf8f2")
        c.fill(ellipse(0, 0, 5.600), "#eee6da")
        c.fill(ellipse(0, 0, 4.800), Radial(((0, "#9a6a42"), (1, "#5d3a20"))))
        c.stroke("M-2 0C-1 -2 1 2 2 0", "#e8cfae", 0.7, 0.8)


def _street(c: Canvas, tint: str) -> None:
    c.fill("M0 0H100V100H0z", down("#e9eef0", "#f6efe4"))
    for x, wide, high, tone in ((0, 26, 56, "#c9b8a6"), (26, 22, 44, "#b3bfc4"), (76, 26, 62, "#cdb9a3")):
        c.fill(f"M{x} {88 - high}H{x + wide}V88H{x}z", slant(lighter(tone, 0.3), tone))
        for row in range(4):
            for col in range(3):
                c.fill(
                    rounded(x + 3 + col * wide / 3.300, 92 - high + row * 10, wide / 6, 6, r=0.4),
                    "#f8f3e8" if (row + col) % 3 else "#f1d9a8",
                    0.8,
                )
    c.fill("M46 36H78V88H46z", "#f2e8da")
    c.fill(rounded(50, 52, 24, 30, r=1), slant("#a9c0c8", "#7f9aa5"))
    c.fill("M50 52H62L54 82H50z", "#ffffff", 0.25)
    for index in range(8):
        c.fill(
            f"M{44 + index * 4.500} 40H{48.500 + index * 4.500}L{48 + index * 4.700} 49"
            f"C{46 + index * 4.700} 51 {45 + index * 4.700} 51 {43 + index * 4.700} 49z",
            tint if index % 2 else "#fffaf0",
        )
    c.fill("M0 86H100V100H0z", down("#bdb6ab", "#9f988d"))
    c.fill("M0 86H100V87H0z", "#ffffff", 0.4)
    _plant(c, 92, 90, 1)


def _studio(c: Canvas, tint: str) -> None:
    wall = lighter(tint, 0.62)
    c.fill("M0 0H100V100H0z", slant(lighter(wall, 0.4), wall))
    c.fill("M24 84V46C24 22 38 12 52 12S80 22 80 46V84z", slant(darker(wall, 0.08), lighter(wall, 0.25)))
    c.fill("M0 84H100V100H0z", down(lighter(wall, 0.35), darker(wall, 0.06)))
    c.shadow(52, 92, 36, 2.500, 0.16)
    c.fill("M18 88V92C18 96 86 96 86 92V88z", darker(wall, 0.1))
    c.fill(ellipse(52, 88, 34, 4.600), lighter(wall, 0.55))
    _plant(c, 10, 92, 1)


PLACES: dict[str, Place] = {
    "desk": Place(_desk, base_y=88, centre_x=68, tall=64, beside_x=30),
    "hills": Place(_hills, base_y=95, centre_x=34, tall=66, beside_x=72),
    "kitchen": Place(_kitchen, base_y=91, centre_x=56, tall=54, beside_x=18),
    "tea": Place(_tea, base_y=92, centre_x=52, tall=50, beside_x=84),
    "bedroom": Place(_bedroom, base_y=93, centre_x=62, tall=56, beside_x=26),
    "orchard": Place(_orchard, base_y=93, centre_x=52, tall=50, beside_x=86),
    "picnic": Place(_picnic, base_y=93, centre_x=48, tall=50, beside_x=84),
    "wardrobe": Place(_wardrobe, base_y=84, centre_x=50, tall=64, beside_x=80, hanging=True),
    "flatlay": Place(_flatlay, base_y=90, centre_x=52, tall=78, beside_x=16, hanging=True),
    "street": Place(_street, base_y=94, centre_x=42, tall=70, beside_x=76),
    "studio": Place(_studio, base_y=90, centre_x=52, tall=60, beside_x=82),
}
