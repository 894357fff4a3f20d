"""Comparisons on the workbench: list and alerts, the form for two scans, a whole campaign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import ngettext
from app.pages.forms import Form, faults_of
from app.pages.record_media import owner_of
from app.pages.rights import staff_only
from app.pages.series_rows import series_table
from app.pages.workbench.comparison_form import (
    FIELDS,
    day_wishes,
    form_labels,
    order_of,
    shown_wishes,
    with_pairs_file,
)
from app.pages.workbench.comparison_rows import alert_rows, comparison_rows, pair_row, survey_words
from app.pages.workbench.rows import title_of
from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Action, require
from catalogue.records import Artifact, Site
from catalogue.services.artifacts import read_artifact
from catalogue.services.captures import date_capture
from catalogue.services.comparison_batches import Against, list_surveys, plan_batch, request_batch
from catalogue.services.comparisons import (
    ComparisonFilter,
    list_comparisons,
    read_comparison_parts,
    read_survey,
    request_comparison,
)
from catalogue.services.sites import read_site
from catalogue.vocab.terms import ComparisonState

bp = Blueprint("workbench_comparisons", __name__, url_prefix="/<any(vi,en):lang>/workbench/comparisons")
bp.before_request(staff_only)


@bp.get("/")
def index() -> ResponseReturnValue:
    """All current comparisons, newest first; by state, by object, or only open alerts."""
    wish = request.args
    states = {state.value: state for state in ComparisonState}
    number, state = wish.get("artifact", "").strip(), states.get(wish.get("state", ""))
    with parts().readers() as session:
        artifact, is_unknown = _find_artifact(session, number)
        only = ComparisonFilter(
            artifact_id=artifact.id if artifact else None, state=state, is_alert=True if wish.get("alert") else None
        )
        found = None if is_unknown else list_comparisons(session, caller(), only=only, cursor=wish.get("cursor"))
        return render_template(
            "workbench/comparisons.html",
            rows=comparison_rows(session, found.items) if found else [],
            total=found.total if found else 0,
            alerts=alert_rows(session) if not wish else [],
            form=Form({"artifact": number, "state": wish.get("state", ""), "alert": wish.get("alert", "")}),
            next_page=_following(found.next) if found and found.next else None,
            series=series_table(session, artifact.id, None) if artifact else None,
            may_compare=caller().may(Action.COMPARE),
        )


@bp.get("/new")
def create() -> ResponseReturnValue:
    """The form, the latest two scans chosen; ``again`` fills in what an earlier comparison asked for."""
    require(caller(), Action.COMPARE)
    with parts().readers() as session:
        record, given = _wished(session)
        surveys = list_surveys(session, caller(), **owner_of(record))
        if len(surveys) > 1:
            given = {"earlier_scan": str(surveys[-2].scan.id), "later_scan": str(surveys[-1].scan.id), **given}
        return _page(session, record, Form(given))


@bp.post("/new")
def ask() -> ResponseReturnValue:
    """Ask for the comparison; its page shows the progress. On a fault the form comes back as it was typed."""
    require(caller(), Action.COMPARE)
    form = Form(request.form.to_dict())
    try:
        form = with_pairs_file(form, request.files.get("pairs_file"))
        order, days = order_of(form), day_wishes(form)
        with parts().sessions.begin() as session:
            for scan_id, day in days.items():
                date_capture(session, caller(), read_survey(session, scan_id).file, day)
            row = request_comparison(session, caller(), order)
    except (ValidationError, ConflictError) as error:
        faults = faults_of(error, form_labels(), "later_scan")
        with parts().readers() as session:
            record, _given = _wished(session)
            return _page(session, record, Form(form.values, faults)), HTTPStatus.UNPROCESSABLE_ENTITY
    if row.job_id is not None:
        parts().queue.announce(row.job_id)
    return redirect(url_for("page_compare.show", comparison_id=row.id), HTTPStatus.SEE_OTHER)


@bp.get("/batch")
def plan() -> ResponseReturnValue:
    """What a campaign would compare."""
    return _batch_page(request.args)


@bp.post("/batch")
def carry_out() -> ResponseReturnValue:
    """Ask for all of it."""
    since, against, fault = _campaign(request.form)
    if fault:
        return _batch_page(request.form), HTTPStatus.UNPROCESSABLE_ENTITY
    with parts().sessions.begin() as session:
        asked = request_batch(session, caller(), plan_batch(session, caller(), since=since, against=against))
    for row in asked:
        if row.job_id is not None:
            parts().queue.announce(row.job_id)
    flash(ngettext("%(num)s comparison begun.", "%(num)s comparisons begun.", len(asked)), "success")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


def _batch_page(wish: Mapping[str, str]) -> str:
    """The preview; an unfit day is told beside its field."""
    since, against, fault = _campaign(wish)
    pairs, faults = [], dict(fault)
    with parts().readers() as session:
        try:
            pairs = plan_batch(session, caller(), since=since, against=against) if not faults else []
        except ConflictError as error:
            faults = faults_of(error, form_labels(), "since")
        rows = [pair_row(pair) for pair in pairs]
    shown = Form({"since": wish.get("since", ""), "against": against}, faults)
    new = sum(row.url is None for row in rows)
    return render_template("workbench/comparison_batch.html", form=shown, rows=rows, new=new)


def _campaign(wish: Mapping[str, str]) -> tuple[dt.date | None, Against, dict[str, str]]:
    """Since when, against which scan, and what is wrong with the day."""
    against: Against = "first" if wish.get("against") == "first" else "previous"
    text = wish.get("since", "").strip()
    try:
        return (dt.date.fromisoformat(text) if text else None), against, {}
    except ValueError:
        return None, against, faults_of(ValidationError({"since": "not_a_date"}), form_labels(), "since")


def _wished(session: Session) -> tuple[Artifact | Site, dict[str, str]]:
    """The record whose scans are compared, and what the form shows at first."""
    wish, given = request.args, dict[str, str]()
    record: Artifact | Site | None = None
    if again := wish.get("again", None, UUID):
        found = read_comparison_parts(session, caller(), again)
        row = found.comparison
        given = {"earlier_scan": str(row.earlier_scan_id), "later_scan": str(row.later_scan_id)}
        given |= {"title": row.title or "", "note": row.note or "", **shown_wishes(row.parameters)}
        record = found.artifact or found.site
    elif number := wish.get("artifact"):
        record = read_artifact(session, caller(), number)
    elif code := wish.get("site"):
        record = read_site(session, caller(), code)
    if record is None:
        abort(HTTPStatus.NOT_FOUND)
    return record, given


def _page(session: Session, record: Artifact | Site, form: Form) -> str:
    """The form's page."""
    if isinstance(record, Artifact):
        number, files_url = record.accession_number, url_for("workbench_files.artifact", number=record.accession_number)
    else:
        number, files_url = record.code, url_for("workbench_files.site", code=record.code)
    surveys = list_surveys(session, caller(), **owner_of(record))
    return render_template(
        "workbench/comparison_form.html",
        form=Form({**dict.fromkeys(FIELDS, ""), **form.values}, form.faults),
        number=number,
        record_title=title_of(record),
        choices=[(str(survey.scan.id), survey_words(survey)) for survey in surveys],
        files_url=files_url,
    )


def _find_artifact(session: Session, number: str) -> tuple[Artifact | None, bool]:
    """The artifact that the list is narrowed to; True beside None where there is none of this number."""
    if not number:
        return None, False
    try:
        return read_artifact(session, caller(), number), False
    except NotFoundError:
        return None, True


def _following(cursor: str) -> str:
    """This list's next page."""
    wish = {name: value for name in ("artifact", "state", "alert") if (value := request.args.get(name))}
    return f"{url_for('.index')}?{urlencode({**wish, 'cursor': cursor})}"
