"""Hands out stored bytes: ranges, entity tags, cache times and the right type, without reading files into memory."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import wrap_file

from app.assets import IMMUTABLE
from ingest.storage import BlobStore

_INERT = ("image/", "model/", "audio/", "video/")
_ACTIVE = frozenset({"image/svg+xml"})
_POLICY = "default-src 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is handed out: where it lies, its digest and size, and how the reader may keep it.

    Attributes:
        key: content key in the store.
        sha256: digest of the bytes in hex; the entity tag.
        size: bytes.
        media_type: type told to the browser.
        name: file name told to whoever saves it.
        is_public: whether anybody may see it, so that caches may keep it.
        is_attachment: whether browsers save it instead of showing it.
    """

    key: str
    sha256: str
    size: int
    media_type: str
    name: str
    is_public: bool
    is_attachment: bool = False


def deliver(store: BlobStore, what: Delivery) -> Response:
    """A streamed answer that honours ``Range``, ``If-Range`` and ``If-None-Match``.

    Raises:
        StorageError: the store lost the bytes.
        RequestedRangeNotSatisfiable: the range lies outside the file.
    """
    handle = store.open(what.key)
    response = Response(
        wrap_file(request.environ, handle),
        mimetype=what.media_type,
        headers={"Content-Disposition": _disposition(what), "Content-Security-Policy": _POLICY},
        direct_passthrough=True,
    )
    response.call_on_close(handle.close)
    response.content_length = what.size
    response.set_etag(what.sha256)
    response.headers["Cache-Control"] = IMMUTABLE if what.is_public else "private, no-cache"
    if not what.is_public:
        response.vary.add("Cookie")
    try:
        response.make_conditional(request.environ, accept_ranges=True, complete_length=what.size)
    except RequestedRangeNotSatisfiable:
        handle.close()
        raise
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        handle.close()
    return response


def _disposition(what: Delivery) -> str:
    """Shown in the page only when the type can't run anything; the name keeps its Vietnamese letters (RFC 6266)."""
    is_inert = what.media_type.startswith(_INERT) and what.media_type not in _ACTIVE
    kind = "inline" if is_inert and not what.is_attachment else "attachment"
    plain = what.name.encode("ascii", "ignore").decode().replace("\\", "").replace('"', "") or "file"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(what.name, safe='')}"
