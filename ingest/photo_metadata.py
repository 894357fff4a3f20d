"""What a photograph says of itself: EXIF, IPTC and XMP as typed values, with places and serial numbers kept apart."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta, timezone

from lxml import etree
from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

MUSEUM_ZONE = timezone(timedelta(hours=7))
_BROKEN = (SyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError, struct.error, OSError, EOFError)
_DATE = re.compile(r"^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"^([+-])(\d\d):(\d\d)$")


@dataclass(frozen=True, slots=True)
class PrivateMetadata:
    """What must never reach the public: where the photographer stood, whose device it was."""

    latitude: float | None = None
    longitude: float | None = None
    altitude_m: float | None = None
    camera_serial: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class PhotoMetadata:
    """A photograph's own words. ``captured_at`` is ISO 8601 with zone; without one in the file UTC+7 is assumed."""

    captured_at: str | None = None
    zone_assumed: bool = False
    camera: str | None = None
    lens: str | None = None
    orientation: int = 1
    exposure_s: float | None = None
    aperture: float | None = None
    iso: int | None = None
    focal_length_mm: float | None = None
    title: str | None = None
    description: str | None = None
    creator: str | None = None
    rights: str | None = None
    private: PrivateMetadata = field(default_factory=PrivateMetadata)

    def public(self) -> dict[str, object]:
        """The values that may be shown, without empty ones."""
        return {k: v for k, v in asdict(self).items() if k != "private" and v is not None}


def read_metadata(image: Image.Image) -> PhotoMetadata:
    """Read what an opened image carries; a broken block is left out, never an error."""
    exif, detail, gps = _exif(image)
    words = _iptc(image) | _xmp(image)
    captured_at, assumed = _moment(exif, detail)
    camera = " ".join(dict.fromkeys(filter(None, (_text(exif.get(271)), _text(exif.get(272))))))
    orientation = exif.get(274)
    return PhotoMetadata(
        captured_at=captured_at,
        zone_assumed=assumed,
        camera=camera or None,
        lens=_text(detail.get(0xA434)),
        orientation=orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1,
        exposure_s=_number(detail.get(0x829A)),
        aperture=_number(detail.get(0x829D)),
        iso=_whole(detail.get(0x8827)),
        focal_length_mm=_number(detail.get(0x920A)),
        title=words.get("title"),
        description=words.get("description") or _text(exif.get(270)),
        creator=words.get("creator") or _text(exif.get(315)),
        rights=words.get("rights") or _text(exif.get(33432)),
        private=_private(detail, gps),
    )


Block = Mapping[int, object]


def _exif(image: Image.Image) -> tuple[Block, Block, Block]:
    """The main, detail and place blocks."""
    try:
        exif = image.getexif()
    except _BROKEN:
        return {}, {}, {}
    return dict(exif), _ifd(exif, ExifTags.IFD.Exif), _ifd(exif, ExifTags.IFD.GPSInfo)


def _ifd(exif: Image.Exif, which: ExifTags.IFD) -> Block:
    """One inner block, or nothing when it is broken."""
    try:
        return dict(exif.get_ifd(which))
    except _BROKEN:
        return {}


def _private(detail: Block, gps: Block) -> PrivateMetadata:
    """Place and identity."""
    altitude = _number(gps.get(6))
    below = gps.get(5) in {1, b"\x01"}
    return PrivateMetadata(
        latitude=_degrees(gps.get(2), gps.get(1), 90.0),
        longitude=_degrees(gps.get(4), gps.get(3), 180.0),
        altitude_m=-altitude if altitude is not None and below else altitude,
        camera_serial=_text(detail.get(0xA431)),
        owner=_text(detail.get(0xA430)),
    )


def _degrees(value: object, side: object, limit: float) -> float | None:
    """Degrees, minutes and seconds as signed decimal degrees."""
    if not isinstance(value, tuple) or len(value) != 3:
        return None
    parts = [_number(part) for part in value]
    if any(part is None for part in parts):
        return None
    degrees = sum((part or 0.0) / 60**power for power, part in enumerate(parts))
    signed = -degrees if str(side).upper().strip("\0b'")[:1] in {"S", "W"} else degrees
    return round(signed, 7) if abs(signed) <= limit else None


def _moment(exif: Block, detail: Block) -> tuple[str | None, bool]:
    """When the picture was taken, and whether its zone is our assumption."""
    text = _text(detail.get(0x9003)) or _text(detail.get(0x9004)) or _text(exif.get(306))
    match = _DATE.match(text or "")
    if not match:
        return None, False
    offset = _OFFSET.match(_text(detail.get(0x9011)) or _text(detail.get(0x9010)) or "")
    try:
        zone = MUSEUM_ZONE if offset is None else _zone(*offset.groups())
        year, month, day, hour, minute, second = map(int, match.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).isoformat(), offset is None
    except ValueError:
        return None, False


def _zone(sign: str, hours: str, minutes: str) -> timezone:
    """A zone from EXIF's ``+07:00``."""
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if sign == "-" else offset)


def _iptc(image: Image.Image) -> dict[str, str]:
    """Title, caption, author and rights of the IPTC block."""
    if not isinstance(image, ImageFile.ImageFile):
        return {}
    try:
        block = IptcImagePlugin.getiptcinfo(image) or {}
    except _BROKEN:
        return {}
    names = {(2, 5): "title", (2, 120): "description", (2, 80): "creator", (2, 116): "rights"}
    found = {}
    for tag, name in names.items():
        value = block.get(tag)
        text = _text(value[0] if isinstance(value, list) and value else value)
        if text:
            found[name] = text
    return found


_DC = "{http://purl.org/dc/elements/1.1/}"


def _xmp(image: Image.Image) -> dict[str, str]:
    """Title, description, creator and rights of the XMP packet, parsed without entities or network."""
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    if not packet:
        return {}
    data = packet if isinstance(packet, bytes) else str(packet).encode()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(data.strip(b"\0 \n\r\t"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return {}
    found = {}
    for name in ("title", "description", "creator", "rights"):
        texts = [_text("".join(str(t) for t in node.itertext())) for node in root.iter(f"{_DC}{name}")]
        if texts and texts[0]:
            found[name] = texts[0]
    return found


def _text(value: object) -> str | None:
    """Printable text of at most 2,000 characters, or None."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return None
    return "".join(c for c in value if c.isprintable() or c == "\n").strip()[:2000] or None


def _number(value: object) -> float | None:
    """A finite number, or None."""
    try:
        number = float(value)  # type: ignore[arg-type]  # rationals of several classes; the except takes the rest
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _whole(value: object) -> int | None:
    """A whole number; some cameras write a list."""
    number = _number(value[0] if isinstance(value, tuple) and value else value)
    return int(number) if number is not None else None
