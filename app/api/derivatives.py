"""Machine-made copies over HTTP: their records; the bytes are under ``/d``."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask.typing import ResponseReturnValue

from app.api.common import whole_list
from app.api.links import derivative_links
from app.context import caller, parts
from app.errors import RequestError
from app.schemas.models import DerivativePage, SourceQuery, derivative_body
from catalogue.services.derivatives import list_derivatives

bp = APIBlueprint("derivatives", __name__, url_prefix="/api/v1/derivatives")


@bp.get("")
@bp.input(SourceQuery, location="query", arg_name="wish")
@bp.output(DerivativePage)
def index(wish: SourceQuery) -> ResponseReturnValue:
    """Current copies of one file or one model, smallest first."""
    if (wish.file is None) == (wish.model is None):
        raise RequestError("query_invalid", name="file, model", value="-")
    with parts().readers() as session:
        copies = list_derivatives(session, caller(), file_id=wish.file, model_id=wish.model)
        return whole_list([derivative_body(copy, links=derivative_links(copy)) for copy in copies])
