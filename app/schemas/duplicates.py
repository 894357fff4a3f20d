"""Possible duplicates as JSON."""

from __future__ import annotations

from typing import Literal

from app.schemas.common import Body, Query, Text


class DuplicateQuery(Query):
    """What is known of the artifact that somebody is entering; ``besides`` is its own number where it has one."""

    number: str = ""
    title: str = ""
    site: str = ""
    sha256: str = ""
    besides: str = ""


class TwinBody(Body):
    """An artifact that may be the same, and why."""

    accession_number: str
    title: Text
    site: str | None
    why: list[Literal["number", "title", "photo", "photo_like"]]
    links: dict[str, str]


class TwinList(Body):
    """Artifacts that may be the same, those with the most reasons first."""

    items: list[TwinBody]
    next: None
    total: int
