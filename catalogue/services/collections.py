"""Collections: named groups of records in an order that people give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require, require_on
from catalogue.records import Collection, CollectionItem
from catalogue.services.audits import expect_version, record_change
from catalogue.services.described import Described, find_any, read_described
from catalogue.services.index import index_collection
from catalogue.services.paging import Page, page_by
from catalogue.services.parts import PartService, Values
from catalogue.services.publishing import set_status
from catalogue.services.validation import assign, need
from catalogue.services.visibility import seen
from catalogue.vocab.folding import clean
from catalogue.vocab.terms import Status

EDITABLE = ("code", "title_vi", "title_en", "description_vi", "description_en", "visibility")


@dataclass(frozen=True, slots=True)
class Member:
    """A record in its place in a collection."""

    item: CollectionItem
    record: Described


def register_collection(session: Session, who: Identity, values: Mapping[str, object]) -> Collection:
    """Save a new collection as a draft; ``code`` and ``title_vi`` are needed.

    Raises:
        ValidationError: a field breaks a rule. ConflictError: ``collection_taken``: the code is in use.
    """
    require(who, Action.WRITE_RECORDS)
    need(values, "code", "title_vi")
    collection = Collection(status=Status.DRAFT)
    assign(collection, values, EDITABLE)
    _check(session, collection)
    return _save(session, who, collection, "register")


def update_collection(
    session: Session, who: Identity, code: str, changes: Mapping[str, object], *, expected_version: int | None
) -> Collection:
    """Change facts of a collection.

    Raises:
        NotFoundError, ValidationError, ConflictError (``collection_taken``), StaleError (someone else saved first).
    """
    require(who, Action.WRITE_RECORDS)
    collection = read_collection(session, who, code)
    expect_version(collection, expected_version)
    with session.no_autoflush:
        assign(collection, changes, EDITABLE)
        _check(session, collection)
    return _save(session, who, collection, "update")


def change_collection_status(
    session: Session, who: Identity, code: str, status: Status, *, expected_version: int | None = None
) -> Collection:
    """Publish a collection, take it back to draft or review, or withdraw it; its records keep their own state.

    Raises:
        NotFoundError, StaleError; ConflictError: ``status_step``.
    """
    require(who, Action.PUBLISH)
    collection = read_collection(session, who, code)
    expect_version(collection, expected_version)
    if set_status(collection, status, collection.code):
        _save(session, who, collection, status.value)
    return collection


def read_collection(session: Session, who: Identity, code: str) -> Collection:
    """The collection with this code, if the reader may see it.

    Raises:
        NotFoundError: ``collection_not_found``.
    """
    found = session.scalar(select(Collection).where(Collection.code == clean(code), seen(who, Collection)))
    if found is None:
        raise NotFoundError("collection_not_found", collection=code)
    return found


def list_collections(
    session: Session, who: Identity, *, cursor: str | None = None, limit: int = 50
) -> Page[Collection]:
    """Collections that the reader may see, by code; withdrawn ones are left out."""
    query = select(Collection).where(seen(who, Collection), Collection.status != Status.WITHDRAWN)
    return page_by(session, query, Collection.code, cursor, limit)


def list_members(session: Session, who: Identity, collection: Collection) -> list[Member]:
    """The collection's records in their order; those that the reader may not see are left out."""
    rows = items.list(session, who, collection)
    records = read_described(session, who, {row.record_id for row in rows})
    return [
        Member(row, records[row.record_id])
        for row in rows
        if row.record_id in records and records[row.record_id].status is not Status.WITHDRAWN
    ]


def list_collections_of(session: Session, who: Identity, record_id: UUID) -> Sequence[Collection]:
    """The collections that a record is in and the reader may see, by code."""
    within = select(CollectionItem.collection_id).where(
        CollectionItem.record_id == record_id, CollectionItem.withdrawn_at.is_(None)
    )
    query = select(Collection).where(
        Collection.id.in_(within), seen(who, Collection), Collection.status != Status.WITHDRAWN
    )
    return session.scalars(query.order_by(Collection.code)).all()


def move_item(
    session: Session, who: Identity, collection: Collection, item_id: UUID, place: int, *, expected_version: int | None
) -> CollectionItem:
    """Put an item at a place counted from 1; the others keep their order around it.

    Raises:
        NotFoundError: ``part_not_found``. StaleError.
    """
    require_on(who, Action.WRITE_RECORDS, collection)
    item = items.read(session, who, collection, item_id)
    expect_version(item, expected_version)
    others = [row for row in items.list(session, who, collection) if row.id != item.id]
    at = max(0, min(place - 1, len(others)))
    for position, row in enumerate([*others[:at], item, *others[at:]]):
        if row.position != position:
            row.position = position
            record_change(session, who, row, "move")
    return item


def count_items(session: Session, collection_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many records each collection holds."""
    query = select(CollectionItem.collection_id, func.count()).where(
        CollectionItem.collection_id.in_(collection_ids), CollectionItem.withdrawn_at.is_(None)
    )
    rows = session.execute(query.group_by(CollectionItem.collection_id)).all()
    return {row[0]: row[1] for row in rows}


def _settle(session: Session, who: Identity, record: Described, values: Values) -> Values:  # noqa: ARG001  a Settle
    """The number of the record to be added becomes its id."""
    found = dict(values)
    if "record" in found:
        try:
            found["record_id"] = find_any(session, who, str(found.pop("record") or "")).id
        except NotFoundError:
            raise ValidationError({"record": "not_found"}) from None
    return found


def _faults(session: Session, record: Described, row: CollectionItem) -> Mapping[str, str]:  # noqa: ARG001  a Check
    """No collection holds itself."""
    return {"record": "link_to_itself"} if row.record_id == record.id else {}


items = PartService(
    CollectionItem,
    editable=("record_id", "position"),
    needed=("record",),
    settle=_settle,
    check=_faults,
    twin=("record_id",),
    order=("position", "created_at", "id"),
    owner="collection_id",
)


def _save(session: Session, who: Identity, collection: Collection, action: str) -> Collection:
    """Flush with audit and search row."""
    record_change(session, who, collection, action)
    index_collection(session, collection)
    return collection


def _check(session: Session, collection: Collection) -> None:
    """A code of signs that can be said, and of this collection alone."""
    code = collection.code
    other = session.scalar(select(Collection.id).where(Collection.code == code))
    is_taken = other is not None and other != collection.id
    is_malformed = not any(c.isalnum() for c in code)
    if is_taken or is_malformed:
        session.expire(collection) if collection in session else None
    if is_malformed:
        raise ValidationError({"code": "malformed"})
    if is_taken:
        raise ConflictError("collection_taken", collection=code)
