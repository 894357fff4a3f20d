"""Pick-lists over HTTP: terms for everybody, sites and places of storage for staff."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask.typing import ResponseReturnValue

from app.api.common import whole_list
from app.context import caller, parts
from app.schemas.pick_lists import PickList, PickQuery, TermPickQuery, pick_body
from catalogue.services.pick_lists import pick_locations, pick_sites, pick_terms

bp = APIBlueprint("pick_lists", __name__, url_prefix="/api/v1")


@bp.get("/terms")
@bp.input(TermPickQuery, location="query", arg_name="wish")
@bp.output(PickList)
def terms(wish: TermPickQuery) -> ResponseReturnValue:
    """Terms of a vocabulary with the typed words in a name of either language, accents or not."""
    with parts().readers() as session:
        return whole_list([pick_body(p) for p in pick_terms(session, wish.vocabulary, wish.q, wish.limit)])


@bp.get("/pick-lists/sites")
@bp.input(PickQuery, location="query", arg_name="wish")
@bp.output(PickList)
def sites(wish: PickQuery) -> ResponseReturnValue:
    """Sites by code or name, for staff."""
    with parts().readers() as session:
        return whole_list([pick_body(p) for p in pick_sites(session, caller(), wish.q, wish.limit)])


@bp.get("/pick-lists/locations")
@bp.input(PickQuery, location="query", arg_name="wish")
@bp.output(PickList)
def locations(wish: PickQuery) -> ResponseReturnValue:
    """Places of storage by code, by name, or by what they stand in, for staff."""
    with parts().readers() as session:
        return whole_list([pick_body(p) for p in pick_locations(session, caller(), wish.q, wish.limit)])
