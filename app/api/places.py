"""Administrative areas over HTTP: today's names and earlier ones, with the reason of each renaming."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from urllib.parse import quote

from apiflask import APIBlueprint
from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.api.common import expected_version, page_body, version_tag
from app.context import address, base_url, caller, parts
from app.schemas.common import Order, text, to_columns
from app.schemas.places import (
    DayQuery,
    FullPlaceBody,
    NewPlace,
    PlaceBody,
    PlaceChanges,
    PlacePage,
    PlaceQuery,
    Renaming,
    address_body,
    place_body,
    place_name,
)
from catalogue.errors import NotFoundError, ValidationError
from catalogue.records import Place
from catalogue.services.described import kind_of, number_of
from catalogue.services.places import (
    PlaceFilter,
    add_place,
    list_parts,
    list_places,
    read_address,
    read_chain,
    read_place,
    rename_places,
    update_place,
)

bp = APIBlueprint("places", __name__, url_prefix="/api/v1/places")


@bp.get("")
@bp.input(PlaceQuery, location="query", arg_name="wish")
@bp.output(PlacePage)
def index(wish: PlaceQuery) -> ResponseReturnValue:
    """List areas by code, or those with the words of ``q`` in a name, accents or not."""
    with parts().readers() as session:
        parent_id = read_place(session, wish.parent).id if wish.parent else None
        only = PlaceFilter(wish.kind, parent_id, wish.on)
        page = list_places(session, words=wish.q, only=only, cursor=wish.cursor, limit=wish.limit)
        return page_body(page, _body)


@bp.post("")
@bp.input(NewPlace, arg_name="new")
@bp.output(PlaceBody, status_code=201)
def create(new: NewPlace) -> ResponseReturnValue:
    """Enter an area."""
    with parts().sessions.begin() as session:
        place = add_place(session, caller(), _columns(session, new))
        body, code = _body(place), place.code
    return body, HTTPStatus.CREATED, {"Location": address("places.read", code=code), **version_tag(body["version"])}


@bp.get("/<code>")
@bp.input(DayQuery, location="query", arg_name="wish")
@bp.output(FullPlaceBody)
def read(code: str, wish: DayQuery) -> ResponseReturnValue:
    """One area with all its names, its address on a day and today, and its records."""
    with parts().readers() as session:
        body = _full_body(session, read_place(session, code), wish.on)
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.patch("/<code>")
@bp.input(PlaceChanges, arg_name="changes")
@bp.output(PlaceBody)
def change(code: str, changes: PlaceChanges) -> ResponseReturnValue:
    """Correct facts of the version named in If-Match; a new name is a renaming."""
    version = expected_version(request)
    with parts().sessions.begin() as session:
        columns = _columns(session, changes)
        body = _body(update_place(session, caller(), code, columns, expected_version=version))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.post("/<code>/rename")
@bp.input(Renaming, arg_name="wish")
@bp.output(PlaceBody, status_code=201)
def rename(code: str, wish: Renaming) -> ResponseReturnValue:
    """Let an area, or several that merge, go on under a new name from a day on."""
    with parts().sessions.begin() as session:
        columns = _columns(session, wish)
        columns.pop("merged", None)
        place = rename_places(session, caller(), [code, *wish.merged], columns)
        body, new = _body(place), place.code
    return body, HTTPStatus.CREATED, {"Location": address("places.read", code=new), **version_tag(body["version"])}


def _columns(session: Session, order: Order) -> dict[str, object]:
    """What was given, by column name; codes of other areas become ids.

    Raises:
        ValidationError: ``parent`` or ``successor``: ``not_found``.
    """
    columns = to_columns(order)
    for name in ("parent", "successor"):
        if name not in columns:
            continue
        code = columns.pop(name)
        try:
            columns[f"{name}_id"] = read_place(session, str(code)).id if code else None
        except NotFoundError:
            raise ValidationError({name: "not_found"}) from None
    return columns


def _body(place: Place) -> dict[str, object]:
    """The area as the API gives it."""
    return place_body(place, {"self": f"{base_url()}/api/v1/places/{quote(place.code)}"})


def _full_body(session: Session, place: Place, day: dt.date | None) -> dict[str, object]:
    """The area with everything around it."""
    around = [session.get(Place, ident) if ident else None for ident in (place.parent_id, place.successor_id)]
    return _body(place) | {
        "parent": around[0].code if around[0] else None,
        "successor": around[1].code if around[1] else None,
        "chain": [place_name(row) for row in read_chain(session, place)],
        "address": address_body(read_address(session, place, day)),
        "address_today": address_body(read_address(session, place)),
        "records": [
            {
                "number": number_of(part.record),
                "kind": kind_of(part.record).value,
                "title": text(part.record, "title"),
                "role": part.role,
            }
            for part in list_parts(session, caller(), place)
        ],
    }
