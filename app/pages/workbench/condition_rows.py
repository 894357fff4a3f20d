"""Rows about condition checks and their findings in the workbench's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from app.i18n import language
from app.pages.condition_words import condition_words, day_words, extent_words, place_words
from app.pages.workbench.rows import title_of
from catalogue.db import now_utc
from catalogue.records import Artifact, ConditionCheck, Damage, HazardZone
from catalogue.services.check_drafts import is_unanswered
from catalogue.services.condition_lists import records_of
from catalogue.services.condition_report import Finding
from catalogue.services.conditions import Checked
from catalogue.vocab.days import day_of

_STEP, _LEFT, _TOP, _LINE = 110, 120, 24, 36
_LEVELS = ("good", "fair", "poor", "unacceptable")


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check in a table."""

    number: str
    url: str
    record_number: str
    record_title: str
    record_url: str
    day: str
    checker: str
    grade: str
    grade_words: str
    priority: str
    next_day: str
    is_overdue: bool
    status: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding of a check in words, with everything that a pin needs."""

    id: UUID
    number: int
    version: int
    name: str
    cause: str
    severity: str
    severity_words: str
    change: str
    change_words: str
    is_carried: bool
    is_unanswered: bool
    extent: str
    place: str
    note: str
    treatments: Sequence[tuple[str, str]]
    damage: Damage


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One check in the picture of an object's grades."""

    x: int
    y: int
    url: str
    grade: str
    grade_words: str
    day: str
    checker: str
    number: str


@dataclass(frozen=True, slots=True)
class Trend:
    """The picture of an object's grades over its checks, first one left."""

    points: Sequence[TrendPoint]
    width: int
    height: int
    lines: Sequence[tuple[int, str]]

    @property
    def path(self) -> str:
        """The line through all points."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def record_link(record: Checked) -> tuple[str, str]:
    """Number and public page of what was checked."""
    if isinstance(record, Artifact):
        return record.accession_number, url_for("page_artifacts.show", number=record.accession_number)
    return record.code, url_for("page_sites.show", code=record.code)


def record_query(record: Checked) -> dict[str, str]:
    """How addresses name the record."""
    return {"artifact": record.accession_number} if isinstance(record, Artifact) else {"site": record.code}


def with_query(endpoint: str, values: Mapping[str, str]) -> str:
    """The address of an endpoint with these words behind its question mark."""
    return f"{url_for(endpoint)}?{urlencode(values)}" if values else url_for(endpoint)


def files_url(record: Checked) -> str:
    """The page on which the record's files are added."""
    if isinstance(record, Artifact):
        return url_for("workbench_files.artifact", number=record.accession_number)
    return url_for("workbench_files.site", code=record.code)


def check_rows(session: Session, checks: Sequence[ConditionCheck]) -> list[CheckRow]:
    """The rows of a table, their records found in one go each."""
    records = records_of(session, list(checks))
    return [check_row(check, records[check.id]) for check in checks]


def check_row(check: ConditionCheck, record: Checked) -> CheckRow:
    """One check; it is overdue where its record still waits for the day that it named."""
    number, url = record_link(record)
    words = condition_words()
    due = check.next_check_on
    return CheckRow(
        number=check.number,
        url=url_for("workbench_conditions.show", number=check.number),
        record_number=number,
        record_title=title_of(record),
        record_url=url,
        day=day_words(check.checked_on),
        checker=check.checker,
        grade=check.grade.value,
        grade_words=words.grade[check.grade.value],
        priority=words.severity[check.priority.value],
        next_day=day_words(due),
        is_overdue=due is not None and due < day_of(now_utc()) and record.next_check_on == due,
        status=check.status.value,
    )


def finding_row(finding: Finding) -> FindingRow:
    """One finding in the reader's language."""
    damage, words = finding.damage, condition_words()
    note = (damage.note_en if language() == "en" else damage.note_vi) or damage.note_vi or damage.note_en or ""
    return FindingRow(
        id=damage.id,
        number=damage.number,
        version=damage.version,
        name=finding.name(language()),
        cause=words.cause[damage.cause.value],
        severity=damage.severity.value,
        severity_words=words.severity[damage.severity.value],
        change=damage.change.value,
        change_words=words.change[damage.change.value],
        is_carried=damage.previous_id is not None,
        is_unanswered=is_unanswered(damage),
        extent=extent_words(damage),
        place=place_words(damage),
        note=note,
        treatments=[
            (one.number, url_for("workbench_treatments.show", number=one.number)) for one in finding.treatments
        ],
        damage=damage,
    )


def hazard_words(zone: HazardZone) -> tuple[str, str]:
    """Kind and title of a hazard zone."""
    return condition_words().hazard[zone.kind.value], zone.title


def trend_of(checks: Sequence[ConditionCheck]) -> Trend:
    """The picture of these checks, given latest first."""
    words = condition_words()
    ordered = sorted(checks, key=lambda check: (check.checked_on, check.number))
    lines = [(_TOP + _LINE * step, words.grade[level]) for step, level in enumerate(_LEVELS)]
    points = [
        TrendPoint(
            x=_LEFT + _STEP // 2 + _STEP * place,
            y=_TOP + _LINE * _LEVELS.index(check.grade.value),
            url=url_for("workbench_conditions.show", number=check.number),
            grade=check.grade.value,
            grade_words=words.grade[check.grade.value],
            day=day_words(check.checked_on),
            checker=check.checker,
            number=check.number,
        )
        for place, check in enumerate(ordered)
    ]
    return Trend(points, _LEFT + _STEP * max(len(points), 2), _TOP + _LINE * len(_LEVELS) + 40, lines)
