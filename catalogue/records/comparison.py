"""Two surveys of one object, measured against each other."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Document, Key, Moment, Words
from catalogue.records.mixins import Stamped, Versioned
from catalogue.vocab.terms import ChangeKind, ComparisonState


class Comparison(Versioned, Base):
    """An earlier and a later scan of one record, what lies between them, and who stands behind the result.

    ``problem`` is ``{"code": …, "values": {…}}`` where the measurement was refused: a refusal is a result too. Lengths
    are millimetres; the headline columns are None until ``measured_at``. A newer measurement of the same two scans
    supersedes an unchecked one. ``alert_mm`` is the record's threshold at the time when the alert was raised.
    """

    __tablename__ = "comparison"
    __table_args__ = (
        CheckConstraint("artifact_id is not null or site_id is not null", name="belongs"),
        CheckConstraint("earlier_scan_id <> later_scan_id", name="two_scans"),
        CheckConstraint("overlap between 0 and 1", name="overlap_range"),
    )

    id: Mapped[Key]
    artifact_id: Mapped[UUID | None] = mapped_column(ForeignKey("artifact.id"), index=True, default=None)
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("site.id"), index=True, default=None)
    earlier_scan_id: Mapped[UUID] = mapped_column(ForeignKey("scan.id"), index=True)
    later_scan_id: Mapped[UUID] = mapped_column(ForeignKey("scan.id"), index=True)
    earlier_captured_at: Mapped[Moment | None] = mapped_column(default=None)
    later_captured_at: Mapped[Moment | None] = mapped_column(default=None)
    title: Mapped[str | None] = mapped_column(String(300), default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)
    parameters: Mapped[Document]
    report: Mapped[Document]
    problem: Mapped[Document]
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("job_run.id"), default=None)

    state: Mapped[ComparisonState] = mapped_column(default=ComparisonState.DRAFT, index=True)
    state_reason: Mapped[str | None] = mapped_column(Text, default=None)
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), default=None)
    author: Mapped[str] = mapped_column(String(200), default="")
    checked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), default=None)
    checked_by: Mapped[str | None] = mapped_column(String(200), default=None)
    checked_at: Mapped[Moment | None] = mapped_column(default=None)
    finalised_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), default=None)
    finalised_by: Mapped[str | None] = mapped_column(String(200), default=None)
    finalised_at: Mapped[Moment | None] = mapped_column(default=None)

    measured_at: Mapped[Moment | None] = mapped_column(default=None)
    sigma_mm: Mapped[float | None] = mapped_column(default=None)
    lod_median_mm: Mapped[float | None] = mapped_column(default=None)
    overlap: Mapped[float | None] = mapped_column(default=None)
    changed_area_mm2: Mapped[float | None] = mapped_column(default=None)
    loss_mm3: Mapped[float | None] = mapped_column(default=None)
    gain_mm3: Mapped[float | None] = mapped_column(default=None)
    max_loss_mm: Mapped[float | None] = mapped_column(default=None)
    max_gain_mm: Mapped[float | None] = mapped_column(default=None)
    region_count: Mapped[int | None] = mapped_column(default=None)

    is_alert: Mapped[bool] = mapped_column(default=False, index=True)
    alert_mm: Mapped[float | None] = mapped_column(default=None)
    acknowledged_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), default=None)
    acknowledged_by: Mapped[str | None] = mapped_column(String(200), default=None)
    acknowledged_at: Mapped[Moment | None] = mapped_column(default=None)
    acknowledgement: Mapped[str | None] = mapped_column(Text, default=None)
    superseded_at: Mapped[Moment | None] = mapped_column(default=None)
    withdrawn_at: Mapped[Moment | None] = mapped_column(default=None)

    @property
    def is_measured(self) -> bool:
        """Whether there is a result."""
        return self.measured_at is not None

    @property
    def is_refused(self) -> bool:
        """Whether the measurement was refused for a stated reason."""
        return bool(self.problem)

    @property
    def has_open_alert(self) -> bool:
        """Whether somebody still has to look at an alert."""
        return self.is_alert and self.acknowledged_at is None


class ComparisonRegion(Stamped, Base):
    """One connected place that changed; millimetres in the earlier scan's own frame, loss negative.

    ``earlier_region_id`` is the same place in the comparison before, against the same earlier scan. ``finding_ref``
    names, in free text, the condition check or treatment that speaks of this place, until those are records.
    """

    __tablename__ = "comparison_region"
    __table_args__ = (UniqueConstraint("comparison_id", "number"),)

    id: Mapped[Key]
    comparison_id: Mapped[UUID] = mapped_column(ForeignKey("comparison.id"), index=True)
    number: Mapped[int]
    kind: Mapped[ChangeKind] = mapped_column(index=True)
    x_mm: Mapped[float]
    y_mm: Mapped[float]
    z_mm: Mapped[float]
    area_mm2: Mapped[float]
    volume_mm3: Mapped[float]
    volume_sigma_mm3: Mapped[float | None] = mapped_column(default=None)
    max_mm: Mapped[float]
    mean_mm: Mapped[float | None] = mapped_column(default=None)
    sigma_mm: Mapped[float | None] = mapped_column(default=None)
    lod_mm: Mapped[float | None] = mapped_column(default=None)
    flags: Mapped[Words]
    earlier_region_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("comparison_region.id", ondelete="SET NULL"), index=True, default=None
    )
    finding_ref: Mapped[str | None] = mapped_column(Text, default=None)


class ComparisonFile(Stamped, Base):
    """One file of a comparison: report, deviation map, drawing, picture."""

    __tablename__ = "comparison_file"
    __table_args__ = (UniqueConstraint("comparison_id", "name"),)

    id: Mapped[Key]
    comparison_id: Mapped[UUID] = mapped_column(ForeignKey("comparison.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str] = mapped_column(String(200))
