"""Printing on the workbench: many cards at once from numbers, a search, a site or a location; lists; past prints."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.api.prints import pdf_response, press
from app.context import base_url, caller, parts
from app.delivery import Delivery, deliver
from app.i18n import format_bytes, format_number, language, ngettext
from app.i18n import gettext as _
from app.pages.forms import Form, faults_of
from app.pages.rights import staff_only
from app.pages.workbench.jobs import JobRow, job_row
from app.printing import as_bytes, print_cards
from app.texts import describe
from catalogue.errors import NotFoundError, ValidationError
from catalogue.search.query import SearchQuery, search
from catalogue.services.print_jobs import AT_ONCE, list_print_jobs, read_printed, request_cards
from catalogue.services.prints import MOST, find_in_location, find_in_site, find_numbers
from catalogue.vocab.terms import JobState

bp = Blueprint("workbench_prints", __name__, url_prefix="/<any(vi,en):lang>/workbench/prints")
bp.before_request(staff_only)
_WAYS = ("numbers", "q", "site", "location")


@bp.get("/")
def index() -> ResponseReturnValue:
    """What can be printed, and what was."""
    return _page(Form({name: request.args.get(name, "") for name in (*_WAYS, "language")}))


@bp.post("/cards")
def cards() -> ResponseReturnValue:
    """Print the cards at once when they are few, else as a job whose paper waits here."""
    form = Form(request.form.to_dict())
    try:
        with parts().readers() as session:
            ids, name = _chosen(session, form)
            if len(ids) <= AT_ONCE:
                return _now(session, ids, name)
        with parts().sessions.begin() as session:
            job = request_cards(session, caller(), ids, language=_language(), base=base_url(), name=name).id
    except ValidationError as error:
        return _page(Form(form.values, faults_of(error, _fields(), "numbers"))), HTTPStatus.UNPROCESSABLE_ENTITY
    except NotFoundError as error:
        text = describe(error.code, error.values, language())
        field = {"site_not_found": "site", "location_not_found": "location"}.get(error.code, "numbers")
        return _page(Form(form.values, {field: f"{text.detail} {text.remedy}"})), HTTPStatus.UNPROCESSABLE_ENTITY
    parts().queue.announce(job)
    flash(ngettext("%(num)s card is being printed.", "%(num)s cards are being printed.", len(ids)), "success")
    return redirect(url_for(".index", _anchor="past"), HTTPStatus.SEE_OTHER)


@bp.get("/<uuid:job_id>/cards.pdf")
def document(job_id: UUID) -> Response:
    """The paper of a finished job, streamed."""
    with parts().readers() as session:
        made = read_printed(session, caller(), job_id)
    what = Delivery(made.key, made.sha256, made.size, "application/pdf", made.name, is_public=False, is_attachment=True)
    return deliver(parts().store, what)


def _chosen(session: Session, form: Form) -> tuple[Sequence[UUID], str]:
    """The artifacts that the form means, and a name for the file.

    Raises:
        ValidationError, NotFoundError.
    """
    way = form.value("way")
    if way == "site":
        site, found = find_in_site(session, caller(), form.value("site"))
        return _some(found, way), site.code
    if way == "location":
        location, found = find_in_location(session, caller(), form.value("location"))
        return _some(found, way), location.code
    if way == "q":
        return _some(_hits(session, form.value("q")), way), "tim-kiem"
    numbers = form.value("numbers").replace(",", "\n").replace(";", "\n").splitlines()
    return find_numbers(session, caller(), numbers), "phieu"


def _hits(session: Session, words: str) -> list[UUID]:
    """All artifacts that a search finds, page by page."""
    found: list[UUID] = []
    cursor: str | None = None
    while True:
        results = search(session, caller(), SearchQuery(words, {"kind": ["artifact"]}, cursor, 200))
        found += [hit.record_id for hit in results.hits]
        cursor = results.next
        if cursor is None or len(found) > MOST:
            break
    if len(found) > MOST:
        raise ValidationError({"q": "too_long"})
    return found


def _some(found: Sequence[UUID], field: str) -> Sequence[UUID]:
    if not found:
        raise ValidationError({field: "not_found"})
    return found


def _now(session: Session, ids: Sequence[UUID], name: str) -> Response:
    """The cards in this answer."""
    made = press(session, _language())
    return pdf_response(f"phieu-{name}", as_bytes(lambda out: print_cards(made, ids, out)), made.language)


def _language() -> str:
    """The language of the paper: chosen, else that of the page."""
    chosen = request.form.get("language", "")
    return chosen if chosen in {"vi", "en"} else language()


def _fields() -> dict[str, str]:
    return {
        "numbers": _("Object numbers"),
        "q": _("Words to search for"),
        "site": _("Site code"),
        "location": _("Location code"),
    }


def _page(form: Form) -> str:
    with parts().readers() as session:
        past = [_past(session, job_row(session, job), job.id, job.state) for job in list_print_jobs(session, caller())]
    return render_template(
        "workbench/prints.html",
        form=form,
        words=_fields(),
        way=form.value("way") or next((way for way in _WAYS if form.value(way)), "numbers"),
        language=form.value("language") or language(),
        past=past,
        at_once=AT_ONCE,
        most=format_number(MOST),
    )


def _past(session: Session, row: JobRow, ident: UUID, state: JobState) -> tuple[JobRow, str, str]:
    """A print with the address and size of its paper once it is there."""
    if state is not JobState.DONE:
        return row, "", ""
    made = read_printed(session, caller(), ident)
    sheets = ngettext("%(num)s card", "%(num)s cards", made.sheets)
    return row, url_for(".document", job_id=ident), f"{sheets}, {format_bytes(made.size)}"
