"""Intangible and documentary heritage on the workbench: list, register, edit, publish."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.pages.cards import in_words
from app.pages.forms import Form, faults_of, form_of, typed
from app.pages.part_labels import tradition_words
from app.pages.rights import staff_only
from app.pages.workbench.rows import RecordRow, conflict_rows, history_rows
from catalogue.errors import ConflictError, StaleError, ValidationError
from catalogue.policy import Action, require
from catalogue.records import Tradition
from catalogue.services.audits import read_history
from catalogue.services.traditions import (
    change_tradition_status,
    list_traditions,
    read_tradition,
    register_tradition,
    update_tradition,
)
from catalogue.vocab.heritage import TraditionKind
from catalogue.vocab.terms import Status

bp = Blueprint("workbench_traditions", __name__, url_prefix="/<any(vi,en):lang>/workbench/traditions")
bp.before_request(staff_only)
FIELDS = (
    "code", "kind", "title_vi", "title_en", "other_names", "community", "season", "state", "safeguarding",
    "description_vi", "description_en", "licence", "attribution",
)  # fmt: skip


def field_words() -> dict[str, str]:
    """The label of every field, as the form shows it."""
    return {
        "code": _("Code"),
        "kind": _("Kind of heritage"),
        "title_vi": _("Name in Vietnamese"),
        "title_en": _("Name in English"),
        "other_names": _("Other names"),
        "community": _("Community or keeper"),
        "season": _("When it is practised"),
        "state": _("Present state"),
        "safeguarding": _("Safeguarding"),
        "description_vi": _("Description in Vietnamese"),
        "description_en": _("Description in English"),
        "licence": _("Licence"),
        "attribution": _("Attribution"),
    }


@bp.get("/")
def index() -> ResponseReturnValue:
    """All of them by code, or those of one kind."""
    chosen = request.args.get("kind", "")
    kind = TraditionKind(chosen) if chosen in tradition_words() else None
    with parts().readers() as session:
        page = list_traditions(session, caller(), kind=kind, cursor=request.args.get("cursor"))
    words = tradition_words()
    return render_template(
        "workbench/traditions.html",
        rows=[(_row(one), words[one.kind.value]) for one in page.items],
        total=page.total,
        kinds=words,
        kind=chosen,
        next_page=url_for(".index", kind=chosen or None, cursor=page.next) if page.next else None,
        create_url=url_for(".create") if caller().may(Action.WRITE_RECORDS) else None,
    )


@bp.get("/new")
def create() -> ResponseReturnValue:
    """An empty form."""
    require(caller(), Action.WRITE_RECORDS)
    with parts().readers() as session:
        return _page(session, Form({"kind": request.args.get("kind", "craft")}), None)


@bp.post("/new")
def register() -> ResponseReturnValue:
    """Save a new record; on a fault the form comes back as it was typed."""
    form = Form(request.form.to_dict())
    try:
        with parts().sessions.begin() as session:
            code = register_tradition(session, caller(), typed(request.form, FIELDS)).code
    except (ValidationError, ConflictError) as error:
        return _again(form, error, None)
    flash(_("Saved."), "success")
    return redirect(url_for(".edit", code=code), HTTPStatus.SEE_OTHER)


@bp.get("/<path:code>")
def edit(code: str) -> ResponseReturnValue:
    """The form of one record."""
    with parts().readers() as session:
        tradition = read_tradition(session, caller(), code)
        return _page(session, form_of(tradition, FIELDS), tradition)


@bp.post("/<path:code>")
def save(code: str) -> ResponseReturnValue:
    """Save changes; when someone else saved first, both versions are shown and nothing is lost."""
    form, version = Form(request.form.to_dict()), request.form.get("version", None, int)
    try:
        with parts().sessions.begin() as session:
            update_tradition(session, caller(), code, typed(request.form, FIELDS), expected_version=version)
    except StaleError:
        return _conflict(form, code)
    except (ValidationError, ConflictError) as error:
        return _again(form, error, code)
    flash(_("Saved."), "success")
    return redirect(url_for(".edit", code=code), HTTPStatus.SEE_OTHER)


@bp.post("/<path:code>/publish")
def publish(code: str) -> ResponseReturnValue:
    """Publish a draft, or take a published record back."""
    version = request.form.get("version", None, int)
    with parts().sessions.begin() as session:
        tradition = read_tradition(session, caller(), code)
        wanted = Status.DRAFT if tradition.status is Status.PUBLISHED else Status.PUBLISHED
        change_tradition_status(session, caller(), code, wanted, expected_version=version)
    flash(_("Published.") if wanted is Status.PUBLISHED else _("Taken back to draft."), "success")
    return redirect(url_for(".edit", code=code), HTTPStatus.SEE_OTHER)


def _row(tradition: Tradition) -> RecordRow:
    """A record as its row."""
    title = in_words(tradition.title_vi, tradition.title_en)
    url = url_for(".edit", code=tradition.code)
    return RecordRow(tradition.code, title, url, tradition.status.value, tradition.updated_at)


def _again(form: Form, error: ValidationError | ConflictError, code: str | None) -> ResponseReturnValue:
    """The form as typed, with each fault beside its field."""
    faults = faults_of(error, field_words(), "code")
    with parts().readers() as session:
        tradition = read_tradition(session, caller(), code) if code else None
        return _page(session, Form(form.values, faults), tradition), HTTPStatus.UNPROCESSABLE_ENTITY


def _conflict(form: Form, code: str) -> ResponseReturnValue:
    """The form as typed beside what the other writer saved."""
    with parts().readers() as session:
        current = read_tradition(session, caller(), code)
        rows = conflict_rows(current, form, field_words())
        mine = Form({**form.values, "version": str(current.version)})
        return _page(session, mine, current, conflict=rows), HTTPStatus.CONFLICT


def _page(session: Session, form: Form, tradition: Tradition | None, **more: object) -> str:
    """The form's page."""
    who, words = caller(), field_words()
    common: dict[str, object] = {
        "form": form, "words": words, "kinds": tradition_words(), "is_new": tradition is None, **more,
    }  # fmt: skip
    if tradition is None:
        common |= {"title": _("Register a tradition or documents"), "cancel_url": url_for(".index")}
        return render_template("workbench/tradition_form.html", **common)
    audit = read_history(session, who, "tradition", tradition.id) if who.may(Action.READ_AUDIT) else []
    common |= {
        "title": f"{tradition.code} · {in_words(tradition.title_vi, tradition.title_en)}",
        "cancel_url": url_for("page_traditions.show", code=tradition.code),
        "public_url": url_for("page_traditions.show", code=tradition.code),
        "parts_url": url_for("workbench_parts.show", room="traditions", number=tradition.code),
        "publish_url": url_for(".publish", code=tradition.code) if who.may(Action.PUBLISH) else None,
        "status": tradition.status.value,
        "history": history_rows(audit),
    }
    return render_template("workbench/tradition_form.html", **common)
