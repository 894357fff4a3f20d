"""Pages of forms that lose nothing: what comes after the session ended is kept, and drafts can be thrown away."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.context import caller, parts
from app.errors import RequestError
from app.i18n import gettext as _
from app.pages.rights import staff_only
from app.pages.workbench.kept_forms import FormKind, rescue_form
from app.problems import problem_response
from catalogue.services.drafts import DraftPlace, drop_draft


def keep_forms(bp: Blueprint, kind: FormKind) -> None:
    """Guard the pages of a kind of form and give them the address that throws a draft away."""

    @bp.before_request
    def keep_what_comes_late() -> ResponseReturnValue | None:
        """Lead whoever isn't logged in to the login form; a form that was sent is kept for its writer first."""
        is_late = request.method == "POST" and caller().account_id is None
        return (_rescued(kind) if is_late else None) or staff_only()

    @bp.errorhandler(RequestError)
    def keep_what_comes_without_session(error: RequestError) -> Response | ResponseReturnValue:
        """A form whose session ended has no valid token either: its words are kept, then its writer logs in."""
        g.lang = request.path.split("/", 2)[1]  # refused before anybody looked at the address
        answer = _rescued(kind) if error.code == "csrf" and caller().account_id is None else None
        return answer or problem_response(error)

    @bp.post("/drafts/discard")
    def discard() -> ResponseReturnValue:
        """Throw away what was typed and never saved."""
        number = request.form.get("number", "")
        with parts().sessions.begin() as session:
            drop_draft(session, caller(), DraftPlace(kind.name, number))
        flash(_("The draft is thrown away."), "success")
        return redirect(kind.address(number), HTTPStatus.SEE_OTHER)


def _rescued(kind: FormKind) -> ResponseReturnValue | None:
    """To the login form, when what was sent could be kept for its writer."""
    target = rescue_form(kind) if request.endpoint in kind.place_of_saving else None
    if target is None:
        return None
    flash(_("Your session had ended. What you typed is kept: log in to go on."), "notice")
    return redirect(url_for("login.form", next=target), HTTPStatus.SEE_OTHER)
