"""Codes of labels over HTTP: what a scanner has read."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask.typing import ResponseReturnValue

from app.api.common import is_staff
from app.api.links import derivative_path
from app.context import caller, parts
from app.record_links import record_page
from app.schemas.codes import CodeBody, CodeQuery, code_body
from catalogue.services.codes import find_labelled
from catalogue.services.derivatives import pick_thumbnails

bp = APIBlueprint("codes", __name__, url_prefix="/api/v1/codes")


@bp.get("")
@bp.input(CodeQuery, location="query", arg_name="wish")
@bp.output(CodeBody)
def read(wish: CodeQuery) -> ResponseReturnValue:
    """Name the artifact, site or location that a scanned or typed text stands for."""
    with parts().readers() as session:
        record = find_labelled(session, caller(), wish.text)
        picture = pick_thumbnails(session, caller(), [record.id]).get(record.id)
        return code_body(
            record, derivative_path(picture) if picture else None, record_page(record, is_staff=is_staff())
        )
