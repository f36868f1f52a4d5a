"""Writes contact sheets of every demo picture: `python -m demo.pictures --out DIR`."""

import argparse
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image

from demo.catalogue import SHOPS, ShopPlan
from demo.pictures.batch import draw_many
from demo.pictures.branding import banner, icon, logo

_THUMB_PX = 220
_COLUMNS = 6
_ROWS = 12


def main() -> None:
    """One sheet per dozen products and one per shop's own pictures."""
    parser = argparse.ArgumentParser(description="Write contact sheets of the demo pictures.")
    parser.add_argument("--out", type=Path, required=True, help="directory for the sheets")
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    for shop in SHOPS:
        _write_shop(shop, chosen.out, chosen.processes)


def _write_shop(shop: ShopPlan, out: Path, processes: int) -> None:
    specs = [picture for product in shop.products for picture in product.all_pictures()]
    drawn = {spec: _thumb(data) for spec, data in draw_many(specs, processes)}
    rows = [[drawn[picture] for picture in product.pictures[:_COLUMNS]] for product in shop.products]
    for number, start in enumerate(range(0, len(rows), _ROWS), start=1):
        _sheet(rows[start : start + _ROWS]).save(out / f"{shop.slug}-{number}.png")
    own = [banner(spec) for spec in shop.banners] + [logo(shop.logo)]
    own += [icon(category.icon) for category in shop.categories]
    for index, data in enumerate(own):
        (out / f"{shop.slug}-own-{index}.jpg").write_bytes(data)
    print(f"{shop.name}: {len(drawn)} pictures of {len(shop.products)} products")


def _thumb(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).resize((_THUMB_PX, _THUMB_PX), Image.Resampling.LANCZOS)


def _sheet(rows: Sequence[Sequence[Image.Image]]) -> Image.Image:
    step = _THUMB_PX + 6
    sheet = Image.new("RGB", (step * _COLUMNS, step * len(rows)), "#cccccc")
    for y, row in enumerate(rows):
        for x, picture in enumerate(row):
            sheet.paste(picture, (x * step, y * step))
    return sheet


if __name__ == "__main__":
    main()
