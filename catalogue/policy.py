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
_ALLOWED: dict[Action, frozenset[Role]] = {
    Action.READ_DRAFTS: _STAFF,
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
    """Who is asking; made by the front door, passed to every service."""

    role: Role
    account_id: UUID | None = None
    name: str = ""

    @classmethod
    def public(cls) -> Identity:
        """Anybody without a login."""
        return cls(Role.PUBLIC)

    @classmethod
    def system(cls, name: str) -> Identity:
        """A job or a command on this machine."""
        return cls(Role.SYSTEM, name=name)

    def may(self, action: Action) -> bool:
        """Whether the role allows the action."""
        return self.role in _ALLOWED[action]


def require(who: Identity, action: Action) -> None:
    """Raise ``ForbiddenError`` (code ``forbidden``) when ``who`` may not do ``action``."""
    if not who.may(action):
        raise ForbiddenError("forbidden", action=action.value, role=who.role.value)
