"""Loans as their readers see them: each by the artifacts that are on it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session

from catalogue.errors import NotFoundError
from catalogue.policy import Action, Identity, require, require_on
from catalogue.records import Artifact, Loan, LoanItem
from catalogue.services.paging import Page, page_newest
from catalogue.services.scopes import loan_organisations
from catalogue.services.visibility import staffed_by
from catalogue.vocab.heritage import LoanState


def read_loan(session: Session, who: Identity, number: str) -> Loan:
    """The loan with this number; loans are for the staff of any of their artifacts.

    Raises:
        NotFoundError: ``loan_not_found``.
    """
    require(who, Action.READ_DRAFTS)
    loan = session.scalar(select(Loan).where(Loan.number == number.strip(), _seen(who)))
    if loan is None:
        raise NotFoundError("loan_not_found", number=number)
    return loan


def read_for(session: Session, who: Identity, action: Action, number: str) -> Loan:
    """The loan with this number for who does something with all that is on it.

    Raises:
        NotFoundError: ``loan_not_found``. ForbiddenError: ``forbidden_organisation``: one artifact is another's.
    """
    loan = read_loan(session, who, number)
    for _, artifact in all_items(session, loan):
        require_on(who, action, artifact)
    return loan


def may_for(session: Session, who: Identity, action: Action, loan: Loan) -> bool:
    """Whether the reader may do something with all that is on a loan."""
    return who.may(action) and all(who.may_on(action, one) for one in loan_organisations(session, loan))


def list_loans(
    session: Session,
    who: Identity,
    *,
    state: LoanState | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Loan]:
    """Loans, the latest first; those of one state when it is named."""
    require(who, Action.READ_DRAFTS)
    query = select(Loan).where(_seen(who))
    query = query if state is None else query.where(Loan.state == state)
    return page_newest(session, query, Loan, cursor, limit)


def list_overdue(session: Session, who: Identity, today: dt.date) -> list[Loan]:
    """Loans that should have ended, the longest overdue first."""
    require(who, Action.READ_DRAFTS)
    late = select(Loan).where(Loan.state == LoanState.ACTIVE, Loan.ends_on < today, _seen(who))
    return list(session.scalars(late.order_by(Loan.ends_on, Loan.number)))


def list_items(session: Session, who: Identity, loan: Loan) -> list[tuple[LoanItem, Artifact]]:
    """Those of a loan's artifacts that the reader is staff of, by accession number."""
    return _items(session, loan, staffed_by(who, Artifact.organisation_id))


def all_items(session: Session, loan: Loan) -> list[tuple[LoanItem, Artifact]]:
    """All of a loan's artifacts by accession number; for who has shown what may be done with them."""
    return _items(session, loan, true())


def _items(session: Session, loan: Loan, which: ColumnElement[bool]) -> list[tuple[LoanItem, Artifact]]:
    query = select(LoanItem, Artifact).join(Artifact, Artifact.id == LoanItem.artifact_id)
    rows = session.execute(query.where(LoanItem.loan_id == loan.id, which).order_by(Artifact.accession_number))
    return [(item, artifact) for item, artifact in rows]


def _seen(who: Identity) -> ColumnElement[bool]:
    """Loans with an artifact that the reader is staff of; one on which nothing stands belongs to nobody."""
    if who.is_everywhere:
        return true()
    item, thing = LoanItem.loan_id == Loan.id, Artifact.id == LoanItem.artifact_id
    theirs = exists().where(item, thing, staffed_by(who, Artifact.organisation_id))
    return or_(theirs, and_(~exists().where(item), true() if who.may_on(Action.READ_DRAFTS, None) else false()))
