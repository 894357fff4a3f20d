"""Accounts on the workbench: who has one, what role, for which organisations; added, changed, closed, reset."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.auth import MAX_PASSWORD, MIN_PASSWORD, hash_password
from app.context import caller, parts
from app.i18n import gettext as _
from app.pages.account_words import grant_rows, grantable_names, organisation_name, role_names
from app.pages.forms import Form, faults_of
from app.pages.rights import staff_only
from app.pages.workbench.rows import history_rows
from catalogue.errors import CatalogueError, ConflictError, StaleError, ValidationError
from catalogue.policy import Action, Role, require
from catalogue.records import Account
from catalogue.services.accounts import (
    add_account,
    disable_account,
    list_accounts,
    read_account,
    set_home,
    set_password_hash,
    set_role,
)
from catalogue.services.audits import read_history
from catalogue.services.grants import grant_role, revoke_role
from catalogue.services.organisations import list_organisations, read_organisation
from catalogue.services.second_factor import is_on, remove_totp

bp = Blueprint("workbench_accounts", __name__, url_prefix="/<any(vi,en):lang>/workbench/accounts")
bp.before_request(staff_only)


@bp.get("/")
def index() -> ResponseReturnValue:
    """All accounts by address."""
    with parts().readers() as session:
        page = list_accounts(session, caller(), cursor=request.args.get("cursor"), limit=100)
        homes = {one.id: organisation_name(one) for one in list_organisations(session, caller(), with_closed=True)}
    following = url_for(".index", cursor=page.next) if page.next else None
    shown = [(account, is_on(account), homes.get(account.organisation_id) if account.organisation_id else None)
             for account in page.items]  # fmt: skip
    return render_template("workbench/accounts.html", accounts=shown, roles=role_names(), next_page=following)


@bp.get("/new")
def create() -> ResponseReturnValue:
    """An empty form."""
    require(caller(), Action.MANAGE_ACCOUNTS)
    with parts().readers() as session:
        return _new_page(session, Form({"role": Role.CONSERVATOR.value}))


@bp.post("/new")
def add() -> ResponseReturnValue:
    """Save a new account; on a fault the form comes back, without the password."""
    require(caller(), Action.MANAGE_ACCOUNTS)
    form = request.form
    try:
        password_hash = _hash(form.get("password", ""))
        with parts().sessions.begin() as session:
            role = _role(form.get("role", ""))
            account = add_account(
                session, caller(), email=form.get("email", ""), role=role, password_hash=password_hash,
                name=form.get("name", ""),
            )  # fmt: skip
            _settle_home(session, account)
            ident = account.id
    except (ValidationError, ConflictError) as error:
        typed = {name: form.get(name, "") for name in ("email", "name", "role", "organisation")}
        with parts().readers() as session:
            return _new_page(
                session, Form(typed, faults_of(error, _labels(), "email"))
            ), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Saved. Tell the person the password by another way than e-mail."), "success")
    return redirect(url_for(".show", account_id=ident), HTTPStatus.SEE_OTHER)


@bp.get("/<uuid:account_id>")
def show(account_id: UUID) -> ResponseReturnValue:
    """One account: role, organisations, second factor, history."""
    return _page(account_id)


@bp.post("/<uuid:account_id>/role")
def role(account_id: UUID) -> ResponseReturnValue:
    """Give another role, or another organisation to work for."""
    return _change(account_id, _save_role)


@bp.post("/<uuid:account_id>/password")
def password(account_id: UUID) -> ResponseReturnValue:
    """Set a new password, for somebody who forgot theirs."""

    def save(session: Session, account: Account) -> None:
        set_password_hash(session, caller(), account.id, _hash(request.form.get("password", "")))

    return _change(account_id, save)


@bp.post("/<uuid:account_id>/disable")
def disable(account_id: UUID) -> ResponseReturnValue:
    """Lock the account out, or let it in again."""

    def save(session: Session, account: Account) -> None:
        disable_account(session, caller(), account.id, disabled=account.disabled_at is None)

    return _change(account_id, save)


@bp.post("/<uuid:account_id>/reset-two-factor")
def reset_two_factor(account_id: UUID) -> ResponseReturnValue:
    """Let the account in without a code, for somebody who lost phone and recovery codes."""

    def save(session: Session, account: Account) -> None:
        remove_totp(session, caller(), account.id)

    return _change(account_id, save)


@bp.post("/<uuid:account_id>/grants")
def grant(account_id: UUID) -> ResponseReturnValue:
    """Give a role for one organisation."""

    def save(session: Session, account: Account) -> None:
        code = request.form.get("organisation", "")
        if not code:
            raise ValidationError({"organisation": "required"})
        organisation = read_organisation(session, caller(), code)
        grant_role(session, caller(), account.id, organisation.id, _role(request.form.get("role", "")))

    return _change(account_id, save)


@bp.post("/<uuid:account_id>/grants/<uuid:grant_id>/revoke")
def revoke(account_id: UUID, grant_id: UUID) -> ResponseReturnValue:
    """Take a granted role back."""
    return _change(account_id, lambda session, _account: revoke_role(session, caller(), grant_id))


def _change(account_id: UUID, save: Callable[[Session, Account], None]) -> ResponseReturnValue:
    """One change of an account; a refusal is told on its page."""
    try:
        with parts().sessions.begin() as session:
            save(session, read_account(session, caller(), account_id))
    except (ValidationError, ConflictError) as error:
        return _page(account_id, error), HTTPStatus.UNPROCESSABLE_ENTITY
    except StaleError as error:
        return _page(account_id, error), HTTPStatus.CONFLICT
    flash(_("Saved."), "success")
    return redirect(url_for(".show", account_id=account_id), HTTPStatus.SEE_OTHER)


def _save_role(session: Session, account: Account) -> None:
    version = request.form.get("version", None, int)
    wanted = _role(request.form.get("role", ""))
    set_role(session, caller(), account.id, wanted, expected_version=version)
    _settle_home(session, account)


def _settle_home(session: Session, account: Account) -> None:
    """The organisation that was chosen; none where nothing was."""
    code = request.form.get("organisation", "")
    home = read_organisation(session, caller(), code).id if code else None
    if home != account.organisation_id:
        set_home(session, caller(), account.id, home)


def _role(text: str) -> Role:
    """The role that was chosen.

    Raises:
        ValidationError: ``role``: ``not_in_list``.
    """
    try:
        return Role(text)
    except ValueError:
        raise ValidationError({"role": "not_in_list"}) from None


def _hash(text: str) -> str:
    """The password's hash.

    Raises:
        ValidationError: ``password``: ``out_of_range``.
    """
    if not MIN_PASSWORD <= len(text) <= MAX_PASSWORD:
        raise ValidationError({"password": "out_of_range"})
    return hash_password(text)


def _labels() -> dict[str, str]:
    return {
        "email": _("E-mail address"),
        "name": _("Name"),
        "role": _("Role"),
        "organisation": _("Organisation"),
        "password": _("Password"),
    }


def _choices(session: Session) -> list[tuple[str, str]]:
    """Organisations that take accounts."""
    return [(one.code, organisation_name(one)) for one in list_organisations(session, caller())]


def _new_page(session: Session, form: Form) -> str:
    return render_template(
        "workbench/account_new.html", form=form, roles=role_names(), organisations=_choices(session), least=MIN_PASSWORD
    )


def _page(account_id: UUID, error: CatalogueError | None = None) -> str:
    """The page of one account."""
    who = caller()
    who_may = who.may(Action.READ_AUDIT)
    with parts().readers() as session:
        account = read_account(session, who, account_id)
        home = next((c for c, _n in _choices(session) if _home_code(session, account) == c), "")
        return render_template(
            "workbench/account.html",
            account=account, form=Form({}, _faults(error)), roles=role_names(), grantable=grantable_names(),
            organisations=_choices(session), home=home, is_on=is_on(account), is_me=who.account_id == account.id,
            grants=[row for row in grant_rows(session, account) if row.id != account.organisation_id],
            least=MIN_PASSWORD,
            history=history_rows(read_history(session, who, "account", account.id)) if who_may else [],
        )  # fmt: skip


def _home_code(session: Session, account: Account) -> str:
    known = {one.id: one.code for one in list_organisations(session, caller(), with_closed=True)}
    return known.get(account.organisation_id, "") if account.organisation_id else ""


def _faults(error: CatalogueError | None) -> dict[str, str]:
    """What was refused, in words."""
    if error is None:
        return {}
    if isinstance(error, StaleError):
        return {"role": str(_("Somebody else changed this account meanwhile. Look at it and choose again."))}
    return faults_of(error, _labels(), "role")
