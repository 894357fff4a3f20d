"""Who is asking: logins by password and code, sessions in a signed cookie, and the identity that services check."""

from __future__ import annotations

import enum
import hashlib
import time
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from uuid import UUID

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy.orm import Session

from app.context import parts
from app.i18n import gettext as _
from app.totp import find_step, recovery_digest, unseal
from catalogue.errors import ForbiddenError, NotFoundError, StaleError
from catalogue.policy import Identity, Role
from catalogue.records.account import Account
from catalogue.services.accounts import find_account, note_login, read_account
from catalogue.services.grants import identity_of
from catalogue.services.second_factor import is_on, spend_recovery, spend_step

MIN_PASSWORD = 10
MAX_PASSWORD = 1000
ADMINISTRATORS = "administrators"
_HALF = "half_login"
_HALF_SECONDS = 300
_DOOR = Identity.system("login")
_hasher = PasswordHasher()
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A logged-in account as Flask-Login keeps it; the stamp ends sessions when password or second factor change.

    ``must_enrol`` says that this installation lets the account do nothing before it has a second factor.
    """

    identity: Identity
    email: str
    stamp: str
    must_enrol: bool = False

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the cookie keeps."""
        return f"{self.identity.account_id}:{self.stamp}"


class Entry(enum.Enum):
    """How far a login came."""

    REFUSED = "refused"
    CODE_NEEDED = "code_needed"
    DONE = "done"
    TOO_LATE = "too_late"


def admit(app: Flask) -> None:
    """Give the application its logins."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_load)
    manager.unauthorized_handler(ask_to_log_in)
    app.before_request(_ask_to_enrol)


def log_in(email: str, password: str) -> Entry:
    """Start a fresh session when e-mail address and password fit together; with a second factor only half of it.

    Takes equally long for an unknown account, so that nobody can find out who has one.
    """
    with parts().readers() as database:
        account = find_account(database, _DOOR, email)
    is_right = check_password(password, account.password_hash if account else None)
    if account is None or not is_right:
        _log.info("login refused", email=email[:254])
        return Entry.REFUSED
    session.clear()
    if is_on(account):
        session[_HALF] = {"account": str(account.id), "stamp": _stamp(account), "at": int(time.time())}
        return Entry.CODE_NEEDED
    enter(account.id)
    return Entry.DONE


def is_half_in() -> bool:
    """Whether the password was right a short while ago and the code is still missing."""
    return _half() is not None


def enter_code(code: str) -> Entry:
    """Finish a login with a one-time code or a recovery code; each is good once."""
    half = _half()
    if half is None:
        session.pop(_HALF, None)
        return Entry.TOO_LATE
    account_id = UUID(half["account"])
    try:
        with parts().sessions.begin() as database:
            account = read_account(database, _DOOR, account_id)
            is_same = account.disabled_at is None and _stamp(account) == half["stamp"]
            is_right = is_same and take_code(database, account, code)
    except StaleError:  # the same code sent twice at the same moment: one of the two is too late
        is_right = False
    if not is_right:
        _log.info("code refused", account=half["account"])
        return Entry.REFUSED
    enter(account_id)
    return Entry.DONE


def enter(account_id: UUID) -> None:
    """Begin a fresh session of an account that has shown all that it must."""
    with parts().sessions.begin() as database:
        note_login(database, _DOOR, account_id)
        visitor = _visitor(database, read_account(database, _DOOR, account_id))
    session.clear()
    session.permanent = True
    login_user(visitor)


def take_code(database: Session, account: Account, code: str) -> bool:
    """Whether the code is one of the account's, and wasn't used before; it is spent by asking."""
    key = parts().settings.secret_key
    if sum(sign.isdigit() for sign in code) == len("".join(code.split())):
        secret = unseal(account.totp_secret or "", key)
        if secret is None:
            _log.warning("second factor sealed with another key", account=str(account.id))
        step = find_step(secret, code) if secret else None
        return step is not None and spend_step(database, _DOOR, account.id, step)
    return spend_recovery(database, _DOOR, account.id, recovery_digest(code, key))


def log_out() -> None:
    """End the session and forget all that it held."""
    logout_user()
    session.clear()


def hash_password(password: str) -> str:
    """An argon2id hash.

    Raises:
        ValueError: shorter than ``MIN_PASSWORD`` characters or far too long.
    """
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        message = f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters"
        raise ValueError(message)
    return _hasher.hash(password)


def check_password(password: str, password_hash: str | None) -> bool:
    """Whether the password belongs to the hash; without a hash the same work is done in vain."""
    try:
        _hasher.verify(password_hash or _no_ones_hash(), password[:MAX_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def ask_to_log_in() -> ResponseReturnValue:
    """Send a reader of pages to the login form, and back afterwards."""
    target = request.full_path.rstrip("?")
    return redirect(url_for("login.form", next=target), HTTPStatus.SEE_OTHER)


@lru_cache(maxsize=1)
def _no_ones_hash() -> str:
    """A hash that no account has, for timing alone."""
    return _hasher.hash("no account has this password")


def _load(kept: str) -> Visitor | None:
    """The visitor of a session, unless the account was disabled or got another password or second factor since."""
    account_id, _sep, stamp = kept.partition(":")
    try:
        key = UUID(account_id)
    except ValueError:
        return None
    with parts().readers() as database:
        try:
            account = read_account(database, _DOOR, key)
        except NotFoundError:
            return None
        visitor = _visitor(database, account)
    return visitor if account.disabled_at is None and visitor.stamp == stamp else None


def _visitor(database: Session, account: Account) -> Visitor:
    """The visitor that an account stands for."""
    is_asked = parts().settings.require_two_factor == ADMINISTRATORS and account.role is Role.ADMINISTRATOR
    return Visitor(identity_of(database, account), account.email, _stamp(account), is_asked and not is_on(account))


def _stamp(account: Account) -> str:
    """What changes with password and second factor."""
    confirmed = account.totp_confirmed_at.isoformat() if account.totp_confirmed_at else ""
    return hashlib.sha256(f"{account.password_hash or ''}{confirmed}".encode()).hexdigest()[:16]


def _half() -> dict[str, str] | None:
    """The login that waits for its code; None when there is none or it waited too long."""
    half = session.get(_HALF)
    if not isinstance(half, dict) or time.time() - float(half.get("at", 0)) > _HALF_SECONDS:
        return None
    return half


def _ask_to_enrol() -> ResponseReturnValue | None:
    """Lead whoever must have a second factor to the page where it is turned on, and nowhere else.

    Raises:
        ForbiddenError: ``second_factor_needed``, told to programs.
    """
    if request.endpoint is None or request.blueprint in {"account", "login", "home"} or request.endpoint == "static":
        return None
    if request.endpoint == "session.read" or not (current_user.is_authenticated and current_user.must_enrol):
        return None
    if request.path.startswith(("/api/", "/iiif/", "/d/")):
        raise ForbiddenError("second_factor_needed")
    flash(_("Administrators need two-factor login here. Turn it on to go on."), "error")
    return redirect(url_for("account.two_factor"), HTTPStatus.SEE_OTHER)
