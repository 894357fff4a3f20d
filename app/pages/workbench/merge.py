"""Two records of one object: compared field by field, then one of them is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.i18n import ngettext
from app.pages.fields import field_labels
from app.pages.rights import staff_only
from app.pages.workbench.change_rows import said
from app.pages.workbench.rows import record_row
from catalogue.errors import NotFoundError
from catalogue.policy import Action, require
from catalogue.records import Artifact
from catalogue.services.artifacts import read_artifact
from catalogue.services.audits import plain
from catalogue.services.dating import DATE_COLUMNS
from catalogue.services.duplicates import Sought, Twin, find_twins
from catalogue.services.files import list_files
from catalogue.services.merging import CHOOSABLE, merge_artifacts
from catalogue.services.sites import read_sites

bp = Blueprint("workbench_merge", __name__, url_prefix="/<any(vi,en):lang>/workbench/merge")
bp.before_request(staff_only)
_BEHIND = frozenset(DATE_COLUMNS) - {"date_text"}  # they follow from the written date


@dataclass(frozen=True, slots=True)
class MergeField:
    """A field on which two records differ."""

    name: str
    label: str
    kept: str
    gone: str
    takes_other: bool


@bp.get("/")
def choose() -> ResponseReturnValue:
    """The two records side by side; before that, which other one, with those that look like it."""
    require(caller(), Action.PUBLISH)
    keep, drop = request.args.get("keep", ""), request.args.get("drop", "").strip()
    with parts().readers() as session:
        kept = read_artifact(session, caller(), keep)
        try:
            gone = read_artifact(session, caller(), drop) if drop else None
        except NotFoundError:
            gone = None
        if gone is None or gone.id == kept.id:
            return _ask_for_other(session, kept, drop)
        return render_template(
            "workbench/merge.html",
            kept=record_row(kept),
            gone=record_row(gone),
            versions=(kept.version, gone.version),
            fields=_fields(session, kept, gone),
            files=[_files(session, one) for one in (kept, gone)],
        )


@bp.post("/")
def merge() -> ResponseReturnValue:
    """Keep the first record with what was chosen; everything of the other one moves to it."""
    require(caller(), Action.PUBLISH)
    keep, drop = request.form.get("keep", ""), request.form.get("drop", "")
    versions = request.form.get("keep_version", None, int), request.form.get("drop_version", None, int)
    with parts().sessions.begin() as session:
        gone = read_artifact(session, caller(), drop)
        choices = {
            name: plain(getattr(gone, name)) for name in CHOOSABLE if request.form.get(f"take.{name}") == "other"
        }
        if "date_text" in choices:
            choices |= {name: plain(getattr(gone, name)) for name in DATE_COLUMNS}
        done = merge_artifacts(session, caller(), (keep, drop), choices, expected_versions=versions)
    words = ngettext("%(num)s entry came over from the other record.", "%(num)s entries came over.", done.moved)
    flash(" ".join((_("Merged. The history of this record can part them again."), words)), "success")
    return redirect(url_for("workbench_artifacts.edit", number=keep), HTTPStatus.SEE_OTHER)


def _ask_for_other(session: Session, kept: Artifact, typed: str) -> str:
    """The page that asks which record is the duplicate."""
    sought = Sought(kept.accession_number, kept.title_vi, kept.site_id, (), kept.id)
    twins: Sequence[Twin] = find_twins(session, caller(), sought)
    rows = [record_row(twin.artifact) for twin in twins]
    return render_template("workbench/merge_choose.html", kept=record_row(kept), twins=rows, typed=typed)


def _fields(session: Session, kept: Artifact, gone: Artifact) -> list[MergeField]:
    """Where the two differ; an empty field takes the other's value unless somebody says no."""
    labels = field_labels()
    found = []
    for name in CHOOSABLE:
        mine, other = getattr(kept, name), getattr(gone, name)
        if name in _BEHIND or name not in labels or mine == other:
            continue
        shown = (_shown(session, name, mine), _shown(session, name, other))
        found.append(MergeField(name, labels[name], *shown, takes_other=mine in (None, "", [])))
    return found


def _shown(session: Session, name: str, value: object) -> str:
    """A value in words; a site by its name."""
    if name == "site_id":
        sites = read_sites(session, caller(), [UUID(str(value))] if value else ())
        return next((site.title_vi for site in sites.values()), "")
    return said(name, plain(value))


def _files(session: Session, artifact: Artifact) -> int:
    """How many files belong to an artifact."""
    return len(list_files(session, caller(), artifact_id=artifact.id))
