"""Two records of one object made one: its files, checks and moves go to the record that stays, and can come back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Column, Table, and_, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from catalogue.db import Base, now_utc
from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, Audit, Model, Movement, Record, RecordLink
from catalogue.services.artifacts import (
    EDITABLE,
    change_artifact_status,
    read_artifact,
    read_artifact_by_id,
    update_artifact,
)
from catalogue.services.audits import expect_version, record_change
from catalogue.services.conditions import keep_latest
from catalogue.services.index import index_artifact
from catalogue.services.movements import find_whereabouts
from catalogue.vocab.heritage import LinkKind
from catalogue.vocab.terms import Status

MERGE, UNMERGE = "merge", "unmerge"
CHOOSABLE = tuple(name for name in EDITABLE if name not in {"accession_number", "location", "location_id", "ext"})
"""Fields of which the record that stays can take the other one's value; where it stands follows from its movements."""


@dataclass(frozen=True, slots=True)
class Child:
    """One row that belongs to an artifact: its table, the column that says so, and its key."""

    table: str
    column: str
    key: tuple[str, ...]

    def as_json(self) -> list[object]:
        """The row as the audit keeps it."""
        return [self.table, self.column, *self.key]


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did: the record that stays, the one that went, and how many rows moved or had to stay."""

    kept: Artifact
    gone: Artifact
    audit_id: UUID
    moved: int
    stayed: int = field(default=0)


def merge_artifacts(
    session: Session,
    who: Identity,
    numbers: tuple[str, str],
    choices: Mapping[str, object],
    *,
    expected_versions: tuple[int | None, int | None] = (None, None),
) -> Merged:
    """Keep one of two records of the same object, with what was chosen; everything of the other moves to it.

    The other one is withdrawn and linked as merged into the first; nothing is deleted, and ``undo_merge`` brings both
    back. A row that the first record has already (the same term, the same collection) stays where it is.

    Args:
        session: the open transaction.
        who: needs the rights to write and to publish.
        numbers: accession number of the record that stays, and of the one that goes.
        choices: field to value, for what the first record shall say after it.
        expected_versions: the versions of both that the writer has compared.

    Raises:
        NotFoundError, StaleError; ConflictError: ``merge_same``, ``merge_withdrawn``; ValidationError: a choice.
    """
    require(who, Action.WRITE_RECORDS)
    require(who, Action.PUBLISH)
    kept, gone = (read_artifact(session, who, number) for number in numbers)
    if kept.id == gone.id:
        raise ConflictError("merge_same", number=kept.accession_number)
    for artifact, version in zip((kept, gone), expected_versions, strict=True):
        expect_version(artifact, version)
        if artifact.status is Status.WITHDRAWN:
            raise ConflictError("merge_withdrawn", number=artifact.accession_number)
    if unfit := set(choices) - set(CHOOSABLE):
        raise ValidationError(dict.fromkeys(sorted(unfit), "unknown_field"))
    update_artifact(session, who, kept.accession_number, choices, expected_version=None)
    was, place = gone.status, [str(kept.location_id or ""), kept.location or ""]
    children = list(_children(session, gone.id))
    moved = [child for child in children if _move(session, child, gone.id, kept.id)]
    _link(session, gone.id, kept.id)
    change_artifact_status(session, who, gone.accession_number, Status.WITHDRAWN)
    _follow(session, who, kept)
    row = _latest(session, kept)
    row.action = MERGE
    row.changes = {
        **row.changes,
        "merged": [None, gone.accession_number],
        "merge_rows": {
            "other": str(gone.id),
            "status": was.value,
            "place": place,
            "rows": [child.as_json() for child in moved],
        },
    }
    session.flush()
    return Merged(kept, gone, row.id, len(moved), len(children) - len(moved))


def undo_merge(session: Session, who: Identity, audit_id: UUID) -> Merged:
    """Give the other record back what a merge took, and the first one its words where nobody has changed them since.

    Raises:
        NotFoundError: ``change_not_found``; ConflictError: ``change_final``: undone already.
    """
    require(who, Action.WRITE_RECORDS)
    require(who, Action.PUBLISH)
    row = session.get(Audit, audit_id)
    plan = row.changes.get("merge_rows") if row else None
    if row is None or row.action != MERGE or not isinstance(plan, dict):
        raise NotFoundError("change_not_found", change=str(audit_id))
    kept = read_artifact_by_id(session, who, row.record_id)
    gone = read_artifact_by_id(session, who, UUID(str(plan["other"])))
    if gone.status is not Status.WITHDRAWN or not _unlink(session, gone.id, kept.id):
        raise ConflictError("change_final", action=MERGE)
    children = [Child(str(table), str(column), tuple(map(str, key))) for table, column, *key in plan["rows"]]
    moved = [child for child in children if _move(session, child, kept.id, gone.id)]
    _bring_back(session, who, gone, Status(str(plan["status"])))
    update_artifact(session, who, kept.accession_number, _own_words(session, row), expected_version=None)
    last = _latest(session, kept)
    last.action = UNMERGE
    last.changes = {**last.changes, "merged": [gone.accession_number, None]}
    _stand_again(session, kept, [str(part) for part in plan["place"]])
    for artifact in (kept, gone):
        _follow(session, who, artifact)
    session.flush()
    return Merged(kept, gone, last.id, len(moved), len(children) - len(moved))


def read_merge(session: Session, who: Identity, gone: Artifact) -> Artifact | None:
    """The record that a withdrawn one was merged into; None when it was withdrawn for another reason."""
    require(who, Action.READ_DRAFTS)
    kept_id = session.scalar(
        select(RecordLink.other_id).where(
            RecordLink.record_id == gone.id, RecordLink.kind == LinkKind.MERGED_INTO, RecordLink.withdrawn_at.is_(None)
        )
    )
    return read_artifact_by_id(session, who, kept_id) if kept_id else None


def _columns() -> Iterator[tuple[Table, Column[UUID]]]:
    """Every column of every table that names an artifact, by itself or by its handle."""
    owners = {Artifact.__tablename__, Record.__tablename__}
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name in owners and table.name not in owners:
                yield table, key.parent


def _children(session: Session, owner: UUID) -> Iterator[Child]:
    """The rows that belong to an artifact."""
    session.flush()
    for table, column in _columns():
        keys = table.primary_key.columns
        for row in session.execute(select(*keys).where(column == owner)):
            yield Child(table.name, column.name, tuple(map(str, row)))


def _move(session: Session, child: Child, origin: UUID, target: UUID) -> bool:
    """Give a row to another artifact; False where it is not there any more, or the other one has such a row."""
    table = Base.metadata.tables[child.table]
    keys = [column == column.type.python_type(key) for column, key in zip(table.primary_key, child.key, strict=True)]
    column = table.c[child.column]
    try:
        with session.begin_nested():
            done = session.execute(update(table).where(and_(*keys), column == origin).values({column: target}))
    except IntegrityError:
        return False
    session.expire_all()
    return bool(getattr(done, "rowcount", 0))


def _follow(session: Session, who: Identity, artifact: Artifact) -> None:
    """Bring what an artifact's own row copies from its rows up to date: place, condition, model."""
    if not session.is_modified(artifact):
        session.refresh(artifact)
    place = find_whereabouts(session, who, artifact)
    if place.movement is not None:
        artifact.location_id = place.movement.to_id
        artifact.location = place.location.title_vi if place.location else place.movement.to_text
    artifact.has_3d = bool(session.scalar(select(exists().where(Model.artifact_id == artifact.id))))
    if session.is_modified(artifact):
        record_change(session, who, artifact, "follow")
    keep_latest(session, who, artifact)
    index_artifact(session, artifact)


def _stand_again(session: Session, artifact: Artifact, place: Sequence[str]) -> None:
    """Where the first record stood before the merge, unless movements of its own say where it stands."""
    session.refresh(artifact)
    if not session.scalar(select(exists().where(Movement.artifact_id == artifact.id))):
        artifact.location_id, artifact.location = UUID(place[0]) if place[0] else None, place[1] or None


def _bring_back(session: Session, who: Identity, artifact: Artifact, status: Status) -> None:
    """A withdrawn record as far as it had come before; as a draft where it can't be published as it is."""
    number = artifact.accession_number
    change_artifact_status(session, who, number, Status.DRAFT)
    if status not in {Status.DRAFT, Status.WITHDRAWN}:
        try:
            change_artifact_status(session, who, number, status)
        except ValidationError:
            return


def _own_words(session: Session, row: Audit) -> dict[str, object]:
    """What the first record said before the merge, for every field that nobody has changed since."""
    later = session.scalars(
        select(Audit).where(
            Audit.record_kind == row.record_kind, Audit.record_id == row.record_id, Audit.version > (row.version or 0)
        )
    )
    since = {name for change in later for name in change.changes}
    pairs: Sequence[tuple[str, object]] = [(n, p) for n, p in row.changes.items() if n in CHOOSABLE and n not in since]
    return {name: pair[0] for name, pair in pairs if isinstance(pair, list)}


def _latest(session: Session, artifact: Artifact) -> Audit:
    """The audit row that the last saving of an artifact wrote."""
    query = select(Audit).where(Audit.record_kind == "artifact", Audit.record_id == artifact.id)
    return session.scalars(query.where(Audit.action == "update").order_by(Audit.moment.desc()).limit(1)).one()


def _link(session: Session, gone: UUID, kept: UUID) -> None:
    link = _find_link(session, gone, kept) or RecordLink(record_id=gone, other_id=kept, kind=LinkKind.MERGED_INTO)
    link.withdrawn_at = None
    session.add(link)
    session.flush()


def _unlink(session: Session, gone: UUID, kept: UUID) -> bool:
    """Withdraw the link of a merge; False when there is none, or it was withdrawn before."""
    link = _find_link(session, gone, kept)
    if link is None or link.withdrawn_at is not None:
        return False
    link.withdrawn_at = now_utc()
    session.flush()
    return True


def _find_link(session: Session, gone: UUID, kept: UUID) -> RecordLink | None:
    return session.scalar(
        select(RecordLink).where(
            RecordLink.record_id == gone, RecordLink.other_id == kept, RecordLink.kind == LinkKind.MERGED_INTO
        )
    )
