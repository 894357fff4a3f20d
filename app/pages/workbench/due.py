"""What must be inspected next: overdue and soon due, by place, with the hazards of that place; as a page and as CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.i18n import language, ngettext
from app.pages.condition_words import condition_words, day_words
from app.pages.forms import Form, faults_of
from app.pages.rights import staff_only
from app.pages.workbench.condition_rows import record_link, record_query, with_query
from app.pages.workbench.rows import title_of
from catalogue.db import now_utc
from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Action, require
from catalogue.services.due_list import ORDERS, DueFilter, DueRow, Order, plan_checks
from catalogue.services.hazards import add_hazards, list_hazards, retire_hazard
from catalogue.services.locations import read_location
from catalogue.services.sites import read_site
from catalogue.vocab.days import day_of
from catalogue.vocab.heritage import HazardKind

bp = Blueprint("workbench_due", __name__, url_prefix="/<any(vi,en):lang>/workbench/due")
bp.before_request(staff_only)
_WISHES = ("within", "site", "location", "hazard", "order")
_SPANS = {"0": 0, "30": 30, "90": 90, "365": 365}
_MOST_BYTES = 7_000_000
_RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class DueLine:
    """One record that is due, as the table shows it."""

    number: str
    title: str
    url: str
    check_url: str
    grade: str
    grade_words: str
    due: str
    days_late: int
    site: str
    location: str
    hazards: Sequence[tuple[str, str]]


@bp.get("/")
def index() -> ResponseReturnValue:
    """The list, narrowed and ordered as the address says."""
    form = _form()
    with parts().readers() as session:
        rows, faults = _rows(session, form)
        return render_template(
            "workbench/due.html",
            rows=[_line(row) for row in rows],
            late=sum(row.due_on < day_of(now_utc()) for row in rows),
            form=Form(form.values, faults),
            words=condition_words(),
            order_urls={order: with_query("workbench_due.index", {**_kept(form), "order": order}) for order in ORDERS},
            csv_url=with_query("workbench_due.table", _kept(form)),
            may_check=caller().may(Action.CHECK_CONDITION),
        )


@bp.get("/due.csv")
def table() -> ResponseReturnValue:
    """The same list as CSV in UTF-8; a cell that a spreadsheet would reckon with is told as text."""
    with parts().readers() as session:
        rows, _faults = _rows(session, _form())
        lines = [_line(row) for row in rows]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [_("Number"), _("Title"), _("Grade"), _("Due on"), _("Days late"), _("Site"), _("Location"), _("Hazards")]
    )
    for row, line in zip(rows, lines, strict=True):
        cells = (line.number, line.title, line.grade_words, row.due_on.isoformat(), str(max(line.days_late, 0)))
        hazards = "; ".join(f"{kind}: {title}" for kind, title in line.hazards)
        writer.writerow([_safe(cell) for cell in (*cells, line.site, line.location, hazards)])
    answer = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="due-{day_of(now_utc()).isoformat()}.csv"'
    return answer


@bp.get("/hazards")
def hazards() -> ResponseReturnValue:
    """Zones of hazard: which there are, and the form that takes a GeoJSON file in."""
    with parts().readers() as session:
        return _hazard_page(session, Form({"kind": "flood"}))


@bp.post("/hazards")
def take_hazards() -> ResponseReturnValue:
    """Save the polygons of a file as zones; on a fault the form comes back as it was typed."""
    require(caller(), Action.WRITE_RECORDS)
    form = Form(request.form.to_dict())
    try:
        with parts().sessions.begin() as session:
            made = len(add_hazards(session, caller(), _hazard_values(form), _document()))
    except (ValidationError, ConflictError) as error:
        labels = {"geojson": _("GeoJSON file"), "kind": _("Hazard"), "title": _("Title"), "source": _("Source")}
        with parts().readers() as session:
            page = _hazard_page(session, Form(form.values, faults_of(error, labels, "title")))
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    flash(ngettext("%(num)s hazard zone added.", "%(num)s hazard zones added.", made), "success")
    return redirect(url_for(".hazards"), HTTPStatus.SEE_OTHER)


@bp.post("/hazards/<uuid:zone_id>/retire")
def drop_hazard(zone_id: UUID) -> ResponseReturnValue:
    """Take a zone out of use."""
    with parts().sessions.begin() as session:
        retire_hazard(session, caller(), zone_id)
    flash(_("The zone is no longer used."), "success")
    return redirect(url_for(".hazards"), HTTPStatus.SEE_OTHER)


def _form() -> Form:
    values = {name: request.args.get(name, "").strip() for name in _WISHES}
    return Form({**values, "within": values["within"] if values["within"] in _SPANS else "90"})


def _kept(form: Form) -> dict[str, str]:
    return {name: value for name in _WISHES if (value := form.value(name))}


def _rows(session: Session, form: Form) -> tuple[list[DueRow], dict[str, str]]:
    """The rows, and what is wrong with the place that was asked for."""
    until = day_of(now_utc()) + dt.timedelta(days=_SPANS[form.value("within")])
    order: Order = next((one for one in ORDERS if one == form.value("order")), "due")
    try:
        site = read_site(session, caller(), form.value("site")).id if form.value("site") else None
        place = read_location(session, caller(), form.value("location")) if form.value("location") else None
    except NotFoundError as error:
        name = "site" if error.code == "site_not_found" else "location"
        labels = {"site": _("At the site"), "location": _("Below the location")}
        return [], faults_of(ValidationError({name: "not_found"}), labels, name)
    only = DueFilter(site, place, in_hazard=bool(form.value("hazard")))
    return plan_checks(session, caller(), until, only, order=order), {}


def _line(row: DueRow) -> DueLine:
    """One record in the reader's language."""
    number, url = record_link(row.record)
    words = condition_words()
    grade = row.record.condition_grade.value if row.record.condition_grade else ""
    place = row.location
    named = ((place.title_en or place.title_vi) if language() == "en" else place.title_vi) if place else ""
    written = getattr(row.record, "location", None) or ""
    return DueLine(
        number=number,
        title=title_of(row.record),
        url=url,
        check_url=with_query("workbench_conditions.create", record_query(row.record)),
        grade=grade,
        grade_words=words.grade.get(grade, "–"),
        due=day_words(row.due_on),
        days_late=(day_of(now_utc()) - row.due_on).days,
        site=title_of(row.site) if row.site else "",
        location=f"{named} ({place.code})" if place else written,
        hazards=[(words.hazard[zone.kind.value], zone.title) for zone in row.hazards],
    )


def _hazard_values(form: Form) -> dict[str, object]:
    return {name: form.value(name).strip() for name in ("kind", "title", "source")}


def _document() -> object:
    """The uploaded file read as JSON.

    Raises:
        ValidationError: ``geojson``: ``required``, ``too_long``, ``malformed``.
    """
    upload = request.files.get("geojson")
    if upload is None or not upload.filename:
        raise ValidationError({"geojson": "required"})
    data = upload.stream.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise ValidationError({"geojson": "too_long"})
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise ValidationError({"geojson": "malformed"}) from None


def _hazard_page(session: Session, form: Form) -> str:
    return render_template(
        "workbench/hazards.html",
        form=form,
        words=condition_words(),
        kinds=[(kind.value, condition_words().hazard[kind.value]) for kind in HazardKind],
        zones=list_hazards(session, caller()),
        may_write=caller().may(Action.WRITE_RECORDS),
    )


def _safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_RISKY) else text
