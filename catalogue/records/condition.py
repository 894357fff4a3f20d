"""Dated assessments of condition, and the damage that they find."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Key
from catalogue.records.mixins import Published, Stamped, Versioned
from catalogue.vocab.heritage import DamageCause, DamageChange, Grade, Severity


class ConditionCheck(Versioned, Published, Base):
    """One assessment of one artifact or site by one person on one day (CIDOC CRM E14)."""

    __tablename__ = "condition_check"
    __table_args__ = (
        CheckConstraint("artifact_id is not null or site_id is not null", name="belongs"),
        Index("ix_condition_check_due", "next_check_on"),
    )

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(64), unique=True)
    artifact_id: Mapped[UUID | None] = mapped_column(ForeignKey("artifact.id"), index=True, default=None)
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("site.id"), index=True, default=None)
    checked_on: Mapped[dt.date] = mapped_column(Date, index=True)
    checker: Mapped[str] = mapped_column(String(200))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), default=None)
    reason: Mapped[str | None] = mapped_column(String(200), default=None)
    method: Mapped[str | None] = mapped_column(Text, default=None)
    equipment: Mapped[str | None] = mapped_column(Text, default=None)
    grade: Mapped[Grade]
    completeness: Mapped[str | None] = mapped_column(String(300), default=None)
    surface: Mapped[str | None] = mapped_column(Text, default=None)
    structure: Mapped[str | None] = mapped_column(Text, default=None)
    parts: Mapped[str | None] = mapped_column(Text, default=None)
    summary_vi: Mapped[str | None] = mapped_column(Text, default=None)
    summary_en: Mapped[str | None] = mapped_column(Text, default=None)
    hazards: Mapped[str | None] = mapped_column(Text, default=None)
    priority: Mapped[Severity] = mapped_column(default=Severity.NEGLIGIBLE)
    recommendation: Mapped[str | None] = mapped_column(Text, default=None)
    advice_treat: Mapped[str | None] = mapped_column(Text, default=None)
    advice_store: Mapped[str | None] = mapped_column(Text, default=None)
    advice_pack: Mapped[str | None] = mapped_column(Text, default=None)
    advice_handle: Mapped[str | None] = mapped_column(Text, default=None)
    advice_display: Mapped[str | None] = mapped_column(Text, default=None)
    next_check_on: Mapped[dt.date | None] = mapped_column(Date, default=None)
    model_id: Mapped[UUID | None] = mapped_column(ForeignKey("model.id"), default=None)
    comparison_id: Mapped[UUID | None] = mapped_column(ForeignKey("comparison.id"), index=True, default=None)


class CheckFile(Stamped, Base):
    """A photograph or document that belongs to a check."""

    __tablename__ = "check_file"

    check_id: Mapped[UUID] = mapped_column(ForeignKey("condition_check.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("digital_file.id"), primary_key=True)


class Damage(Versioned, Base):
    """One finding of a check, chained to the same damage in an earlier one.

    It is pinned on a photograph (``photo_x``, ``photo_y``: shares 0..1 of width and height from the top left; the area
    of ``photo_w`` by ``photo_h`` around that point, where one was drawn) or on the 3D surface (``x_mm``.. in the object
    frame, ``normal_x``.. outward), or on both, or told in words alone.
    """

    __tablename__ = "damage"
    __table_args__ = (
        CheckConstraint("photo_x between 0 and 1 and photo_y between 0 and 1", name="photo_range"),
        CheckConstraint("(x_mm is null) = (y_mm is null) and (y_mm is null) = (z_mm is null)", name="point_whole"),
        CheckConstraint("id <> previous_id", name="others"),
    )

    id: Mapped[Key]
    check_id: Mapped[UUID] = mapped_column(ForeignKey("condition_check.id"), index=True)
    previous_id: Mapped[UUID | None] = mapped_column(ForeignKey("damage.id"), index=True, default=None)
    number: Mapped[int]
    term_id: Mapped[UUID | None] = mapped_column(ForeignKey("term.id"), index=True, default=None)
    type_text: Mapped[str | None] = mapped_column(String(200), default=None)
    cause: Mapped[DamageCause] = mapped_column(default=DamageCause.UNKNOWN)
    severity: Mapped[Severity]
    change: Mapped[DamageChange] = mapped_column(default=DamageChange.FIRST_SEEN)
    place: Mapped[str | None] = mapped_column(String(300), default=None)
    length_mm: Mapped[float | None] = mapped_column(default=None)
    width_mm: Mapped[float | None] = mapped_column(default=None)
    depth_mm: Mapped[float | None] = mapped_column(default=None)
    area_mm2: Mapped[float | None] = mapped_column(default=None)
    volume_mm3: Mapped[float | None] = mapped_column(default=None)
    note_vi: Mapped[str | None] = mapped_column(Text, default=None)
    note_en: Mapped[str | None] = mapped_column(Text, default=None)
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("digital_file.id"), default=None)
    photo_x: Mapped[float | None] = mapped_column(default=None)
    photo_y: Mapped[float | None] = mapped_column(default=None)
    photo_w: Mapped[float | None] = mapped_column(default=None)
    photo_h: Mapped[float | None] = mapped_column(default=None)
    scene_id: Mapped[UUID | None] = mapped_column(ForeignKey("scene.id"), default=None)
    x_mm: Mapped[float | None] = mapped_column(default=None)
    y_mm: Mapped[float | None] = mapped_column(default=None)
    z_mm: Mapped[float | None] = mapped_column(default=None)
    normal_x: Mapped[float | None] = mapped_column(default=None)
    normal_y: Mapped[float | None] = mapped_column(default=None)
    normal_z: Mapped[float | None] = mapped_column(default=None)
    region_id: Mapped[UUID | None] = mapped_column(ForeignKey("comparison_region.id"), index=True, default=None)


class Treatment(Versioned, Published, Base):
    """One intervention with what was done, by whom, and how it looked before and after (CIDOC CRM E11)."""

    __tablename__ = "treatment"
    __table_args__ = (
        CheckConstraint("artifact_id is not null or site_id is not null", name="belongs"),
        CheckConstraint("ended_on >= begun_on", name="span_forward"),
    )

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(64), unique=True)
    artifact_id: Mapped[UUID | None] = mapped_column(ForeignKey("artifact.id"), index=True, default=None)
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("site.id"), index=True, default=None)
    begun_on: Mapped[dt.date] = mapped_column(Date)
    ended_on: Mapped[dt.date | None] = mapped_column(Date, default=None)
    conservator: Mapped[str] = mapped_column(String(200))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), default=None)
    action_id: Mapped[UUID | None] = mapped_column(ForeignKey("term.id"), index=True, default=None)
    purpose: Mapped[str] = mapped_column(Text)
    methods: Mapped[str | None] = mapped_column(Text, default=None)
    materials: Mapped[str | None] = mapped_column(Text, default=None)
    result: Mapped[str | None] = mapped_column(Text, default=None)
    recommendation: Mapped[str | None] = mapped_column(Text, default=None)
    decision_number: Mapped[str | None] = mapped_column(String(120), default=None)
    decision_date: Mapped[dt.date | None] = mapped_column(Date, default=None)
    approver: Mapped[str | None] = mapped_column(String(200), default=None)
    check_before_id: Mapped[UUID | None] = mapped_column(ForeignKey("condition_check.id"), default=None)
    check_after_id: Mapped[UUID | None] = mapped_column(ForeignKey("condition_check.id"), default=None)
    comparison_id: Mapped[UUID | None] = mapped_column(ForeignKey("comparison.id"), default=None)


class TreatmentFile(Stamped, Base):
    """One photograph or document of a treatment, before, during or after it."""

    __tablename__ = "treatment_file"

    treatment_id: Mapped[UUID] = mapped_column(ForeignKey("treatment.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("digital_file.id"), primary_key=True)
    stage: Mapped[str] = mapped_column(String(16))


class TreatmentDamage(Base):
    """A damage that a treatment dealt with."""

    __tablename__ = "treatment_damage"

    treatment_id: Mapped[UUID] = mapped_column(ForeignKey("treatment.id"), primary_key=True)
    damage_id: Mapped[UUID] = mapped_column(ForeignKey("damage.id"), primary_key=True)
