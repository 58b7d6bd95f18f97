"""Images for tests, drawn on the spot."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image


def image(width: int = 60, height: int = 40, form: str = "PNG", *, mode: str = "RGB", **options: Any) -> bytes:
    """The bytes of an image whose left half is red; `options` are Pillow's for saving."""
    drawn = Image.new("RGB", (width, height), "blue")
    drawn.paste("red", (0, 0, width // 2, height))
    target = BytesIO()
    drawn.convert(mode).save(target, form, **options)
    return target.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def lying(form: str = "JPEG", **options: Any) -> bytes:
    """A photo whose pixels lie on their side, as its EXIF data say."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return image(form=form, exif=exif, **options)


def animated(form: str = "WEBP") -> bytes:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    target = BytesIO()
    frames[0].save(target, form, save_all=True, append_images=frames[1:])
    return target.getvalue()
