"""Intangible and documentary heritage over HTTP."""

from __future__ import annotations

from http import HTTPStatus

from apiflask import APIBlueprint
from flask import request
from flask.typing import ResponseReturnValue

from app.api.common import expected_version, page_body, version_tag
from app.api.links import described_links
from app.context import address, caller, parts
from app.schemas.common import to_columns
from app.schemas.traditions import (
    NewTradition,
    TraditionBody,
    TraditionChanges,
    TraditionPage,
    TraditionQuery,
    tradition_body,
)
from catalogue.records import Tradition
from catalogue.services.traditions import (
    change_tradition_status,
    list_traditions,
    read_tradition,
    register_tradition,
    update_tradition,
)
from catalogue.vocab.terms import Status

bp = APIBlueprint("traditions", __name__, url_prefix="/api/v1/traditions")


@bp.get("")
@bp.input(TraditionQuery, location="query", arg_name="wish")
@bp.output(TraditionPage)
def index(wish: TraditionQuery) -> ResponseReturnValue:
    """List traditions and documentary heritage by code."""
    with parts().readers() as session:
        page = list_traditions(session, caller(), kind=wish.kind, cursor=wish.cursor, limit=wish.limit)
        return page_body(page, _body)


@bp.post("")
@bp.input(NewTradition, arg_name="new")
@bp.output(TraditionBody, status_code=201)
def create(new: NewTradition) -> ResponseReturnValue:
    """Register a tradition or documents as a draft."""
    with parts().sessions.begin() as session:
        body = _body(register_tradition(session, caller(), to_columns(new)))
    place = address("traditions.read", code=new.code.strip())
    return body, HTTPStatus.CREATED, {"Location": place, **version_tag(body["version"])}


@bp.get("/<path:code>")
@bp.output(TraditionBody)
def read(code: str) -> ResponseReturnValue:
    """One tradition by code."""
    with parts().readers() as session:
        body = _body(read_tradition(session, caller(), code))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.patch("/<path:code>")
@bp.input(TraditionChanges, arg_name="changes")
@bp.output(TraditionBody)
def change(code: str, changes: TraditionChanges) -> ResponseReturnValue:
    """Change facts of the version named in If-Match."""
    version = expected_version(request)
    with parts().sessions.begin() as session:
        body = _body(update_tradition(session, caller(), code, to_columns(changes), expected_version=version))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.post("/<path:code>/<any(publish,unpublish,withdraw):step>")
@bp.output(TraditionBody)
def take(code: str, step: str) -> ResponseReturnValue:
    """Show it to everybody, take it back to draft, or take it out of every list."""
    status = {"publish": Status.PUBLISHED, "unpublish": Status.DRAFT, "withdraw": Status.WITHDRAWN}[step]
    version = expected_version(request) if "If-Match" in request.headers else None
    with parts().sessions.begin() as session:
        body = _body(change_tradition_status(session, caller(), code, status, expected_version=version))
    return body, HTTPStatus.OK, version_tag(body["version"])


def _body(tradition: Tradition) -> dict[str, object]:
    """A tradition as the API gives it."""
    return tradition_body(tradition, described_links("traditions", tradition.code))
