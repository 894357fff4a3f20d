"""Administrative areas: under one name as long as they had it; each renaming or merger is a new row with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import Place, RecordPlace
from catalogue.services.audits import expect_version, record_change
from catalogue.services.authority_names import Called, alike, free_code, rank_names, read_offset
from catalogue.services.described import Described, read_described
from catalogue.services.paging import Page, clamp, page_by, write_cursor
from catalogue.services.validation import assign, need
from catalogue.vocab.folding import clean, fold
from catalogue.vocab.heritage import PlaceKind, PlaceRole

EDITABLE = (
    "code", "kind", "title_vi", "title_en", "parent_id", "valid_from", "valid_to", "successor_id", "change_reason",
    "decision_number", "latitude", "longitude",
)  # fmt: skip
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Part:
    """A record for which an area plays a part."""

    record: Described
    role: PlaceRole


@dataclass(frozen=True, slots=True)
class Address:
    """An area with those around it, the smallest first, as they were called on ``day`` (None: today)."""

    places: tuple[Place, ...]
    day: dt.date | None = None

    def text(self, lang: str) -> str:
        """The names parted by commas."""
        return ", ".join((place.title_en if lang == "en" else None) or place.title_vi for place in self.places)


def add_place(session: Session, who: Identity, values: Mapping[str, object]) -> Place:
    """Save a new area; ``kind`` and ``title_vi`` are needed, a missing ``code`` is made of the name.

    Raises:
        ValidationError: a field breaks a rule. ConflictError: ``place_taken``: the code is in use.
    """
    require(who, Action.WRITE_RECORDS)
    need(values, "kind", "title_vi")
    place = Place(folded="")
    given = {name: value for name, value in values.items() if name != "code" or value}
    if "code" not in given:
        given["code"] = free_code(session, Place.code, str(values["title_vi"]))
    assign(place, given, EDITABLE)
    _settle(session, place)
    record_change(session, who, place, "add")
    return place


def update_place(
    session: Session, who: Identity, code: str, changes: Mapping[str, object], *, expected_version: int | None
) -> Place:
    """Correct what is said of an area; a new name from some day on is ``rename_places``.

    Raises:
        NotFoundError, ConflictError (``place_taken``), StaleError (someone else saved first).
        ValidationError: ``parent_id`` or ``successor_id``: ``circular``, ``not_found``; ``valid_to``: ``out_of_range``.
    """
    require(who, Action.WRITE_RECORDS)
    place = read_place(session, code)
    expect_version(place, expected_version)
    with session.no_autoflush:
        assign(place, changes, EDITABLE)
        _settle(session, place)
    record_change(session, who, place, "update")
    return place


def rename_places(session: Session, who: Identity, codes: Sequence[str], values: Mapping[str, object]) -> Place:
    """Let one area, or several that merge, go on under a new name from ``valid_from`` on.

    ``title_vi``, ``valid_from`` and ``change_reason`` are needed; kind and parent are those of the first where they
    aren't given. The old ones end the day before and point to the new one.

    Raises:
        NotFoundError: ``place_not_found``. ConflictError: ``place_over``: one of them has a successor already.
        ValidationError: each unfit field; ``codes``: ``required``; ``valid_from``: ``out_of_range``.
    """
    require(who, Action.WRITE_RECORDS)
    need(values, "title_vi", "valid_from", "change_reason")
    old = [read_place(session, code) for code in dict.fromkeys(codes)]
    if not old:
        raise ValidationError({"codes": "required"})
    for place in old:
        if place.successor_id is not None:
            raise ConflictError("place_over", place=place.code)
    first = old[0]
    known = {"kind": first.kind, "parent_id": first.parent_id, "latitude": first.latitude, "longitude": first.longitude}
    new = add_place(session, who, {**known, **values})
    last = (new.valid_from or dt.date.max) - dt.timedelta(days=1)
    if any(place.valid_from is not None and place.valid_from > last for place in old):
        raise ValidationError({"valid_from": "out_of_range"})
    for place in old:
        place.valid_to, place.successor_id = last, new.id
        record_change(session, who, place, "rename")
    return new


def read_place(session: Session, code: str) -> Place:
    """The area with this code; areas are for everybody.

    Raises:
        NotFoundError: ``place_not_found``.
    """
    place = session.scalar(select(Place).where(Place.code == clean(code)))
    if place is None:
        raise NotFoundError("place_not_found", place=code)
    return place


@dataclass(frozen=True, slots=True)
class PlaceFilter:
    """What a list of areas is narrowed to: a level, what lies directly below one, those that were there on a day."""

    kind: PlaceKind | None = None
    parent_id: UUID | None = None
    day: dt.date | None = None


def list_places(
    session: Session, *, words: str = "", only: PlaceFilter | None = None, cursor: str | None = None, limit: int = 50
) -> Page[Place]:
    """Areas by code, or with these words in a name, typed with or without accents."""
    only = only or PlaceFilter()
    query = select(Place)
    if only.kind is not None:
        query = query.where(Place.kind == only.kind)
    if only.parent_id is not None:
        query = query.where(Place.parent_id == only.parent_id)
    if only.day is not None:
        query = query.where(
            or_(Place.valid_from.is_(None), Place.valid_from <= only.day),
            or_(Place.valid_to.is_(None), Place.valid_to >= only.day),
        )
    folded = fold(words)
    if not folded:
        return page_by(session, query, Place.code, cursor, limit)
    for word in folded.split():
        query = query.where(Place.folded.contains(word, autoescape=True))
    start, limit = read_offset(cursor), clamp(limit)
    rows = {place.id: place for place in session.scalars(query)}
    ids = rank_names((_called(place) for place in rows.values()), words)
    following = write_cursor(str(start + limit)) if len(ids) > start + limit else None
    return Page([rows[ident] for ident in ids[start:][:limit]], following, len(ids))


def similar_places(session: Session, who: Identity, names: Sequence[str], *, besides: str = "") -> list[Place]:
    """Areas that are called nearly the same, the likest first: a hint before the same one is entered twice."""
    require(who, Action.READ_DRAFTS)
    places = {place.id: place for place in session.scalars(select(Place).where(Place.code != besides))}
    return [places[ident] for ident in alike(map(_called, places.values()), names)]


def read_chain(session: Session, place: Place) -> list[Place]:
    """The area under all its names, the earliest first: what went before it, itself, and what it became."""
    before, reached = [place], {place.id}
    layer = {place.id}
    while layer:
        rows = [p for p in session.scalars(select(Place).where(Place.successor_id.in_(layer))) if p.id not in reached]
        before, layer = [*rows, *before], {row.id for row in rows}
        reached |= layer
    after: list[Place] = []
    latest = place
    while latest.successor_id is not None and latest.successor_id not in reached:
        latest = session.get_one(Place, latest.successor_id)
        reached.add(latest.id)
        after.append(latest)
    head = sorted(before[:-1], key=lambda row: (row.valid_from or dt.date.min, row.code))
    return [*head, place, *after]


def find_on(session: Session, place: Place, day: dt.date | None) -> Place:
    """What the area was called on a day, today (the end of its chain) when None; itself where nobody knows."""
    chain = read_chain(session, place)
    if day is None:
        return chain[-1]
    valid = [row for row in chain if _is_valid(row, day)]
    return place if place in valid or not valid else valid[-1]


def read_address(session: Session, place: Place, day: dt.date | None = None) -> Address:
    """The area and those around it under the names of a day, of today when None."""
    found: list[Place] = []
    current: Place | None = find_on(session, place, day)
    while current is not None and current not in found and len(found) < _DEEPEST:
        found.append(current)
        above = session.get(Place, current.parent_id) if current.parent_id else None
        current = find_on(session, above, day) if above is not None else None
    return Address(tuple(found), day)


def list_parts(session: Session, who: Identity, place: Place, limit: int = 200) -> list[Part]:
    """The records for which the area plays a part, those that the reader may see."""
    rows = session.scalars(select(RecordPlace).where(RecordPlace.place_id == place.id).limit(limit)).all()
    records = read_described(session, who, {row.record_id for row in rows})
    return [Part(records[row.record_id], row.role) for row in rows if row.record_id in records]


def _is_valid(place: Place, day: dt.date) -> bool:
    return (place.valid_from or dt.date.min) <= day <= (place.valid_to or dt.date.max)


def _called(place: Place) -> Called:
    names = [name for name in (place.title_vi, place.title_en) if name]
    return Called(place.id, (*names, place.code))


def _settle(session: Session, place: Place) -> None:
    """Fold the names and keep the rules that need more than one column."""
    place.folded = fold(f"{place.title_vi} {place.title_en or ''} {place.code}")[:300]
    faults: dict[str, str] = {}
    if "/" in place.code or not any(c.isalnum() for c in place.code):
        faults["code"] = "malformed"
    if place.valid_from is not None and place.valid_to is not None and place.valid_to < place.valid_from:
        faults["valid_to"] = "out_of_range"
    for name in ("parent_id", "successor_id"):
        if fault := _link_fault(session, place, name):
            faults[name] = fault
    faults |= {
        name: "out_of_range"
        for name, most in (("latitude", 90), ("longitude", 180))
        if getattr(place, name) is not None and abs(getattr(place, name)) > most
    }
    code = place.code
    other = session.scalar(select(Place.id).where(Place.code == code))
    is_taken = other is not None and other != place.id
    if (faults or is_taken) and place in session:
        session.expire(place)
    if faults:
        raise ValidationError(faults)
    if is_taken:
        raise ConflictError("place_taken", place=code)


def _link_fault(session: Session, place: Place, name: str) -> str:
    """Why the area that this column points to can't stand there; empty when it can."""
    ident: UUID | None = getattr(place, name)
    steps = 0
    while ident is not None:
        if place.id is not None and ident == place.id:
            return "circular"
        row = session.get(Place, ident)
        if row is None:
            return "not_found"
        ident, steps = getattr(row, name), steps + 1
        if steps > 1000:
            return "circular"
    return ""
