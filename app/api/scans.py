"""What inspections found in scan files, over HTTP; staff only."""

from __future__ import annotations

from uuid import UUID

from apiflask import APIBlueprint
from flask.typing import ResponseReturnValue

from app.api.common import find_owner, whole_list
from app.context import caller, parts
from app.schemas.models import OwnerQuery, ScanBody, ScanPage, scan_body
from catalogue.services.scans import list_scans, read_scan

bp = APIBlueprint("scans", __name__, url_prefix="/api/v1/scans")


@bp.get("")
@bp.input(OwnerQuery, location="query", arg_name="wish")
@bp.output(ScanPage)
def index(wish: OwnerQuery) -> ResponseReturnValue:
    """Scans of an artifact or a site, oldest first."""
    with parts().readers() as session:
        owner = find_owner(session, wish.artifact, wish.site)
        return whole_list([scan_body(scan) for scan in list_scans(session, caller(), **owner)])


@bp.get("/<uuid:scan_id>")
@bp.output(ScanBody)
def read(scan_id: UUID) -> ResponseReturnValue:
    """One scan."""
    with parts().readers() as session:
        return scan_body(read_scan(session, caller(), scan_id))
