"""Search over HTTP: words in any spelling, facets with counts."""

from __future__ import annotations

from urllib.parse import quote

from apiflask import APIBlueprint
from flask import request
from flask.typing import ResponseReturnValue

from app.api.common import next_address
from app.context import base_url, caller, parts
from app.i18n import LANGUAGES
from app.schemas.common import text
from app.schemas.search import SearchBody, SearchWish
from catalogue.search.query import FACETS, STAFF_FACETS, Hit, SearchQuery, search

bp = APIBlueprint("search", __name__, url_prefix="/api/v1/search")
_NOUNS = {"artifact": "artifacts", "site": "sites", "tour": "tours"}
_LONGEST = 500


@bp.get("")
@bp.input(SearchWish, location="query", arg_name="wish")
@bp.output(SearchBody)
def index(wish: SearchWish) -> ResponseReturnValue:
    """Find records by words in any spelling and by facets."""
    with parts().readers() as session:
        results = search(session, caller(), _query(wish))
    return {
        "items": [_hit_body(hit) for hit in results.hits],
        "next": next_address(results.next),
        "total": results.total,
        "facets": results.facets,
        "corrected": results.corrected,
    }


def _query(wish: SearchWish) -> SearchQuery:
    """What the address asks for, with all values of each facet."""
    facets = {name: request.args.getlist(name) for name in (*FACETS, *STAFF_FACETS) if name in request.args}
    return SearchQuery(wish.q[:_LONGEST], facets, wish.cursor, wish.limit)


def _hit_body(hit: Hit) -> dict[str, object]:
    """The hit with its addresses."""
    noun, number = _NOUNS[hit.kind], quote(hit.number)
    pages = {f"page_{lang}": f"{base_url()}/{lang}/{noun}/{number}" for lang in LANGUAGES}
    return {
        "kind": hit.kind,
        "number": hit.number,
        "title": text(hit, "title"),
        "summary": text(hit, "summary"),
        "links": {"self": f"{base_url()}/api/v1/{noun}/{number}", **pages},
    }
