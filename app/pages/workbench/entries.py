"""Object entry on the workbench: hand-overs, their receipt, and the step to artifacts."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.i18n import ngettext
from app.pages.forms import Form, faults_of, form_of
from app.pages.procedure_words import entry_fields, entry_reasons
from app.pages.rights import staff_only
from app.pages.workbench.entry_form import (
    FACTS,
    accessions_of,
    blank_items,
    filter_of,
    item_labels,
    item_rows,
    items_of,
    own_names,
    values_of,
)
from app.pages.workbench.minutes_page import minutes_page
from app.pages.workbench.move_form import location_id
from app.pages.workbench.next_links import next_link
from app.pages.workbench.place_rows import place_options
from catalogue.db import now_utc
from catalogue.errors import CatalogueError, ConflictError, StaleError, ValidationError
from catalogue.policy import Action, require
from catalogue.records import ObjectEntry
from catalogue.services.entries import (
    accession_items,
    add_entry,
    add_items,
    list_entries,
    list_items,
    read_entry,
    update_entry,
)
from catalogue.services.minutes import entry_receipt
from catalogue.vocab.days import day_of

bp = Blueprint("workbench_entries", __name__, url_prefix="/<any(vi,en):lang>/workbench/entries")
bp.before_request(staff_only)


@bp.get("/")
def index() -> ResponseReturnValue:
    """Hand-overs, the latest first; those due to go back come first when asked for."""
    form, only = filter_of(request.args)
    with parts().readers() as session:
        page = list_entries(session, caller(), only=only, cursor=request.args.get("cursor"))
    return render_template(
        "workbench/entries.html",
        rows=page.items, total=page.total, form=form, reasons=entry_reasons(), today=day_of(now_utc()),
        next_page=next_link(".index", form, page.next),
        may_write=caller().may(Action.WRITE_RECORDS),
    )  # fmt: skip


@bp.get("/new")
def create() -> ResponseReturnValue:
    """An empty form."""
    require(caller(), Action.WRITE_RECORDS)
    values = {"received_on": day_of(now_utc()).isoformat(), "receiver": caller().name, "is_temporary": "yes"}
    return _new_page(Form({**values, **blank_items()}))


@bp.post("/new")
def add() -> ResponseReturnValue:
    """Save a hand-over; on a fault, and when more lines are wished, the form comes back as it was typed."""
    if "more" in request.form:
        return _new_page(Form({**blank_items(len(item_rows(request.form)) + 5), **request.form.to_dict()}))
    try:
        with parts().sessions.begin() as session:
            number = add_entry(session, caller(), values_of(request.form), items_of(request.form)).number
    except (ValidationError, ConflictError) as error:
        faults = faults_of(error, {**entry_fields(), **item_labels(request.form)}, "depositor")
        return _new_page(Form(request.form.to_dict(), faults)), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Saved under the number %(number)s.", number=number), "success")
    return redirect(url_for(".show", number=number), HTTPStatus.SEE_OTHER)


@bp.get("/<number>")
def show(number: str) -> ResponseReturnValue:
    """One hand-over: facts, objects, what became of them."""
    with parts().readers() as session:
        entry = read_entry(session, caller(), number)
        return _page(session, entry, _form(entry))


@bp.post("/<number>")
def save(number: str) -> ResponseReturnValue:
    """Change a hand-over's facts."""
    version = request.form.get("version", None, int)
    try:
        with parts().sessions.begin() as session:
            update_entry(session, caller(), number, values_of(request.form), expected_version=version)
    except (ValidationError, StaleError) as error:
        return _again(number, error)
    flash(_("Saved."), "success")
    return redirect(url_for(".show", number=number), HTTPStatus.SEE_OTHER)


@bp.post("/<number>/items")
def extend(number: str) -> ResponseReturnValue:
    """Write one more object on the receipt."""
    try:
        with parts().sessions.begin() as session:
            add_items(session, caller(), number, items_of(request.form))
    except ValidationError as error:
        return _again(number, error)
    flash(_("Added to the receipt."), "success")
    return redirect(url_for(".show", number=number, _anchor="objects"), HTTPStatus.SEE_OTHER)


@bp.post("/<number>/accession")
def accession(number: str) -> ResponseReturnValue:
    """Register what is ticked as draft artifacts; all of it, or nothing."""
    try:
        with parts().sessions.begin() as session:
            to_id: UUID | None = location_id(session, request.form.get("to", ""))
            made = accession_items(session, caller(), number, accessions_of(request.form), to_id)
            count = len(made)
    except (ValidationError, ConflictError) as error:
        return _again(number, error)
    flash(
        ngettext("%(num)s draft artifact was registered.", "%(num)s draft artifacts were registered.", count), "success"
    )
    return redirect(url_for(".show", number=number, _anchor="objects"), HTTPStatus.SEE_OTHER)


@bp.get("/<number>/receipt")
def receipt(number: str) -> ResponseReturnValue:
    """The receipt, to be printed and signed."""
    with parts().readers() as session:
        return minutes_page(entry_receipt(session, caller(), number), url_for(".show", number=number))


def _form(entry: ObjectEntry) -> Form:
    """The form that shows a hand-over."""
    shown = form_of(entry, FACTS)
    return Form({**shown.values, "is_temporary": "yes" if entry.is_temporary else "no"})


def _again(number: str, error: CatalogueError) -> ResponseReturnValue:
    """The page of a hand-over with what is wrong; what was typed stays in the form that was sent."""
    with parts().readers() as session:
        entry = read_entry(session, caller(), number)
        if isinstance(error, StaleError):
            mine = Form({**_form(entry).values, **request.form.to_dict(), "version": str(entry.version)})
            return _page(session, entry, mine, is_stale=True), HTTPStatus.CONFLICT
        faults = own_names(request.form, faults_of(error, {**entry_fields(), **item_labels(request.form)}, "items"))
        form = Form({**_form(entry).values, **request.form.to_dict()}, faults)
        return _page(session, entry, form), HTTPStatus.UNPROCESSABLE_ENTITY


def _new_page(form: Form) -> str:
    rows = item_rows(form.values)
    return render_template("workbench/entry_new.html", form=form, rows=rows, reasons=entry_reasons())


def _page(session: Session, entry: ObjectEntry, form: Form, *, is_stale: bool = False) -> str:
    items = list_items(session, entry)
    receipt_lines = entry_receipt(session, caller(), entry.number).items
    return render_template(
        "workbench/entry.html",
        entry=entry, form=form, items=list(zip(items, receipt_lines, strict=True)), is_stale=is_stale,
        reasons=entry_reasons(), has_open=any(item.artifact_id is None for item in items),
        places=place_options(session), today=day_of(now_utc()), may_write=caller().may(Action.WRITE_RECORDS),
    )  # fmt: skip
