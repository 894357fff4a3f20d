"""Rows about comparisons in the workbench's tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from app.comparing import span_of
from app.context import caller
from app.i18n import gettext as _
from app.pages.compare_words import day_words, length, problem_of, volume
from app.pages.record_media import owner_of
from app.pages.workbench.rows import title_of
from catalogue.policy import Action
from catalogue.records import Artifact, Comparison, Site
from catalogue.services.artifacts import read_artifacts
from catalogue.services.comparison_batches import PlannedPair, list_surveys
from catalogue.services.comparisons import ComparisonFilter, Survey, list_comparisons
from catalogue.services.sites import read_sites

_ALERTS, _SHOWN = 20, 20


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One comparison in a table."""

    id: UUID
    url: str
    number: str
    title: str
    span: str
    state: str
    deepest: str
    loss: str
    problem: str
    is_waiting: bool
    has_open_alert: bool
    alert_mm: str
    made: dt.datetime
    author: str


@dataclass(frozen=True, slots=True)
class PairRow:
    """One pair of a planned batch."""

    number: str
    title: str
    earlier: str
    later: str
    url: str | None


def comparison_rows(session: Session, rows: Sequence[Comparison]) -> list[ComparisonRow]:
    """The rows of a table, their records found in one go each."""
    artifacts = read_artifacts(session, caller(), [row.artifact_id for row in rows])
    sites = read_sites(session, caller(), [row.site_id for row in rows])
    return [_row(row, _owner(row.artifact_id, artifacts) or _owner(row.site_id, sites)) for row in rows]


def alert_rows(session: Session, artifact_id: UUID | None = None, site_id: UUID | None = None) -> list[ComparisonRow]:
    """Alerts that nobody has answered, newest first, of one record or of all."""
    only = ComparisonFilter(artifact_id=artifact_id, site_id=site_id, is_alert=True)
    return comparison_rows(session, list_comparisons(session, caller(), only=only, limit=_ALERTS).items)


def list_of(session: Session, artifact_id: UUID | None = None, site_id: UUID | None = None) -> list[Comparison]:
    """The newest comparisons of one record."""
    only = ComparisonFilter(artifact_id=artifact_id, site_id=site_id)
    return list_comparisons(session, caller(), only=only, limit=_SHOWN).items


def compare_url(session: Session, record: Artifact | Site) -> str | None:
    """The form that compares the record's scans; None where there are fewer than two, or the reader may not."""
    if not caller().may(Action.COMPARE):
        return None
    if len(list_surveys(session, caller(), **owner_of(record))) < 2:
        return None
    if isinstance(record, Artifact):
        return url_for("workbench_comparisons.create", artifact=record.accession_number)
    return url_for("workbench_comparisons.create", site=record.code)


def survey_words(survey: Survey) -> str:
    """A scan as a list of choices shows it."""
    return f"{day_words(survey)} · {survey.file.name}"


def pair_row(pair: PlannedPair) -> PairRow:
    """One pair of a batch."""
    present = pair.present
    return PairRow(
        number=pair.artifact.accession_number,
        title=title_of(pair.artifact),
        earlier=survey_words(pair.earlier),
        later=survey_words(pair.later),
        url=url_for("page_compare.show", comparison_id=present.id) if present else None,
    )


def _owner(ident: UUID | None, known: Mapping[UUID, Artifact] | Mapping[UUID, Site]) -> Artifact | Site | None:
    """The record with this id."""
    return known.get(ident) if ident is not None else None


def _row(row: Comparison, record: Artifact | Site | None) -> ComparisonRow:
    """One comparison."""
    problem = problem_of(row)
    number = record.accession_number if isinstance(record, Artifact) else record.code if record else ""
    return ComparisonRow(
        id=row.id,
        url=url_for("page_compare.show", comparison_id=row.id),
        number=number,
        title=row.title or (title_of(record) if record else ""),
        span=span_of(row) or _("dates unknown"),
        state=row.state.value,
        deepest=f"{length(row.max_loss_mm)} mm" if row.max_loss_mm else "–",
        loss=volume(row.loss_mm3),
        problem=problem.title if problem else "",
        is_waiting=not row.is_measured and problem is None,
        has_open_alert=row.has_open_alert,
        alert_mm=f"{length(row.alert_mm)} mm" if row.alert_mm is not None else "",
        made=row.created_at,
        author=row.author,
    )
