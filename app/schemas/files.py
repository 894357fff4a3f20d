"""Digital files, scans, models and derivatives as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from app.schemas.common import Body, Order, Page, Query, Text, text
from catalogue.records import DigitalFile
from catalogue.vocab.terms import FileKind, Visibility

_PLAIN = (
    "id", "name", "sha256", "media_type", "kind", "position", "visibility", "licence", "attribution", "source_url",
    "version", "created_at",
)  # fmt: skip


class FileQuery(Query):
    """Whose files: an artifact's by number, or a site's by code."""

    artifact: str | None = None
    site: str | None = None
    kind: FileKind | None = None


class FileChanges(Order):
    """What is said of a file; its bytes never change."""

    title: Text | None = None
    alt: Text | None = None
    position: int = 0
    visibility: Visibility = Visibility.PUBLIC
    licence: str | None = None
    attribution: str | None = None
    source_url: str | None = None


class FileBody(Body):
    """A stored master and its checksum; ``details`` is what was read from the file itself, for staff."""

    id: UUID
    name: str
    sha256: str
    bytes: int
    media_type: str
    kind: FileKind
    title: Text
    alt: Text
    position: int
    visibility: Visibility
    licence: str | None
    attribution: str | None
    source_url: str | None
    version: int
    created_at: dt.datetime
    details: dict[str, Any] | None = None
    links: dict[str, str]


class FilePage(Page):
    """All files of a record, in their order."""

    items: list[FileBody]


def file_body(file: DigitalFile, *, is_staff: bool, links: dict[str, str]) -> dict[str, object]:
    """The file as the API gives it; places and devices in EXIF are for staff alone."""
    return {
        **{name: getattr(file, name) for name in _PLAIN},
        "bytes": file.size,
        "title": text(file, "title"),
        "alt": text(file, "alt"),
        "details": file.details if is_staff else None,
        "links": links,
    }
