"""Collections and their records over HTTP."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from apiflask import APIBlueprint
from flask import request
from flask.typing import ResponseReturnValue

from app.api.common import expected_version, page_body, version_tag, whole_list
from app.api.links import described_links
from app.api.part_routes import list_of
from app.context import address, caller, parts
from app.schemas.common import PageQuery, to_columns
from app.schemas.part_links import ItemBody, ItemChanges, NewItem, item_body
from app.schemas.traditions import (
    CollectionBody,
    CollectionChanges,
    CollectionPage,
    NewCollection,
    collection_body,
)
from catalogue.records import Collection
from catalogue.services.collections import (
    change_collection_status,
    items,
    list_collections,
    list_members,
    move_item,
    read_collection,
    register_collection,
    update_collection,
)
from catalogue.services.described import read_described
from catalogue.vocab.terms import Status

bp = APIBlueprint("collections", __name__, url_prefix="/api/v1/collections")


@bp.get("")
@bp.input(PageQuery, location="query", arg_name="wish")
@bp.output(CollectionPage)
def index(wish: PageQuery) -> ResponseReturnValue:
    """List collections by code."""
    with parts().readers() as session:
        return page_body(list_collections(session, caller(), cursor=wish.cursor, limit=wish.limit), _body)


@bp.post("")
@bp.input(NewCollection, arg_name="new")
@bp.output(CollectionBody, status_code=201)
def create(new: NewCollection) -> ResponseReturnValue:
    """Register a collection as a draft."""
    with parts().sessions.begin() as session:
        body = _body(register_collection(session, caller(), to_columns(new)))
    place = address("collections.read", code=new.code.strip())
    return body, HTTPStatus.CREATED, {"Location": place, **version_tag(body["version"])}


@bp.get("/<path:code>")
@bp.output(CollectionBody)
def read(code: str) -> ResponseReturnValue:
    """One collection by code."""
    with parts().readers() as session:
        body = _body(read_collection(session, caller(), code))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.patch("/<path:code>")
@bp.input(CollectionChanges, arg_name="changes")
@bp.output(CollectionBody)
def change(code: str, changes: CollectionChanges) -> ResponseReturnValue:
    """Change facts of the version named in If-Match."""
    version = expected_version(request)
    with parts().sessions.begin() as session:
        body = _body(update_collection(session, caller(), code, to_columns(changes), expected_version=version))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.post("/<path:code>/<any(publish,unpublish,withdraw):step>")
@bp.output(CollectionBody)
def take(code: str, step: str) -> ResponseReturnValue:
    """Show it to everybody, take it back to draft, or take it out of every list."""
    status = {"publish": Status.PUBLISHED, "unpublish": Status.DRAFT, "withdraw": Status.WITHDRAWN}[step]
    version = expected_version(request) if "If-Match" in request.headers else None
    with parts().sessions.begin() as session:
        body = _body(change_collection_status(session, caller(), code, status, expected_version=version))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.get("/<path:code>/items")
@bp.output(list_of(ItemBody))
def members(code: str) -> ResponseReturnValue:
    """The collection's records in their order, those that the reader may see."""
    with parts().readers() as session:
        collection = read_collection(session, caller(), code)
        return whole_list([item_body(one.item, one.record) for one in list_members(session, caller(), collection)])


@bp.post("/<path:code>/items")
@bp.input(NewItem, arg_name="new")
@bp.output(ItemBody, status_code=201)
def put(code: str, new: NewItem) -> ResponseReturnValue:
    """Put a record into the collection, after the others."""
    with parts().sessions.begin() as session:
        item = items.add(session, caller(), read_collection(session, caller(), code), new.model_dump())
        record = read_described(session, caller(), {item.record_id})[item.record_id]
        return item_body(item, record), HTTPStatus.CREATED, version_tag(item.version)


@bp.patch("/<path:code>/items/<uuid:ident>")
@bp.input(ItemChanges, arg_name="changes")
@bp.output(ItemBody)
def move(code: str, ident: UUID, changes: ItemChanges) -> ResponseReturnValue:
    """Put an item of the version named in If-Match at another place, counted from 1."""
    version = expected_version(request)
    with parts().sessions.begin() as session:
        collection = read_collection(session, caller(), code)
        item = move_item(session, caller(), collection, ident, changes.place, expected_version=version)
        record = read_described(session, caller(), {item.record_id})[item.record_id]
        return item_body(item, record), HTTPStatus.OK, version_tag(item.version)


@bp.post("/<path:code>/items/<uuid:ident>/withdraw")
@bp.output(ItemBody)
def take_out(code: str, ident: UUID) -> ResponseReturnValue:
    """Take a record out of the collection."""
    version = expected_version(request) if "If-Match" in request.headers else None
    with parts().sessions.begin() as session:
        collection = read_collection(session, caller(), code)
        item = items.withdraw(session, caller(), collection, ident, expected_version=version)
        record = read_described(session, caller(), {item.record_id})[item.record_id]
        return item_body(item, record), HTTPStatus.OK, version_tag(item.version)


def _body(collection: Collection) -> dict[str, object]:
    """A collection as the API gives it."""
    return collection_body(collection, described_links("collections", collection.code))
