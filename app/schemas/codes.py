"""What a scanned code names, as JSON."""

from __future__ import annotations

from typing import Literal

from app.schemas.common import Body, Query, Text, text
from catalogue.records import Artifact, Site
from catalogue.services.codes import Labelled


class CodeQuery(Query):
    """What was scanned or typed: an address on a label, its code, an object number, the code of a location or site."""

    text: str


class CodeBody(Body):
    """A record that a label belongs to; ``place`` is where an artifact stands, ``picture`` a small one of it."""

    kind: Literal["artifact", "location", "site"]
    number: str
    title: Text
    place: str | None
    picture: str | None
    page: str
    is_open: bool


def code_body(record: Labelled, picture: str | None, page: str) -> dict[str, object]:
    """A record as a scanner's list shows it; ``is_open`` is False for a location out of use."""
    common = {"title": text(record, "title"), "place": None, "picture": picture, "page": page, "is_open": True}
    if isinstance(record, Artifact):
        return {**common, "kind": "artifact", "number": record.accession_number, "place": record.location}
    if isinstance(record, Site):
        return {**common, "kind": "site", "number": record.code}
    return {**common, "kind": "location", "number": record.code, "is_open": record.retired_at is None}
