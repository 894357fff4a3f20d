"""The parts of a record on the workbench: added, changed, withdrawn and brought back by themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.pages.cards import in_words
from app.pages.forms import Form, faults_of
from app.pages.outlines import draw_outlines
from app.pages.rights import staff_only
from app.pages.workbench.part_choices import part_choices
from app.pages.workbench.part_form import PartForm
from app.pages.workbench.part_sections import ROOMS, Attempt, make_sections, nouns_of, part_form, typed_name
from catalogue.errors import StaleError, ValidationError
from catalogue.policy import Action
from catalogue.records import Artifact
from catalogue.services.described import Described, find_described, number_of

bp = Blueprint("workbench_parts", __name__, url_prefix="/<any(vi,en):lang>/workbench")
bp.before_request(staff_only)
Handler = TypeVar("Handler", bound=Callable[..., ResponseReturnValue])
_LARGEST = 4 * 1024 * 1024


def in_rooms(method: str, rest: str = "") -> Callable[[Handler], Handler]:
    """Answer below the records of every room; each has a rule of its own, for their forms take any number."""

    def add_rules(handler: Handler) -> Handler:
        for room in ROOMS:
            rule = f"/{room}/<path:number>/parts{rest}"
            bp.add_url_rule(rule, view_func=handler, methods=[method], defaults={"room": room})
        return handler

    return add_rules


@in_rooms("GET")
def show(room: str, number: str) -> ResponseReturnValue:
    """All parts of a record, each noun in a section that folds open."""
    with parts().readers() as session:
        return _page(session, find_described(session, caller(), ROOMS[room], number), Attempt())


@in_rooms("GET", "/<noun>/<uuid:ident>")
def edit(room: str, number: str, noun: str, ident: UUID) -> ResponseReturnValue:
    """The same page with the form of one row open."""
    _form_of(room, noun)
    with parts().readers() as session:
        record = find_described(session, caller(), ROOMS[room], number)
        part_form(noun).service.read(session, caller(), record, ident)
        return _page(session, record, Attempt(noun, ident))


@in_rooms("POST", "/<noun>")
def add(room: str, number: str, noun: str) -> ResponseReturnValue:
    """Save a new row; on a fault the form comes back as it was typed."""
    form = _form_of(room, noun)
    try:
        with parts().sessions.begin() as session:
            record = find_described(session, caller(), ROOMS[room], number)
            form.service.add(session, caller(), record, _given(form))
    except ValidationError as error:
        return _again(room, number, Attempt(noun, None, _faulty(form, error)))
    return _done(room, number, noun, _("Added."))


@in_rooms("POST", "/<noun>/<uuid:ident>")
def change(room: str, number: str, noun: str, ident: UUID) -> ResponseReturnValue:
    """Save a row; when someone else saved it first, both are shown and nothing is lost."""
    form, version = _form_of(room, noun), request.form.get(typed_name(noun, "version"), None, int)
    try:
        with parts().sessions.begin() as session:
            record = find_described(session, caller(), ROOMS[room], number)
            form.service.update(session, caller(), record, ident, _given(form), expected_version=version)
    except StaleError as error:
        return _stale(room, number, Attempt(noun, ident, Form(request.form.to_dict())), error)
    except ValidationError as error:
        return _again(room, number, Attempt(noun, ident, _faulty(form, error)))
    return _done(room, number, noun, _("Saved."))


@in_rooms("POST", "/<noun>/<uuid:ident>/<any(withdraw,restore):step>")
def take(room: str, number: str, noun: str, ident: UUID, step: str) -> ResponseReturnValue:
    """Take a row out of use, or bring it back; nothing is deleted."""
    service, version = _form_of(room, noun).service, request.form.get("version", None, int)
    try:
        with parts().sessions.begin() as session:
            record = find_described(session, caller(), ROOMS[room], number)
            act = service.withdraw if step == "withdraw" else service.restore
            act(session, caller(), record, ident, expected_version=version)
    except StaleError:
        return _done(room, number, noun, _("Someone else has just changed this entry. Look at it again."), "error")
    except ValidationError as error:
        fault = " ".join(faults_of(error, {}, "").values())
        return _done(room, number, noun, fault, "error")
    return _done(room, number, noun, _("Withdrawn.") if step == "withdraw" else _("Brought back."))


def _form_of(room: str, noun: str) -> PartForm:
    """The noun's description, where records of the room have such parts."""
    if noun not in nouns_of(ROOMS[room]):
        abort(HTTPStatus.NOT_FOUND)
    return part_form(noun)


def _given(form: PartForm) -> dict[str, object]:
    """What was typed into the noun's form; a file stands for the text of its field."""
    found: dict[str, object] = {}
    for field in form.fields:
        name = typed_name(form.noun, field.name)
        if field.kind == "file":
            found |= _from_file(name, field.name.removesuffix("_file"))
        elif name in request.form:
            found[field.name] = request.form[name].strip()
    return found


def _from_file(name: str, target: str) -> Mapping[str, object]:
    """The text of an uploaded file; nothing where none was chosen."""
    file = request.files.get(name)
    if file is None or not file.filename:
        return {}
    return {target: file.stream.read(_LARGEST).decode("utf-8-sig", errors="replace")}


def _faulty(form: PartForm, error: ValidationError) -> Form:
    """The form as typed, with each fault beside its field."""
    faults = faults_of(error, {field.name: field.label for field in form.fields}, "")
    return Form(request.form.to_dict(), {typed_name(form.noun, name): text for name, text in faults.items()})


def _again(room: str, number: str, attempt: Attempt) -> ResponseReturnValue:
    with parts().readers() as session:
        record = find_described(session, caller(), ROOMS[room], number)
        return _page(session, record, attempt), HTTPStatus.UNPROCESSABLE_ENTITY


def _stale(room: str, number: str, attempt: Attempt, error: StaleError) -> ResponseReturnValue:
    """The form as typed above the row as the other writer saved it; saving again is deliberate."""
    values = {
        **(attempt.form.values if attempt.form else {}),
        typed_name(attempt.noun, "version"): str(error.values["current"]),
    }
    with parts().readers() as session:
        record = find_described(session, caller(), ROOMS[room], number)
        shown = Attempt(attempt.noun, attempt.ident, Form(values))
        return _page(session, record, shown, is_stale=True), HTTPStatus.CONFLICT


def _done(room: str, number: str, noun: str, message: str, category: str = "success") -> ResponseReturnValue:
    flash(message, category)
    return redirect(url_for(".show", room=room, number=number, _anchor=noun), HTTPStatus.SEE_OTHER)


def _page(session: Session, record: Described, attempt: Attempt, *, is_stale: bool = False) -> str:
    """The page; ``is_stale`` says that somebody else saved the open row meanwhile."""
    may_write = caller().may(Action.WRITE_RECORDS)
    room = next(name for name, kind in ROOMS.items() if kind.value == record.__tablename__)
    number = number_of(record)
    sections = make_sections(session, record, attempt)
    drawing = next((section.drawing for section in sections if section.drawing), ())
    return render_template(
        "workbench/parts.html",
        title=_("Parts of %(number)s", number=number),
        record_title=in_words(record.title_vi, record.title_en),
        number=number,
        room=room,
        edit_url=_address(f"workbench_{room}.edit", record),
        public_url=_address(f"page_{room}.show", record),
        sections=sections,
        open_noun=attempt.noun,
        choices=part_choices(session) if may_write else {},
        may_write=may_write,
        is_stale=is_stale,
        outlines=draw_outlines(drawing),
    )


def _address(endpoint: str, record: Described) -> str:
    """The address of a record's form or page."""
    if isinstance(record, Artifact):
        return url_for(endpoint, number=record.accession_number)
    return url_for(endpoint, code=record.code)
