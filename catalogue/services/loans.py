"""Loans: agreed, approved, out of the house and back, each artifact with its movements and condition checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ConflictError, ValidationError
from catalogue.policy import Action, Identity, require, require_on
from catalogue.records import Agent, Artifact, ConditionCheck, Loan, LoanItem
from catalogue.services.artifacts import read_artifact
from catalogue.services.audits import expect_version, record_change
from catalogue.services.loan_lists import all_items, read_for
from catalogue.services.movements import move_artifacts
from catalogue.services.numbering import next_number
from catalogue.services.ownership import belongs
from catalogue.services.validation import assign, need
from catalogue.vocab.days import day_of, start_of
from catalogue.vocab.heritage import LoanDirection, LoanState, MoveReason

PREFIX = "CM"
"""Of the numbers: cho mượn."""
EDITABLE = (
    "direction", "partner", "partner_contact", "agent_id", "purpose", "begins_on", "ends_on", "decision_number",
    "decision_date", "approver", "insurance", "conditions", "note",
)  # fmt: skip
_STEPS: dict[LoanState, frozenset[LoanState]] = {
    LoanState.PLANNED: frozenset({LoanState.APPROVED, LoanState.CANCELLED}),
    LoanState.APPROVED: frozenset({LoanState.ACTIVE, LoanState.CANCELLED}),
    LoanState.ACTIVE: frozenset({LoanState.RETURNED}),
    LoanState.RETURNED: frozenset(),
    LoanState.CANCELLED: frozenset(),
}
_BUSY = (LoanState.APPROVED, LoanState.ACTIVE)


def add_loan(session: Session, who: Identity, values: Mapping[str, object], numbers: Sequence[str]) -> Loan:
    """Save a planned loan of artifacts under the year's next number.

    ``direction``, ``partner``, ``purpose``, ``begins_on`` and ``ends_on`` are needed.

    Raises:
        ValidationError: each unfit field. NotFoundError: ``artifact_not_found``.
        ConflictError: ``loan_overlaps``: an artifact is promised to somebody else in that time.
    """
    require(who, Action.MOVE_ARTIFACTS)
    need(values, "direction", "partner", "purpose", "begins_on", "ends_on")
    loan = Loan(state=LoanState.PLANNED)
    with session.no_autoflush:
        assign(loan, values, EDITABLE)
        _refuse_unfit(session, loan)
        artifacts = _things(session, who, numbers)
        _refuse_promised(session, loan, artifacts)
        loan.number = next_number(session, Loan.number, PREFIX, loan.begins_on.year)
    record_change(session, who, loan, "add")
    session.add_all(LoanItem(loan_id=loan.id, artifact_id=artifact.id) for artifact in artifacts)
    session.flush()
    return loan


def update_loan(
    session: Session, who: Identity, number: str, changes: Mapping[str, object], *, expected_version: int | None
) -> Loan:
    """Change a loan that is neither over nor cancelled.

    Raises:
        NotFoundError, ValidationError, StaleError; ConflictError: ``loan_over``, ``loan_overlaps``.
    """
    require(who, Action.MOVE_ARTIFACTS)
    loan = read_for(session, who, Action.MOVE_ARTIFACTS, number)
    expect_version(loan, expected_version)
    if not _STEPS[loan.state]:
        raise ConflictError("loan_over", number=loan.number)
    with session.no_autoflush:
        assign(loan, changes, EDITABLE)
        _refuse_unfit(session, loan)
        _refuse_promised(session, loan, [artifact for _, artifact in all_items(session, loan)])
    record_change(session, who, loan, "update")
    return loan


def approve_loan(session: Session, who: Identity, number: str) -> Loan:
    """Approve a planned loan; its decision and who approved it must be written down.

    Raises:
        NotFoundError; ConflictError: ``loan_step``, ``loan_overlaps``; ValidationError: what is missing.
    """
    require(who, Action.PUBLISH)
    loan = read_for(session, who, Action.PUBLISH, number)
    missing = {name: "required" for name in ("decision_number", "approver") if not getattr(loan, name)}
    if missing:
        raise ValidationError(missing, number=loan.number)
    _refuse_promised(session, loan, [artifact for _, artifact in all_items(session, loan)])
    return _step(session, who, loan, LoanState.APPROVED)


def cancel_loan(session: Session, who: Identity, number: str) -> Loan:
    """Give up a loan that has not begun.

    Raises:
        NotFoundError; ConflictError: ``loan_step``.
    """
    require(who, Action.MOVE_ARTIFACTS)
    return _step(session, who, read_for(session, who, Action.MOVE_ARTIFACTS, number), LoanState.CANCELLED)


def add_to_loan(session: Session, who: Identity, number: str, numbers: Sequence[str]) -> list[LoanItem]:
    """Put more artifacts on a planned loan; those that are on it already stay.

    Raises:
        NotFoundError; ConflictError: ``loan_settled``, ``loan_overlaps``; ValidationError: ``artifacts``.
    """
    require(who, Action.MOVE_ARTIFACTS)
    loan = read_for(session, who, Action.MOVE_ARTIFACTS, number)
    if loan.state is not LoanState.PLANNED:
        raise ConflictError("loan_settled", number=loan.number)
    known = {artifact.id for _, artifact in all_items(session, loan)}
    artifacts = _things(session, who, numbers)
    _refuse_promised(session, loan, artifacts)
    rows = [LoanItem(loan_id=loan.id, artifact_id=row.id) for row in artifacts if row.id not in known]
    for row in rows:
        record_change(session, who, row, "add")
    return rows


def send_loan(session: Session, who: Identity, number: str, day: dt.date) -> Loan:
    """Let everything of an approved loan leave on a day: each artifact's movement is recorded.

    Raises:
        NotFoundError; ConflictError: ``loan_step``; ValidationError as in ``move_artifacts``.
    """
    require(who, Action.MOVE_ARTIFACTS)
    loan = _step(session, who, read_for(session, who, Action.MOVE_ARTIFACTS, number), LoanState.ACTIVE)
    rows = all_items(session, loan)
    wish = {"to_text": loan.partner, "reason": MoveReason.LOAN, "decision_number": loan.decision_number}
    wish |= {"decision_date": loan.decision_date, "approver": loan.approver}
    _move(session, who, loan, [artifact for _, artifact in rows], wish | {"moved_at": _moment(day)})
    for item, _ in rows:
        item.left_on = day
    session.flush()
    return loan


def return_loan(
    session: Session,
    who: Identity,
    number: str,
    day: dt.date,
    to_id: UUID | None = None,
    numbers: Sequence[str] | None = None,
) -> Loan:
    """Take back what came back on a day, to a location when it is ours; the loan is over when nothing is left out.

    ``numbers`` are the artifacts that came; all that are still out when None.

    Raises:
        NotFoundError; ConflictError: ``loan_step``; ValidationError: ``returned_on``, ``artifacts`` when one of them
        is not out on this loan, or as in ``move_artifacts``.
    """
    require(who, Action.MOVE_ARTIFACTS)
    loan = read_for(session, who, Action.MOVE_ARTIFACTS, number)
    if LoanState.RETURNED not in _STEPS[loan.state]:
        raise _wrong_step(loan, LoanState.RETURNED)
    out = [(item, artifact) for item, artifact in all_items(session, loan) if item.returned_on is None]
    back = _coming_back(out, numbers, day)
    wish = {"to_id": to_id, "reason": MoveReason.RETURN, "moved_at": _moment(day)}
    _move(session, who, loan, [artifact for _, artifact in back], wish)
    for item, _ in back:
        item.returned_on = day
        record_change(session, who, item, "return")
    return loan if len(back) < len(out) else _step(session, who, loan, LoanState.RETURNED)


def _coming_back(
    out: Sequence[tuple[LoanItem, Artifact]], numbers: Sequence[str] | None, day: dt.date
) -> list[tuple[LoanItem, Artifact]]:
    """Those of the items still out that came back on a day.

    Raises:
        ValidationError: ``artifacts``: none, or one that is not out; ``returned_on``: before one of them left.
    """
    back = [pair for pair in out if numbers is None or pair[1].accession_number in numbers]
    if not back or (numbers is not None and len(back) != len(set(numbers))):
        raise ValidationError({"artifacts": "not_found" if back or numbers else "required"})
    if any(item.left_on is not None and day < item.left_on for item, _ in back):
        raise ValidationError({"returned_on": "out_of_range"})
    return back


def attach_check(session: Session, who: Identity, item: LoanItem, check: ConditionCheck, *, is_back: bool) -> LoanItem:
    """Say which condition check was made when an artifact left or came back.

    Raises:
        ValidationError: ``check_id``: a check of something else.
    """
    require_on(who, Action.CHECK_CONDITION, session.get(Artifact, item.artifact_id))
    if not belongs(session, ConditionCheck, check.id, (item.artifact_id, None)):
        raise ValidationError({"check_id": "not_found"})
    if is_back:
        item.check_in_id = check.id
    else:
        item.check_out_id = check.id
    session.flush()
    return item


def _things(session: Session, who: Identity, numbers: Sequence[str]) -> list[Artifact]:
    """The artifacts with these numbers, each of them one that the writer may move.

    Raises:
        NotFoundError: ``artifact_not_found``. ForbiddenError. ValidationError: ``artifacts``: ``required``.
    """
    artifacts = [read_artifact(session, who, number) for number in dict.fromkeys(numbers)]
    for artifact in artifacts:
        require_on(who, Action.MOVE_ARTIFACTS, artifact)
    if not artifacts:
        raise ValidationError({"artifacts": "required"})
    return artifacts


def _move(
    session: Session, who: Identity, loan: Loan, artifacts: Sequence[Artifact], wish: Mapping[str, object]
) -> None:
    """Record the movements of what is ours; what we borrow is not in our places before it comes."""
    if loan.direction is LoanDirection.OUT:
        numbers = [artifact.accession_number for artifact in artifacts]
        for movement in move_artifacts(session, who, numbers, {**wish, "note": loan.number}):
            movement.loan_id = loan.id
        session.flush()


def _moment(day: dt.date) -> dt.datetime:
    """When something happened of which only the day is known: noon, but now when it was today."""
    now = now_utc()
    return now if day == day_of(now) else start_of(day) + dt.timedelta(hours=12)


def _wrong_step(loan: Loan, state: LoanState) -> ConflictError:
    return ConflictError("loan_step", number=loan.number, current=loan.state.value, wanted=state.value)


def _step(session: Session, who: Identity, loan: Loan, state: LoanState) -> Loan:
    if state not in _STEPS[loan.state]:
        raise _wrong_step(loan, state)
    loan.state = state
    record_change(session, who, loan, state.value)
    return loan


def _refuse_unfit(session: Session, loan: Loan) -> None:
    """Rules that need more than one column."""
    faults: dict[str, str] = {}
    if loan.ends_on < loan.begins_on:
        faults["ends_on"] = "out_of_range"
    if loan.agent_id is not None and session.get(Agent, loan.agent_id) is None:
        faults["agent_id"] = "not_found"
    if faults:
        if loan in session:
            session.expire(loan)
        raise ValidationError(faults)


def _refuse_promised(session: Session, loan: Loan, artifacts: Sequence[Artifact]) -> None:
    """Nothing is promised to two partners for the same days."""
    query = (
        select(Artifact.accession_number, Loan.number)
        .join(LoanItem, LoanItem.artifact_id == Artifact.id)
        .join(Loan, Loan.id == LoanItem.loan_id)
        .where(
            Artifact.id.in_([artifact.id for artifact in artifacts]),
            Loan.state.in_(_BUSY),
            Loan.begins_on <= loan.ends_on,
            Loan.ends_on >= loan.begins_on,
            Loan.id != loan.id if loan.id is not None else Loan.id.is_not(None),
        )
        .order_by(Artifact.accession_number)
    )
    found = session.execute(query).first()
    if found is not None:
        raise ConflictError("loan_overlaps", artifact=found[0], loan=found[1])
