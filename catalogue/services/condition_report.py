"""Everything that a printed condition report needs, read once: check, findings, pins and the pictures they stand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from catalogue.policy import Action, Identity, require
from catalogue.records import (
    Artifact,
    Comparison,
    ConditionCheck,
    Damage,
    Derivative,
    DigitalFile,
    HazardZone,
    Model,
    Organisation,
    Scene,
    Term,
    Treatment,
    TreatmentDamage,
)
from catalogue.services.check_drafts import list_photos
from catalogue.services.conditions import Checked, list_checks, read_check, read_record
from catalogue.services.damages import list_damages
from catalogue.services.derivatives import list_derivatives
from catalogue.services.due_list import hazards_of
from catalogue.services.organisations import house_of
from catalogue.services.vocabularies import Named, name_terms


@dataclass(frozen=True, slots=True)
class Finding:
    """One damage, its term in both languages, the same damage one check before, and the treatments that answer it."""

    damage: Damage
    term: Named | None
    before: Damage | None
    treatments: tuple[Treatment, ...]

    def name(self, lang: str) -> str:
        """What the damage is called: the term's name, else the words of whoever found it."""
        if self.term is None:
            return self.damage.type_text or ""
        return self.term.en if lang == "en" else self.term.vi

    @property
    def is_on_surface(self) -> bool:
        """Whether it has a place in the object's frame."""
        return self.damage.x_mm is not None


@dataclass(frozen=True, slots=True)
class PinnedPhoto:
    """A photograph with its stored copies, and the findings pinned on it by number."""

    file: DigitalFile
    copies: tuple[Derivative, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class PinnedScene:
    """The 3D scene of the record with its model's copies (the poster among them), and the findings on its surface."""

    scene: Scene
    copies: tuple[Derivative, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ConditionReport:
    """A check as a report tells it; ``photos`` holds the pinned ones first, then others that belong to the check."""

    check: ConditionCheck
    record: Checked
    findings: tuple[Finding, ...]
    photos: tuple[PinnedPhoto, ...]
    scene: PinnedScene | None
    model: Model | None
    comparison: Comparison | None
    earlier: tuple[ConditionCheck, ...]
    hazards: tuple[HazardZone, ...]
    house: Organisation | None = None


def condition_report(session: Session, who: Identity, reference: str) -> ConditionReport:
    """The check with this number and all that belongs to it; for staff.

    Raises:
        NotFoundError: ``check_not_found``.
    """
    require(who, Action.READ_DRAFTS)
    check = read_check(session, who, reference)
    record = read_record(session, check)
    findings = list_findings(session, who, check)
    checks = list_checks(session, who, record)
    return ConditionReport(
        check=check,
        record=record,
        findings=findings,
        photos=_photos(session, who, check, findings),
        scene=_scene(session, who, record, findings),
        model=session.get(Model, check.model_id) if check.model_id else None,
        comparison=session.get(Comparison, check.comparison_id) if check.comparison_id else None,
        earlier=tuple(row for row in checks if (row.checked_on, row.number) < (check.checked_on, check.number)),
        hazards=hazards_of(session, who, record),
        house=house_of(session, [record.organisation_id]),
    )


def list_findings(session: Session, who: Identity, check: ConditionCheck) -> tuple[Finding, ...]:
    """The check's findings by number with what is known around each."""
    require(who, Action.READ_DRAFTS)
    damages = list_damages(session, check)
    terms = name_damages(session, damages)
    before = {row.id: row for row in _damages(session, [one.previous_id for one in damages])}
    answers = _answers(session, damages)
    return tuple(
        Finding(
            damage=one,
            term=terms.get(one.term_id) if one.term_id else None,
            before=before.get(one.previous_id) if one.previous_id else None,
            treatments=tuple(answers.get(one.id, ())),
        )
        for one in damages
    )


def name_damages(session: Session, damages: Sequence[Damage]) -> dict[UUID, Named]:
    """The terms of the findings with their names, by id."""
    wanted = {one.term_id for one in damages if one.term_id}
    terms = list(session.scalars(select(Term).where(Term.id.in_(wanted))))
    return {named.term.id: named for named in name_terms(session, terms)}


def scene_of(session: Session, record: Checked) -> Scene | None:
    """The record's scene."""
    query = select(Scene).where(Scene.withdrawn_at.is_(None), _of(record, Scene)).order_by(Scene.created_at)
    return session.scalar(query.limit(1))


def _of(record: Checked, kind: type[Scene | Model]) -> ColumnElement[bool]:
    return (kind.artifact_id if isinstance(record, Artifact) else kind.site_id) == record.id


def _damages(session: Session, idents: Sequence[UUID | None]) -> list[Damage]:
    wanted = {ident for ident in idents if ident is not None}
    return list(session.scalars(select(Damage).where(Damage.id.in_(wanted))))


def _answers(session: Session, damages: Sequence[Damage]) -> Mapping[UUID, list[Treatment]]:
    """Damage to the treatments that dealt with it or with the same damage one check before."""
    heirs: dict[UUID, UUID] = {one.previous_id: one.id for one in damages if one.previous_id}
    wanted = {one.id for one in damages} | set(heirs)
    query = (
        select(TreatmentDamage.damage_id, Treatment)
        .join(Treatment, Treatment.id == TreatmentDamage.treatment_id)
        .where(TreatmentDamage.damage_id.in_(wanted))
        .order_by(Treatment.begun_on)
    )
    found: dict[UUID, list[Treatment]] = {}
    for ident, treatment in session.execute(query):
        found.setdefault(heirs.get(ident, ident), []).append(treatment)
    return found


def _photos(
    session: Session, who: Identity, check: ConditionCheck, findings: Sequence[Finding]
) -> tuple[PinnedPhoto, ...]:
    pinned = list(dict.fromkeys(one.damage.file_id for one in findings if one.damage.file_id))
    files = {file.id: file for file in session.scalars(select(DigitalFile).where(DigitalFile.id.in_(pinned)))}
    ordered = [files[ident] for ident in pinned if ident in files]
    ordered += [file for file in list_photos(session, who, check) if file.id not in files]
    return tuple(
        PinnedPhoto(
            file=file,
            copies=tuple(list_derivatives(session, who, file_id=file.id)),
            findings=tuple(one for one in findings if one.damage.file_id == file.id),
        )
        for file in ordered
    )


def _scene(session: Session, who: Identity, record: Checked, findings: Sequence[Finding]) -> PinnedScene | None:
    scene = scene_of(session, record)
    if scene is None:
        return None
    model = session.scalar(select(Model).where(_of(record, Model)).order_by(Model.created_at.desc()).limit(1))
    copies = list_derivatives(session, who, model_id=model.id) if model else []
    return PinnedScene(scene, tuple(copies), tuple(one for one in findings if one.is_on_surface))
