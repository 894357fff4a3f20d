"""What hand-over minutes and receipts say (biên bản giao nhận): one shape for entries and loans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, ConditionCheck, EntryItem, Loan, LoanItem, Organisation
from catalogue.services.entries import list_items, read_entry, registered_as
from catalogue.services.loan_lists import list_items as list_loaned
from catalogue.services.loan_lists import read_loan
from catalogue.services.organisations import house_of
from catalogue.vocab.heritage import EntryReason, Grade, LoanDirection
from catalogue.vocab.number_words import MOST, in_english, in_vietnamese


@dataclass(frozen=True, slots=True)
class Party:
    """Who gives or takes; a name alone where nothing else is known, empty where it is left to the signature."""

    name: str
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class HandedItem:
    """One line of the list; ``number`` is the accession number, empty before there is one."""

    position: int
    number: str
    title_vi: str
    title_en: str | None
    count: int
    condition: str | None
    grade: Grade | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class HandOver:
    """Minutes of one hand-over.

    ``kind`` is ``entry`` (taken in), ``loan_out`` (goes to the borrower), ``loan_in`` (comes from the lender),
    ``loan_out_back`` or ``loan_in_back`` (the return of either). ``house`` is the organisation whose paper it is.
    """

    kind: str
    number: str
    day: dt.date
    place: str | None
    giver: Party
    taker: Party
    is_temporary: bool
    items: tuple[HandedItem, ...]
    reason: EntryReason | None = None
    purpose: str | None = None
    method: str | None = None
    return_by: dt.date | None = None
    decision_number: str | None = None
    decision_date: dt.date | None = None
    approver: str | None = None
    insurance: str | None = None
    packing: str | None = None
    requirements: str | None = None
    value_text: str | None = None
    note: str | None = None
    house: Organisation | None = None

    @property
    def total(self) -> int:
        """How many pieces went over."""
        return sum(item.count for item in self.items)

    @property
    def total_vi(self) -> str:
        """The same in Vietnamese words."""
        return in_vietnamese(self.total) if self.total <= MOST else str(self.total)

    @property
    def total_en(self) -> str:
        """The same in English words."""
        return in_english(self.total) if self.total <= MOST else str(self.total)


def entry_receipt(session: Session, who: Identity, number: str) -> HandOver:
    """The receipt of a hand-over to us.

    Raises:
        NotFoundError: ``entry_not_found``.
    """
    require(who, Action.READ_DRAFTS)
    entry = read_entry(session, who, number)
    rows = list_items(session, entry)
    artifacts = registered_as(session, who, rows)
    items = [_entry_line(row, artifacts.get(row.artifact_id) if row.artifact_id else None) for row in rows]
    return HandOver(
        kind="entry", number=entry.number, day=entry.received_on, place=entry.place,
        giver=Party(entry.depositor, entry.depositor_contact), taker=Party(entry.receiver),
        is_temporary=entry.is_temporary, items=tuple(items), reason=entry.reason, method=entry.method,
        return_by=entry.return_by, insurance=entry.insurance, packing=entry.packing, requirements=entry.requirements,
        value_text=entry.value_text, note=entry.note, house=house_of(session, [entry.organisation_id]),
    )  # fmt: skip


def hand_over(session: Session, who: Identity, number: str, *, is_back: bool = False) -> HandOver:
    """The minutes of a loan's departure, or of its return: what went, in which state, between whom.

    Raises:
        NotFoundError: ``loan_not_found``.
    """
    require(who, Action.READ_DRAFTS)
    loan = read_loan(session, who, number)
    rows = list_loaned(session, who, loan)
    checks = _checks(session, [row for row, _ in rows], is_back=is_back)
    items = [_loan_line(place, row, artifact, checks) for place, (row, artifact) in enumerate(rows, start=1)]
    day = _day(loan, [row for row, _ in rows], is_back=is_back)
    partner, ours = Party(loan.partner, loan.partner_contact), Party("")
    gives = (loan.direction is LoanDirection.OUT) is not is_back
    return HandOver(
        kind=f"loan_{loan.direction.value}{'_back' if is_back else ''}", number=loan.number, day=day, place=None,
        giver=ours if gives else partner, taker=partner if gives else ours, is_temporary=True, items=tuple(items),
        purpose=loan.purpose, return_by=_return_by(loan, is_back=is_back),
        decision_number=loan.decision_number, decision_date=loan.decision_date, approver=loan.approver,
        insurance=loan.insurance, requirements=loan.conditions, note=loan.note,
        house=house_of(session, [artifact.organisation_id for _, artifact in rows]),
    )  # fmt: skip


def _day(loan: Loan, rows: Sequence[LoanItem], *, is_back: bool) -> dt.date:
    """When the last of it went over; before that, when it is to."""
    days = [row.returned_on if is_back else row.left_on for row in rows]
    return max((day for day in days if day), default=loan.ends_on if is_back else loan.begins_on)


def _return_by(loan: Loan, *, is_back: bool) -> dt.date | None:
    return None if is_back else loan.ends_on


def _entry_line(row: EntryItem, artifact: Artifact | None) -> HandedItem:
    number, title_en = (artifact.accession_number, artifact.title_en) if artifact else ("", None)
    return HandedItem(row.position + 1, number, row.description, title_en, row.count, row.condition, note=row.note)


def _loan_line(place: int, row: LoanItem, artifact: Artifact, checks: dict[object, ConditionCheck]) -> HandedItem:
    """The state is that of the check made at the door, else what the artifact's record says."""
    check = checks.get(row.id)
    said = check.summary_vi if check and check.summary_vi else artifact.condition_text
    return HandedItem(
        place, artifact.accession_number, artifact.title_vi, artifact.title_en, artifact.count, said,
        check.grade if check else None, row.note,
    )  # fmt: skip


def _checks(session: Session, rows: Sequence[LoanItem], *, is_back: bool) -> dict[object, ConditionCheck]:
    """Loan item's id to the check made when it left or came back."""
    wanted = {row.id: row.check_in_id if is_back else row.check_out_id for row in rows}
    query = select(ConditionCheck).where(ConditionCheck.id.in_([ident for ident in wanted.values() if ident]))
    found = {check.id: check for check in session.scalars(query)}
    return {ident: found[check] for ident, check in wanted.items() if check in found}
