"""Pictures to upload: drawn here, small and exact."""

import io
import struct
import zlib

from PIL import Image, ImageDraw


def a_picture(
    size: tuple[int, int] = (900, 900),
    *,
    ground: str = "white",
    ink: str = "#7f9c8b",
    form: str = "JPEG",
    mode: str = "RGB",
    **options: object,
) -> bytes:
    """A coloured disc on a ground."""
    image = Image.new(mode, size, (0, 0, 0, 0) if mode == "RGBA" else ground)
    width, height = size
    ImageDraw.Draw(image).ellipse((width * 0.3, height * 0.3, width * 0.7, height * 0.7), fill=ink)
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def a_bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG that claims to be huge and is not: header, almost nothing, end."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
