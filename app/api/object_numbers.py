"""The next free object number of a place in a monument, over HTTP."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask.typing import ResponseReturnValue

from app.context import caller, parts
from app.schemas.common import Body, Query
from catalogue.services.object_numbers import suggest_number
from catalogue.services.pick_lists import find_site

bp = APIBlueprint("object_numbers", __name__, url_prefix="/api/v1/artifacts")


class NumberQuery(Query):
    """The site by its code or as the pick-list writes it, and the place in it.

    ``place`` is an abbreviation (``TĐ``) or a name (``Tiền Điện``); without it, the place of the site's newest number.
    """

    site: str
    place: str = ""


class NumberBody(Body):
    """A number that no artifact has yet; it is not reserved."""

    number: str


@bp.get("/next-number")
@bp.input(NumberQuery, location="query", arg_name="wish")
@bp.output(NumberBody)
def next_number(wish: NumberQuery) -> ResponseReturnValue:
    """Suggest the next free number: monument, place, plan number."""
    with parts().readers() as session:
        site = find_site(session, caller(), wish.site)
        return {"number": suggest_number(session, caller(), site.code if site else wish.site, wish.place)}
