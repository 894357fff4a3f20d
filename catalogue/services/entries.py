"""Object entry: hand-overs with their receipt, and the step from a handed-over object to an artifact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import Agent, Artifact, EntryItem, ObjectEntry
from catalogue.services.artifacts import register_artifact
from catalogue.services.audits import expect_version, record_change
from catalogue.services.numbering import next_number
from catalogue.services.paging import Page, page_by
from catalogue.services.validation import assign, need
from catalogue.vocab.days import day_of

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
        ValidationError: each unfit field; those of objects as ``items.0.description``.
    """
    require(who, Action.WRITE_RECORDS)
    need(values, "reason", "depositor")
    entry = ObjectEntry(received_on=day_of(now_utc()), receiver=who.name or who.role.value)
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
    expect_version(entry, expected_version)
    with session.no_autoflush:
        assign(entry, changes, EDITABLE)
        _refuse_unfit(session, entry)
    record_change(session, who, entry, "update")
    return entry


def read_entry(session: Session, who: Identity, number: str) -> ObjectEntry:
    """The hand-over with this number; they are for staff.

    Raises:
        NotFoundError: ``entry_not_found``.
    """
    require(who, Action.READ_DRAFTS)
    entry = session.scalar(select(ObjectEntry).where(ObjectEntry.number == number.strip()))
    if entry is None:
        raise NotFoundError("entry_not_found", number=number)
    return entry


def list_entries(session: Session, who: Identity, *, cursor: str | None = None, limit: int = 50) -> Page[ObjectEntry]:
    """Hand-overs by number."""
    require(who, Action.READ_DRAFTS)
    return page_by(session, select(ObjectEntry), ObjectEntry.number, cursor, limit)


def list_items(session: Session, entry: ObjectEntry) -> list[EntryItem]:
    """The objects on a receipt, in its order."""
    return list(session.scalars(select(EntryItem).where(EntryItem.entry_id == entry.id).order_by(EntryItem.position)))


def accession_item(session: Session, who: Identity, item_id: UUID, values: Mapping[str, object]) -> Artifact:
    """Register a handed-over object as an artifact, its description, count and condition taken along; once only.

    Raises:
        NotFoundError: ``entry_item_not_found``. ConflictError: ``entry_item_taken``. And what registering raises.
    """
    require(who, Action.WRITE_RECORDS)
    item = session.get(EntryItem, item_id)
    if item is None:
        raise NotFoundError("entry_item_not_found", item=str(item_id))
    if item.artifact_id is not None:
        taken = session.get_one(Artifact, item.artifact_id)
        raise ConflictError("entry_item_taken", number=taken.accession_number)
    entry = session.get_one(ObjectEntry, item.entry_id)
    known: dict[str, object] = {
        "description_vi": item.description, "count": item.count, "condition_text": item.condition,
        "origin": f"{entry.depositor} ({entry.number})",
    }  # fmt: skip
    artifact = register_artifact(session, who, {**known, **values})
    item.artifact_id = artifact.id
    session.flush()
    return artifact


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
