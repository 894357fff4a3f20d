"""Open data: what there is, under which licences, and where programs find it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.context import parts
from app.i18n import gettext as _
from app.pages.progress_rows import target_rows
from catalogue.policy import Identity
from catalogue.services.artifacts import count_licences, list_artifacts
from catalogue.services.progress import read_targets
from catalogue.services.sites import list_sites
from catalogue.services.tours import list_tours

bp = Blueprint("page_data", __name__, url_prefix="/<any(vi,en):lang>")


@dataclass(frozen=True, slots=True)
class DataSet:
    """One set of published records."""

    name: str
    count: int
    url: str


@bp.get("/data")
def index() -> ResponseReturnValue:
    """Sets, licences, examples; the same for every reader, so staff see what the public sees."""
    who = Identity.public()
    with parts().readers() as session:
        sets = [
            DataSet(_("Objects"), list_artifacts(session, who, limit=1).total, "/api/v1/artifacts"),
            DataSet(_("Sites"), list_sites(session, who, limit=1).total, "/api/v1/sites"),
            DataSet(_("Tours"), list_tours(session, who, limit=1).total, "/api/v1/tours"),
        ]
        licences, targets = count_licences(session, who), target_rows(read_targets(session, who))
    return render_template("public/data.html", sets=sets, licences=licences, targets=targets)
