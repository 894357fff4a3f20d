"""Earlier versions of a record, read back from its audit, and two writers' changes brought together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from catalogue.db import Base
from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, Audit, Site
from catalogue.services.validation import FieldFault, convert

Described = Artifact | Site


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field that both writers changed, each in another way."""

    name: str
    original: object
    theirs: object
    yours: object


@dataclass(frozen=True, slots=True)
class MergedEdits:
    """Two writers' changes of one record: what can be saved as it is, and what somebody has to choose.

    ``values`` are all fields of the writer with the other's changes taken over where the writer had none;
    ``conflicts`` keep the writer's own value in ``values`` until somebody chooses.
    """

    values: Mapping[str, object]
    conflicts: tuple[FieldConflict, ...] = ()
    only_theirs: tuple[FieldConflict, ...] = ()
    only_yours: tuple[FieldConflict, ...] = ()
    is_original_known: bool = field(default=True)


def values_at(
    session: Session, who: Identity, record: Described, version: int, names: Collection[str]
) -> dict[str, object] | None:
    """What stood in ``names`` when the record had this version; None when its audit does not reach back so far."""
    require(who, Action.READ_DRAFTS)
    rows = _changes_since(session, record, version)
    if {row.version for row in rows} != set(range(version + 1, record.version + 1)):
        return None
    found = {name: getattr(record, name) for name in names}
    for row in rows:
        for name, pair in row.changes.items():
            if name in found and isinstance(pair, list) and len(pair) == 2:
                found[name] = convert(_type_of(record, name), pair[0])
    return found


def merge_edits(
    session: Session, who: Identity, record: Described, version: int, yours: Mapping[str, object]
) -> MergedEdits:
    """Bring a writer's form, begun at ``version``, together with what others have saved since.

    Where the version can't be read back every difference is a conflict: nothing is overwritten unseen.
    """
    require(who, Action.WRITE_RECORDS)
    original = values_at(session, who, record, version, yours)
    merged: dict[str, object] = {}
    sorted_out: dict[str, list[FieldConflict]] = {"conflict": [], "theirs": [], "yours": []}
    for name, given in yours.items():
        mine, theirs = _comparable(_type_of(record, name), given), getattr(record, name)
        before = original[name] if original else None
        kind = _kind(mine, theirs, before, is_known=original is not None)
        merged[name] = theirs if kind == "theirs" else given
        if kind:
            sorted_out[kind].append(FieldConflict(name, before, theirs, mine))
    return MergedEdits(
        merged,
        conflicts=tuple(sorted_out["conflict"]),
        only_theirs=tuple(sorted_out["theirs"]),
        only_yours=tuple(sorted_out["yours"]),
        is_original_known=original is not None,
    )


def _kind(mine: object, theirs: object, before: object, *, is_known: bool) -> str:
    """Who changed a field; empty when both hold the same."""
    if mine == theirs:
        return ""
    if not is_known:
        return "conflict"
    if mine == before:
        return "theirs"
    return "yours" if theirs == before else "conflict"


def _type_of(record: Base, name: str) -> TypeEngine[object]:
    """What a column keeps."""
    return inspect(record).mapper.columns[name].type


def _comparable(kind: TypeEngine[object], value: object) -> object:
    """A typed value as its column would keep it; one that doesn't fit stays as typed, for its own check."""
    try:
        return convert(kind, value)
    except FieldFault:
        return value


def _changes_since(session: Session, record: Described, version: int) -> list[Audit]:
    """The record's changes after a version, latest first."""
    query = select(Audit).where(
        Audit.record_kind == record.__tablename__, Audit.record_id == record.id, Audit.version > version
    )
    return list(session.scalars(query.order_by(Audit.version.desc(), Audit.moment.desc())))
