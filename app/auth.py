"""Who is asking: logins by password, sessions in a signed cookie, and the identity that services check."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from uuid import UUID

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, login_user, logout_user

from app.context import parts
from catalogue.errors import NotFoundError
from catalogue.policy import Identity
from catalogue.records.account import Account
from catalogue.services.accounts import find_account, note_login, read_account

MIN_PASSWORD = 10
MAX_PASSWORD = 1000
_DOOR = Identity.system("login")
_hasher = PasswordHasher()
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A logged-in account as Flask-Login keeps it; the stamp ends sessions when the password changes."""

    identity: Identity
    email: str
    stamp: str

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the cookie keeps."""
        return f"{self.identity.account_id}:{self.stamp}"


def admit(app: Flask) -> None:
    """Give the application its logins."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_load)
    manager.unauthorized_handler(ask_to_log_in)


def log_in(email: str, password: str) -> bool:
    """Start a fresh session when e-mail address and password fit together.

    Takes equally long for an unknown account, so that nobody can find out who has one.
    """
    with parts().readers() as database:
        account = find_account(database, _DOOR, email)
    is_right = check_password(password, account.password_hash if account else None)
    if account is None or not is_right:
        _log.info("login refused", email=email[:254])
        return False
    with parts().sessions.begin() as database:
        note_login(database, _DOOR, account.id)
    visitor = _visitor(account)
    session.clear()
    session.permanent = True
    login_user(visitor)
    return True


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
    """The visitor of a session, unless the account was disabled or got another password since."""
    account_id, _, stamp = kept.partition(":")
    try:
        key = UUID(account_id)
    except ValueError:
        return None
    with parts().readers() as database:
        try:
            account = read_account(database, _DOOR, key)
        except NotFoundError:
            return None
    visitor = _visitor(account)
    return visitor if account.disabled_at is None and visitor.stamp == stamp else None


def _visitor(account: Account) -> Visitor:
    """The visitor that an account stands for."""
    identity = Identity(account.role, account.id, account.name or account.email)
    stamp = hashlib.sha256((account.password_hash or "").encode()).hexdigest()[:16]
    return Visitor(identity, account.email, stamp)
