"""IIIF Image API requests (3.0 level 2, and 2.1): parsed strictly, answered from a pyramid.

Pure parsing first; ``render`` decodes only what no stored tile answers. Source: iiif.io/api/image/3.0.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Literal

from PIL import Image

from ingest.errors import IngestError
from ingest.pyramid import Pyramid, read_region, tile_bytes
from ingest.storage import BlobStore

MAX_OUTPUT_PIXELS = 25_000_000
FORMATS = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
_DECIMAL = re.compile(r"^\d+(\.\d+)?$|^\.\d+$")
Quality = Literal["default", "color", "gray", "bitonal"]


class IiifError(IngestError):
    """A request that the standard forbids or this server does not offer; ``iiif_request`` is a 400."""


@dataclass(frozen=True, slots=True)
class IiifRequest:
    """A resolved request: a box in full-size pixels, the output size, rotation clockwise in degrees."""

    box: tuple[int, int, int, int]
    size: tuple[int, int]
    rotation: int
    is_mirrored: bool
    quality: Quality
    format: str


def parse_request(
    region: str, size: str, rotation: str, quality_format: str, full: tuple[int, int], *, version: int = 3
) -> IiifRequest:
    """Resolve the four path segments against an image of ``full`` size (width, height).

    Args:
        region: ``full``, ``square``, ``x,y,w,h`` or ``pct:x,y,w,h``.
        size: ``max``, ``w,``, ``,h``, ``pct:n``, ``w,h``, ``!w,h``; version 3 asks for ``^`` to enlarge.
        rotation: 0, 90, 180 or 270, with ``!`` mirrored first.
        quality_format: such as ``default.jpg``.
        full: the image's full size.
        version: 2 or 3.

    Raises:
        IiifError: ``iiif_request`` naming the segment.
    """
    box = _region(region, full)
    quality, dot, suffix = quality_format.rpartition(".")
    if not dot or suffix not in FORMATS:
        raise IiifError("iiif_request", part="format", value=suffix[:40])
    if quality not in {"default", "color", "gray", "bitonal"}:
        raise IiifError("iiif_request", part="quality", value=quality[:40])
    mirrored = rotation.startswith("!")
    degrees = rotation.removeprefix("!")
    if not _DECIMAL.match(degrees) or float(degrees) not in {0.0, 90.0, 180.0, 270.0, 360.0}:
        raise IiifError("iiif_request", part="rotation", value=rotation[:40])
    output = _size(size, (box[2] - box[0], box[3] - box[1]), version)
    return IiifRequest(box, output, int(float(degrees)) % 360, mirrored, quality, suffix)  # type: ignore[arg-type]  # checked above


def _numbers(text: str, count: int, part: str) -> list[float]:
    """Exactly ``count`` plain decimal numbers."""
    pieces = text.split(",")
    if len(pieces) != count or not all(_DECIMAL.match(piece) and len(piece) < 16 for piece in pieces):
        raise IiifError("iiif_request", part=part, value=text[:40])
    return [float(piece) for piece in pieces]


def _region(text: str, full: tuple[int, int]) -> tuple[int, int, int, int]:
    """The region as left, top, right, bottom, cut to the image."""
    width, height = full
    if text == "full":
        return 0, 0, width, height
    if text == "square":
        edge = min(full)
        left, top = (width - edge) // 2, (height - edge) // 2
        return left, top, left + edge, top + edge
    if text.startswith("pct:"):
        x, y, w, h = (n / 100 for n in _numbers(text[4:], 4, "region"))
        x, w, y, h = x * width, w * width, y * height, h * height
    else:
        x, y, w, h = _numbers(text, 4, "region")
        if "." in text:
            raise IiifError("iiif_request", part="region", value=text[:40])
    left, top = round(x), round(y)
    right, bottom = min(round(x + w), width), min(round(y + h), height)
    if right <= left or bottom <= top:
        raise IiifError("iiif_request", part="region", value=text[:40])
    return left, top, right, bottom


def _size(text: str, source: tuple[int, int], version: int) -> tuple[int, int]:
    """The output size for a region of ``source`` size."""
    plain = text.removeprefix("^")
    may_enlarge = plain != text or version == 2
    if (version == 2 and plain != text) or plain in {"", ","}:
        raise IiifError("iiif_request", part="size", value=text[:40])
    width, height = _wanted(plain, source, version, may_enlarge=may_enlarge)
    enlarges = width > source[0] or height > source[1]
    if width < 1 or height < 1 or width * height > MAX_OUTPUT_PIXELS or (enlarges and not may_enlarge):
        raise IiifError("iiif_request", part="size", value=text[:40])
    return width, height


def _wanted(plain: str, source: tuple[int, int], version: int, *, may_enlarge: bool) -> tuple[int, int]:
    """Width and height by the form of the size segment."""
    if plain == "max" or (version == 2 and plain == "full"):
        return _largest(source)
    if plain.startswith("pct:"):
        (percent,) = _numbers(plain[4:], 1, "size")
        return max(1, round(source[0] * percent / 100)), max(1, round(source[1] * percent / 100))
    if plain.startswith("!"):
        w, h = _numbers(plain[1:], 2, "size")
        scale = min(w / source[0], h / source[1])
        scale = scale if may_enlarge else min(scale, 1.0)
        return max(1, round(source[0] * scale)), max(1, round(source[1] * scale))
    if plain.endswith(","):
        (w,) = _numbers(plain[:-1], 1, "size")
        return int(w), max(1, round(source[1] * w / source[0]))
    if plain.startswith(","):
        (h,) = _numbers(plain[1:], 1, "size")
        return max(1, round(source[0] * h / source[1])), int(h)
    w, h = _numbers(plain, 2, "size")
    return int(w), int(h)


def _largest(source: tuple[int, int]) -> tuple[int, int]:
    """The region's own size, or smaller where that is more than we give in one answer."""
    scale = min(1.0, (MAX_OUTPUT_PIXELS / (source[0] * source[1])) ** 0.5)
    return max(1, int(source[0] * scale)), max(1, int(source[1] * scale))


@dataclass(frozen=True, slots=True)
class IiifImage:
    """One picture as IIIF gives it: its information document and its pixels."""

    store: BlobStore
    pyramid: Pyramid

    def info(self, address: str, *, version: int = 3) -> dict[str, object]:
        """The ``info.json`` document; ``sizes`` are those really stored."""
        pyramid = self.pyramid
        sizes = [{"width": lv.width, "height": lv.height} for lv in reversed(pyramid.levels)]
        tiles = [{"width": pyramid.tile, "height": pyramid.tile, "scaleFactors": [2**n for n in range(len(sizes))]}]
        shared: dict[str, object] = {
            "protocol": "http://iiif.io/api/image",
            "width": pyramid.width,
            "height": pyramid.height,
            "sizes": sizes,
            "tiles": tiles,
        }
        if version == 2:
            profile = {
                "formats": sorted(FORMATS),
                "qualities": ["color", "gray", "bitonal", "default"],
                "maxArea": MAX_OUTPUT_PIXELS,
            }
            return {
                "@context": "http://iiif.io/api/image/2/context.json", "@id": address, **shared,
                "profile": ["http://iiif.io/api/image/2/level2.json", profile],
            }  # fmt: skip
        return {
            "@context": "http://iiif.io/api/image/3/context.json", "id": address, "type": "ImageService3",
            "profile": "level2", **shared, "maxArea": MAX_OUTPUT_PIXELS,
            "extraFormats": ["webp"], "extraQualities": ["color", "gray", "bitonal"],
            "extraFeatures": ["mirroring", "regionSquare", "sizeUpscaling"],
        }  # fmt: skip

    def stored_tile(self, request: IiifRequest) -> bytes | None:
        """The stored JPEG when the request is exactly one whole tile; None: it has to be rendered."""
        plain = request.rotation == 0 and not request.is_mirrored and request.quality in {"default", "color"}
        tile = self.pyramid.tile
        left, top, right, bottom = request.box
        factor, rest = divmod(right - left, tile)
        if not plain or request.format != "jpg" or request.size != (tile, tile) or rest or bottom - top != right - left:
            return None
        level = factor.bit_length() - 1
        if factor != 1 << level or level >= len(self.pyramid.levels) or left % (tile * factor) or top % (tile * factor):
            return None
        x, y, part = left // (tile * factor), top // (tile * factor), self.pyramid.levels[level]
        if (x + 1) * tile > part.width or (y + 1) * tile > part.height:
            return None
        return tile_bytes(self.store, self.pyramid, level, x, y)

    def render(self, request: IiifRequest) -> tuple[bytes, str]:
        """The picture asked for and its media type."""
        tile = self.stored_tile(request)
        if tile is not None:
            return tile, FORMATS["jpg"]
        picture = self._scaled(request)
        if request.is_mirrored:
            picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        if request.rotation:
            picture = picture.transpose(_TURNS[request.rotation])
        if request.quality in {"gray", "bitonal"}:
            picture = picture.convert("L" if request.quality == "gray" else "1")
        return _encode(picture, request.format), FORMATS[request.format]

    def _scaled(self, request: IiifRequest) -> Image.Image:
        """The region at the output size, read from the smallest level that still holds every pixel needed."""
        left, top, right, bottom = request.box
        wanted = max(request.size[0] / (right - left), request.size[1] / (bottom - top))
        level = max(
            (i for i, lv in enumerate(self.pyramid.levels) if lv.width / self.pyramid.width >= wanted * 0.999),
            default=0,
        )
        part = self.pyramid.levels[level]
        sx, sy = part.width / self.pyramid.width, part.height / self.pyramid.height
        exact = (left * sx, top * sy, right * sx, bottom * sy)
        outer = (
            int(exact[0]),
            int(exact[1]),
            min(part.width, -int(-exact[2] // 1)),
            min(part.height, -int(-exact[3] // 1)),
        )
        pixels = read_region(self.store, self.pyramid, level, outer)
        inner = (exact[0] - outer[0], exact[1] - outer[1], exact[2] - outer[0], exact[3] - outer[1])
        if pixels.size == request.size and inner == (0.0, 0.0, *map(float, pixels.size)):
            return pixels
        return pixels.resize(request.size, Image.Resampling.LANCZOS, box=inner)


_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def _encode(picture: Image.Image, suffix: str) -> bytes:
    """Encode without any metadata."""
    out = io.BytesIO()
    if suffix == "jpg":
        picture.convert("L" if picture.mode == "1" else picture.mode).save(out, "JPEG", quality=88)
    elif suffix == "png":
        picture.save(out, "PNG", compress_level=4)
    else:
        picture.save(out, "WEBP", quality=85, method=3)
    return out.getvalue()
