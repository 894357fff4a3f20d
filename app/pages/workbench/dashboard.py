"""Progress of digitisation against the targets for 2030, by site, class, material and year; as a table file too."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.context import caller, parts
from app.pages.progress_rows import class_rows, csv_lines, group_rows, series_names, target_rows, year_chart
from app.pages.rights import staff_only
from catalogue.db import now_utc
from catalogue.services.progress import read_materials, read_progress

bp = Blueprint("workbench_dashboard", __name__, url_prefix="/<any(vi,en):lang>/workbench/progress")
bp.before_request(staff_only)


@bp.get("/")
def index() -> ResponseReturnValue:
    """The targets first, then how each site, class, material and year stands."""
    with parts().readers() as session:
        progress = read_progress(session, caller())
        materials = read_materials(session, caller()) if request.args.get("materials") else []
    sites = {group.key: url_for("page_sites.show", code=group.key) for group in progress.sites}
    return render_template(
        "workbench/dashboard.html",
        targets=target_rows(progress.targets),
        sites=group_rows(progress.sites, sites),
        classes=class_rows(progress.classes),
        materials=group_rows(materials),
        years=progress.years,
        chart=year_chart(progress.years),
        series=series_names(),
        counted_at=now_utc(),
    )


@bp.get("/progress.csv")
def table() -> ResponseReturnValue:
    """All figures as CSV in UTF-8, opened rightly by spreadsheets."""
    with parts().readers() as session:
        progress, materials = read_progress(session, caller()), read_materials(session, caller())
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(
        [_safe(cell) for cell in line] for line in csv_lines(progress, materials)
    )
    headers = {"Content-Disposition": 'attachment; filename="progress.csv"', "Cache-Control": "private, no-store"}
    return Response("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
