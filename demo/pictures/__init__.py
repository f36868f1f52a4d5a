"""Illustrated product pictures, drawn by our own code.

Owns shapes, grounds and the five product views; knows nothing of the catalogue, the database or the web.
`draw(spec)` gives one picture, `draw_many(specs)` a whole catalogue;
`python -m demo.pictures --out DIR` shows them all.
"""

from demo.pictures.batch import draw_many
from demo.pictures.branding import BannerSpec, IconSpec, LogoSpec, banner, icon, logo
from demo.pictures.spec import Ink, PictureSpec
from demo.pictures.views import draw

__all__ = [
    "BannerSpec",
    "IconSpec",
    "Ink",
    "LogoSpec",
    "PictureSpec",
    "banner",
    "draw",
    "draw_many",
    "icon",
    "logo",
]
