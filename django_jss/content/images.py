"""What Pillow knows of images; without it they have no size and are served as they are."""

from __future__ import annotations

import logging
import warnings
from io import BytesIO
from typing import BinaryIO

from django_jss.engine.failing import raised

try:
    from PIL import ExifTags, Image, ImageOps
except ImportError:
    Image = None  # type: ignore[assignment]

logger = logging.getLogger("django_jss.content")

# Pillow's names of the formats that can be made smaller without loss of what they are.
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
# Orientations of photos that lie on their side; browsers turn them upright.
LYING = frozenset({5, 6, 7, 8})
QUALITY = 85
Size = tuple[int, int]


def dimensions(file: BinaryIO) -> Size | None:
    """Width and height in pixels as browsers show the image; None if it cannot be read. Reads the header only."""
    if Image is None:
        return None
    # Decoders meet files of strangers and raise whatever comes to their mind.
    try:
        with warnings.catch_warnings():
            # The warning is for those who go on to read all pixels.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file) as image:
                width, height = image.size
                is_lying = image.getexif().get(ExifTags.Base.Orientation) in LYING
    except Exception as error:
        logger.info("An image cannot be read: %s", raised(error))
        return None
    return (height, width) if is_lying else (width, height)


def resized(file: BinaryIO, size: Size, mime_type: str) -> bytes | None:
    """The image in another size and the same format; None if that cannot be done, or if it moves."""
    if Image is None or mime_type not in FORMATS:
        return None
    try:
        with Image.open(file, formats=[FORMATS[mime_type]]) as image:
            if getattr(image, "is_animated", False):
                return None
            return _encoded(_upright(image, size).resize(size, Image.Resampling.LANCZOS), image)
    except Exception as error:
        logger.warning("An image cannot be resized: %s", raised(error))
        return None


def _upright(image: Image.Image, size: Size) -> Image.Image:
    """The pixels, of photos no more than are needed; colours mixed from a palette become ones that can be blended."""
    image.draft(None, (max(size), max(size)))
    upright = ImageOps.exif_transpose(image)
    return upright.convert("RGBA") if upright.mode in ("P", "PA") else upright


def _encoded(smaller: Image.Image, original: Image.Image) -> bytes:
    target = BytesIO()
    profile = original.info.get("icc_profile")
    if original.format == "PNG":
        smaller.save(target, "PNG", icc_profile=profile)
    else:
        smaller.save(target, original.format, quality=QUALITY, icc_profile=profile, exif=b"")
    return target.getvalue()
