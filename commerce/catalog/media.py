"""Pictures: judged by what they contain, re-encoded in four widths, kept under a name of our own.

Three steps, so that neither the slow drawing nor the storage's network stands inside a transaction:
`prepare` (no database), `upload` (storage only), then `actions.keep_image` in the transaction.
"""

import hashlib
import io
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageOps, UnidentifiedImageError

from commerce.catalog.ports import storage
from kernel.errors import Invalid
from kernel.tenancy import current_tenant_id

WIDTHS = (150, 345, 750, 1125)
FORMATS = ("JPEG", "PNG", "WEBP")
MAX_UPLOAD_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
MIN_MAIN_PX = 800
"""Shortest side of a picture shown on the product page."""
AIM_BYTES: Mapping[int, int] = {150: 6_000, 345: 20_000, 750: 30_000, 1125: 110_000}
"""How heavy each width may become before the quality gives way: the first picture decides when a page is seen."""
QUALITIES = (75, 64, 52)
EFFORT: Mapping[int, int] = {150: 4, 345: 4, 750: 4, 1125: 2}
"""WebP's search for fewer bytes, 0 to 6. The widest is for zooming alone: 10 % more bytes for a third of the time."""
WHITE_BORDER = 0.04
WHITE_FROM = 245
WHITE_SHARE = 0.97

Image.MAX_IMAGE_PIXELS = MAX_PIXELS


@dataclass(frozen=True)
class Picture:
    """An accepted picture in all widths. sha256: of the uploaded bytes; width, height: pixels as uploaded."""

    sha256: str
    width: int
    height: int
    has_white_ground: bool
    files: Mapping[int, bytes]

    @property
    def key(self) -> str:
        """Where it is kept; made of the shop and the content, never of the name it was uploaded with."""
        return f"t{current_tenant_id()}/{self.sha256[:2]}/{self.sha256}"

    @property
    def bytes(self) -> int:
        return sum(map(len, self.files.values()))


def fingerprint(data: bytes) -> str:
    """What tells two uploads of the same picture."""
    return hashlib.sha256(data).hexdigest()


def prepare(data: bytes, *, least_px: int = MIN_MAIN_PX) -> Picture:
    """Check and re-encode an upload. Nothing of the original file survives: no metadata, no trailing bytes.

    Raises Invalid for anything that is not a whole JPEG, PNG or WebP, too large, too small or too many pixels.
    """
    if len(data) > MAX_UPLOAD_BYTES:
        raise Invalid("image", "图片不能超过 5 MB，请压缩后再上传")
    image = _decoded(data, least_px)
    files = dict(_widths(image))
    return Picture(fingerprint(data), image.width, image.height, has_white_ground(image), files)


def upload(picture: Picture) -> None:
    """Put the files where shoppers fetch them. Safe to repeat: the key is the content."""
    for width, body in picture.files.items():
        storage().put(f"{picture.key}/{width}.webp", body, "image/webp")


def has_white_ground(image: Image.Image) -> bool:
    """Whether the outer 4 % of the picture is white. Source: 需求一「首图白色背景」."""
    small = image.copy()
    small.thumbnail((400, 400))
    red, green, blue = small.convert("RGB").split()
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    edge = max(1, round(min(small.size) * WHITE_BORDER))
    mask = Image.new("L", small.size, 255)
    mask.paste(0, (edge, edge, small.width - edge, small.height - edge))
    histogram = darkest.histogram(mask)
    return sum(histogram[WHITE_FROM:]) >= WHITE_SHARE * sum(histogram)


def _decoded(data: bytes, least_px: int) -> Image.Image:
    """The picture upright on white, in RGB; its size is read and judged before a pixel is decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            if image.width * image.height > MAX_PIXELS:
                raise Invalid("image", "图片像素太大了，请缩小到 4000 万像素以内再上传")
            if min(image.size) < least_px:
                raise Invalid("image", f"图片太小了，最短边要有 {least_px} 像素，这张是 {image.width}×{image.height}")
            image.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Invalid("image", "图片像素太大了，请缩小到 4000 万像素以内再上传") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Invalid("image", "只支持 JPG、PNG、WebP 图片，这个文件无法识别或已损坏") from error
    return _on_white(ImageOps.exif_transpose(image))


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layered = image.convert("RGBA")
        ground = Image.new("RGB", image.size, "white")
        ground.paste(layered, mask=layered.getchannel("A"))
        return ground
    return image.convert("RGB")


def _widths(image: Image.Image) -> Iterator[tuple[int, bytes]]:
    """The widest first, each smaller one from the one before: reducing the whole picture each time costs double."""
    for width in sorted(WIDTHS, reverse=True):
        if image.width > width:
            size = width, max(1, round(image.height * width / image.width))
            image = image.resize(size, Image.Resampling.LANCZOS)
        yield width, _encoded(image, width)


def _encoded(image: Image.Image, width: int) -> bytes:
    """One width as WebP, never enlarged; the quality gives way when the file is too heavy for its place."""
    body = b""
    for quality in QUALITIES:
        buffer = io.BytesIO()
        image.save(buffer, "WEBP", quality=quality, method=EFFORT[width])
        body = buffer.getvalue()
        if len(body) <= AIM_BYTES[width]:
            break
    return body
