"""What a record's page tells staff of its condition: grade, checks over the years, finished treatments, next day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from app.context import caller
from app.pages.condition_words import condition_words, day_words
from app.pages.workbench.condition_rows import (
    CheckRow,
    Trend,
    check_rows,
    hazard_words,
    record_query,
    trend_of,
    with_query,
)
from app.pages.workbench.treatment_rows import TreatmentRow, treatment_row
from catalogue.db import now_utc
from catalogue.policy import Action
from catalogue.services.conditions import Checked, list_checks
from catalogue.services.due_list import hazards_of
from catalogue.services.treatment_lists import Stand, stand_of
from catalogue.services.treatments import list_treatments
from catalogue.vocab.days import day_of

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class ConditionPart:
    """The section of a record's page; for staff alone."""

    grade: str
    grade_words: str
    next_day: str
    is_overdue: bool
    rows: Sequence[CheckRow]
    trend: Trend
    treatments: Sequence[TreatmentRow]
    hazards: Sequence[tuple[str, str]]
    timeline_url: str
    check_url: str | None
    treatments_url: str


def condition_part(session: Session, record: Checked) -> ConditionPart | None:
    """The record's condition for this reader; None for everybody who is not staff."""
    who = caller()
    if not who.may(Action.READ_DRAFTS):
        return None
    checks = list_checks(session, who, record)[:_SHOWN]
    query = record_query(record)
    grade = record.condition_grade.value if record.condition_grade else ""
    finished = [one for one in list_treatments(session, who, record) if stand_of(one) is Stand.FINISHED]
    due = record.next_check_on
    return ConditionPart(
        grade=grade,
        grade_words=condition_words().grade.get(grade, ""),
        next_day=day_words(due),
        is_overdue=due is not None and due < day_of(now_utc()),
        rows=check_rows(session, checks),
        trend=trend_of(checks),
        treatments=[treatment_row(session, one) for one in finished],
        hazards=[hazard_words(zone) for zone in hazards_of(session, who, record)],
        timeline_url=with_query("workbench_conditions.timeline", query),
        check_url=with_query("workbench_conditions.create", query) if who.may(Action.CHECK_CONDITION) else None,
        treatments_url=f"{url_for('workbench_treatments.index')}?record={next(iter(query.values()))}",
    )
