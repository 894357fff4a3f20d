"""Photographs that look like another one, over HTTP."""

from __future__ import annotations

from uuid import UUID

from apiflask import APIBlueprint
from flask.typing import ResponseReturnValue

from app.api.common import is_staff, whole_list
from app.api.links import file_links
from app.context import caller, parts
from app.schemas.alike import AlikeList, AlikeQuery
from app.schemas.files import file_body
from catalogue.search.alike import find_alike

bp = APIBlueprint("alike", __name__, url_prefix="/api/v1/files")


@bp.get("/<uuid:file_id>/alike")
@bp.input(AlikeQuery, location="query", arg_name="wish")
@bp.output(AlikeList)
def index(file_id: UUID, wish: AlikeQuery) -> ResponseReturnValue:
    """Photographs whose perceptual hash is near this one's, the likest first."""
    with parts().readers() as session:
        found = find_alike(session, caller(), file_id, bits=wish.bits, limit=wish.limit)
        return whole_list(
            [
                {"bits": row.bits, "file": file_body(row.file, is_staff=is_staff(), links=file_links(row.file))}
                for row in found
            ]
        )
