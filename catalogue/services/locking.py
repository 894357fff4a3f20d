"""Locking fields of a record for staff, and writing anew what the search knows of it, in one step."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.policy import Action, Identity, require, require_on
from catalogue.records import Artifact, Site
from catalogue.services.described import Described, find_described, index_described
from catalogue.services.index import index_artifact
from catalogue.services.private_fields import (
    STAFF_ONLY,
    hidden_fields,
    lockable_fields,
    read_private_fields,
    set_private_fields,
)
from catalogue.vocab.heritage import RecordKind


@dataclass(frozen=True, slots=True)
class Locks:
    """Who sees what of a record.

    Attributes:
        record: the record.
        locked: its fields that were marked private.
        lockable: all that can be.
        always: fields that are for staff whatever is marked.
        hidden: everything that the public doesn't see, by consequence too.
    """

    record: Described
    locked: tuple[str, ...]
    lockable: tuple[str, ...]
    always: frozenset[str]
    hidden: frozenset[str]


def read_locks(session: Session, who: Identity, kind: RecordKind, number: str) -> Locks:
    """Who sees what of the record with this number; for its own staff.

    Raises:
        NotFoundError: ``record_not_found``. ForbiddenError.
    """
    require(who, Action.READ_DRAFTS)
    record = find_described(session, who, kind, number)
    require_on(who, Action.READ_DRAFTS, record)
    return _locks(session, who, record)


def lock_fields(
    session: Session,
    who: Identity,
    kind: RecordKind,
    number: str,
    names: Collection[str],
    *,
    expected_version: int | None,
) -> Locks:
    """Mark exactly these fields of a record private.

    Raises:
        NotFoundError: ``record_not_found``. ForbiddenError. StaleError.
        ValidationError: ``fields``: ``unknown_field``.
    """
    require(who, Action.WRITE_RECORDS)
    record = find_described(session, who, kind, number)
    set_private_fields(session, who, record, names, expected_version=expected_version)
    index_described(session, record)
    if isinstance(record, Site):  # its place is in the search rows of what belongs to it
        for artifact in session.scalars(select(Artifact).where(Artifact.site_id == record.id)):
            index_artifact(session, artifact)
    return _locks(session, who, record)


def _locks(session: Session, who: Identity, record: Described) -> Locks:
    return Locks(
        record=record,
        locked=tuple(read_private_fields(session, who, record)),
        lockable=tuple(lockable_fields(record)),
        always=STAFF_ONLY.get(record.__tablename__, frozenset()),
        hidden=hidden_fields(session, record),
    )
