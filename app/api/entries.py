"""Hand-overs over HTTP: what was brought in, by whom, and what became of it; for staff."""

from __future__ import annotations

from http import HTTPStatus

from apiflask import APIBlueprint
from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.api.artifacts import shown_artifact
from app.api.common import expected_version, page_body, version_tag, whole_list
from app.api.place_codes import place_codes, place_id
from app.context import address, caller, parts
from app.schemas.artifacts import ArtifactPage
from app.schemas.handovers import (
    Accessions,
    EntryChanges,
    EntryPage,
    EntryQuery,
    FullEntryBody,
    MoreItems,
    NewEntry,
    entry_body,
    item_body,
)
from catalogue.records import ObjectEntry
from catalogue.services.entries import (
    Accession,
    EntryFilter,
    accession_items,
    add_entry,
    add_items,
    list_entries,
    list_items,
    read_entry,
    registered_as,
    update_entry,
)

bp = APIBlueprint("entries", __name__, url_prefix="/api/v1/entries")


@bp.get("")
@bp.input(EntryQuery, location="query", arg_name="wish")
@bp.output(EntryPage)
def index(wish: EntryQuery) -> ResponseReturnValue:
    """List hand-overs, the latest first."""
    only = EntryFilter(wish.reason, wish.depositor, wish.due_by)
    with parts().readers() as session:
        return page_body(list_entries(session, caller(), only=only, cursor=wish.cursor, limit=wish.limit), entry_body)


@bp.post("")
@bp.input(NewEntry, arg_name="new")
@bp.output(FullEntryBody, status_code=201)
def create(new: NewEntry) -> ResponseReturnValue:
    """Take objects in, under the year's next number."""
    values = new.model_dump(exclude_none=True, exclude={"items"})
    with parts().sessions.begin() as session:
        entry = add_entry(session, caller(), values, [item.model_dump(exclude_none=True) for item in new.items])
        body = _body(session, entry)
    place = address("entries.read", number=str(body["number"]))
    return body, HTTPStatus.CREATED, {"Location": place, **version_tag(body["version"])}


@bp.get("/<number>")
@bp.output(FullEntryBody)
def read(number: str) -> ResponseReturnValue:
    """One hand-over with its objects."""
    with parts().readers() as session:
        body = _body(session, read_entry(session, caller(), number))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.patch("/<number>")
@bp.input(EntryChanges, arg_name="changes")
@bp.output(FullEntryBody)
def change(number: str, changes: EntryChanges) -> ResponseReturnValue:
    """Change a hand-over of the version named in If-Match."""
    version, columns = expected_version(request), changes.model_dump(exclude_unset=True)
    with parts().sessions.begin() as session:
        body = _body(session, update_entry(session, caller(), number, columns, expected_version=version))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.post("/<number>/items")
@bp.input(MoreItems, arg_name="more")
@bp.output(FullEntryBody, status_code=201)
def add(number: str, more: MoreItems) -> ResponseReturnValue:
    """Write more objects on a receipt."""
    with parts().sessions.begin() as session:
        add_items(session, caller(), number, [item.model_dump(exclude_none=True) for item in more.items])
        return _body(session, read_entry(session, caller(), number)), HTTPStatus.CREATED


@bp.post("/<number>/accession")
@bp.input(Accessions, arg_name="wish")
@bp.output(ArtifactPage, status_code=201)
def accession(number: str, wish: Accessions) -> ResponseReturnValue:
    """Register objects of a receipt as draft artifacts; all of them, or none."""
    wishes = [Accession(item.item, item.number, item.title) for item in wish.items]
    with parts().sessions.begin() as session:
        made = accession_items(session, caller(), number, wishes, place_id(session, wish.to))
        codes = place_codes(session, [artifact.location_id for artifact in made])
        return whole_list([shown_artifact(artifact, codes=codes) for artifact in made]), HTTPStatus.CREATED


def _body(session: Session, entry: ObjectEntry) -> dict[str, object]:
    """A hand-over with its objects and the numbers that they got."""
    items = list_items(session, entry)
    found = registered_as(session, caller(), items)
    numbers = {ident: artifact.accession_number for ident, artifact in found.items()}
    return {**entry_body(entry), "items": [item_body(item, numbers) for item in items]}
