"""The words of a record's parts, for its search row: one question to the database, whatever the record has."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, literal, select, union_all
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


class StaffText(str):
    """A text of a field that the public doesn't see: only staff find its record by it."""

    __slots__ = ()


_RECORD = bindparam("record", type_=Uuid())


def _own(part: str, kind: type[Part], *names: str) -> list[Select[Any, Any]]:
    """The given columns of a noun's rows in use, each under the name of the part."""
    here = getattr(kind, "record_id") == _RECORD  # noqa: B009  every noun has it, their base need not
    return [select(literal(part), getattr(kind, name)).where(here, kind.withdrawn_at.is_(None)) for name in names]


def _named() -> list[Select[Any, Any]]:
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
        select(literal("agents"), Agent.title_vi).where(*by_agent, *public),
        select(literal("agents"), Agent.title_en).where(*by_agent, *public),
        select(literal("places"), Place.title_vi).where(*by_place),
        select(literal("places"), Place.title_en).where(*by_place),
        select(literal("terms"), TermLabel.value).where(*by_term, TermLabel.kind != LabelKind.HIDDEN),
    ]


_QUESTION = union_all(
    *_own("texts", RecordText, "value"),
    *_own("identifiers", Identifier, "value"),
    *_own("inscriptions", Inscription, "transcription", "phonetic", "translation_vi", "translation_en"),
    *_own("designations", Designation, "decision_number", "authority"),
    *_own("history", HistoryEvent, "date_text", "note"),
    *_named(),
)


def part_texts(session: Session, record_id: UUID, hidden: Collection[str] = ()) -> list[str]:
    """Every text of the record's parts that is in use and not blank; those of hidden parts as ``StaffText``."""
    found = session.execute(_QUESTION, {"record": record_id})
    return [StaffText(text) if part in hidden else str(text) for part, text in found if text]
