"""The page of one condition check: everything ready to be shown, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from app.context import caller
from app.i18n import gettext as _
from app.i18n import language
from app.pages.pictures import Photo, photo_of
from app.pages.record_media import owner_of
from app.pages.workbench.condition_form import model_choices
from app.pages.workbench.condition_rows import (
    CheckRow,
    FindingRow,
    Trend,
    check_row,
    files_url,
    finding_row,
    hazard_words,
    record_query,
    trend_of,
    with_query,
)
from app.pages.workbench.rows import title_of
from catalogue.policy import Action
from catalogue.records import ConditionCheck, DigitalFile
from catalogue.services.check_drafts import list_photos
from catalogue.services.condition_report import ConditionReport, condition_report
from catalogue.services.conditions import Checked, list_checks
from catalogue.services.damages import list_damages
from catalogue.services.files import list_files
from catalogue.vocab.terms import FileKind, Status


@dataclass(frozen=True, slots=True)
class ChoicePhoto:
    """A photograph of the record, and whether it belongs to the check."""

    file: DigitalFile
    photo: Photo
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class CheckPage:
    """Everything that ``templates/workbench/condition.html`` shows."""

    row: CheckRow
    version: int
    facts: Sequence[tuple[str, str]]
    advice: Sequence[tuple[str, str]]
    summary: str
    findings: Sequence[FindingRow]
    photos: Sequence[ChoicePhoto]
    hazards: Sequence[tuple[str, str]]
    trend: Trend
    comparison_url: str | None
    carry_from: CheckRow | None
    is_open: bool
    may_check: bool
    may_publish: bool
    may_treat: bool
    timeline_url: str
    treat_url: str
    next_url: str
    files_url: str

    @property
    def unanswered(self) -> int:
        """How many carried findings nobody has judged yet."""
        return sum(row.is_unanswered for row in self.findings)


def check_page(session: Session, number: str) -> CheckPage:
    """The page of the check with this number.

    Raises:
        NotFoundError: ``check_not_found``.
    """
    who = caller()
    report = condition_report(session, who, number)
    check, record = report.check, report.record
    is_open = check.status in {Status.DRAFT, Status.REVIEW}
    query = record_query(record)
    return CheckPage(
        row=check_row(check, record),
        version=check.version,
        facts=_facts(session, report),
        advice=_advice(check),
        summary=(check.summary_en if language() == "en" else check.summary_vi) or check.summary_vi or "",
        findings=[finding_row(finding) for finding in report.findings],
        photos=choice_photos(session, check, record),
        hazards=[hazard_words(zone) for zone in report.hazards],
        trend=trend_of(list_checks(session, who, record)),
        comparison_url=url_for("page_compare.show", comparison_id=check.comparison_id) if check.comparison_id else None,
        carry_from=_carry_from(session, report) if is_open else None,
        is_open=is_open,
        may_check=is_open and who.may(Action.CHECK_CONDITION),
        may_publish=who.may(Action.PUBLISH),
        may_treat=who.may(Action.TREAT),
        timeline_url=with_query("workbench_conditions.timeline", query),
        treat_url=with_query("workbench_treatments.create", {**query, "check": check.number}),
        next_url=with_query("workbench_conditions.create", query),
        files_url=files_url(record),
    )


def choice_photos(session: Session, check: ConditionCheck | None, record: Checked) -> list[ChoicePhoto]:
    """The record's prepared photographs; those that belong to the check are marked."""
    chosen = {file.id for file in list_photos(session, caller(), check)} if check else set()
    files = list_files(session, caller(), kind=FileKind.PHOTO, **owner_of(record))
    shown = [(file, photo_of(session, file, title_of(record))) for file in files]
    return [ChoicePhoto(file, photo, file.id in chosen) for file, photo in shown if photo is not None]


def _facts(session: Session, report: ConditionReport) -> list[tuple[str, str]]:
    """The details table; what nobody wrote is left out."""
    check = report.check
    models = dict(model_choices(session, report.record)) if check.model_id else {}
    rows = [
        (_("Reason"), check.reason),
        (_("Method"), check.method),
        (_("Equipment"), check.equipment),
        (_("Completeness of the object"), check.completeness),
        (_("Surface"), check.surface),
        (_("Structure"), check.structure),
        (_("Parts"), check.parts),
        (_("Hazards"), check.hazards),
        (_("Version of the 3D model"), models.get(str(check.model_id))),
    ]
    return [(name, value) for name, value in rows if value]


def _advice(check: ConditionCheck) -> list[tuple[str, str]]:
    """What the checker recommends, by what is to be done."""
    rows = [
        (_("Recommendation"), check.recommendation),
        (_("Treating"), check.advice_treat),
        (_("Storing"), check.advice_store),
        (_("Packing"), check.advice_pack),
        (_("Handling"), check.advice_handle),
        (_("Displaying"), check.advice_display),
    ]
    return [(name, value) for name, value in rows if value]


def _carry_from(session: Session, report: ConditionReport) -> CheckRow | None:
    """The check before, where it has findings that this one doesn't go on from."""
    before = next(iter(report.earlier), None)
    if before is None:
        return None
    taken = {finding.damage.previous_id for finding in report.findings}
    left = [one for one in list_damages(session, before) if one.id not in taken and one.change.value not in _OVER]
    return check_row(before, report.record) if left else None


_OVER = {"gone", "treated"}
