"""Who may do what: one table, asked in the first line of every service."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from uuid import UUID

from catalogue.errors import ForbiddenError


class Role(enum.Enum):
    """The roles of people and programs."""

    ADMINISTRATOR = "administrator"
    CONSERVATOR = "conservator"
    RESTORER = "restorer"
    CURATOR = "curator"
    DATA_OFFICER = "data_officer"
    READER = "reader"
    MEMBER = "member"
    PUBLIC = "public"
    SYSTEM = "system"


class Action(enum.Enum):
    """What a service lets someone do."""

    READ_DRAFTS = "read_drafts"
    WRITE_RECORDS = "write_records"
    UPLOAD_FILES = "upload_files"
    PUBLISH = "publish"
    WRITE_TOURS = "write_tours"
    RUN_JOBS = "run_jobs"
    COMPARE = "compare"
    CHECK_COMPARISONS = "check_comparisons"
    FINALISE_COMPARISONS = "finalise_comparisons"
    MANAGE_LOCATIONS = "manage_locations"
    MOVE_ARTIFACTS = "move_artifacts"
    CHECK_CONDITION = "check_condition"
    TREAT = "treat"
    MANAGE_VOCABULARIES = "manage_vocabularies"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_AUDIT = "read_audit"


_STAFF = frozenset({Role.ADMINISTRATOR, Role.CONSERVATOR, Role.RESTORER, Role.CURATOR, Role.DATA_OFFICER, Role.SYSTEM})
EVERYWHERE = frozenset({Role.ADMINISTRATOR, Role.SYSTEM})
"""Roles that hold for the records of every organisation."""
GRANTABLE = frozenset({Role.CONSERVATOR, Role.RESTORER, Role.CURATOR, Role.DATA_OFFICER, Role.READER})
"""Roles that an account can be given for one organisation alone."""
_COMMON = frozenset({Action.MANAGE_ACCOUNTS, Action.MANAGE_VOCABULARIES})  # what all organisations share
_ALLOWED: dict[Action, frozenset[Role]] = {
    Action.READ_DRAFTS: _STAFF | {Role.READER},
    Action.WRITE_RECORDS: frozenset({Role.ADMINISTRATOR, Role.CONSERVATOR, Role.CURATOR, Role.SYSTEM}),
    Action.UPLOAD_FILES: frozenset({Role.ADMINISTRATOR, Role.CONSERVATOR, Role.RESTORER, Role.CURATOR, Role.SYSTEM}),
    Action.PUBLISH: frozenset({Role.ADMINISTRATOR, Role.CURATOR, Role.CONSERVATOR, Role.DATA_OFFICER, Role.SYSTEM}),
    Action.WRITE_TOURS: frozenset({Role.ADMINISTRATOR, Role.CURATOR, Role.SYSTEM}),
    Action.RUN_JOBS: _STAFF,
    Action.COMPARE: frozenset({Role.ADMINISTRATOR, Role.CONSERVATOR, Role.RESTORER, Role.CURATOR, Role.SYSTEM}),
    Action.CHECK_COMPARISONS: frozenset({Role.ADMINISTRATOR, Role.CONSERVATOR, Role.RESTORER, Role.CURATOR}),
    Action.FINALISE_COMPARISONS: frozenset({Role.ADMINISTRATOR, Role.CURATOR}),
    Action.MANAGE_LOCATIONS: frozenset({Role.ADMINISTRATOR, Role.CONSERVATOR, Role.CURATOR, Role.SYSTEM}),
    Action.MOVE_ARTIFACTS: frozenset({Role.ADMINISTRATOR, Role.CONSERVATOR, Role.RESTORER, Role.CURATOR, Role.SYSTEM}),
    Action.CHECK_CONDITION: frozenset({Role.ADMINISTRATOR, Role.CONSERVATOR, Role.RESTORER, Role.CURATOR, Role.SYSTEM}),
    Action.TREAT: frozenset({Role.ADMINISTRATOR, Role.CONSERVATOR, Role.RESTORER, Role.SYSTEM}),
    Action.MANAGE_VOCABULARIES: frozenset({Role.ADMINISTRATOR, Role.CURATOR, Role.DATA_OFFICER, Role.SYSTEM}),
    Action.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR, Role.SYSTEM}),
    Action.READ_AUDIT: frozenset({Role.ADMINISTRATOR, Role.DATA_OFFICER, Role.SYSTEM}),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is asking; made by the front door, passed to every service.

    Attributes:
        role: what the account is, for the records of its own organisation and for those that belong to none.
        account_id: the account; None for the public and for programs on this machine.
        name: how the history of records names whoever asks.
        home_id: the organisation that the account works for.
        grants: roles for the records of other organisations, one by one.
    """

    role: Role
    account_id: UUID | None = None
    name: str = ""
    home_id: UUID | None = None
    grants: frozenset[tuple[UUID, Role]] = frozenset()

    @classmethod
    def public(cls) -> Identity:
        """Anybody without a login."""
        return cls(Role.PUBLIC)

    @classmethod
    def system(cls, name: str) -> Identity:
        """A job or a command on this machine."""
        return cls(Role.SYSTEM, name=name)

    @property
    def is_everywhere(self) -> bool:
        """Whether the role holds for every organisation."""
        return self.role in EVERYWHERE

    def may(self, action: Action) -> bool:
        """Whether the role, or for some organisation a granted one, allows the action; see also ``may_on``."""
        allowed = _ALLOWED[action]
        if self.role in allowed:
            return True
        return action not in _COMMON and any(role in allowed for _, role in self.grants)

    def may_on(self, action: Action, organisation_id: UUID | None) -> bool:
        """Whether the action is allowed on the records of this organisation, None: on those that belong to none."""
        return not _ALLOWED[action].isdisjoint(self._roles_on(organisation_id))

    def organisations(self, action: Action) -> frozenset[UUID]:
        """The organisations on whose records the action is allowed; not asked of who may do it everywhere."""
        named = {organisation for organisation, _ in self.grants} | ({self.home_id} if self.home_id else set())
        return frozenset(organisation for organisation in named if self.may_on(action, organisation))

    def _roles_on(self, organisation_id: UUID | None) -> frozenset[Role]:
        """The account's roles for the records of an organisation."""
        if self.is_everywhere or organisation_id is None or organisation_id == self.home_id:
            own = frozenset({self.role})
        else:
            own = frozenset()
        return own | {role for organisation, role in self.grants if organisation == organisation_id}


def require(who: Identity, action: Action) -> None:
    """Raise ``ForbiddenError`` (code ``forbidden``) when ``who`` may nowhere do ``action``."""
    if not who.may(action):
        raise ForbiddenError("forbidden", action=action.value, role=who.role.value)


def require_on(who: Identity, action: Action, record: object) -> None:
    """Raise ``ForbiddenError`` when ``who`` may not do ``action`` on this record.

    A record of a kind that knows no organisation belongs to everybody on the staff, as one that names none does.
    The code is ``forbidden`` where ``who`` may nowhere do it, else ``forbidden_organisation``.
    """
    require(who, action)
    if not who.may_on(action, getattr(record, "organisation_id", None)):
        raise ForbiddenError("forbidden_organisation", action=action.value, role=who.role.value)
