"""Movements over HTTP: artifacts moved together, their history, corrections; for staff."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from apiflask import APIBlueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.api.common import whole_list
from app.api.place_codes import place_codes
from app.context import caller, parts
from app.schemas.movements import (
    Correction,
    MovementBody,
    MovementList,
    MovementQuery,
    NewMovement,
    location_ids,
    movement_body,
)
from catalogue.errors import NotFoundError, ValidationError
from catalogue.records import Movement
from catalogue.services.artifacts import read_artifact, read_artifacts
from catalogue.services.locations import read_location
from catalogue.services.movements import correct_movement, list_movements, move_artifacts

bp = APIBlueprint("movements", __name__, url_prefix="/api/v1/movements")


@bp.get("")
@bp.input(MovementQuery, location="query", arg_name="wish")
@bp.output(MovementList)
def index(wish: MovementQuery) -> ResponseReturnValue:
    """List an artifact's movements, latest first."""
    with parts().readers() as session:
        artifact = read_artifact(session, caller(), wish.artifact)
        return whole_list(_bodies(session, list_movements(session, caller(), artifact)))


@bp.post("")
@bp.input(NewMovement, arg_name="new")
@bp.output(MovementList, status_code=201)
def create(new: NewMovement) -> ResponseReturnValue:
    """Record that artifacts were moved together; all of them, or none."""
    given = new.model_dump(exclude_unset=True, exclude={"artifacts"})
    with parts().sessions.begin() as session:
        moved = move_artifacts(
            session, caller(), [number.strip() for number in new.artifacts], _columns(session, given)
        )
        return whole_list(_bodies(session, moved)), HTTPStatus.CREATED


@bp.post("/<uuid:movement_id>/correct")
@bp.input(Correction, arg_name="right")
@bp.output(MovementBody, status_code=201)
def correct(movement_id: UUID, right: Correction) -> ResponseReturnValue:
    """Set a wrong movement right by a new one; the wrong one stays in the history."""
    with parts().sessions.begin() as session:
        columns = _columns(session, right.model_dump(exclude_unset=True))
        (body,) = _bodies(session, [correct_movement(session, caller(), movement_id, columns)])
    return body, HTTPStatus.CREATED


def _columns(session: Session, given: dict[str, object]) -> dict[str, object]:
    """The location's id in place of its code.

    Raises:
        ValidationError: ``to``: ``not_found``.
    """
    code = given.pop("to", None)
    if code:
        try:
            given["to_id"] = read_location(session, caller(), str(code)).id
        except NotFoundError:
            raise ValidationError({"to": "not_found"}) from None
    return given


def _bodies(session: Session, movements: Sequence[Movement]) -> list[dict[str, object]]:
    """Movements with the numbers and codes that people know."""
    codes = place_codes(session, location_ids(movements))
    things = read_artifacts(session, caller(), [row.artifact_id for row in movements])
    numbers = {ident: thing.accession_number for ident, thing in things.items()}
    return [movement_body(row, numbers[row.artifact_id], codes) for row in movements]
