"""The short address on labels: staff come to the workbench, visitors to the public page."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.context import caller, parts
from app.record_links import record_page
from catalogue.errors import NotFoundError
from catalogue.policy import Action
from catalogue.services.codes import find_labelled

bp = Blueprint("page_codes", __name__)


@bp.get("/q/<code>")
@bp.get("/Q/<code>", endpoint="capital")
def show(code: str) -> ResponseReturnValue:
    """Lead to what the label names; a visitor who may not see it is told so, and staff where to log in."""
    who = caller()
    try:
        with parts().readers() as session:
            target = record_page(find_labelled(session, who, code), is_staff=who.may(Action.READ_DRAFTS))
    except NotFoundError:
        if who.account_id is not None:
            raise
        login = url_for("login.form", next=request.path)
        return render_template("public/label.html", login_url=login), HTTPStatus.NOT_FOUND
    return redirect(target, HTTPStatus.SEE_OTHER)
