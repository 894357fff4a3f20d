"""Log in and log out."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.auth import Entry, enter_code, is_half_in, log_in, log_out
from app.i18n import gettext as _

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
    entry = log_in(email, request.form.get("password", ""))
    if entry is Entry.CODE_NEEDED:
        return redirect(url_for("login.code", next=request.form.get("next", "")), HTTPStatus.SEE_OTHER)
    if entry is Entry.DONE:
        return redirect(_next_page(), HTTPStatus.SEE_OTHER)
    page = render_template("account/login.html", email=email, is_refused=True, next=request.form.get("next", ""))
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/login/code")
def code() -> ResponseReturnValue:
    """The second step: the code of the phone; whoever hasn't done the first is led there."""
    if not is_half_in():
        return redirect(url_for(".form", next=request.args.get("next", "")), HTTPStatus.SEE_OTHER)
    return render_template("account/code.html", is_refused=False, next=request.args.get("next", ""))


@bp.post("/login/code")
def submit_code() -> ResponseReturnValue:
    """Check the code; a wrong one may be tried again, a wait that was too long begins anew."""
    entry = enter_code(request.form.get("code", ""))
    if entry is Entry.DONE:
        return redirect(_next_page(), HTTPStatus.SEE_OTHER)
    if entry is Entry.TOO_LATE:
        flash(_("That took too long. Log in again."), "error")
        return redirect(url_for(".form", next=request.form.get("next", "")), HTTPStatus.SEE_OTHER)
    page = render_template("account/code.html", is_refused=True, next=request.form.get("next", ""))
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
