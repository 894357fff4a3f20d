"""Saved searches over HTTP: each person's own."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from apiflask import APIBlueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.api.common import whole_list
from app.context import base_url, caller, parts
from app.saved import Kept, with_news
from app.schemas.searches import NewSearch, SavedSearchBody, SavedSearchList, SearchChanges, search_body
from app.searching import pairs_of, read_query
from catalogue.records import SavedSearch
from catalogue.services.saved_searches import (
    change_search,
    forget_search,
    list_searches,
    read_search,
    save_search,
    see_search,
)

bp = APIBlueprint("searches", __name__, url_prefix="/api/v1/searches")


@bp.get("")
@bp.output(SavedSearchList)
def index() -> ResponseReturnValue:
    """List one's own searches, with what is new in those that have an alert."""
    with parts().readers() as session:
        return whole_list([_body(kept) for kept in with_news(session, caller(), list_searches(session, caller()))])


@bp.post("")
@bp.input(NewSearch, arg_name="new")
@bp.output(SavedSearchBody, status_code=201)
def create(new: NewSearch) -> ResponseReturnValue:
    """Keep a search under a name."""
    given = MultiDict(parse_qsl(new.query.removeprefix("?"), keep_blank_values=True))
    read_query(given)
    with parts().sessions.begin() as session:
        body = _one(session, save_search(session, caller(), new.name, pairs_of(given), is_alert=new.is_alert))
    return body, HTTPStatus.CREATED


@bp.get("/<uuid:search_id>")
@bp.output(SavedSearchBody)
def read(search_id: UUID) -> ResponseReturnValue:
    """One of one's own searches."""
    with parts().readers() as session:
        return _one(session, read_search(session, caller(), search_id))


@bp.patch("/<uuid:search_id>")
@bp.input(SearchChanges, arg_name="changes")
@bp.output(SavedSearchBody)
def change(search_id: UUID, changes: SearchChanges) -> ResponseReturnValue:
    """Rename a search, turn its alert on or off, or say that its hits were seen."""
    with parts().sessions.begin() as session:
        saved = change_search(session, caller(), search_id, name=changes.name, is_alert=changes.is_alert)
        if changes.is_seen:
            see_search(session, caller(), search_id)
        return _one(session, saved)


@bp.delete("/<uuid:search_id>")
@bp.output({}, status_code=204)
def delete(search_id: UUID) -> ResponseReturnValue:
    """Forget a search."""
    with parts().sessions.begin() as session:
        forget_search(session, caller(), search_id)
    return "", HTTPStatus.NO_CONTENT


def _one(session: Session, saved: SavedSearch) -> dict[str, object]:
    (kept,) = with_news(session, caller(), [saved])
    return _body(kept)


def _body(kept: Kept) -> dict[str, object]:
    """A saved search with the addresses that open it."""
    query = urlencode(kept.pairs)
    links = {
        "self": f"{base_url()}/api/v1/searches/{kept.saved.id}",
        "hits": f"{base_url()}/api/v1/search?{query}",
        **{f"page_{lang}": f"{base_url()}/{lang}/search?{query}" for lang in ("vi", "en")},
    }
    return search_body(kept, query, links)
