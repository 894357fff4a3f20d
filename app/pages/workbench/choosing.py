"""Choosing several artifacts at once: by their numbers, by a search, by place, by import."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.context import caller
from catalogue.errors import NotFoundError
from catalogue.records import Artifact
from catalogue.search.query import SearchQuery, search
from catalogue.services.choices import choose_by_ids, choose_by_numbers, choose_in_site, choose_of_import
from catalogue.services.locations import list_contents, read_location
from catalogue.services.paging import MOST_ROWS
from catalogue.vocab.folding import clean

MOST = 2_000
FIELDS = ("numbers", "q", "place", "site", "batch")


@dataclass(frozen=True, slots=True)
class Choice:
    """The artifacts chosen, each once; numbers and codes that lead nowhere; whether there were more than we take."""

    artifacts: Sequence[Artifact]
    unknown: Sequence[str]
    is_cut: bool = False


def split_numbers(text: str) -> list[str]:
    """Object numbers as people type them: one a line, or parted by commas or semicolons; each once."""
    return list(dict.fromkeys(filter(None, (clean(part) for part in re.split(r"[\n;,]", text)))))


def choose_artifacts(session: Session, wish: MultiDict[str, str]) -> Choice:
    """All artifacts that the fields of a form name, in the order of the fields."""
    unknown: list[str] = []
    found: dict[UUID, Artifact] = {}
    for artifact in _wished(session, wish, unknown):
        found.setdefault(artifact.id, artifact)
        if len(found) > MOST:
            break
    chosen = list(found.values())
    return Choice(chosen[:MOST], unknown, len(chosen) > MOST)


def _wished(session: Session, wish: MultiDict[str, str], unknown: list[str]) -> Iterator[Artifact]:
    numbers = list(dict.fromkeys([*wish.getlist("number"), *split_numbers(wish.get("numbers", ""))]))
    yield from _by_numbers(session, numbers, unknown)
    if text := clean(wish.get("q", "")):
        yield from _by_search(session, text)
    if place := clean(wish.get("place", "")):
        yield from _in_place(session, place, unknown)
    if site := clean(wish.get("site", "")):
        yield from choose_in_site(session, caller(), site, MOST + 1)
    if batch := _ident(wish.get("batch", "")):
        yield from choose_of_import(session, caller(), batch, MOST + 1)


def _by_numbers(session: Session, numbers: Sequence[str], unknown: list[str]) -> Iterator[Artifact]:
    known = {row.accession_number: row for row in choose_by_numbers(session, caller(), numbers)}
    for number in numbers:
        if number in known:
            yield known[number]
        else:
            unknown.append(number)


def _by_search(session: Session, text: str) -> Iterator[Artifact]:
    """What the catalogue's search finds, best hit first."""
    hits = search(session, caller(), SearchQuery(text, {"kind": ["artifact"]}, None, MOST_ROWS)).hits
    ids = [hit.record_id for hit in hits]
    known = {row.id: row for row in choose_by_ids(session, caller(), ids)}
    yield from (known[ident] for ident in ids if ident in known)


def _in_place(session: Session, code: str, unknown: list[str]) -> Iterator[Artifact]:
    """Everything in a location and below it."""
    try:
        location = read_location(session, caller(), code)
    except NotFoundError:
        unknown.append(code)
        return
    cursor = None
    while True:
        page = list_contents(session, caller(), location, cursor=cursor, limit=MOST_ROWS)
        yield from page.items
        cursor = page.next
        if cursor is None:
            return


def _ident(text: str) -> UUID | None:
    try:
        return UUID(text.strip()) if text.strip() else None
    except ValueError:
        return None
