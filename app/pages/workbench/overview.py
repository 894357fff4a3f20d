"""The workbench's first page and the list of jobs."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.context import caller, parts
from app.pages.rights import staff_only
from app.pages.searches import search_rows
from app.pages.workbench.comparison_rows import alert_rows
from app.pages.workbench.finding import find_records
from app.pages.workbench.jobs import job_rows
from catalogue.policy import Action
from catalogue.services.condition_lists import count_overdue

bp = Blueprint("workbench", __name__, url_prefix="/<any(vi,en):lang>/workbench")
bp.before_request(staff_only)
_RECENT = 12


@bp.get("/")
def index() -> ResponseReturnValue:
    """What changed last, and what is being worked on."""
    who = caller()
    recent = find_records("artifact", "", _RECENT).rows
    with parts().readers() as session:
        rows = job_rows(session)[:8] if who.may(Action.RUN_JOBS) else []
        alerts = alert_rows(session)
        overdue = count_overdue(session, who)
        searches = search_rows(session, alerts_only=True)
    return render_template(
        "workbench/index.html",
        name=who.name,
        recent=recent,
        jobs=rows,
        alerts=alerts,
        overdue=overdue,
        searches=searches,
        may_write=who.may(Action.WRITE_RECORDS),
    )


@bp.get("/jobs")
def jobs() -> ResponseReturnValue:
    """The newest jobs with their progress and problems."""
    with parts().readers() as session:
        return render_template("workbench/jobs.html", jobs=job_rows(session))
