"""Treatments as JSON."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from app.schemas.common import Body, Order, PageQuery
from app.schemas.conditions import names_of
from catalogue.records import DigitalFile, Treatment
from catalogue.services.conditions import Checked
from catalogue.services.treatment_lists import Stand, stand_of
from catalogue.services.treatments import Stage
from catalogue.vocab.terms import Status

_COLUMNS = (
    "number", "begun_on", "ended_on", "conservator", "action_id", "purpose", "methods", "materials", "result",
    "recommendation", "decision_number", "decision_date", "approver", "check_before_id", "check_after_id",
    "comparison_id", "status", "version",
)  # fmt: skip


class TreatmentFacts(Order):
    """What a writer may set of a treatment; a begin to come makes it a proposal."""

    begun_on: dt.date | None = None
    ended_on: dt.date | None = None
    conservator: str | None = None
    action_id: UUID | None = None
    purpose: str | None = None
    methods: str | None = None
    materials: str | None = None
    result: str | None = None
    recommendation: str | None = None
    decision_number: str | None = None
    decision_date: dt.date | None = None
    approver: str | None = None
    check_before_id: UUID | None = None
    check_after_id: UUID | None = None
    comparison_id: UUID | None = None


class NewTreatment(TreatmentFacts):
    """A treatment of an artifact or a site."""

    artifact: str | None = None
    site: str | None = None
    purpose: str
    begun_on: dt.date


class TreatmentEnd(Order):
    """How a treatment ended; today where no day is given."""

    ended_on: dt.date | None = None
    result: str | None = None
    recommendation: str | None = None
    check_after_id: UUID | None = None


class TreatmentQuery(PageQuery):
    """Whose treatments, at which stand."""

    artifact: str | None = None
    site: str | None = None
    stand: Stand | None = None


class StagedFile(Order):
    """At which stage of the treatment a file of its record stands."""

    file: UUID
    stage: Stage


class DamageChoice(Order):
    """The findings that the treatment answers, all of them."""

    damages: list[UUID]


class TreatmentBody(Body):
    """A treatment."""

    number: str
    artifact: str | None
    site: str | None
    stand: Stand
    begun_on: dt.date
    ended_on: dt.date | None
    conservator: str
    action_id: UUID | None
    purpose: str
    methods: str | None
    materials: str | None
    result: str | None
    recommendation: str | None
    decision_number: str | None
    decision_date: dt.date | None
    approver: str | None
    check_before_id: UUID | None
    check_after_id: UUID | None
    comparison_id: UUID | None
    status: Status
    version: int


class FullTreatmentBody(TreatmentBody):
    """A treatment with its files by stage and the findings that it answers."""

    before: list[UUID]
    during: list[UUID]
    after: list[UUID]
    damages: list[UUID]


class TreatmentPage(Body):
    """A part of the list of treatments."""

    items: list[TreatmentBody]
    next: str | None
    total: int


def treatment_body(treatment: Treatment, record: Checked) -> dict[str, object]:
    """A treatment of this record."""
    columns = {name: getattr(treatment, name) for name in _COLUMNS}
    return {**columns, **names_of(record), "stand": stand_of(treatment)}


def stages_body(stages: dict[str, list[DigitalFile]]) -> dict[str, object]:
    """The ids of a treatment's files by stage."""
    return {stage: [file.id for file in files] for stage, files in stages.items()}
