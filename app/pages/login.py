"""Log in and log out."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.auth import log_in, log_out

bp = Blueprint("login", __name__, url_prefix="/<any(vi,en):lang>")


@bp.get("/login")
def form() -> ResponseReturnValue:
    """The login form; whoever is logged in already goes on."""
    if current_user.is_authenticated:
        return redirect(_next_page())
    return render_template("account/login.html", email="", is_refused=False, next=request.args.get("next", ""))


@bp.post("/login")
def submit() -> ResponseReturnValue:
    """Check the password; the answer never tells whether the account exists."""
    email = request.form.get("email", "").strip()
    if log_in(email, request.form.get("password", "")):
        return redirect(_next_page(), HTTPStatus.SEE_OTHER)
    page = render_template("account/login.html", email=email, is_refused=True, next=request.form.get("next", ""))
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/logout")
def leave() -> ResponseReturnValue:
    """End the session."""
    log_out()
    return redirect(url_for("home.index"), HTTPStatus.SEE_OTHER)


def _next_page() -> str:
    """Where to go after login: a path of ours, never another host."""
    wanted = request.values.get("next", "")
    parsed = urlsplit(wanted)
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parsed.netloc
    return wanted if is_ours and "\\" not in wanted else url_for("home.index")
