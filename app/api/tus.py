"""The words of the tus 1.0.0 protocol: headers in, headers out; no state.

Source: https://tus.io/protocols/resumable-upload (core, creation, creation-with-upload, checksum, expiration,
termination).
"""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import IO

from flask import Request
from werkzeug.exceptions import ClientDisconnected

from app.errors import RequestError
from ingest.intake import CHECKSUMS, UploadInfo

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
MEDIA_TYPE = "application/offset+octet-stream"
LIFETIME = timedelta(days=7)


def capabilities(max_bytes: int) -> dict[str, str]:
    """Headers that tell a client what this server can do."""
    return {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Max-Size": str(max_bytes),
        "Tus-Extension": EXTENSIONS,
        "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
    }


def progress_headers(info: UploadInfo) -> dict[str, str]:
    """Headers that tell how far an upload is and until when it is kept."""
    expires = datetime.now(UTC) + LIFETIME
    return {
        "Tus-Resumable": VERSION,
        "Upload-Offset": str(info.offset),
        "Upload-Expires": format_datetime(expires, usegmt=True),
        "Cache-Control": "no-store",
    }


def check_version(request: Request) -> None:
    """Refuse a request of another protocol version (``tus_version``)."""
    spoken = request.headers.get("Tus-Resumable", "")
    if spoken != VERSION:
        raise RequestError("tus_version", found=spoken or "-", expected=VERSION)


def has_bytes(request: Request) -> bool:
    """Whether the request brings bytes of the file."""
    return request.mimetype == MEDIA_TYPE


def check_media_type(request: Request) -> None:
    """Refuse bytes of the wrong media type (``tus_media_type``)."""
    if not has_bytes(request):
        raise RequestError("tus_media_type", found=request.mimetype or "-", expected=MEDIA_TYPE)


def read_number(request: Request, header: str) -> int:
    """A header that holds a whole number of bytes, zero or more (``tus_header``)."""
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise RequestError("tus_header", header=header, value=text[:40] or "-")
    return int(text)


def read_metadata(request: Request) -> dict[str, str]:
    """``Upload-Metadata``: names and values in base64 of UTF-8 (``tus_header`` when malformed)."""
    header = request.headers.get("Upload-Metadata", "")
    pairs = [pair.strip().split(" ", 1) for pair in header.split(",") if pair.strip()]
    try:
        return {name: _decoded(value[0] if value else "") for name, *value in pairs}
    except (binascii.Error, UnicodeDecodeError):
        raise RequestError("tus_header", header="Upload-Metadata", value=header[:80]) from None


def write_metadata(metadata: dict[str, str]) -> str:
    """The same header, for HEAD."""
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in metadata.items())


def read_checksum(request: Request) -> tuple[str, bytes] | None:
    """``Upload-Checksum``: algorithm and raw digest (``tus_header`` when malformed)."""
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return None
    algorithm, _, digest = header.partition(" ")
    try:
        return algorithm, base64.b64decode(digest, validate=True)
    except binascii.Error:
        raise RequestError("tus_header", header="Upload-Checksum", value=header[:80]) from None


class Body:
    """A request's body as a byte source: a browser that goes away shows as ``ConnectionError``."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; empty at the end."""
        try:
            return self._stream.read(size)
        except (ClientDisconnected, OSError) as error:
            message = "the sender went away"
            raise ConnectionError(message) from error


def _decoded(text: str) -> str:
    """One value of the metadata header."""
    return base64.b64decode(text, validate=True).decode("utf-8")
