"""My account: name, password, language, granted roles, and the second factor of the login."""

from __future__ import annotations

from http import HTTPStatus
from typing import cast
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from app.auth import (
    MAX_PASSWORD,
    MIN_PASSWORD,
    ask_to_log_in,
    check_password,
    enter,
    hash_password,
    take_code,
)
from app.context import caller, parts
from app.i18n import LANGUAGES
from app.i18n import gettext as _
from app.pages.account_words import grant_rows, role_names
from app.totp import find_step, new_recovery_codes, new_secret, otpauth_address, recovery_digest, seal, unseal, written
from catalogue.services.accounts import read_account, rename_account, set_language, set_password_hash
from catalogue.services.second_factor import begin_totp, confirm_totp, is_on, remove_totp, renew_recovery
from viewer.qr import qr_svg

bp = Blueprint("account", __name__, url_prefix="/<any(vi,en):lang>/account")


@bp.before_request
def _own_only() -> ResponseReturnValue | None:
    """Lead whoever isn't logged in to the login form."""
    return None if current_user.is_authenticated else ask_to_log_in()


@bp.get("/")
def index() -> ResponseReturnValue:
    """Who I am here, what I may do where, how I log in."""
    return _page()


@bp.post("/profile")
def profile() -> ResponseReturnValue:
    """Save my name and language."""
    wanted = request.form.get("language", "")
    with parts().sessions.begin() as session:
        rename_account(session, caller(), _me(), request.form.get("name", ""))
        if wanted in LANGUAGES:
            set_language(session, caller(), _me(), wanted)
    flash(_("Saved."), "success")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


@bp.post("/password")
def password() -> ResponseReturnValue:
    """Change my password; the old one is asked for, and all other sessions end."""
    old, new = request.form.get("old", ""), request.form.get("new", "")
    if not _is_my_password(old):
        return _page({"old": _("This is not your present password.")}), HTTPStatus.UNPROCESSABLE_ENTITY
    if not MIN_PASSWORD <= len(new) <= MAX_PASSWORD:
        fault = _("A password has at least %(least)s characters.", least=MIN_PASSWORD)
        return _page({"new": fault}), HTTPStatus.UNPROCESSABLE_ENTITY
    with parts().sessions.begin() as session:
        set_password_hash(session, caller(), _me(), hash_password(new))
    enter(_me())
    flash(_("Your password is changed. Other devices have to log in again."), "success")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


@bp.get("/two-factor")
def two_factor() -> ResponseReturnValue:
    """Turn the second factor on: a QR code for the phone, then the first code; or what to do while it is on."""
    return _factor_page()


@bp.post("/two-factor/begin")
def begin() -> ResponseReturnValue:
    """Make a new secret."""
    with parts().sessions.begin() as session:
        begin_totp(session, caller(), _me(), seal(new_secret(), parts().settings.secret_key))
    return redirect(url_for(".two_factor"), HTTPStatus.SEE_OTHER)


@bp.post("/two-factor/confirm")
def confirm() -> ResponseReturnValue:
    """Take the first code; the recovery codes are shown in this answer and never again."""
    codes, key = new_recovery_codes(), parts().settings.secret_key
    with parts().sessions.begin() as session:
        account = read_account(session, caller(), _me())
        secret = unseal(account.totp_secret or "", key)
        step = find_step(secret, request.form.get("code", "")) if secret and not is_on(account) else None
        if step is not None:
            digests = [recovery_digest(code, key) for code in codes]
            confirm_totp(session, caller(), _me(), step, digests)
    if step is None:
        return _factor_page(fault=_wrong()), HTTPStatus.UNPROCESSABLE_ENTITY
    enter(_me())
    return _recovery_page(codes)


@bp.post("/two-factor/renew")
def renew() -> ResponseReturnValue:
    """New recovery codes against a code of the phone."""
    codes, key = new_recovery_codes(), parts().settings.secret_key
    with parts().sessions.begin() as session:
        is_right = take_code(session, read_account(session, caller(), _me()), request.form.get("code", ""))
        if is_right:
            renew_recovery(session, caller(), _me(), [recovery_digest(code, key) for code in codes])
    if not is_right:
        return _factor_page(fault=_wrong()), HTTPStatus.UNPROCESSABLE_ENTITY
    return _recovery_page(codes)


@bp.post("/two-factor/off")
def turn_off() -> ResponseReturnValue:
    """Log in without codes again; the password is asked for."""
    if not _is_my_password(request.form.get("password", "")):
        fault = _("This is not your present password.")
        return _factor_page(off_fault=fault), HTTPStatus.UNPROCESSABLE_ENTITY
    with parts().sessions.begin() as session:
        remove_totp(session, caller(), _me())
    enter(_me())
    flash(_("Two-factor login is off."), "success")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


def _me() -> UUID:
    """My account's id; whoever comes here is logged in."""
    return cast("UUID", caller().account_id)


def _is_my_password(given: str) -> bool:
    with parts().readers() as session:
        return check_password(given, read_account(session, caller(), _me()).password_hash)


def _wrong() -> str:
    return str(_("The code is not right, or was used already. Wait for the next one and try again."))


def _page(faults: dict[str, str] | None = None) -> str:
    """The account's page."""
    with parts().readers() as session:
        account = read_account(session, caller(), _me())
        grants = grant_rows(session, account)
    return render_template(
        "account/index.html",
        account=account,
        role=role_names()[account.role.value],
        grants=grants,
        faults=faults or {},
        is_on=is_on(account),
        least=MIN_PASSWORD,
    )


def _factor_page(fault: str = "", off_fault: str = "") -> Response:
    """The page of the second factor; it holds a secret, so that nobody keeps it."""
    with parts().readers() as session:
        account = read_account(session, caller(), _me())
    secret = None if is_on(account) else unseal(account.totp_secret or "", parts().settings.secret_key)
    picture = Markup(qr_svg(otpauth_address(secret, account.email))) if secret else None  # noqa: S704  drawn by us
    page = render_template(
        "account/two_factor.html",
        is_on=is_on(account),
        since=account.totp_confirmed_at,
        left=len(account.recovery_hashes),
        picture=picture,
        secret=_in_groups(written(secret)) if secret else "",
        fault=fault,
        off_fault=off_fault,
        must=current_user.must_enrol,
    )
    return _unkept(page)


def _recovery_page(codes: list[str]) -> Response:
    return _unkept(render_template("account/recovery.html", codes=codes))


def _unkept(page: str) -> Response:
    """An answer that no cache and no history keeps."""
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _in_groups(text: str) -> str:
    """Four letters at a time, for typing."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
