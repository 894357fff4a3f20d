"""Collections on the workbench: list, register, edit, publish, and their records in order."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.pages.cards import in_words
from app.pages.forms import Form, faults_of, form_of, typed
from app.pages.records import record_url
from app.pages.rights import staff_only
from app.pages.workbench.rows import RecordRow, conflict_rows, history_rows
from catalogue.errors import ConflictError, StaleError, ValidationError
from catalogue.policy import Action, require
from catalogue.records import Collection
from catalogue.services.audits import read_history
from catalogue.services.collections import (
    change_collection_status,
    count_items,
    items,
    list_collections,
    list_members,
    move_item,
    read_collection,
    register_collection,
    update_collection,
)
from catalogue.services.described import number_of
from catalogue.vocab.terms import Status

bp = Blueprint("workbench_collections", __name__, url_prefix="/<any(vi,en):lang>/workbench/collections")
bp.before_request(staff_only)
FIELDS = ("code", "title_vi", "title_en", "description_vi", "description_en")


def field_words() -> dict[str, str]:
    """The label of every field, as the form shows it."""
    return {
        "code": _("Code"),
        "title_vi": _("Name in Vietnamese"),
        "title_en": _("Name in English"),
        "description_vi": _("Description in Vietnamese"),
        "description_en": _("Description in English"),
        "record": _("Number of the record"),
    }


@bp.get("/")
def index() -> ResponseReturnValue:
    """All collections by code, with how many records each holds."""
    with parts().readers() as session:
        page = list_collections(session, caller(), cursor=request.args.get("cursor"))
        counts = count_items(session, [one.id for one in page.items])
    return render_template(
        "workbench/collections.html",
        rows=[(_row(one), counts.get(one.id, 0)) for one in page.items],
        total=page.total,
        next_page=url_for(".index", cursor=page.next) if page.next else None,
        create_url=url_for(".create") if caller().may(Action.WRITE_RECORDS) else None,
    )


@bp.get("/new")
def create() -> ResponseReturnValue:
    """An empty form."""
    require(caller(), Action.WRITE_RECORDS)
    with parts().readers() as session:
        return _page(session, Form({}), None)


@bp.post("/new")
def register() -> ResponseReturnValue:
    """Save a new collection; on a fault the form comes back as it was typed."""
    form = Form(request.form.to_dict())
    try:
        with parts().sessions.begin() as session:
            code = register_collection(session, caller(), typed(request.form, FIELDS)).code
    except (ValidationError, ConflictError) as error:
        return _again(form, error, None)
    flash(_("Saved. Now put records into it."), "success")
    return redirect(url_for(".edit", code=code), HTTPStatus.SEE_OTHER)


@bp.get("/<path:code>")
def edit(code: str) -> ResponseReturnValue:
    """The form of one collection and its records."""
    with parts().readers() as session:
        collection = read_collection(session, caller(), code)
        return _page(session, form_of(collection, FIELDS), collection)


@bp.post("/<path:code>")
def save(code: str) -> ResponseReturnValue:
    """Save changes; when someone else saved first, both versions are shown and nothing is lost."""
    form, version = Form(request.form.to_dict()), request.form.get("version", None, int)
    try:
        with parts().sessions.begin() as session:
            update_collection(session, caller(), code, typed(request.form, FIELDS), expected_version=version)
    except StaleError:
        return _conflict(form, code)
    except (ValidationError, ConflictError) as error:
        return _again(form, error, code)
    return _done(code, _("Saved."))


@bp.post("/<path:code>/publish")
def publish(code: str) -> ResponseReturnValue:
    """Publish a draft, or take a published collection back."""
    version = request.form.get("version", None, int)
    with parts().sessions.begin() as session:
        collection = read_collection(session, caller(), code)
        wanted = Status.DRAFT if collection.status is Status.PUBLISHED else Status.PUBLISHED
        change_collection_status(session, caller(), code, wanted, expected_version=version)
    return _done(code, _("Published.") if wanted is Status.PUBLISHED else _("Taken back to draft."))


@bp.post("/<path:code>/items")
def put(code: str) -> ResponseReturnValue:
    """Put a record into the collection by its number."""
    try:
        with parts().sessions.begin() as session:
            collection = read_collection(session, caller(), code)
            items.add(session, caller(), collection, {"record": request.form.get("record", "")})
    except ValidationError as error:
        with parts().readers() as session:
            collection = read_collection(session, caller(), code)
            shown = form_of(collection, FIELDS)
            faults = faults_of(error, field_words(), "record")
            mine = Form({**shown.values, "record": request.form.get("record", "")}, faults)
            return _page(session, mine, collection), HTTPStatus.UNPROCESSABLE_ENTITY
    return _done(code, _("Added."))


@bp.post("/<path:code>/items/<uuid:ident>/<any(move,withdraw):step>")
def arrange(code: str, ident: UUID, step: str) -> ResponseReturnValue:
    """Put an item at another place, or take it out."""
    version = request.form.get("version", None, int)
    try:
        with parts().sessions.begin() as session:
            collection = read_collection(session, caller(), code)
            if step == "withdraw":
                items.withdraw(session, caller(), collection, ident, expected_version=version)
            else:
                place = request.form.get("place", 1, int)
                move_item(session, caller(), collection, ident, place, expected_version=version)
    except StaleError:
        return _done(code, _("Someone else has just changed this entry. Look at it again."), "error")
    return _done(code, _("Withdrawn.") if step == "withdraw" else _("Moved."))


def _done(code: str, message: str, category: str = "success") -> ResponseReturnValue:
    flash(message, category)
    return redirect(url_for(".edit", code=code), HTTPStatus.SEE_OTHER)


def _row(collection: Collection) -> RecordRow:
    """A collection as its row."""
    title, url = in_words(collection.title_vi, collection.title_en), url_for(".edit", code=collection.code)
    return RecordRow(collection.code, title, url, collection.status.value, collection.updated_at)


def _again(form: Form, error: ValidationError | ConflictError, code: str | None) -> ResponseReturnValue:
    """The form as typed, with each fault beside its field."""
    faults = faults_of(error, field_words(), "code")
    with parts().readers() as session:
        collection = read_collection(session, caller(), code) if code else None
        return _page(session, Form(form.values, faults), collection), HTTPStatus.UNPROCESSABLE_ENTITY


def _conflict(form: Form, code: str) -> ResponseReturnValue:
    """The form as typed beside what the other writer saved."""
    with parts().readers() as session:
        current = read_collection(session, caller(), code)
        rows = conflict_rows(current, form, field_words())
        mine = Form({**form.values, "version": str(current.version)})
        return _page(session, mine, current, conflict=rows), HTTPStatus.CONFLICT


def _page(session: Session, form: Form, collection: Collection | None, **more: object) -> str:
    """The form's page."""
    who = caller()
    common: dict[str, object] = {"form": form, "words": field_words(), "is_new": collection is None, **more}
    if collection is None:
        common |= {"title": _("Register a collection"), "cancel_url": url_for(".index")}
        return render_template("workbench/collection_form.html", **common)
    audit = read_history(session, who, "collection", collection.id) if who.may(Action.READ_AUDIT) else []
    common |= {
        "title": f"{collection.code} · {in_words(collection.title_vi, collection.title_en)}",
        "code": collection.code,
        "cancel_url": url_for("page_collections.show", code=collection.code),
        "public_url": url_for("page_collections.show", code=collection.code),
        "parts_url": url_for("workbench_parts.show", room="collections", number=collection.code),
        "publish_url": url_for(".publish", code=collection.code) if who.may(Action.PUBLISH) else None,
        "status": collection.status.value,
        "may_write": who.may(Action.WRITE_RECORDS),
        "members": [
            (
                one.item,
                number_of(one.record),
                in_words(one.record.title_vi, one.record.title_en),
                record_url(one.record),
            )
            for one in list_members(session, who, collection)
        ],
        "history": history_rows(audit),
    }
    return render_template("workbench/collection_form.html", **common)
