"""Locations over HTTP: where things are kept; for staff."""

from __future__ import annotations

from http import HTTPStatus

from apiflask import APIBlueprint
from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.api.artifacts import shown_artifact
from app.api.common import code_to_id, expected_version, page_body, version_tag
from app.api.place_codes import place_codes
from app.context import address, caller, parts
from app.schemas.artifacts import ArtifactPage
from app.schemas.common import PageQuery, to_columns
from app.schemas.movements import (
    FullLocationBody,
    LocationChanges,
    LocationPage,
    LocationQuery,
    NewLocation,
    location_body,
)
from catalogue.errors import NotFoundError, ValidationError
from catalogue.records import Location
from catalogue.services.locations import (
    add_location,
    count_artifacts,
    list_contents,
    list_locations,
    read_location,
    retire_location,
    update_location,
)

bp = APIBlueprint("locations", __name__, url_prefix="/api/v1/locations")


@bp.get("")
@bp.input(LocationQuery, location="query", arg_name="wish")
@bp.output(LocationPage)
def index(wish: LocationQuery) -> ResponseReturnValue:
    """List the locations directly below one, or the buildings."""
    with parts().readers() as session:
        parent = read_location(session, caller(), wish.parent).id if wish.parent else None
        page = list_locations(session, caller(), parent_id=parent, cursor=wish.cursor, limit=wish.limit)
        return page_body(page, location_body)


@bp.post("")
@bp.input(NewLocation, arg_name="new")
@bp.output(FullLocationBody, status_code=201)
def create(new: NewLocation) -> ResponseReturnValue:
    """Add a location."""
    with parts().sessions.begin() as session:
        location = add_location(session, caller(), _columns(session, to_columns(new)))
        body = _body(session, location)
    place = address("locations.read", code=new.code.strip())
    return body, HTTPStatus.CREATED, {"Location": place, **version_tag(body["version"])}


@bp.get("/<code>")
@bp.output(FullLocationBody)
def read(code: str) -> ResponseReturnValue:
    """One location by the code on its label."""
    with parts().readers() as session:
        body = _body(session, read_location(session, caller(), code))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.patch("/<code>")
@bp.input(LocationChanges, arg_name="changes")
@bp.output(FullLocationBody)
def change(code: str, changes: LocationChanges) -> ResponseReturnValue:
    """Change a location of the version named in If-Match; everything below moves along."""
    version = expected_version(request)
    with parts().sessions.begin() as session:
        columns = _columns(session, to_columns(changes))
        body = _body(session, update_location(session, caller(), code, columns, expected_version=version))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.post("/<code>/retire")
@bp.output(FullLocationBody)
def retire(code: str) -> ResponseReturnValue:
    """Take an empty location out of use."""
    with parts().sessions.begin() as session:
        return _body(session, retire_location(session, caller(), code))


@bp.get("/<code>/artifacts")
@bp.input(PageQuery, location="query", arg_name="wish")
@bp.output(ArtifactPage)
def contents(code: str, wish: PageQuery) -> ResponseReturnValue:
    """What stands in a location and in everything below it."""
    with parts().readers() as session:
        location = read_location(session, caller(), code)
        page = list_contents(session, caller(), location, cursor=wish.cursor, limit=wish.limit)
        codes = place_codes(session, [artifact.location_id for artifact in page.items])
        return page_body(page, lambda one: shown_artifact(one, codes=codes))


def _columns(session: Session, columns: dict[str, object]) -> dict[str, object]:
    """Ids in place of the codes of parent and site.

    Raises:
        ValidationError: ``parent`` or ``site``: ``not_found``.
    """
    if "parent" in columns:
        code = columns.pop("parent")
        try:
            columns["parent_id"] = read_location(session, caller(), str(code)).id if code else None
        except NotFoundError:
            raise ValidationError({"parent": "not_found"}) from None
    return code_to_id(session, columns, "site")


def _body(session: Session, location: Location) -> dict[str, object]:
    return {**location_body(location), "artifacts": count_artifacts(session, caller(), location)}
