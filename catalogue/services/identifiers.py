"""Further numbers of a record: old inventories, lists, other institutions; in use, each stands for one record alone."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.records import Identifier
from catalogue.services.described import Described
from catalogue.services.parts import PartService


def _faults(session: Session, record: Described, row: Identifier) -> Mapping[str, str]:
    """A span that runs forward, and a number that no other record has in this scheme."""
    if row.valid_from is not None and row.valid_to is not None and row.valid_to < row.valid_from:
        return {"valid_to": "before_begin"}
    taken = select(Identifier.id).where(
        Identifier.scheme == row.scheme,
        Identifier.value == row.value,
        Identifier.record_id != record.id,
        Identifier.withdrawn_at.is_(None),
    )
    return {"value": "identifier_taken"} if session.scalar(taken.limit(1)) is not None else {}


identifiers = PartService(
    Identifier,
    editable=("scheme", "value", "valid_from", "valid_to", "note"),
    needed=("scheme", "value"),
    check=_faults,
    twin=("scheme", "value"),
    order=("scheme", "value", "id"),
    is_searched=True,
    part="identifiers",
)
