"""A font for the few words in the pictures: a Chinese one where the machine has it, Latin otherwise."""

import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

_KNOWN = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Medium.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Medium.ttc",
)

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def face(height_px: int, words: str) -> tuple[Font, str]:
    """A font of that height and the words it can write (Chinese falls away without a Chinese font)."""
    path = chinese_font()
    if path:
        return _loaded(path, height_px), words
    plain = "".join(letter for letter in words if letter.isascii()).strip()
    return ImageFont.load_default(height_px), plain


@lru_cache(maxsize=1)
def chinese_font() -> str | None:
    """Where this machine keeps a Chinese font, or None."""
    for known in _KNOWN:
        if Path(known).exists():
            return known
    finder = shutil.which("fc-match")
    if not finder:
        return None
    asked = [finder, "--format=%{file}|%{lang}", "sans-serif:lang=zh-cn"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=10).stdout  # noqa: S603  fixed words
    file, _, languages = answer.partition("|")
    return file if "zh-cn" in languages and Path(file).exists() else None


@lru_cache(maxsize=64)
def _loaded(path: str, height_px: int) -> ImageFont.FreeTypeFont:
    """Face 2 of the Noto collections is simplified Chinese; other files have what they have."""
    index = 2 if "NotoSansCJK" in path else 0
    return ImageFont.truetype(path, height_px, index=index)
