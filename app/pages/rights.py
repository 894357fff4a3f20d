"""Pages for staff: whoever isn't logged in is led to the login form and back again."""

from __future__ import annotations

from http import HTTPStatus

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.context import caller
from catalogue.policy import Action, require


def staff_only() -> ResponseReturnValue | None:
    """Let staff pass; send the public to the login form; refuse members.

    Raises:
        ForbiddenError: logged in, but not staff.
    """
    who = caller()
    if who.account_id is None:
        path = request.full_path.rstrip("?") if request.method == "GET" else request.path
        return redirect(url_for("login.form", next=path), HTTPStatus.SEE_OTHER)
    require(who, Action.READ_DRAFTS)
    return None
