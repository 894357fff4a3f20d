"""Accounts: logins of people and programs; hashing a password is the front door's business."""

from __future__ import annotations

import datetime as dt
import re
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ConflictError, ForbiddenError, NotFoundError, ValidationError
from catalogue.policy import Action, Identity, Role, require
from catalogue.records import Account, Organisation
from catalogue.services.audits import expect_version, record_change
from catalogue.services.paging import Page, page_by
from catalogue.vocab.folding import clean

_EMAIL = re.compile(r"[^@\s<>\"(),;:]+@[^@\s<>\"(),;:]+\.[^@\s<>\"(),;:]+")
_LANGUAGES = frozenset({"vi", "en"})
_NOT_FOR_PEOPLE = frozenset({Role.PUBLIC, Role.SYSTEM})


def fold_email(email: str) -> str:
    """The address as accounts keep it: NFC, without outer space, lower case."""
    return clean(email).casefold()


def add_account(
    session: Session,
    who: Identity,
    *,
    email: str,
    role: Role,
    password_hash: str | None,
    name: str = "",
) -> Account:
    """Save a new login.

    Raises:
        ValidationError: the address is malformed, or the role is none that a person can have.
        ConflictError: ``account_taken``.
    """
    require(who, Action.MANAGE_ACCOUNTS)
    folded = fold_email(email)
    faults = {} if _EMAIL.fullmatch(folded) and len(folded) <= 254 else {"email": "malformed"}
    if role in _NOT_FOR_PEOPLE:
        faults["role"] = "not_in_list"
    if faults:
        raise ValidationError(faults)
    if _by_email(session, folded) is not None:
        raise ConflictError("account_taken", email=folded)
    account = Account(email=folded, role=role, password_hash=password_hash, name=clean(name)[:200])
    record_change(session, who, account, "add")
    return account


def find_account(session: Session, who: Identity, email: str) -> Account | None:
    """The enabled account with this address, or None; for the login, which asks as the system."""
    require(who, Action.MANAGE_ACCOUNTS)
    account = _by_email(session, fold_email(email))
    return account if account is not None and account.disabled_at is None else None


def read_account(session: Session, who: Identity, account_id: UUID) -> Account:
    """An account, read by itself or by who manages accounts.

    Raises:
        ForbiddenError: it is someone else's.
        NotFoundError: ``account_not_found``.
    """
    _require_self(who, account_id)
    account = session.get(Account, account_id)
    if account is None:
        raise NotFoundError("account_not_found", account=str(account_id))
    return account


def list_accounts(session: Session, who: Identity, *, cursor: str | None = None, limit: int = 50) -> Page[Account]:
    """All accounts by address."""
    require(who, Action.MANAGE_ACCOUNTS)
    return page_by(session, select(Account), Account.email, cursor, limit)


def note_login(session: Session, who: Identity, account_id: UUID, *, now: dt.datetime | None = None) -> None:
    """Remember when the account last logged in; not audited."""
    account = read_account(session, who, account_id)
    account.last_login_at = now or now_utc()
    session.flush()


def set_password_hash(session: Session, who: Identity, account_id: UUID, password_hash: str) -> Account:
    """Replace the password's hash; the account itself or who manages accounts."""
    account = read_account(session, who, account_id)
    account.password_hash = password_hash
    record_change(session, who, account, "password")
    return account


def set_language(session: Session, who: Identity, account_id: UUID, language: str) -> Account:
    """Set the language that the account is greeted in.

    Raises:
        ValidationError: it is neither ``vi`` nor ``en``.
    """
    account = read_account(session, who, account_id)
    if language not in _LANGUAGES:
        raise ValidationError({"language": "not_in_list"})
    account.language = language
    record_change(session, who, account, "language")
    return account


def set_role(
    session: Session, who: Identity, account_id: UUID, role: Role, *, expected_version: int | None = None
) -> Account:
    """Give the account another role.

    Raises:
        ConflictError: ``last_administrator``: nobody would be left to manage accounts.
        ValidationError: no person can have that role.
    """
    require(who, Action.MANAGE_ACCOUNTS)
    account = read_account(session, who, account_id)
    expect_version(account, expected_version)
    if role in _NOT_FOR_PEOPLE:
        raise ValidationError({"role": "not_in_list"})
    if role is not Role.ADMINISTRATOR:
        _keep_an_administrator(session, account)
    account.role = role
    record_change(session, who, account, "role")
    return account


def set_home(
    session: Session,
    who: Identity,
    account_id: UUID,
    organisation_id: UUID | None,
    *,
    expected_version: int | None = None,
) -> Account:
    """Let the account work for an organisation, with None for no particular one.

    Raises:
        ValidationError: ``organisation``: ``not_found``, also when it is closed.
    """
    require(who, Action.MANAGE_ACCOUNTS)
    account = read_account(session, who, account_id)
    expect_version(account, expected_version)
    organisation = session.get(Organisation, organisation_id) if organisation_id else None
    if organisation_id and (organisation is None or organisation.closed_at is not None):
        raise ValidationError({"organisation": "not_found"})
    account.organisation_id = organisation_id
    record_change(session, who, account, "organisation")
    return account


def rename_account(session: Session, who: Identity, account_id: UUID, name: str) -> Account:
    """Give the person's name; the account itself or who manages accounts."""
    account = read_account(session, who, account_id)
    account.name = clean(name)[:200]
    record_change(session, who, account, "name")
    return account


def disable_account(
    session: Session, who: Identity, account_id: UUID, *, disabled: bool = True, now: dt.datetime | None = None
) -> Account:
    """Lock an account out, or let it in again with ``disabled=False``.

    Raises:
        ConflictError: ``last_administrator``.
    """
    require(who, Action.MANAGE_ACCOUNTS)
    account = read_account(session, who, account_id)
    if disabled:
        _keep_an_administrator(session, account)
    account.disabled_at = (now or now_utc()) if disabled else None
    record_change(session, who, account, "disable" if disabled else "enable")
    return account


def _by_email(session: Session, folded: str) -> Account | None:
    """The account with a folded address."""
    return session.scalar(select(Account).where(Account.email == folded))


def _require_self(who: Identity, account_id: UUID) -> None:
    """Let pass the account itself and who manages accounts."""
    if who.account_id != account_id and not who.may(Action.MANAGE_ACCOUNTS):
        raise ForbiddenError("forbidden", action=Action.MANAGE_ACCOUNTS.value, role=who.role.value)


def _keep_an_administrator(session: Session, account: Account) -> None:
    """Refuse when no other enabled administrator is left."""
    others = select(Account.id).where(
        Account.role == Role.ADMINISTRATOR, Account.disabled_at.is_(None), Account.id != account.id
    )
    is_one = account.role is Role.ADMINISTRATOR and account.disabled_at is None
    if is_one and session.scalar(others.limit(1)) is None:
        raise ConflictError("last_administrator", email=account.email)
