"""Object entry: hand-overs with their receipt, and the step from a handed-over object to an artifact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require, require_on
from catalogue.records import Agent, Artifact, EntryItem, ObjectEntry
from catalogue.services.artifacts import register_artifact
from catalogue.services.audits import expect_version, record_change
from catalogue.services.movements import move_artifacts
from catalogue.services.numbering import next_number
from catalogue.services.paging import Page, page_newest
from catalogue.services.private_fields import for_reader
from catalogue.services.scopes import organisation_for_new
from catalogue.services.validation import assign, need
from catalogue.services.visibility import seen, staffed_by, staffs
from catalogue.vocab.days import day_of
from catalogue.vocab.folding import clean
from catalogue.vocab.heritage import EntryReason, MoveReason

PREFIX = "GN"
"""Of the numbers: giao nhận."""
EDITABLE = (
    "received_on", "reason", "depositor", "depositor_contact", "agent_id", "receiver", "method", "place",
    "is_temporary", "return_by", "returned_on", "requirements", "insurance", "packing", "value_text", "note",
)  # fmt: skip
ITEM_FIELDS = ("description", "count", "condition", "note")
MOST_ITEMS = 2_000


def add_entry(
    session: Session, who: Identity, values: Mapping[str, object], items: Sequence[Mapping[str, object]]
) -> ObjectEntry:
    """Save a hand-over with at least one object, under the year's next number; ``reason`` and ``depositor`` are needed.

    Raises:
        ValidationError: each unfit field; those of objects as ``items.0.description``; ``organisation``: ``required``.
    """
    require(who, Action.WRITE_RECORDS)
    need(values, "reason", "depositor")
    entry = ObjectEntry(received_on=day_of(now_utc()), receiver=who.name or who.role.value)
    entry.organisation_id = organisation_for_new(who)
    with session.no_autoflush:
        assign(entry, values, EDITABLE)
        _refuse_unfit(session, entry)
        rows = _items(items)
        entry.number = next_number(session, ObjectEntry.number, PREFIX, entry.received_on.year)
    record_change(session, who, entry, "add")
    for row in rows:
        row.entry_id = entry.id
    session.add_all(rows)
    session.flush()
    return entry


def update_entry(
    session: Session, who: Identity, number: str, changes: Mapping[str, object], *, expected_version: int | None
) -> ObjectEntry:
    """Change a hand-over's facts, such as the day on which the objects went back.

    Raises:
        NotFoundError, ValidationError, StaleError.
    """
    require(who, Action.WRITE_RECORDS)
    entry = read_entry(session, who, number)
    require_on(who, Action.WRITE_RECORDS, entry)
    expect_version(entry, expected_version)
    with session.no_autoflush:
        assign(entry, changes, EDITABLE)
        _refuse_unfit(session, entry)
    record_change(session, who, entry, "update")
    return entry


def read_entry(session: Session, who: Identity, number: str) -> ObjectEntry:
    """The hand-over with this number; they are for the staff of the organisation that took in.

    Raises:
        NotFoundError: ``entry_not_found``.
    """
    require(who, Action.READ_DRAFTS)
    mine = staffed_by(who, ObjectEntry.organisation_id)
    entry = session.scalar(select(ObjectEntry).where(ObjectEntry.number == number.strip(), mine))
    if entry is None:
        raise NotFoundError("entry_not_found", number=number)
    return entry


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What a list of hand-overs is narrowed to; None leaves a side open. ``due_by``: should go back by that day."""

    reason: EntryReason | None = None
    depositor: str | None = None
    due_by: dt.date | None = None


def list_entries(
    session: Session,
    who: Identity,
    *,
    only: EntryFilter | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[ObjectEntry]:
    """Hand-overs, the latest first."""
    require(who, Action.READ_DRAFTS)
    only = only or EntryFilter()
    query = select(ObjectEntry).where(staffed_by(who, ObjectEntry.organisation_id))
    if only.reason is not None:
        query = query.where(ObjectEntry.reason == only.reason)
    if only.depositor:
        query = query.where(ObjectEntry.depositor.icontains(clean(only.depositor), autoescape=True))
    if only.due_by is not None:
        query = query.where(ObjectEntry.return_by <= only.due_by, ObjectEntry.returned_on.is_(None))
    return page_newest(session, query, ObjectEntry, cursor, limit)


def add_items(session: Session, who: Identity, number: str, items: Sequence[Mapping[str, object]]) -> list[EntryItem]:
    """Write more objects on a receipt.

    Raises:
        NotFoundError; ValidationError: as in ``add_entry``.
    """
    require(who, Action.WRITE_RECORDS)
    entry = read_entry(session, who, number)
    require_on(who, Action.WRITE_RECORDS, entry)
    rows, first = _items(items), len(list_items(session, entry))
    if first + len(rows) > MOST_ITEMS:
        raise ValidationError({"items": "too_long"})
    for row in rows:
        row.entry_id, row.position = entry.id, first + row.position
        record_change(session, who, row, "add")
    return rows


def change_item(session: Session, who: Identity, item_id: UUID, changes: Mapping[str, object]) -> EntryItem:
    """Correct an object on a receipt before it becomes an artifact.

    Raises:
        NotFoundError: ``entry_item_not_found``. ConflictError: ``entry_item_taken``. ValidationError.
    """
    require(who, Action.WRITE_RECORDS)
    item, _entry = _open_item(session, who, item_id)
    with session.no_autoflush:
        faults = _fill(item, {"description": item.description, **changes})
    if faults:
        session.expire(item)
        raise ValidationError(faults)
    record_change(session, who, item, "update")
    return item


def list_items(session: Session, entry: ObjectEntry) -> list[EntryItem]:
    """The objects on a receipt, in its order."""
    return list(session.scalars(select(EntryItem).where(EntryItem.entry_id == entry.id).order_by(EntryItem.position)))


def registered_as(session: Session, who: Identity, items: Sequence[EntryItem]) -> dict[UUID, Artifact]:
    """What became of the objects of a receipt, by the artifact's id; what others have by now is left out."""
    ids = [item.artifact_id for item in items if item.artifact_id]
    found = session.scalars(select(Artifact).where(Artifact.id.in_(ids), seen(who, Artifact)))
    return {artifact.id: artifact for artifact in for_reader(session, who, found)}


@dataclass(frozen=True, slots=True)
class Accession:
    """What an object of a receipt is to be called as an artifact."""

    item_id: UUID
    number: str
    title: str


def accession_item(session: Session, who: Identity, item_id: UUID, values: Mapping[str, object]) -> Artifact:
    """Register a handed-over object as an artifact, its description, count and condition taken along; once only.

    It becomes a record of the organisation that took it in.

    Raises:
        NotFoundError: ``entry_item_not_found``. ConflictError: ``entry_item_taken``. And what registering raises.
    """
    require(who, Action.WRITE_RECORDS)
    item, entry = _open_item(session, who, item_id)
    known: dict[str, object] = {
        "description_vi": item.description, "count": item.count, "condition_text": item.condition,
        "origin": f"{entry.depositor} ({entry.number})",
    }  # fmt: skip
    artifact = register_artifact(session, who, {**known, **values}, organisation_id=entry.organisation_id)
    item.artifact_id = artifact.id
    session.flush()
    return artifact


def accession_items(
    session: Session, who: Identity, number: str, wishes: Sequence[Accession], to_id: UUID | None = None
) -> list[Artifact]:
    """Register several objects of a receipt as draft artifacts, all or none, and note where they are put.

    Raises:
        NotFoundError; ConflictError; ValidationError: ``items.0.accession_number`` and the like, in the order of
        ``wishes``; ``items``: ``required`` when there are none; ``to_id`` as in ``move_artifacts``.
    """
    require(who, Action.WRITE_RECORDS)
    entry = read_entry(session, who, number)
    if not wishes:
        raise ValidationError({"items": "required"})
    made: list[Artifact] = []
    for place, wish in enumerate(wishes):
        item = session.get(EntryItem, wish.item_id)
        if item is None or item.entry_id != entry.id:
            raise NotFoundError("entry_item_not_found", item=str(wish.item_id))
        values = {"accession_number": wish.number, "title_vi": wish.title, "recorder": who.name or None}
        try:
            made.append(accession_item(session, who, wish.item_id, values))
        except ValidationError as fault:
            raise ValidationError({f"items.{place}.{name}": code for name, code in fault.fields.items()}) from None
    if to_id is not None:
        put = {"to_id": to_id, "reason": MoveReason.INVENTORY, "note": entry.number}
        move_artifacts(session, who, [artifact.accession_number for artifact in made], put)
    return made


def _open_item(session: Session, who: Identity, item_id: UUID) -> tuple[EntryItem, ObjectEntry]:
    """An object that is no artifact yet, and its receipt, on which the writer may write."""
    item = session.get(EntryItem, item_id)
    entry = session.get(ObjectEntry, item.entry_id) if item else None
    if item is None or entry is None or not staffs(who, entry):
        raise NotFoundError("entry_item_not_found", item=str(item_id))
    require_on(who, Action.WRITE_RECORDS, entry)
    if item.artifact_id is not None:
        taken = session.get_one(Artifact, item.artifact_id)
        raise ConflictError("entry_item_taken", number=taken.accession_number)
    return item, entry


def _items(given: Sequence[Mapping[str, object]]) -> list[EntryItem]:
    """The objects of a receipt, each checked."""
    if not given or len(given) > MOST_ITEMS:
        raise ValidationError({"items": "too_long" if given else "required"})
    rows = [EntryItem(position=position, count=1) for position in range(len(given))]
    faults: dict[str, str] = {}
    for row, values in zip(rows, given, strict=True):
        faults |= {f"items.{row.position}.{name}": code for name, code in _fill(row, values).items()}
    if faults:
        raise ValidationError(faults)
    return rows


def _fill(row: EntryItem, values: Mapping[str, object]) -> dict[str, str]:
    """Set an object's fields; gives what is wrong with them."""
    try:
        need(values, "description")
        assign(row, values, ITEM_FIELDS)
    except ValidationError as fault:
        return fault.fields
    return {} if row.count >= 1 else {"count": "out_of_range"}


def _refuse_unfit(session: Session, entry: ObjectEntry) -> None:
    """Rules that need more than one column."""
    faults: dict[str, str] = {}
    if entry.received_on > day_of(now_utc()):
        faults["received_on"] = "in_future"
    for name in ("return_by", "returned_on"):
        day = getattr(entry, name)
        if day is not None and day < entry.received_on:
            faults[name] = "out_of_range"
    if entry.agent_id is not None and session.get(Agent, entry.agent_id) is None:
        faults["agent_id"] = "not_found"
    if faults:
        if entry in session:
            session.expire(entry)
        raise ValidationError(faults)
