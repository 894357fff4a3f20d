"""Locations named by their codes in what writers send."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from app.context import caller
from catalogue.errors import NotFoundError, ValidationError
from catalogue.services.locations import read_location


def place_id(session: Session, code: str | None) -> UUID | None:
    """The id of the location with this code; None where none is named.

    Raises:
        ValidationError: ``to``: ``not_found``.
    """
    if not code:
        return None
    try:
        return read_location(session, caller(), code).id
    except NotFoundError:
        raise ValidationError({"to": "not_found"}) from None
