"""What a close-up shows: brushed metal, glaze, weave, knit, grain. Grey overlays on mid-grey, 0-255."""

from functools import lru_cache
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter


@lru_cache(maxsize=16)
def texture(material: str, size: int) -> Image.Image:
    """A square grey picture; 128 changes nothing, lighter lightens, darker darkens."""
    if material == "metal":
        return _noise(size, 4, size).filter(ImageFilter.GaussianBlur(0.6))
    if material in {"wood", "leather"}:
        return _noise(size, 90, 300 if material == "wood" else 90)
    if material in {"fabric", "denim"}:
        return ImageChops.add(_weave(size, slanted=material == "denim"), _noise(size, size // 3, size // 3), 2)
    if material == "knit":
        return _stitches(size)
    if material == "glass":
        return Image.new("L", (size, size), 128)
    return _noise(size, size // 2, size // 2)


def laid(picture: Image.Image, material: str, strength: float) -> Image.Image:
    """The picture with the texture worked into it; strength 0-1. Transparent parts stay so."""
    grey = texture(material, max(picture.size)).crop((0, 0, *picture.size))
    worked = ImageChops.overlay(picture.convert("RGB"), Image.merge("RGB", (grey, grey, grey)))
    mixed = Image.blend(picture.convert("RGB"), worked, strength)
    mixed.putalpha(picture.getchannel("A"))
    return mixed


def _noise(size: int, columns: int, rows: int) -> Image.Image:
    raw = Random(f"{size} {columns} {rows}").randbytes(columns * rows)
    grain = Image.frombytes("L", (columns, rows), raw).point([64 + value // 2 for value in range(256)])
    return grain.resize((size, size), Image.Resampling.BICUBIC)


def _weave(size: int, *, slanted: bool) -> Image.Image:
    cell = 12
    tile = Image.new("L", (cell, cell), 118)
    pen = ImageDraw.Draw(tile)
    if slanted:
        for shift in range(-cell, cell * 2, 6):
            pen.line((shift, cell, shift + cell, 0), fill=190, width=2)
    else:
        pen.rectangle((0, 0, 5, 4), fill=176)
        pen.rectangle((6, 6, 11, 10), fill=158)
        pen.line((0, 5, 5, 5), fill=70)
        pen.line((6, 11, 11, 11), fill=70)
    return _tiled(tile, size)


def _stitches(size: int) -> Image.Image:
    tile = Image.new("L", (26, 24), 96)
    pen = ImageDraw.Draw(tile)
    pen.line((2, 2, 12, 20), fill=200, width=8)
    pen.line((24, 2, 14, 20), fill=168, width=8)
    return _tiled(tile.filter(ImageFilter.GaussianBlur(1.2)), size)


def _tiled(tile: Image.Image, size: int) -> Image.Image:
    sheet = Image.new("L", (size, size))
    row = Image.new("L", (size, tile.height))
    for x in range(0, size, tile.width):
        row.paste(tile, (x, 0))
    for y in range(0, size, tile.height):
        sheet.paste(row, (0, y))
    return sheet
