"""Rows about treatments in the workbench's tables."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from app.pages.condition_words import condition_words, day_words
from app.pages.workbench.condition_rows import record_link
from app.pages.workbench.rows import title_of
from catalogue.records import Treatment
from catalogue.services.treatment_lists import stand_of, treated_record


@dataclass(frozen=True, slots=True)
class TreatmentRow:
    """One treatment in a table."""

    number: str
    url: str
    record_number: str
    record_title: str
    record_url: str
    purpose: str
    conservator: str
    span: str
    stand: str
    stand_words: str
    status: str


def treatment_row(session: Session, treatment: Treatment) -> TreatmentRow:
    """One treatment in the reader's language."""
    record = treated_record(session, treatment)
    number, url = record_link(record)
    stand = stand_of(treatment)
    days = [day_words(treatment.begun_on), day_words(treatment.ended_on)]
    return TreatmentRow(
        number=treatment.number,
        url=url_for("workbench_treatments.show", number=treatment.number),
        record_number=number,
        record_title=title_of(record),
        record_url=url,
        purpose=treatment.purpose,
        conservator=treatment.conservator,
        span=" – ".join(dict.fromkeys(filter(None, days))),
        stand=stand.value,
        stand_words=condition_words().stand[stand.value],
        status=treatment.status.value,
    )
