"""The review queue: what waits to be published, what differs from what the public sees, and what the reviewer says."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.pages.fields import field_labels
from app.pages.forms import Form, faults_of
from app.pages.rights import staff_only
from app.pages.workbench.change_rows import FieldChange, said
from app.pages.workbench.rows import record_row
from catalogue.errors import ValidationError
from catalogue.policy import Action
from catalogue.records import Artifact
from catalogue.services.artifacts import read_completeness
from catalogue.services.reviews import (
    Reviewed,
    approve,
    changes_since_published,
    last_step,
    list_in_review,
    read_reviewed,
    return_to_writer,
)

bp = Blueprint("workbench_review", __name__, url_prefix="/<any(vi,en):lang>/workbench/review")
bp.before_request(staff_only)
_ONE = "/<any(artifact,site):kind>/<path:number>"


@bp.get("/")
def index() -> ResponseReturnValue:
    """Everything that waits, the longest waiting first."""
    with parts().readers() as session:
        rows = [
            {
                "row": record_row(item.record),
                "url": url_for(".show", kind=item.record.__tablename__, number=record_row(item.record).number),
                "step": item.submitted,
                "share": _share(session, item.record),
                "changes": None if item.changes is None else len(_changes(item.changes)),
            }
            for item in list_in_review(session, caller())
        ]
    return render_template("workbench/review_queue.html", rows=rows)


@bp.get(_ONE)
def show(kind: str, number: str) -> ResponseReturnValue:
    """One record for its reviewer."""
    with parts().readers() as session:
        return _page(session, read_reviewed(session, caller(), kind, number), Form())


@bp.post(f"{_ONE}/approve")
def publish(kind: str, number: str) -> ResponseReturnValue:
    """Publish it."""
    version = request.form.get("version", None, int)
    try:
        with parts().sessions.begin() as session:
            approve(session, caller(), read_reviewed(session, caller(), kind, number), expected_version=version)
    except ValidationError as error:
        return _again(kind, number, error)
    flash(_("Published."), "success")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


@bp.post(f"{_ONE}/return")
def give_back(kind: str, number: str) -> ResponseReturnValue:
    """Give it back with what is to be mended."""
    note, version = request.form.get("note", ""), request.form.get("version", None, int)
    try:
        with parts().sessions.begin() as session:
            record = read_reviewed(session, caller(), kind, number)
            return_to_writer(session, caller(), record, note=note, expected_version=version)
    except ValidationError as error:
        return _again(kind, number, error)
    flash(_("Returned to the writer."), "success")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


def _again(kind: str, number: str, error: ValidationError) -> ResponseReturnValue:
    """The page once more, with what is missing."""
    faults = faults_of(error, field_labels() | {"note": _("What is to be mended")}, "accession_number")
    with parts().readers() as session:
        record = read_reviewed(session, caller(), kind, number)
        return _page(session, record, Form(request.form.to_dict(), faults)), HTTPStatus.UNPROCESSABLE_ENTITY


def _page(session: Session, record: Reviewed, form: Form) -> str:
    """What differs from the published record, how complete it is, who submitted it."""
    changes = changes_since_published(session, caller(), record)
    complete = read_completeness(session, record) if isinstance(record, Artifact) else None
    labels = field_labels()
    return render_template(
        "workbench/review.html",
        row=record_row(record),
        kind=record.__tablename__,
        form=form,
        version=record.version,
        step=last_step(session, caller(), record),
        completeness=complete,
        missing=[labels.get(name, name) for name in complete.missing] if complete else [],
        changes=None if changes is None else _changes(changes),
        may_publish=caller().may(Action.PUBLISH),
    )


def _share(session: Session, record: Reviewed) -> float | None:
    return read_completeness(session, record).share if isinstance(record, Artifact) else None


def _changes(changes: Mapping[str, tuple[object, object]]) -> list[FieldChange]:
    """Fields that people know, with both values in words."""
    labels = field_labels()
    return [
        FieldChange(name, labels[name], said(name, old), said(name, new))
        for name, (old, new) in changes.items()
        if name in labels and name not in {"site_id", "location_id"}
    ]
