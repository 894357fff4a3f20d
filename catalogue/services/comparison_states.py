"""Who stands behind a comparison: draft, checked by a second person, final; and who has looked at its alert."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ConflictError, ForbiddenError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import Comparison
from catalogue.services.audits import expect_version, record_change
from catalogue.services.comparisons import read_comparison
from catalogue.vocab.folding import clean
from catalogue.vocab.terms import ComparisonState

_PEOPLE = (
    "checked_by_id", "checked_by", "checked_at", "finalised_by_id", "finalised_by", "finalised_at",
)  # fmt: skip


def check_comparison(
    session: Session, who: Identity, comparison_id: UUID, *, expected_version: int | None
) -> Comparison:
    """A second person has looked at the measurement and stands behind it.

    Raises:
        ForbiddenError: ``comparison_own_check``: the author can't be the second person; ``comparison_person``.
        ConflictError: ``comparison_step``, ``comparison_unmeasured``, ``comparison_retired``.
        NotFoundError, StaleError.
    """
    comparison = _take(session, who, comparison_id, Action.CHECK_COMPARISONS, expected_version)
    _refuse_step(comparison, ComparisonState.DRAFT, ComparisonState.CHECKED)
    if not comparison.is_measured:
        raise ConflictError("comparison_unmeasured")
    if who.account_id == comparison.author_id:
        raise ForbiddenError("comparison_own_check", author=comparison.author)
    comparison.state, comparison.state_reason = ComparisonState.CHECKED, None
    comparison.checked_by_id, comparison.checked_by, comparison.checked_at = who.account_id, who.name, now_utc()
    record_change(session, who, comparison, "check")
    return comparison


def finalise_comparison(
    session: Session, who: Identity, comparison_id: UUID, *, expected_version: int | None
) -> Comparison:
    """A curator or administrator lets a checked comparison stand; with its record published, everybody may see it.

    Raises:
        ForbiddenError: ``comparison_person``.
        ConflictError: ``comparison_step``, ``comparison_retired``.
        NotFoundError, StaleError.
    """
    comparison = _take(session, who, comparison_id, Action.FINALISE_COMPARISONS, expected_version)
    _refuse_step(comparison, ComparisonState.CHECKED, ComparisonState.FINAL)
    comparison.state, comparison.state_reason = ComparisonState.FINAL, None
    comparison.finalised_by_id, comparison.finalised_by = who.account_id, who.name
    comparison.finalised_at = now_utc()
    record_change(session, who, comparison, "finalise")
    return comparison


def return_comparison(
    session: Session, who: Identity, comparison_id: UUID, reason: str, *, expected_version: int | None
) -> Comparison:
    """Take a checked or final comparison back to draft and say why; a final one by those who may make it final.

    Raises:
        ValidationError: ``reason`` is blank.
        ForbiddenError: ``comparison_person``.
        ConflictError: ``comparison_step``: it is a draft.
        NotFoundError, StaleError.
    """
    is_final = read_comparison(session, who, comparison_id).state is ComparisonState.FINAL
    action = Action.FINALISE_COMPARISONS if is_final else Action.CHECK_COMPARISONS
    comparison = _take(session, who, comparison_id, action, expected_version)
    if comparison.state is ComparisonState.DRAFT:
        raise ConflictError("comparison_step", current="draft", wanted="draft")
    if not clean(reason):
        raise ValidationError({"reason": "required"})
    comparison.state, comparison.state_reason = ComparisonState.DRAFT, clean(reason)
    for name in _PEOPLE:
        setattr(comparison, name, None)
    record_change(session, who, comparison, "return")
    return comparison


def acknowledge_alert(
    session: Session, who: Identity, comparison_id: UUID, note: str, *, expected_version: int | None
) -> Comparison:
    """Somebody has seen the alert and writes down what follows from it.

    Raises:
        ValidationError: ``note`` is blank.
        ForbiddenError: ``comparison_person``.
        ConflictError: ``comparison_no_alert``: there is none, or it was acknowledged already.
        NotFoundError, StaleError.
    """
    comparison = _take(session, who, comparison_id, Action.CHECK_COMPARISONS, expected_version)
    if not comparison.has_open_alert:
        raise ConflictError("comparison_no_alert")
    if not clean(note):
        raise ValidationError({"note": "required"})
    comparison.acknowledgement, comparison.acknowledged_at = clean(note), now_utc()
    comparison.acknowledged_by_id, comparison.acknowledged_by = who.account_id, who.name
    record_change(session, who, comparison, "acknowledge")
    return comparison


def _take(
    session: Session, who: Identity, comparison_id: UUID, action: Action, expected_version: int | None
) -> Comparison:
    """The comparison, where a person with the right and the newest version asks for it."""
    require(who, action)
    if who.account_id is None:
        raise ForbiddenError("comparison_person", role=who.role.value)
    comparison = read_comparison(session, who, comparison_id)
    expect_version(comparison, expected_version)
    return comparison


def _refuse_step(comparison: Comparison, start: ComparisonState, end: ComparisonState) -> None:
    """Let only the one step pass, and only of a comparison that still stands."""
    if comparison.state is not start:
        raise ConflictError("comparison_step", current=comparison.state.value, wanted=end.value)
    if comparison.superseded_at is not None or comparison.withdrawn_at is not None:
        raise ConflictError("comparison_retired")
