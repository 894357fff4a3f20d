"""One change of a record taken back, with memory: reverting is a change of its own."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.errors import ConflictError, NotFoundError
from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, Audit, Site
from catalogue.services import artifacts, sites

Reverted = Artifact | Site


def read_revertible(session: Session, who: Identity, audit_id: UUID) -> dict[str, object]:
    """The fields that reverting a change would set, with the values that they would get.

    Raises:
        NotFoundError: ``change_not_found``; ConflictError: ``change_final`` when nothing of it can be taken back.
    """
    require(who, Action.WRITE_RECORDS)
    row = _read(session, audit_id)
    editable = _EDITABLE.get(row.record_kind, ())
    values: dict[str, object] = {}
    for name, pair in row.changes.items():
        if name in editable and isinstance(pair, list) and len(pair) == 2 and row.action != "register":
            values[name] = pair[0]
    if not values:
        raise ConflictError("change_final", action=row.action)
    return values


def revert_change(session: Session, who: Identity, audit_id: UUID, *, expected_version: int | None) -> Reverted:
    """Give the fields of one change their old values again, unless somebody has changed one of them since.

    Raises:
        NotFoundError: ``change_not_found``, or the record. StaleError, ValidationError.
        ConflictError: ``change_final``; ``changed_since`` names the fields that were changed again.
    """
    values = read_revertible(session, who, audit_id)
    row = _read(session, audit_id)
    if again := sorted(set(values) & _changed_since(session, row)):
        raise ConflictError("changed_since", fields=", ".join(again))
    if row.record_kind == Artifact.__tablename__:
        artifact = artifacts.read_artifact_by_id(session, who, row.record_id)
        return artifacts.update_artifact(
            session, who, artifact.accession_number, values, expected_version=expected_version
        )
    site = sites.read_site_by_id(session, who, row.record_id)
    return sites.update_site(session, who, site.code, values, expected_version=expected_version)


_EDITABLE: dict[str, Collection[str]] = {
    Artifact.__tablename__: artifacts.EDITABLE,
    Site.__tablename__: sites.EDITABLE,
}


def _read(session: Session, audit_id: UUID) -> Audit:
    row = session.get(Audit, audit_id)
    if row is None:
        raise NotFoundError("change_not_found", change=str(audit_id))
    return row


def _changed_since(session: Session, row: Audit) -> set[str]:
    """Fields of the record that later changes touched."""
    later = select(Audit).where(
        Audit.record_kind == row.record_kind, Audit.record_id == row.record_id, Audit.version > (row.version or 0)
    )
    return {name for change in session.scalars(later) for name in change.changes}
