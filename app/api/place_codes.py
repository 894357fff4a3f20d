"""Locations named by their codes in what writers send and readers get."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.context import caller
from catalogue.errors import NotFoundError, ValidationError
from catalogue.records import Location
from catalogue.services.locations import read_location


def place_id(session: Session, code: str | None, field: str = "to") -> UUID | None:
    """The id of the location with this code; None where none is named.

    Raises:
        ValidationError: ``field``, the name under which the code was sent: ``not_found``.
    """
    if not code:
        return None
    try:
        return read_location(session, caller(), code).id
    except NotFoundError:
        raise ValidationError({field: "not_found"}) from None


def place_codes(session: Session, ids: Collection[UUID | None]) -> dict[UUID, str]:
    """The codes of locations, by id."""
    known = {ident for ident in ids if ident is not None}
    found = select(Location.id, Location.code).where(Location.id.in_(known))
    return {row.id: row.code for row in session.execute(found)} if known else {}
