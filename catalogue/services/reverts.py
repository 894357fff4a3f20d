"""One change of a record taken back, with memory: reverting is a change of its own."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.errors import ConflictError, NotFoundError
from catalogue.policy import Action, Identity, require, require_on
from catalogue.records import Artifact, Audit, Site
from catalogue.services import artifacts, sites
from catalogue.services.dating import DATE_COLUMNS
from catalogue.services.merging import MERGE, UNMERGE, undo_merge
from catalogue.services.visibility import staffs

Reverted = Artifact | Site


def read_record_history(session: Session, who: Identity, record: Reverted) -> list[Audit]:
    """All changes of an artifact or a site, latest first; for everybody on its staff, not for auditors alone."""
    require_on(who, Action.READ_DRAFTS, record)
    query = select(Audit).where(Audit.record_kind == record.__tablename__, Audit.record_id == record.id)
    return list(session.scalars(query.order_by(Audit.moment.desc(), Audit.version.desc())))


def read_change(session: Session, who: Identity, audit_id: UUID) -> Audit:
    """One change of an artifact or a site.

    Raises:
        NotFoundError: ``change_not_found``.
    """
    require(who, Action.READ_DRAFTS)
    row = _read(session, who, audit_id)
    if row.record_kind not in _EDITABLE:
        raise NotFoundError("change_not_found", change=str(audit_id))
    return row


def is_revertible(row: Audit) -> bool:
    """Whether anything of a change can be taken back."""
    return bool(_old_values(row))


def read_revertible(session: Session, who: Identity, audit_id: UUID) -> dict[str, object]:
    """The fields that reverting a change would set, with the values that they would get.

    Raises:
        NotFoundError: ``change_not_found``; ConflictError: ``change_final`` when nothing of it can be taken back.
    """
    require(who, Action.WRITE_RECORDS)
    row = _read(session, who, audit_id)
    values = _old_values(row)
    if not values:
        raise ConflictError("change_final", action=row.action)
    return values


def revert_change(
    session: Session,
    who: Identity,
    audit_id: UUID,
    *,
    expected_version: int | None,
    only: Collection[str] | None = None,
) -> Reverted:
    """Give the fields of one change their old values again, unless somebody has changed one of them since.

    With ``only`` some of its fields; what was read from a text goes with it. A merge is undone whole.

    Raises:
        NotFoundError: ``change_not_found``, or the record. StaleError, ValidationError.
        ConflictError: ``change_final``; ``changed_since`` names the fields that were changed again.
    """
    values = read_revertible(session, who, audit_id)
    row = _read(session, who, audit_id)
    if row.action == MERGE:
        return undo_merge(session, who, audit_id).kept
    if only is not None:
        wanted = {*only, *(follower for name in only for follower in _FOLLOWERS.get(name, ()))}
        values = {name: value for name, value in values.items() if name in wanted}
    if not values:
        raise ConflictError("change_final", action=row.action)
    if again := sorted(set(values) & _changed_since(session, row)):
        raise ConflictError("changed_since", fields=", ".join(again))
    if row.record_kind == Artifact.__tablename__:
        artifact = artifacts.read_artifact_by_id(session, who, row.record_id)
        return artifacts.update_artifact(
            session, who, artifact.accession_number, values, expected_version=expected_version
        )
    site = sites.read_site_by_id(session, who, row.record_id)
    return sites.update_site(session, who, site.code, values, expected_version=expected_version)


_BY_OTHERS = frozenset({"move", "rebuild_location", "follow", UNMERGE})
"""Changes that follow from other rows: those are set right there, not in the record's own fields."""
_FOLLOWERS: dict[str, Collection[str]] = {"date_text": DATE_COLUMNS, "location": ("location_id",)}
_EDITABLE: dict[str, Collection[str]] = {
    Artifact.__tablename__: artifacts.EDITABLE,
    Site.__tablename__: sites.EDITABLE,
}


def _old_values(row: Audit) -> dict[str, object]:
    """What the editable fields of a change held before it; a merge gives up the record that it took in."""
    if row.action in {"register", *_BY_OTHERS}:
        return {}
    editable = {*_EDITABLE.get(row.record_kind, ()), *(("merged",) if row.action == MERGE else ())}
    return {
        name: pair[0]
        for name, pair in row.changes.items()
        if name in editable and isinstance(pair, list) and len(pair) == 2
    }


def _read(session: Session, who: Identity, audit_id: UUID) -> Audit:
    """The change, for the staff of what was changed."""
    row = session.get(Audit, audit_id)
    kind = {Artifact.__tablename__: Artifact, Site.__tablename__: Site}.get(row.record_kind) if row else None
    record = session.get(kind, row.record_id) if row and kind else None
    if row is None or (record is not None and not staffs(who, record)):
        raise NotFoundError("change_not_found", change=str(audit_id))
    return row


def _changed_since(session: Session, row: Audit) -> set[str]:
    """Fields of the record that later changes touched."""
    later = select(Audit).where(
        Audit.record_kind == row.record_kind, Audit.record_id == row.record_id, Audit.version > (row.version or 0)
    )
    return {name for change in session.scalars(later) for name in change.changes}
