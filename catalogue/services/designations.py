"""Decisions about a record: ranks, national treasures, lists of UNESCO; with their numbers, dates and papers."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.records import Artifact, Designation, DigitalFile, Site
from catalogue.services.described import Described
from catalogue.services.ownership import belongs
from catalogue.services.parts import PartService
from catalogue.vocab.days import day_of


def _faults(session: Session, record: Described, row: Designation) -> Mapping[str, str]:
    """Days in order, and a paper that lies with the record."""
    faults: dict[str, str] = {}
    if row.decision_date is not None and row.decision_date > day_of(now_utc()):
        faults["decision_date"] = "in_future"
    if row.revoked_on is not None and row.decision_date is not None and row.revoked_on < row.decision_date:
        faults["revoked_on"] = "before_begin"
    owner = (
        record.id if isinstance(record, Artifact) else None,
        record.id if isinstance(record, Site) else None,
    )
    if not belongs(session, DigitalFile, row.file_id, owner):
        faults["file_id"] = "not_found"
    return faults


designations = PartService(
    Designation,
    editable=("kind", "decision_number", "decision_date", "authority", "revoked_on", "note", "file_id"),
    needed=("kind",),
    check=_faults,
    order=("decision_date", "created_at", "id"),
    is_searched=True,
)
