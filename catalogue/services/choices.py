"""Artifacts chosen for work on many of them at once: each is one that the reader is staff of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, ImportBatch, ImportRow, Site
from catalogue.services.private_fields import for_reader
from catalogue.services.visibility import staffed_by
from catalogue.vocab.heritage import RowAction


def choose_by_ids(session: Session, who: Identity, ids: Collection[UUID]) -> list[Artifact]:
    """Those with these ids, in no order."""
    return _chosen(session, who, Artifact.id.in_(ids)) if ids else []


def choose_by_numbers(session: Session, who: Identity, numbers: Collection[str]) -> list[Artifact]:
    """Those with these accession numbers, in no order."""
    return _chosen(session, who, Artifact.accession_number.in_(numbers)) if numbers else []


def choose_in_site(session: Session, who: Identity, code: str, most: int) -> list[Artifact]:
    """Those of the site with this code, by accession number."""
    return _chosen(session, who, Artifact.site_id.in_(select(Site.id).where(Site.code == code)), most)


def choose_of_import(session: Session, who: Identity, batch_id: UUID, most: int) -> list[Artifact]:
    """Those that an import of the reader's own made, by accession number."""
    made = select(ImportRow.record_id).join(ImportBatch, ImportBatch.id == ImportRow.batch_id)
    mine = staffed_by(who, ImportBatch.organisation_id)
    rows = made.where(ImportRow.batch_id == batch_id, ImportRow.action == RowAction.CREATE, mine)
    return _chosen(session, who, Artifact.id.in_(rows), most)


def _chosen(session: Session, who: Identity, which: ColumnElement[bool], most: int | None = None) -> list[Artifact]:
    """With the sites at hand."""
    require(who, Action.READ_DRAFTS)
    query = select(Artifact).where(which, staffed_by(who, Artifact.organisation_id)).options(joinedload(Artifact.site))
    rows: Sequence[Artifact] = session.scalars(query.order_by(Artifact.accession_number).limit(most)).all()
    return for_reader(session, who, rows)
