"""Whether things that are named together belong to the same artifact or site."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from catalogue.records import Comparison, ConditionCheck, DigitalFile, Model, Scene

Owned = TypeVar("Owned", Comparison, ConditionCheck, DigitalFile, Model, Scene)
Owner = tuple[UUID | None, UUID | None]
"""Ids of an artifact and of a site; one of them may be None."""


def belongs(session: Session, kind: type[Owned], ident: UUID | None, owner: Owner) -> bool:
    """Whether the row of this kind and id is there and belongs to ``owner``; naming none is fine."""
    if ident is None:
        return True
    row = session.get(kind, ident)
    return row is not None and (row.artifact_id, row.site_id) == owner
