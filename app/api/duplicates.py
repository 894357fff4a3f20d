"""Possible duplicates over HTTP, asked for while somebody types."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask.typing import ResponseReturnValue

from app.api.common import whole_list
from app.context import address, caller, parts
from app.schemas.common import text
from app.schemas.duplicates import DuplicateQuery, TwinList
from catalogue.services.artifacts import read_artifact
from catalogue.services.duplicates import Sought, Twin, find_twins
from catalogue.services.pick_lists import find_site

bp = APIBlueprint("duplicates", __name__, url_prefix="/api/v1/artifacts")


@bp.get("/duplicates")
@bp.input(DuplicateQuery, location="query", arg_name="wish")
@bp.output(TwinList)
def index(wish: DuplicateQuery) -> ResponseReturnValue:
    """Artifacts with this number, with this name in this site, or with one of these photographs; for staff."""
    digests = [digest for digest in wish.sha256.split(",") if digest]
    with parts().readers() as session:
        site = find_site(session, caller(), wish.site) if wish.site else None
        besides = read_artifact(session, caller(), wish.besides).id if wish.besides else None
        sought = Sought(wish.number, wish.title, site.id if site else None, digests, besides)
        return whole_list([_twin_body(twin) for twin in find_twins(session, caller(), sought)])


def _twin_body(twin: Twin) -> dict[str, object]:
    artifact = twin.artifact
    return {
        "accession_number": artifact.accession_number,
        "title": text(artifact, "title"),
        "site": artifact.site.code if artifact.site else None,
        "why": list(twin.why),
        "links": {"self": address("artifacts.read", number=artifact.accession_number)},
    }
