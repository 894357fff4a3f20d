"""Forms of movements: from what was typed to what the services want."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.context import caller
from app.pages.forms import Form, typed
from app.pages.workbench.place_rows import museum_moment
from catalogue.errors import NotFoundError, ValidationError
from catalogue.records import Movement
from catalogue.services.locations import read_location
from catalogue.services.movement_lists import MovementFilter
from catalogue.vocab.folding import clean
from catalogue.vocab.heritage import MoveReason

FIELDS = ("to_text", "reason", "mover", "decision_number", "decision_date", "approver", "note")
_FILTERS = ("artifact", "place", "reason", "since", "until", "decision")


def move_values(session: Session, data: MultiDict[str, str]) -> dict[str, object]:
    """A movement's values; the location's code becomes its id, a time without zone is the museum's.

    Raises:
        ValidationError: ``to``: ``not_found``.
    """
    values = {name: value for name, value in typed(data, FIELDS).items() if value != ""}
    if moment := data.get("moved_at", "").strip():
        values["moved_at"] = museum_moment(moment)
    if ident := location_id(session, data.get("to", "")):
        values["to_id"] = ident
    return values


def location_id(session: Session, code: str) -> UUID | None:
    """The id behind a typed code; None where nothing was typed.

    Raises:
        ValidationError: ``to``: ``not_found``.
    """
    if not (code := clean(code)):
        return None
    try:
        return read_location(session, caller(), code).id
    except NotFoundError:
        raise ValidationError({"to": "not_found"}) from None


def filter_of(session: Session, data: MultiDict[str, str]) -> tuple[Form, MovementFilter]:
    """The journal's filter form and what it asks for; what can't be understood narrows nothing."""
    form = Form({name: data.get(name, "") for name in _FILTERS})
    place, reason = form.value("place"), form.value("reason")
    try:
        location = read_location(session, caller(), place) if place else None
    except NotFoundError:
        location = None
    return form, MovementFilter(
        form.value("artifact") or None,
        location,
        MoveReason(reason) if reason in {member.value for member in MoveReason} else None,
        _day(form.value("since")),
        _day(form.value("until")),
        form.value("decision") or None,
    )


def correcting_ids(session: Session, movements: Sequence[Movement]) -> frozenset[UUID]:
    """Those of the movements that a later one set right."""
    ids = [row.id for row in movements]
    found = session.scalars(select(Movement.corrects_id).where(Movement.corrects_id.in_(ids)))
    return frozenset(ident for ident in found if ident is not None)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
