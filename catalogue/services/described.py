"""Described records of any kind: their numbers, finding them, and their search rows."""

from __future__ import annotations

from collections.abc import Collection as Some
from collections.abc import Iterable
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from catalogue.errors import NotFoundError
from catalogue.policy import Identity
from catalogue.records import Artifact, Collection, Site, Tradition
from catalogue.services.index import index_artifact, index_collection, index_site, index_tradition
from catalogue.services.private_fields import for_reader, one_for_reader
from catalogue.services.visibility import seen
from catalogue.vocab.folding import clean
from catalogue.vocab.heritage import RecordKind

Described = Artifact | Collection | Site | Tradition
_KINDS: dict[RecordKind, type[Artifact | Collection | Site | Tradition]] = {
    RecordKind.ARTIFACT: Artifact,
    RecordKind.SITE: Site,
    RecordKind.TRADITION: Tradition,
    RecordKind.COLLECTION: Collection,
}


def kind_of(record: Described) -> RecordKind:
    """What kind of record it is."""
    return RecordKind(record.__tablename__)


def number_of(record: Described) -> str:
    """The number or code that people know it by."""
    return record.accession_number if isinstance(record, Artifact) else record.code


def find_described(session: Session, who: Identity, kind: RecordKind, number: str) -> Described:
    """The record of a kind with this number, if the reader may see it.

    Raises:
        NotFoundError: ``record_not_found``.
    """
    table = _KINDS.get(kind)
    found: Described | None = None
    if table is not None:
        found = _first(session.scalars(select(table).where(_number(table) == clean(number), seen(who, table))))
    if found is None:
        raise NotFoundError("record_not_found", number=number)
    return one_for_reader(session, who, found)


def find_any(session: Session, who: Identity, number: str) -> Described:
    """The record with this number of whichever kind, artifacts before sites before the others.

    Raises:
        NotFoundError: ``record_not_found``.
    """
    for kind in _KINDS:
        try:
            return find_described(session, who, kind, number)
        except NotFoundError:
            continue
    raise NotFoundError("record_not_found", number=number)


def read_described(session: Session, who: Identity, ids: Some[UUID]) -> dict[UUID, Described]:
    """Those of the records that the reader may see, by id; withdrawn ones are among them for staff."""
    found: dict[UUID, Described] = {}
    for table in _KINDS.values() if ids else ():
        rows = session.scalars(select(table).where(table.id.in_(ids), seen(who, table)))
        found |= {row.id: row for row in for_reader(session, who, cast("Iterable[Described]", rows))}
    return found


def index_described(session: Session, record: Described) -> None:
    """Write the record's search row anew."""
    match record:
        case Artifact():
            index_artifact(session, record)
        case Site():
            index_site(session, record)
        case Tradition():
            index_tradition(session, record)
        case Collection():
            index_collection(session, record)


def _first(rows: object) -> Described | None:
    """The only row; mypy knows rows of several tables by their base alone."""
    return next(iter(cast("Iterable[Described]", rows)), None)


def _number(
    table: type[Artifact | Collection | Site | Tradition],
) -> InstrumentedAttribute[str]:
    column: InstrumentedAttribute[str] = getattr(table, "accession_number" if table is Artifact else "code")
    return column
