"""Whose job a job is: that of the record it works for, else that of the organisation of whoever asked for it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, true
from sqlalchemy.orm import Session

from catalogue.errors import ForbiddenError
from catalogue.policy import Action, Identity, Role, require_on
from catalogue.records import Account, Artifact, JobRun, Site
from catalogue.services.visibility import owner_staffed, staffed_by

_STAFF = [role for role in Role if Identity(role).may(Action.READ_DRAFTS)]


def jobs_seen(who: Identity) -> ColumnElement[bool]:
    """The jobs that the reader may see: of records that it is staff of, its own, those of its colleagues."""
    if who.is_everywhere:
        return true()
    has_owner = or_(JobRun.artifact_id.is_not(None), JobRun.site_id.is_not(None))
    shared = true() if who.may_on(Action.READ_DRAFTS, None) else false()
    is_colleague = exists().where(
        Account.id == JobRun.account_id,
        staffed_by(who, Account.organisation_id),
        or_(Account.organisation_id.is_not(None), Account.role.in_(_STAFF)),
    )
    asked = or_(and_(JobRun.account_id.is_(None), shared), is_colleague, _own(who))
    return or_(and_(has_owner, owner_staffed(who, JobRun.artifact_id, JobRun.site_id)), and_(~has_owner, asked))


def require_for_job(session: Session, who: Identity, action: Action, job: JobRun) -> None:
    """Refuse who has no fitting role for the record of a job; where it has none, for the organisation of who asked.

    Raises:
        ForbiddenError: ``forbidden_organisation``.
    """
    if job.artifact_id is not None or job.site_id is not None:
        require_for_owner(session, who, action, job.artifact_id, job.site_id)
        return
    asker = session.get(Account, job.account_id) if job.account_id else None
    if asker is not None and asker.id != who.account_id and not who.may_on(action, asker.organisation_id):
        raise ForbiddenError("forbidden_organisation", action=action.value, role=who.role.value)


def require_for_owner(
    session: Session, who: Identity, action: Action, artifact_id: UUID | None, site_id: UUID | None
) -> None:
    """Refuse who has no fitting role for the artifact, or for the site where there is no artifact.

    Raises:
        ForbiddenError: ``forbidden_organisation``.
    """
    if who.is_everywhere:
        return
    owner = session.get(Artifact, artifact_id) if artifact_id else session.get(Site, site_id) if site_id else None
    if owner is not None:
        require_on(who, action, owner)


def _own(who: Identity) -> ColumnElement[bool]:
    """What the reader asked for itself."""
    return JobRun.account_id == who.account_id if who.account_id else false()
