"""Explore: search with facets, dates and areas, for everybody."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.context import parts
from app.pages.search_view import view_search

bp = Blueprint("page_search", __name__, url_prefix="/<any(vi,en):lang>")
_PAGE = 24


@bp.get("/search")
def index() -> ResponseReturnValue:
    """Hits as cards, facets beside them."""
    with parts().readers() as session:
        page = view_search(session, request.args, "page_search.index", limit=_PAGE)
        return render_template("public/search.html", page=page)
