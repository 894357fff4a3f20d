"""The page of one treatment: everything ready to be shown, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from app.context import caller
from app.i18n import gettext as _
from app.i18n import language
from app.pages.condition_words import condition_words, day_words
from app.pages.pictures import Photo, photo_of
from app.pages.record_media import owner_of
from app.pages.workbench.condition_rows import files_url
from app.pages.workbench.rows import title_of
from app.pages.workbench.treatment_form import action_name, check_choices
from app.pages.workbench.treatment_rows import TreatmentRow, treatment_row
from catalogue.policy import Action
from catalogue.records import ConditionCheck, Damage, DigitalFile, Treatment
from catalogue.services.condition_report import name_damages
from catalogue.services.files import list_files
from catalogue.services.treatment_lists import Stand, list_open_damages, stand_of, treated_record
from catalogue.services.treatments import list_stages, list_treated, read_treatment
from catalogue.vocab.terms import FileKind, Status

_SHOWN_KINDS = {FileKind.PHOTO, FileKind.DOCUMENT}


@dataclass(frozen=True, slots=True)
class StageFile:
    """A file of the record and at which stage of the treatment it stands; ``photo`` is None for what is no picture."""

    file: DigitalFile
    photo: Photo | None
    stage: str


@dataclass(frozen=True, slots=True)
class DamageChoice:
    """A finding that the treatment may answer."""

    id: UUID
    words: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class TreatmentPage:
    """Everything that ``templates/workbench/treatment.html`` shows."""

    row: TreatmentRow
    version: int
    facts: Sequence[tuple[str, str]]
    purpose: str
    result: str
    files: Sequence[StageFile]
    damages: Sequence[DamageChoice]
    checks: Sequence[tuple[str, str]]
    is_open: bool
    may_treat: bool
    may_publish: bool
    files_url: str

    def at(self, stage: str) -> list[StageFile]:
        """The files of one stage."""
        return [one for one in self.files if one.stage == stage]

    @property
    def pair(self) -> tuple[Photo, Photo] | None:
        """The first photographs before and after, for looking at side by side."""
        before, after = ([one.photo for one in self.at(stage) if one.photo] for stage in ("before", "after"))
        return (before[0], after[0]) if before and after else None


def treatment_page(session: Session, number: str) -> TreatmentPage:
    """The page of the treatment with this number.

    Raises:
        NotFoundError: ``treatment_not_found``.
    """
    who = caller()
    treatment = read_treatment(session, who, number)
    record = treated_record(session, treatment)
    row = treatment_row(session, treatment)
    is_open = treatment.status in {Status.DRAFT, Status.REVIEW}
    return TreatmentPage(
        row=row,
        version=treatment.version,
        facts=_facts(session, treatment),
        purpose=treatment.purpose,
        result=treatment.result or "",
        files=_files(session, treatment),
        damages=_damages(session, treatment),
        checks=check_choices(session, record),
        is_open=is_open and stand_of(treatment) is not Stand.FINISHED,
        may_treat=is_open and who.may(Action.TREAT),
        may_publish=who.may(Action.PUBLISH),
        files_url=files_url(record),
    )


def _facts(session: Session, treatment: Treatment) -> list[tuple[str, str]]:
    """The details table; what nobody wrote is left out."""
    checks = {
        name: session.get(ConditionCheck, ident) if ident else None
        for name, ident in (("before", treatment.check_before_id), ("after", treatment.check_after_id))
    }
    words = condition_words()
    told = {name: f"{one.number} ({words.grade[one.grade.value]})" if one else "" for name, one in checks.items()}
    decision = " · ".join(filter(None, (treatment.decision_number, day_words(treatment.decision_date))))
    rows = [
        (_("Kind of treatment"), action_name(session, treatment.action_id)),
        (_("Method"), treatment.methods),
        (_("Materials used"), treatment.materials),
        (_("Begins on"), day_words(treatment.begun_on)),
        (_("Finished on"), day_words(treatment.ended_on)),
        (_("Treated by"), treatment.conservator),
        (_("Decision"), decision),
        (_("Approved by"), treatment.approver),
        (_("Check before"), told["before"]),
        (_("Check after"), told["after"]),
        (_("Recommendation"), treatment.recommendation),
    ]
    return [(name, value) for name, value in rows if value]


def _files(session: Session, treatment: Treatment) -> list[StageFile]:
    """The record's photographs and documents, each at its stage or at none."""
    record = treated_record(session, treatment)
    stages = list_stages(session, caller(), treatment)
    stage_by_id = {file.id: stage for stage, files in stages.items() for file in files}
    files = [file for file in list_files(session, caller(), **owner_of(record)) if file.kind in _SHOWN_KINDS]
    return [
        StageFile(
            file,
            photo_of(session, file, title_of(record)) if file.kind is FileKind.PHOTO else None,
            stage_by_id.get(file.id, ""),
        )
        for file in files
    ]


def _damages(session: Session, treatment: Treatment) -> list[DamageChoice]:
    """Findings that are answered, then those that may be."""
    treated = list_treated(session, caller(), treatment)
    known = {one.id for one in treated}
    others = [
        one for one in list_open_damages(session, caller(), treated_record(session, treatment)) if one.id not in known
    ]
    return [_choice(session, one, is_chosen=one.id in known) for one in (*treated, *others)]


def _choice(session: Session, damage: Damage, *, is_chosen: bool) -> DamageChoice:
    check = session.get_one(ConditionCheck, damage.check_id)
    named = name_damages(session, [damage]).get(damage.term_id) if damage.term_id else None
    name = (named.en if language() == "en" else named.vi) if named else damage.type_text or ""
    words = " · ".join(
        filter(
            None, (f"{check.number}/{damage.number}", name, damage.place, condition_words().change[damage.change.value])
        )
    )
    url = url_for("workbench_conditions.show", number=check.number, _anchor=f"finding-{damage.number}")
    return DamageChoice(damage.id, words, url, is_chosen)
