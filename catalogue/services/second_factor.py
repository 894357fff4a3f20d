"""The second factor of a login: begun, confirmed, spent and taken away; secrets come sealed, codes as digests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ConflictError
from catalogue.policy import Identity
from catalogue.records import Account
from catalogue.services.accounts import read_account
from catalogue.services.audits import record_change


def is_on(account: Account) -> bool:
    """Whether the account's login asks for a code."""
    return account.totp_confirmed_at is not None and account.totp_secret is not None


def begin_totp(session: Session, who: Identity, account_id: UUID, sealed_secret: str) -> Account:
    """Keep a new secret that doesn't count yet; it replaces one that was begun before.

    Raises:
        ForbiddenError: somebody else's account. ConflictError: ``second_factor_on``.
    """
    account = read_account(session, who, account_id)
    if is_on(account):
        raise ConflictError("second_factor_on", email=account.email)
    account.totp_secret, account.totp_last_step = sealed_secret, None
    record_change(session, who, account, "totp_begin")
    return account


def confirm_totp(
    session: Session,
    who: Identity,
    account_id: UUID,
    step: int,
    recovery_hashes: Sequence[str],
    *,
    now: dt.datetime | None = None,
) -> Account:
    """Ask for codes from now on: the account has shown one, that of ``step``, which is spent thereby.

    Raises:
        ForbiddenError. ConflictError: ``second_factor_on``; ``second_factor_off`` when none was begun.
    """
    account = read_account(session, who, account_id)
    if is_on(account):
        raise ConflictError("second_factor_on", email=account.email)
    if account.totp_secret is None:
        raise ConflictError("second_factor_off", email=account.email)
    account.totp_confirmed_at, account.totp_last_step = now or now_utc(), step
    account.recovery_hashes = list(recovery_hashes)
    record_change(session, who, account, "totp_on")
    return account


def spend_step(session: Session, who: Identity, account_id: UUID, step: int) -> bool:
    """Take the code of a step; False when this or a later one was taken before, for a code is good once."""
    account = read_account(session, who, account_id)
    if not is_on(account) or (account.totp_last_step is not None and step <= account.totp_last_step):
        return False
    account.totp_last_step = step
    session.flush()
    return True


def spend_recovery(session: Session, who: Identity, account_id: UUID, digest: str) -> bool:
    """Take a recovery code by its digest; False when the account has none such (any more)."""
    account = read_account(session, who, account_id)
    if not is_on(account) or digest not in account.recovery_hashes:
        return False
    account.recovery_hashes = [other for other in account.recovery_hashes if other != digest]
    record_change(session, who, account, "recovery_code")
    return True


def renew_recovery(session: Session, who: Identity, account_id: UUID, recovery_hashes: Sequence[str]) -> Account:
    """Put new recovery codes in the place of all old ones.

    Raises:
        ForbiddenError. ConflictError: ``second_factor_off``.
    """
    account = read_account(session, who, account_id)
    if not is_on(account):
        raise ConflictError("second_factor_off", email=account.email)
    account.recovery_hashes = list(recovery_hashes)
    record_change(session, who, account, "recovery_renew")
    return account


def remove_totp(session: Session, who: Identity, account_id: UUID) -> Account:
    """Let the account in without a code again: by itself, or by who manages accounts when the phone is lost.

    Raises:
        ForbiddenError: somebody else's account.
    """
    account = read_account(session, who, account_id)
    is_own = who.account_id == account_id
    if account.totp_secret is not None:
        account.totp_secret, account.totp_confirmed_at, account.totp_last_step = None, None, None
        account.recovery_hashes = []
        record_change(session, who, account, "totp_off" if is_own else "totp_reset")
    return account
