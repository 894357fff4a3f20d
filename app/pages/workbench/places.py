"""Administrative areas on the workbench: found without accents, on a day; renamed and merged with day and reason."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.i18n import language
from app.pages.authority_words import PLACE, part_rows, place_fields, place_kinds, span_of, title_in
from app.pages.forms import Form, faults_of, form_of, typed
from app.pages.rights import staff_only
from app.pages.workbench.next_links import next_link
from app.pages.workbench.rows import conflict_rows, history_rows
from app.texts import describe
from catalogue.errors import ConflictError, NotFoundError, StaleError, ValidationError
from catalogue.policy import Action, require
from catalogue.records import Place
from catalogue.services.audits import read_history
from catalogue.services.places import (
    PlaceFilter,
    add_place,
    list_parts,
    list_places,
    read_address,
    read_chain,
    read_place,
    rename_places,
    update_place,
)
from catalogue.vocab.heritage import PlaceKind

bp = Blueprint("workbench_places", __name__, url_prefix="/<any(vi,en):lang>/workbench/places")
bp.before_request(staff_only)
RENAMING = ("title_vi", "title_en", "valid_from", "change_reason", "decision_number")
_KINDS = {kind.value: kind for kind in PlaceKind}


@bp.get("/")
def index() -> ResponseReturnValue:
    """All areas, or those with the words in a name, of a level, on a day."""
    wish = Form({name: request.args.get(name, "") for name in ("q", "kind", "on")})
    only = PlaceFilter(kind=_KINDS.get(wish.value("kind")), day=_day(wish.value("on")))
    with parts().readers() as session:
        page = list_places(session, words=wish.value("q"), only=only, cursor=request.args.get("cursor"))
        rows = [(place, title_in(place), span_of(place), _around(session, place)) for place in page.items]
    return render_template(
        "workbench/places.html",
        wish=wish,
        rows=rows,
        total=page.total,
        kinds=place_kinds(),
        next_page=next_link(".index", wish, page.next),
        may_write=caller().may(Action.WRITE_RECORDS),
    )


@bp.get("/new")
def create() -> ResponseReturnValue:
    """An empty form."""
    require(caller(), Action.WRITE_RECORDS)
    return _page(Form({"kind": "commune", "parent": request.args.get("parent", "")}))


@bp.post("/new")
def add() -> ResponseReturnValue:
    """Save a new area; on a fault the form comes back as it was typed."""
    try:
        with parts().sessions.begin() as session:
            code = add_place(session, caller(), _values(session)).code
    except (ValidationError, ConflictError) as error:
        form = Form(request.form.to_dict(), faults_of(error, place_fields(), "code"))
        return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _saved(code)


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """One area: its names through time, its address then and today, its records, its forms."""
    with parts().readers() as session:
        place = read_place(session, code)
        return _full_page(session, place, _form(session, place))


@bp.post("/<code>")
def save(code: str) -> ResponseReturnValue:
    """Save corrections; when someone else saved first, both versions are shown."""
    form, version = Form(request.form.to_dict()), request.form.get("version", None, int)
    try:
        with parts().sessions.begin() as session:
            new = update_place(session, caller(), code, _values(session), expected_version=version).code
    except StaleError:
        with parts().readers() as session:
            current = read_place(session, code)
            rows = conflict_rows(current, form, place_fields())
            mine = Form({**form.values, "version": str(current.version)})
            return _full_page(session, current, mine, conflict=rows), HTTPStatus.CONFLICT
    except (ValidationError, ConflictError) as error:
        with parts().readers() as session:
            shown = Form(form.values, faults_of(error, place_fields(), "code"))
            return _full_page(session, read_place(session, code), shown), HTTPStatus.UNPROCESSABLE_ENTITY
    return _saved(new)


@bp.post("/<code>/rename")
def rename(code: str) -> ResponseReturnValue:
    """Let the area, with those that merge into it, go on under a new name."""
    typed_form = Form({name: request.form.get(name, "") for name in (*RENAMING, "merged")})
    merged = [part for part in typed_form.value("merged").replace(",", " ").split() if part]
    try:
        with parts().sessions.begin() as session:
            new = rename_places(session, caller(), [code, *merged], typed(request.form, RENAMING)).code
    except (ValidationError, ConflictError, NotFoundError) as error:
        return _not_renamed(code, typed_form, error)
    flash(_("Renamed: old records keep the old name and say the new one too."), "success")
    return redirect(url_for(".show", code=new), HTTPStatus.SEE_OTHER)


def _not_renamed(code: str, new: Form, error: ValidationError | ConflictError | NotFoundError) -> ResponseReturnValue:
    """The page with the renaming as typed and what is wrong with it."""
    if isinstance(error, ValidationError):
        faults = faults_of(error, place_fields(), "code")
    else:
        text = describe(error.code, error.values, language())
        faults = {"merged": f"{text.detail} {text.remedy}"}
    with parts().readers() as session:
        place = read_place(session, code)
        page = _full_page(session, place, _form(session, place), new=Form(new.values, faults))
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


def _values(session: Session) -> dict[str, object]:
    """What was typed; the code of the area around becomes its id.

    Raises:
        ValidationError: ``parent``: ``not_found``.
    """
    values = typed(request.form, PLACE)
    if "parent" in request.form:
        code = request.form["parent"].strip()
        try:
            values["parent_id"] = read_place(session, code).id if code else None
        except NotFoundError:
            raise ValidationError({"parent": "not_found"}) from None
    return values


def _form(session: Session, place: Place) -> Form:
    parent = session.get(Place, place.parent_id) if place.parent_id else None
    return Form({**form_of(place, PLACE).values, "parent": parent.code if parent else ""})


def _around(session: Session, place: Place) -> str:
    """The areas around one, as they are called today."""
    if place.parent_id is None:
        return ""
    return read_address(session, session.get_one(Place, place.parent_id)).text(language())


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _saved(code: str) -> ResponseReturnValue:
    flash(_("Saved."), "success")
    return redirect(url_for(".show", code=code), HTTPStatus.SEE_OTHER)


def _full_page(session: Session, place: Place, form: Form, **more: object) -> str:
    """The page of an area that is there."""
    who = caller()
    audit = read_history(session, who, "place", place.id) if who.may(Action.READ_AUDIT) else []
    was = place.valid_to
    return _page(
        form,
        place=place,
        chain=[(row, title_in(row), span_of(row)) for row in read_chain(session, place)],
        address_then=read_address(session, place, was).text(language()) if was else "",
        address_today=read_address(session, place).text(language()),
        records=part_rows(list_parts(session, who, place)),
        history=history_rows(audit),
        **more,
    )


def _page(form: Form, place: Place | None = None, **more: object) -> str:
    """The page with the form."""
    return render_template(
        "workbench/place.html",
        form=form,
        place=place,
        title=title_in(place) if place else _("New place"),
        kinds=place_kinds(),
        words=place_fields(),
        may_write=caller().may(Action.WRITE_RECORDS),
        **{"new": Form(), **more},
    )
