"""Whose record a row belongs to, and whether its writer may write for that organisation: asked at every save.

Services ask in their first line whether somebody may do a thing at all (``require``); which records it may be done on
is asked here, once for all of them, because every change of a record passes ``record_change``.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import get_history

from catalogue.db import Base
from catalogue.errors import ForbiddenError, ValidationError
from catalogue.policy import Action, Identity
from catalogue.records import Artifact, Comparison, ConditionCheck, EntryItem, Loan, LoanItem, ObjectEntry, Site
from catalogue.vocab.terms import Status

_FILES = frozenset({Action.UPLOAD_FILES})
_NEEDS: dict[str, frozenset[Action]] = {
    "capture": _FILES,
    "comparison": frozenset({Action.COMPARE, Action.CHECK_COMPARISONS, Action.FINALISE_COMPARISONS}),
    "condition_check": frozenset({Action.CHECK_CONDITION}),
    "damage": frozenset({Action.CHECK_CONDITION}),
    "digital_file": _FILES,
    "loan": frozenset({Action.MOVE_ARTIFACTS, Action.PUBLISH}),
    "loan_item": frozenset({Action.MOVE_ARTIFACTS}),
    "location": frozenset({Action.MANAGE_LOCATIONS}),
    "model": _FILES,
    "movement": frozenset({Action.MOVE_ARTIFACTS}),
    "scan": _FILES,
    "scene": frozenset({Action.UPLOAD_FILES, Action.WRITE_TOURS}),
    "treatment": frozenset({Action.TREAT}),
}
_OWN = {"register": Action.WRITE_RECORDS, "update": Action.WRITE_RECORDS, "add": Action.WRITE_RECORDS}
_WRITES = frozenset(
    {
        Action.WRITE_RECORDS, Action.UPLOAD_FILES, Action.PUBLISH, Action.MOVE_ARTIFACTS, Action.CHECK_CONDITION,
        Action.TREAT, Action.MANAGE_LOCATIONS,
    }
)  # fmt: skip
_STEPS = frozenset(status.value for status in Status)
_SHARED = frozenset({"account", "organisation", "role_grant", "term", "vocabulary", "tour"})
_COPIES = frozenset({"rename_location", "rebuild_location"})  # a shared place's name follows into every artifact


def require_scope(session: Session, who: Identity, row: Base, action: str) -> None:
    """Refuse a change of a row whose organisation the writer has no fitting role for.

    Raises:
        ForbiddenError: ``forbidden_organisation``.
    """
    if who.is_everywhere or row.__tablename__ in _SHARED or action in _COPIES:
        return
    needed = _needed(row, action)
    with session.no_autoflush:  # the row's own changes are still to be written down
        organisations = list(_organisations(session, row))
    for organisation_id in organisations:
        if not any(who.may_on(one, organisation_id) for one in needed):
            wanted = min(one.value for one in needed)
            raise ForbiddenError("forbidden_organisation", action=wanted, role=who.role.value)


def organisation_for_new(who: Identity) -> UUID | None:
    """The organisation whose record a new one becomes: the writer's own, else the only one it may write for.

    Raises:
        ValidationError: ``organisation``: ``required``: it may write for several, and for none of them at home.
    """
    if who.may_on(Action.WRITE_RECORDS, who.home_id):
        return who.home_id
    known = who.organisations(Action.WRITE_RECORDS)
    if len(known) != 1:
        raise ValidationError({"organisation": "required"})
    return next(iter(known))


def loan_organisations(session: Session, loan: Loan) -> list[UUID | None]:
    """Whose artifacts are on a loan, each organisation once; None stands for those that belong to none."""
    query = select(Artifact.organisation_id).join(LoanItem, LoanItem.artifact_id == Artifact.id)
    return list(session.scalars(query.where(LoanItem.loan_id == loan.id).distinct()))


def owner_of(session: Session, row: Base) -> Artifact | Site | None:
    """The artifact or site that a row belongs to, or is; None where it belongs to neither."""
    if isinstance(row, Artifact | Site):
        return row
    if check_id := getattr(row, "check_id", None):
        check = session.get(ConditionCheck, check_id)
        return owner_of(session, check) if check else None
    if (comparison_id := getattr(row, "comparison_id", None)) and not hasattr(row, "artifact_id"):
        comparison = session.get(Comparison, comparison_id)
        return owner_of(session, comparison) if comparison else None
    artifact_id: UUID | None = getattr(row, "artifact_id", None) or getattr(row, "record_id", None)
    site_id: UUID | None = getattr(row, "site_id", None) or getattr(row, "record_id", None)
    found = session.get(Artifact, artifact_id) if artifact_id else None
    return found or (session.get(Site, site_id) if site_id else None)


def _needed(row: Base, action: str) -> frozenset[Action]:
    """The actions of which one must be allowed on the row's organisation."""
    if action in _STEPS and isinstance(row, Artifact | Site):
        return frozenset({Action.PUBLISH})
    named = _NEEDS.get(row.__tablename__)
    if named is not None:
        return named | {Action.PUBLISH} if action in _STEPS else named
    if isinstance(row, Artifact | Site) and action not in _OWN:
        return _WRITES
    return frozenset({Action.WRITE_RECORDS})


def _organisations(session: Session, row: Base) -> Iterator[UUID | None]:
    """The organisation of what the row belongs to; a record that changes hands has two, a loan those of its things."""
    if isinstance(row, Loan):
        yield from loan_organisations(session, row)
        return
    holder = _holder(session, row)
    if holder is not None:
        yield from get_history(holder, "organisation_id").deleted or ()
        yield getattr(holder, "organisation_id", None)


def _holder(session: Session, row: Base) -> Base | None:
    """The row that names the organisation: the row itself, its receipt, or the record that it belongs to."""
    if isinstance(row, EntryItem):
        return session.get(ObjectEntry, row.entry_id)
    return row if hasattr(row, "organisation_id") else owner_of(session, row)
