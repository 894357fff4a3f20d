"""Written dates over HTTP: what a text means, while somebody types it; the reigns for a picker."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask.typing import ResponseReturnValue

from app.api.common import whole_list
from app.i18n import language
from app.schemas.dates import DateBody, DateQuery, ReignList, ReignQuery, date_body, reign_body
from catalogue.vocab.dates import suggest

bp = APIBlueprint("dates", __name__, url_prefix="/api/v1/dates")
_MOST = 200


@bp.get("")
@bp.input(DateQuery, location="query", arg_name="wish")
@bp.output(DateBody)
def read(wish: DateQuery) -> ResponseReturnValue:
    """What a written date means; one that can't be read is no error here but a ``problem`` with suggestions."""
    return date_body(wish.text, language())


@bp.get("/reigns")
@bp.input(ReignQuery, location="query", arg_name="wish")
@bp.output(ReignList)
def list_reigns(wish: ReignQuery) -> ResponseReturnValue:
    """Reigns with a name that begins so, typed with or without accents."""
    return whole_list([reign_body(reign) for reign in suggest(wish.q)[: max(1, min(wish.limit, _MOST))]])
