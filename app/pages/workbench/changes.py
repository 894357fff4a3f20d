"""Taking a change back: what it would set is shown first, then it is one click, and a change of its own."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.context import caller, parts
from app.i18n import gettext as _
from app.pages.rights import staff_only
from app.pages.workbench.change_rows import field_changes, site_names
from app.pages.workbench.rows import record_row
from catalogue.records import Artifact
from catalogue.services.artifacts import read_artifact_by_id
from catalogue.services.reverts import read_change, read_revertible, revert_change
from catalogue.services.sites import read_site_by_id

bp = Blueprint("workbench_changes", __name__, url_prefix="/<any(vi,en):lang>/workbench/changes")
bp.before_request(staff_only)


@bp.get("/<uuid:audit_id>")
def ask(audit_id: UUID) -> ResponseReturnValue:
    """The fields of a change with the values that they would get again; each can be left out."""
    with parts().readers() as session:
        entry = read_change(session, caller(), audit_id)
        values = read_revertible(session, caller(), audit_id)
        read = read_artifact_by_id if entry.record_kind == Artifact.__tablename__ else read_site_by_id
        record = read(session, caller(), entry.record_id)
        names = site_names(session, [entry])
        fields = [change for change in field_changes(entry, names) if change.name in values]
        return render_template(
            "workbench/revert.html", entry=entry, fields=fields, record=record_row(record), version=record.version
        )


@bp.post("/<uuid:audit_id>")
def take_back(audit_id: UUID) -> ResponseReturnValue:
    """Give the chosen fields their old values again; the history gets one more row."""
    chosen, version = request.form.getlist("field") or None, request.form.get("version", None, int)
    with parts().sessions.begin() as session:
        record = revert_change(session, caller(), audit_id, expected_version=version, only=chosen)
        url = record_row(record).url
    flash(_("Taken back. The history shows it as a change of its own."), "success")
    return redirect(f"{url}#history", HTTPStatus.SEE_OTHER)
