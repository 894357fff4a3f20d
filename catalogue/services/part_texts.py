"""The words of a record's parts, for its search row: one question to the database, whatever the record has."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, select, union_all
from sqlalchemy.orm import Session

from catalogue.records import (
    Agent,
    Designation,
    HistoryEvent,
    Identifier,
    Inscription,
    Place,
    RecordAgent,
    RecordPlace,
    RecordTerm,
    RecordText,
    TermLabel,
)
from catalogue.records.mixins import Part
from catalogue.vocab.heritage import LabelKind
from catalogue.vocab.terms import Status, Visibility

_RECORD = bindparam("record", type_=Uuid())


def _own(kind: type[Part], *names: str) -> list[Select[Any]]:
    """The given columns of a noun's rows in use."""
    here = getattr(kind, "record_id") == _RECORD  # noqa: B009  every noun has it, their base need not
    return [select(getattr(kind, name)).where(here, kind.withdrawn_at.is_(None)) for name in names]


def _named() -> list[Select[Any]]:
    """The names of agents that everybody may see, of areas, and of terms."""
    public = (Agent.status == Status.PUBLISHED, Agent.visibility == Visibility.PUBLIC)
    by_agent = (RecordAgent.record_id == _RECORD, RecordAgent.withdrawn_at.is_(None), RecordAgent.agent_id == Agent.id)
    by_place = (RecordPlace.record_id == _RECORD, RecordPlace.withdrawn_at.is_(None), RecordPlace.place_id == Place.id)
    by_term = (
        RecordTerm.record_id == _RECORD,
        RecordTerm.withdrawn_at.is_(None),
        RecordTerm.term_id == TermLabel.term_id,
    )
    return [
        select(Agent.title_vi).where(*by_agent, *public),
        select(Agent.title_en).where(*by_agent, *public),
        select(Place.title_vi).where(*by_place),
        select(Place.title_en).where(*by_place),
        select(TermLabel.value).where(*by_term, TermLabel.kind != LabelKind.HIDDEN),
    ]


_QUESTION = union_all(
    *_own(RecordText, "value"),
    *_own(Identifier, "value"),
    *_own(Inscription, "transcription", "phonetic", "translation_vi", "translation_en"),
    *_own(Designation, "decision_number", "authority"),
    *_own(HistoryEvent, "date_text", "note"),
    *_named(),
)


def part_texts(session: Session, record_id: UUID) -> list[str]:
    """Every text of the record's parts that is in use and not blank."""
    return [str(text) for text in session.scalars(_QUESTION, {"record": record_id}) if text]
