"""Models: the mesh made from a scan; a newer one supersedes the older ones of the same scan."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import NotFoundError
from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, Derivative, Model, Scan
from catalogue.services.audits import record_change
from catalogue.services.index import index_artifact
from catalogue.services.visibility import owner_seen, seen_through_owner


def add_model(session: Session, who: Identity, *, scan_id: UUID, report: dict[str, object], vr_ready: bool) -> Model:
    """Record a model made from a scan; earlier models of that scan and their derivatives are superseded.

    The artifact is marked as having 3D and becomes findable so.

    Raises:
        NotFoundError: ``scan_not_found``.
    """
    require(who, Action.UPLOAD_FILES)
    scan = session.get(Scan, scan_id)
    if scan is None:
        raise NotFoundError("scan_not_found", scan=str(scan_id))
    _supersede_models(session, scan_id)
    model = Model(scan_id=scan.id, artifact_id=scan.artifact_id, site_id=scan.site_id, vr_ready=vr_ready, report=report)
    record_change(session, who, model, "add")
    _mark_3d(session, who, scan.artifact_id)
    return model


def read_model(session: Session, who: Identity, model_id: UUID) -> Model:
    """The model with this id, if the reader may see what it shows.

    Raises:
        NotFoundError: ``model_not_found``.
    """
    is_seen = owner_seen(who, Model.artifact_id, Model.site_id, Model.superseded_at.is_(None))
    model = session.scalar(select(Model).where(Model.id == model_id, is_seen))
    if model is None:
        raise NotFoundError("model_not_found", model=str(model_id))
    return model


def list_models(
    session: Session, who: Identity, *, artifact_id: UUID | None = None, site_id: UUID | None = None
) -> list[Model]:
    """Current models of an artifact or a site that the reader may see, newest first."""
    query = select(Model).where(seen_through_owner(who, Model), Model.superseded_at.is_(None))
    if artifact_id is not None:
        query = query.where(Model.artifact_id == artifact_id)
    if site_id is not None:
        query = query.where(Model.site_id == site_id)
    return list(session.scalars(query.order_by(Model.created_at.desc(), Model.id)))


def _supersede_models(session: Session, scan_id: UUID) -> None:
    """Retire the scan's earlier models with everything made from them."""
    moment = now_utc()
    older = select(Model.id).where(Model.scan_id == scan_id, Model.superseded_at.is_(None))
    retire = update(Derivative).where(Derivative.model_id.in_(older), Derivative.superseded_at.is_(None))
    session.execute(retire.values(superseded_at=moment), execution_options={"synchronize_session": "fetch"})
    old = update(Model).where(Model.scan_id == scan_id, Model.superseded_at.is_(None))
    session.execute(old.values(superseded_at=moment), execution_options={"synchronize_session": "fetch"})


def _mark_3d(session: Session, who: Identity, artifact_id: UUID | None) -> None:
    """Keep the artifact's cached ``has_3d`` and its search row true."""
    artifact = session.get(Artifact, artifact_id) if artifact_id else None
    if artifact is not None and not artifact.has_3d:
        artifact.has_3d = True
        record_change(session, who, artifact, "has_3d")
        index_artifact(session, artifact)
