"""Photographs: refused by their header, read by an allow-list of loaders, made into a pyramid and thumbnails.

Runs in a child process (``ingest.sandbox``). Limits come from the header before any pixel is decoded. The public
copies are sRGB, upright, and hold no metadata at all; the master keeps everything.
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pi_heif
import pyvips
from PIL import Image, ImageOps, UnidentifiedImageError

from ingest.errors import RefusedError
from ingest.identify import Identification, identify_file
from ingest.photo_metadata import PhotoMetadata, read_metadata

# 500 Mpixel: the largest pixel-shift camera gives 400; as RGB that is 1.5 GB, inside one step's memory.
PIXEL_LIMIT = 500_000_000
# HEIC, AVIF and GIF are decoded whole in memory: phones give up to 200 Mpixel.
WHOLE_LIMIT = 220_000_000
FRAME_LIMIT = 500
THUMBNAIL_SIZES = (320, 640, 1280, 2560)
JPEG_SIZE = 1280
TILE = 256
_PILLOW = {
    "jpeg": ("JPEG", "MPO"), "png": ("PNG",), "webp": ("WEBP",), "tiff": ("TIFF",), "gif": ("GIF",),
    "heic": ("HEIF",), "avif": ("AVIF",),
}  # fmt: skip
_WHOLE = frozenset({"gif", "heic", "avif"})
# What the loaders raise on broken data; the wider set is for Pillow's header parsers, which raise nearly anything.
_BROKEN_PIXELS = (OSError, SyntaxError, ValueError, EOFError, struct.error, pyvips.Error)
_BROKEN_HEADER = (*_BROKEN_PIXELS, TypeError, KeyError, IndexError, ArithmeticError, AttributeError, RuntimeError)


@dataclass(frozen=True, slots=True)
class PhotoHeader:
    """What the header promises: format, size in pixels as stored, number of frames or pages, Pillow mode."""

    format: str
    width: int
    height: int
    frames: int
    mode: str
    metadata: PhotoMetadata


def read_header(path: Path, name: str | None = None) -> PhotoHeader:
    """Check a picture by its header alone, in milliseconds whatever it claims.

    Raises:
        RefusedError: ``not_a_photo``, ``photo_broken``, ``photo_too_large``, ``photo_frames``, or what
            ``identify_file`` refuses.
    """
    name = name or path.name
    known = identify_file(path, name)
    if known.kind != "photo":
        raise RefusedError("not_a_photo", file=name, found=known.media_type)
    with _broken(name, _BROKEN_HEADER), _open(path, known) as image:
        width, height = image.size
        _check_size(name, known, width, height)
        frames = int(getattr(image, "n_frames", 1))
        if frames > FRAME_LIMIT:
            raise RefusedError("photo_frames", file=name, frames=frames, limit=FRAME_LIMIT)
        return PhotoHeader(known.format, width, height, frames, image.mode, read_metadata(image))


def _check_size(name: str, known: Identification, width: int, height: int) -> None:
    """Refuse by pixels."""
    limit = WHOLE_LIMIT if known.format in _WHOLE else PIXEL_LIMIT
    if width < 1 or height < 1:
        raise RefusedError("photo_broken", file=name, reason=f"{width} × {height}")
    if width * height > limit:
        raise RefusedError("photo_too_large", file=name, width=width, height=height, limit_mp=limit // 1_000_000)


@contextmanager
def _open(path: Path, known: Identification) -> Iterator[Image.Image]:
    """Open with the one loader of the identified format; Pillow's own pixel limit gives way to ours."""
    pi_heif.register_heif_opener()
    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=_PILLOW[known.format]) as image:
                yield image
    finally:
        Image.MAX_IMAGE_PIXELS = before


@contextmanager
def _broken(name: str, faults: tuple[type[Exception], ...]) -> Iterator[None]:
    """Turn what loaders raise on broken pictures into one refusal."""
    try:
        yield
    except faults as error:
        raise RefusedError("photo_broken", file=name, reason=_reason(error)) from error


def _reason(error: Exception) -> str:
    """The loader's own words, one line, without any path of this machine."""
    words = error.detail if isinstance(error, pyvips.Error) else str(error)
    lines = [line.strip() for line in str(words).splitlines() if line.strip()]
    if isinstance(error, UnidentifiedImageError) or not lines or "/" in lines[0]:
        return type(error).__name__
    return lines[0][:160]


def run(arguments: dict[str, object], progress: Callable[[str, float], None]) -> dict[str, object]:
    """The child step.

    Args:
        arguments: ``task`` (``inspect``: header and metadata only, or ``derive``), ``source``, ``name``, and for
            ``derive`` the folder ``out``.
        progress: told a step's name and a fraction.

    Returns:
        ``header`` and ``metadata``/``private``; for ``derive`` also ``files`` (a list of ``file``, ``usage``,
        ``quality``, ``media_type``, ``width``, ``height``), ``levels`` and ``phash``.
    """
    source, name = Path(str(arguments["source"])), str(arguments["name"])
    progress("inspect", 0.0)
    header = read_header(source, name)
    result: dict[str, object] = {
        "format": header.format,
        "width": header.width,
        "height": header.height,
        "frames": header.frames,
        "metadata": header.metadata.public(),
        "private": {k: v for k, v in asdict(header.metadata.private).items() if v is not None},
    }
    if arguments.get("task", "derive") == "inspect":
        return result
    with _broken(name, _BROKEN_PIXELS):
        return result | derive(source, Path(str(arguments["out"])), header, progress)


def derive(source: Path, out: Path, header: PhotoHeader, progress: Callable[[str, float], None]) -> dict[str, object]:
    """Make the pyramid, the thumbnails and the perceptual hash of a checked picture."""
    pyvips.block_untrusted_set(True)  # noqa: FBT003  libvips' own signature
    pyvips.cache_set_max(0)
    progress("pyramid", 0.1)
    pyramid = out / "pyramid.tif"
    upright = _to_srgb(_load(source, header))
    upright.tiffsave(
        str(pyramid), tile=True, tile_width=TILE, tile_height=TILE, pyramid=True, compression="jpeg", Q=85, keep="none",
        bigtiff=upright.width * upright.height > 300_000_000,
    )  # fmt: skip
    levels = _levels(pyramid)
    width, height = levels[0]
    files: list[dict[str, object]] = [
        {
            "file": pyramid.name, "usage": "tiles", "quality": "pyramid", "media_type": "image/tiff",
            "width": width, "height": height, "tile": TILE, "levels": [list(level) for level in levels],
        }
    ]  # fmt: skip
    for done, size in enumerate(_wanted_sizes(max(width, height)), 1):
        files += _thumbnails(pyramid, levels, size, out)
        progress("thumbnails", 0.6 + 0.35 * done / len(THUMBNAIL_SIZES))
    return {"files": files, "levels": [list(level) for level in levels], "phash": perceptual_hash(pyramid, levels)}


def _load(source: Path, header: PhotoHeader) -> pyvips.Image:
    """The first frame, upright, by the loader of its format; truncated data is an error, not grey."""
    if header.format in _WHOLE:
        with _open(source, identify_file(source)) as image:
            upright = ImageOps.exif_transpose(image)
            pixels = np.asarray(
                upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
            )
            profile = image.info.get("icc_profile")
        loaded = pyvips.Image.new_from_array(pixels).copy(interpretation="srgb")
        if profile:
            loaded = loaded.copy()
            loaded.set_type(pyvips.GValue.blob_type, "icc-profile-data", profile)
        return loaded
    loader = getattr(pyvips.Image, f"{header.format}load")
    access: Literal["sequential", "random"] = "sequential" if header.metadata.orientation == 1 else "random"
    image = loader(str(source), access=access, fail_on="error")
    if image.format not in {"uchar", "ushort"}:
        image = loader(str(source), access="random", fail_on="error").scaleimage()
    return image.autorot()


def _to_srgb(image: pyvips.Image) -> pyvips.Image:
    """Eight-bit sRGB on white, by the embedded profile where there is a usable one."""
    converted = None
    if image.get_typeof("icc-profile-data") and image.interpretation in {
        "srgb",
        "rgb16",
        "rgb",
        "cmyk",
        "b-w",
        "grey16",
    }:
        try:
            converted = image.icc_transform("srgb", embedded=True, intent="relative", black_point_compensation=True)
        except pyvips.Error:
            converted = None  # a profile that does not fit its picture: go on as if there were none
    if converted is None and image.interpretation == "cmyk":
        converted = image.icc_transform("srgb", input_profile="cmyk", intent="relative")
    converted = converted or image.colourspace("srgb")
    if converted.hasalpha():
        converted = converted.flatten(
            background=[255, 255, 255],
            max_alpha=65535 if image.format == "ushort" and converted.format == "ushort" else 255,
        )
    return converted.cast("uchar")


def _levels(pyramid: Path) -> list[tuple[int, int]]:
    """Real sizes of the stored levels, largest first; libvips rounds halves down."""
    first = pyvips.Image.tiffload(str(pyramid))
    pages = first.get("n-pages") if first.get_typeof("n-pages") else 1
    found = []
    for page in range(pages):
        level = pyvips.Image.tiffload(str(pyramid), page=page)
        found.append((level.width, level.height))
    return found


def _wanted_sizes(longest: int) -> list[int]:
    """The thumbnail sizes that don't enlarge, and the first one that holds the picture whole."""
    smaller = [size for size in THUMBNAIL_SIZES if size < longest]
    holding = [size for size in THUMBNAIL_SIZES if size >= longest][:1]
    return smaller + holding


def _thumbnails(pyramid: Path, levels: list[tuple[int, int]], size: int, out: Path) -> list[dict[str, object]]:
    """A WebP of at most ``size`` pixels on its longer side, and a JPEG for programs that know nothing else."""
    page = max((i for i, level in enumerate(levels) if max(level) >= size), default=0)
    level = pyvips.Image.tiffload(str(pyramid), page=page)
    small = level.thumbnail_image(size, height=size, size="down").copy_memory()
    made = []
    for suffix, media_type in ((".webp", "image/webp"), (".jpg", "image/jpeg")):
        if suffix == ".jpg" and size != JPEG_SIZE and not (max(levels[0]) < JPEG_SIZE and size >= max(levels[0])):
            continue
        target = out / f"thumb-{size}{suffix}"
        if suffix == ".webp":
            small.webpsave(str(target), Q=82, keep="none")
        else:
            small.jpegsave(str(target), Q=85, keep="none", interlace=True, optimize_coding=True)
        made.append(
            {
                "file": target.name, "usage": "preview" if suffix == ".jpg" else "thumbnail", "quality": str(size),
                "media_type": media_type, "width": small.width, "height": small.height,
            }
        )  # fmt: skip
    return made


def perceptual_hash(pyramid: Path, levels: list[tuple[int, int]]) -> str:
    """64-bit DCT hash in hex: near-equal pictures differ in few bits.

    Source: Zauner 2010, Implementation and Benchmarking of Perceptual Image Hash Functions (pHash, DCT variant).
    """
    page = max((i for i, level in enumerate(levels) if min(level) >= 32), default=0)
    grey = pyvips.Image.tiffload(str(pyramid), page=page).colourspace("b-w")[0]
    small = grey.thumbnail_image(32, height=32, size="force").numpy().astype(np.float64)
    k = np.arange(32)
    basis = np.cos(np.pi * (2 * k[None, :] + 1) * k[:, None] / 64)
    low = (basis @ small @ basis.T)[:8, :8].ravel()
    bits = low > np.median(low[1:])
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"
