"""Locations on the workbench: the tree with its counts, what stands where now and on a past day, labels."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.pages.forms import Form, as_text, faults_of, typed
from app.pages.procedure_words import location_fields, location_kinds
from app.pages.rights import staff_only
from app.pages.workbench.place_rows import place_options, place_row, place_title, thing_rows
from catalogue.errors import CatalogueError, ConflictError, NotFoundError, StaleError, ValidationError
from catalogue.policy import Action, require
from catalogue.records import Location
from catalogue.services.locations import (
    add_location,
    list_contents,
    list_tree,
    read_location,
    read_trail,
    retire_location,
    update_location,
)
from catalogue.services.movement_lists import list_contents_at
from catalogue.services.sites import read_site, read_sites
from catalogue.vocab.folding import clean

bp = Blueprint("workbench_locations", __name__, url_prefix="/<any(vi,en):lang>/workbench/locations")
bp.before_request(staff_only)
FIELDS = ("code", "kind", "title_vi", "title_en")


@bp.get("/")
def index() -> ResponseReturnValue:
    """The whole tree with how much stands where."""
    is_whole = request.args.get("closed") == "1"
    with parts().readers() as session:
        rows = [place_row(branch) for branch in list_tree(session, caller(), with_retired=is_whole)]
    may_write = caller().may(Action.MANAGE_LOCATIONS)
    return render_template("workbench/locations.html", rows=rows, is_whole=is_whole, may_write=may_write)


@bp.get("/new")
def create() -> ResponseReturnValue:
    """An empty form, inside the location named by ``?parent=``."""
    require(caller(), Action.MANAGE_LOCATIONS)
    parent = request.args.get("parent", "")
    with parts().readers() as session:
        return _new_page(session, Form({"parent": parent, "kind": "room" if parent else "building"}))


@bp.post("/new")
def add() -> ResponseReturnValue:
    """Save a new location; on a fault the form comes back as it was typed."""
    try:
        with parts().sessions.begin() as session:
            code = add_location(session, caller(), _values(session)).code
    except (ValidationError, ConflictError) as error:
        form = Form(request.form.to_dict(), faults_of(error, location_fields(), "code"))
        with parts().readers() as session:
            return _new_page(session, form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Saved."), "success")
    return redirect(url_for(".show", code=code), HTTPStatus.SEE_OTHER)


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """One location: what stands in it, its parts, its label, its form."""
    with parts().readers() as session:
        location = read_location(session, caller(), code)
        return _page(session, location, _form(session, location))


@bp.post("/<code>")
def save(code: str) -> ResponseReturnValue:
    """Rename a location, or let it stand somewhere else with all that is below it."""
    version = request.form.get("version", None, int)
    try:
        with parts().sessions.begin() as session:
            changed = update_location(session, caller(), code, _values(session), expected_version=version).code
    except (ValidationError, ConflictError, StaleError) as error:
        return _again(code, error)
    flash(_("Saved."), "success")
    return redirect(url_for(".show", code=changed), HTTPStatus.SEE_OTHER)


@bp.post("/<code>/close")
def close(code: str) -> ResponseReturnValue:
    """Take an empty location out of use."""
    try:
        with parts().sessions.begin() as session:
            retire_location(session, caller(), code)
    except ConflictError as error:
        return _again(code, error)
    flash(_("The location is closed; its history stays."), "success")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


def _values(session: Session) -> dict[str, object]:
    """What was typed; codes of parent and site become ids.

    Raises:
        ValidationError: there is no such location or site.
    """
    values = typed(request.form, FIELDS)
    parent, site = (clean(request.form.get(name, "")) for name in ("parent", "site"))
    try:
        values["parent_id"] = read_location(session, caller(), parent).id if parent else None
    except NotFoundError:
        raise ValidationError({"parent": "not_found"}) from None
    try:
        values["site_id"] = read_site(session, caller(), site).id if site else None
    except NotFoundError:
        raise ValidationError({"site": "not_found"}) from None
    return values


def _form(session: Session, location: Location) -> Form:
    """The form that shows a location."""
    parent = session.get(Location, location.parent_id) if location.parent_id else None
    site = next(iter(read_sites(session, caller(), [location.site_id]).values()), None)
    shown = {name: as_text(getattr(location, name)) for name in (*FIELDS, "version")}
    return Form({**shown, "parent": parent.code if parent else "", "site": site.code if site else ""})


def _again(code: str, error: CatalogueError) -> ResponseReturnValue:
    """The location's page with what was typed and what is wrong with it."""
    with parts().readers() as session:
        location = read_location(session, caller(), code)
        if isinstance(error, StaleError):
            theirs = _form(session, location)
            mine = Form({**request.form.to_dict(), "version": str(location.version)})
            return _page(session, location, mine, theirs=theirs), HTTPStatus.CONFLICT
        typed_form = request.form.to_dict() if "title_vi" in request.form else _form(session, location).values
        form = Form(typed_form, faults_of(error, location_fields(), "code"))
        status = HTTPStatus.CONFLICT if isinstance(error, ConflictError) else HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(session, location, form), status


def _new_page(session: Session, form: Form) -> str:
    return render_template(
        "workbench/location_new.html", form=form, kinds=location_kinds(), places=place_options(session)
    )


def _page(session: Session, location: Location, form: Form, theirs: Form | None = None) -> str:
    """The page of one location."""
    who, day = caller(), _day()
    trail = [(row.code, place_title(row)) for row in read_trail(session, location)]
    below = [place_row(branch) for branch in list_tree(session, who) if branch.location.parent_id == location.id]
    if day is None:
        page = list_contents(session, who, location, cursor=request.args.get("cursor"), limit=100)
        things, total, following = page.items, page.total, page.next
    else:
        things = list_contents_at(session, who, location, day)
        total, following = len(things), None
    return render_template(
        "workbench/location.html",
        location=location, title=place_title(location), kind=location_kinds()[location.kind.value], trail=trail[:-1],
        parts_below=below, form=form, theirs=theirs,
        things=thing_rows(session, things), total=total, day=day,
        next_page=url_for(".show", code=location.code, cursor=following) if following else None,
        kinds=location_kinds(), places=[row for row in place_options(session) if row[0] != location.code],
        may_write=who.may(Action.MANAGE_LOCATIONS) and location.retired_at is None,
        may_move=who.may(Action.MOVE_ARTIFACTS),
    )  # fmt: skip


def _day() -> dt.date | None:
    """The past day asked for; None for now, and for what is no day."""
    try:
        return dt.date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
