"""What roles are called, and the roles that an account has for organisations, ready to be printed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.context import caller
from app.i18n import gettext as _
from app.i18n import language
from catalogue.policy import GRANTABLE, Role
from catalogue.records import Account, Organisation
from catalogue.services.grants import list_grants


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A role for one organisation's records."""

    id: UUID
    organisation: str
    role: str


def role_names() -> dict[str, str]:
    """Every role that a person can have, with its name."""
    return {
        Role.ADMINISTRATOR.value: _("Administrator"),
        Role.CURATOR.value: _("Curator"),
        Role.CONSERVATOR.value: _("Conservator"),
        Role.RESTORER.value: _("Restorer"),
        Role.DATA_OFFICER.value: _("Data officer"),
        Role.READER.value: _("Reader: sees drafts, changes nothing"),
        Role.MEMBER.value: _("Member: sees what the public sees"),
    }


def grantable_names() -> dict[str, str]:
    """The roles that can be given for one organisation."""
    return {role: name for role, name in role_names().items() if Role(role) in GRANTABLE}


def organisation_name(organisation: Organisation) -> str:
    """Its title in the reader's language, else in the other."""
    return (organisation.title_en or organisation.title_vi) if language() == "en" else organisation.title_vi


def grant_rows(session: Session, account: Account) -> list[GrantRow]:
    """The account's granted roles, its home organisation's first."""
    names, found = role_names(), []
    home = session.get(Organisation, account.organisation_id) if account.organisation_id else None
    if home is not None:
        found.append(GrantRow(home.id, organisation_name(home), names[account.role.value]))
    granted = list_grants(session, caller(), account.id)
    return [
        *found,
        *(GrantRow(grant.id, organisation_name(owner), names[grant.role.value]) for grant, owner in granted),
    ]
