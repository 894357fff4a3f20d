"""Roles for the records of one organisation, given to an account and taken back; each step is in its history."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import NotFoundError, ValidationError
from catalogue.policy import GRANTABLE, Action, Identity, Role, require
from catalogue.records import Account, Grant, Organisation
from catalogue.services.accounts import read_account
from catalogue.services.audits import record_change


def grant_role(session: Session, who: Identity, account_id: UUID, organisation_id: UUID, role: Role) -> Grant:
    """Give an account a role for an organisation's records; repeating changes nothing.

    Raises:
        NotFoundError: ``account_not_found``.
        ValidationError: ``role``: ``not_in_list``: it can't be given for one organisation; ``organisation``:
            ``not_found``, also when it is closed.
    """
    require(who, Action.MANAGE_ACCOUNTS)
    account = read_account(session, who, account_id)
    organisation = session.get(Organisation, organisation_id)
    faults = {} if role in GRANTABLE else {"role": "not_in_list"}
    if organisation is None or organisation.closed_at is not None:
        faults["organisation"] = "not_found"
    if faults:
        raise ValidationError(faults)
    same = (Grant.account_id == account_id, Grant.organisation_id == organisation_id, Grant.role == role)
    present = session.scalar(select(Grant).where(*same))
    if present is not None:
        return present
    before = _told(session, account)
    grant = Grant(account_id=account_id, organisation_id=organisation_id, role=role)
    session.add(grant)
    session.flush()
    _remember(session, who, account, "grant", before)
    return grant


def revoke_role(session: Session, who: Identity, grant_id: UUID) -> None:
    """Take a granted role back.

    Raises:
        NotFoundError: ``grant_not_found``.
    """
    require(who, Action.MANAGE_ACCOUNTS)
    grant = session.get(Grant, grant_id)
    if grant is None:
        raise NotFoundError("grant_not_found", grant=str(grant_id))
    account = read_account(session, who, grant.account_id)
    before = _told(session, account)
    session.delete(grant)
    session.flush()
    _remember(session, who, account, "revoke", before)


def list_grants(session: Session, who: Identity, account_id: UUID) -> list[tuple[Grant, Organisation]]:
    """What an account was granted, by organisation; for itself and for who manages accounts."""
    read_account(session, who, account_id)
    query = select(Grant, Organisation).join(Organisation, Organisation.id == Grant.organisation_id)
    rows = session.execute(query.where(Grant.account_id == account_id).order_by(Organisation.code, Grant.role))
    return [(grant, organisation) for grant, organisation in rows]


def identity_of(session: Session, account: Account) -> Identity:
    """Who an account is to every service; for the front door, which has checked the login."""
    rows = session.execute(select(Grant.organisation_id, Grant.role).where(Grant.account_id == account.id))
    grants = frozenset((organisation_id, role) for organisation_id, role in rows)
    return Identity(account.role, account.id, account.name or account.email, account.organisation_id, grants)


def _told(session: Session, account: Account) -> list[str]:
    """The account's granted roles as its history tells them."""
    query = select(Organisation.code, Grant.role).join(Organisation, Organisation.id == Grant.organisation_id)
    return sorted(
        f"{code}: {role.value}" for code, role in session.execute(query.where(Grant.account_id == account.id))
    )


def _remember(session: Session, who: Identity, account: Account, action: str, before: list[str]) -> None:
    """Write the change of grants into the account's history; it counts as a save of the account."""
    account.updated_at = now_utc()
    audit = record_change(session, who, account, action)
    audit.changes = {"grants": [before, _told(session, account)]}
    session.flush()
