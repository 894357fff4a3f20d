"""Comparisons of two scans: results, changed places, files; the threshold that raises an alert."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)
_OWNERS = ("artifact", "site")


def _create_comparison() -> None:
    op.create_table(
        "comparison",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("artifact_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("earlier_scan_id", sa.Uuid(), nullable=False),
        sa.Column("later_scan_id", sa.Uuid(), nullable=False),
        sa.Column("earlier_captured_at", _MOMENT, nullable=True),
        sa.Column("later_captured_at", _MOMENT, nullable=True),
        sa.Column("title", sa.String(length=300), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("parameters", _JSON, nullable=False),
        sa.Column("report", _JSON, nullable=False),
        sa.Column("problem", _JSON, nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Enum("draft", "checked", "final", name="comparisonstate", native_enum=False, length=32), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("checked_by_id", sa.Uuid(), nullable=True),
        sa.Column("checked_by", sa.String(length=200), nullable=True),
        sa.Column("checked_at", _MOMENT, nullable=True),
        sa.Column("finalised_by_id", sa.Uuid(), nullable=True),
        sa.Column("finalised_by", sa.String(length=200), nullable=True),
        sa.Column("finalised_at", _MOMENT, nullable=True),
        sa.Column("measured_at", _MOMENT, nullable=True),
        sa.Column("sigma_mm", sa.Double(), nullable=True),
        sa.Column("lod_median_mm", sa.Double(), nullable=True),
        sa.Column("overlap", sa.Double(), nullable=True),
        sa.Column("changed_area_mm2", sa.Double(), nullable=True),
        sa.Column("loss_mm3", sa.Double(), nullable=True),
        sa.Column("gain_mm3", sa.Double(), nullable=True),
        sa.Column("max_loss_mm", sa.Double(), nullable=True),
        sa.Column("max_gain_mm", sa.Double(), nullable=True),
        sa.Column("region_count", sa.Integer(), nullable=True),
        sa.Column("is_alert", sa.Boolean(), nullable=False),
        sa.Column("alert_mm", sa.Double(), nullable=True),
        sa.Column("acknowledged_by_id", sa.Uuid(), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=200), nullable=True),
        sa.Column("acknowledged_at", _MOMENT, nullable=True),
        sa.Column("acknowledgement", sa.Text(), nullable=True),
        sa.Column("superseded_at", _MOMENT, nullable=True),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.CheckConstraint("artifact_id is not null or site_id is not null", name=op.f("ck_comparison_belongs")),
        sa.CheckConstraint("earlier_scan_id <> later_scan_id", name=op.f("ck_comparison_two_scans")),
        sa.CheckConstraint("overlap between 0 and 1", name=op.f("ck_comparison_overlap_range")),
        sa.ForeignKeyConstraint(["acknowledged_by_id"], ["account.id"], name=op.f("fk_comparison_acknowledged_by_id")),
        sa.ForeignKeyConstraint(["artifact_id"], ["artifact.id"], name=op.f("fk_comparison_artifact_id")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_comparison_author_id")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["account.id"], name=op.f("fk_comparison_checked_by_id")),
        sa.ForeignKeyConstraint(["earlier_scan_id"], ["scan.id"], name=op.f("fk_comparison_earlier_scan_id")),
        sa.ForeignKeyConstraint(["finalised_by_id"], ["account.id"], name=op.f("fk_comparison_finalised_by_id")),
        sa.ForeignKeyConstraint(["job_id"], ["job_run.id"], name=op.f("fk_comparison_job_id")),
        sa.ForeignKeyConstraint(["later_scan_id"], ["scan.id"], name=op.f("fk_comparison_later_scan_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_comparison_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparison")),
    )
    op.create_index(op.f("ix_comparison_artifact_id"), "comparison", ["artifact_id"], unique=False)
    op.create_index(op.f("ix_comparison_earlier_scan_id"), "comparison", ["earlier_scan_id"], unique=False)
    op.create_index(op.f("ix_comparison_is_alert"), "comparison", ["is_alert"], unique=False)
    op.create_index(op.f("ix_comparison_later_scan_id"), "comparison", ["later_scan_id"], unique=False)
    op.create_index(op.f("ix_comparison_site_id"), "comparison", ["site_id"], unique=False)
    op.create_index(op.f("ix_comparison_state"), "comparison", ["state"], unique=False)
    op.create_index(op.f("ix_comparison_updated_at"), "comparison", ["updated_at"], unique=False)


def _create_comparison_region() -> None:
    op.create_table(
        "comparison_region",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("comparison_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("loss", "gain", name="changekind", native_enum=False, length=32), nullable=False),
        sa.Column("x_mm", sa.Double(), nullable=False),
        sa.Column("y_mm", sa.Double(), nullable=False),
        sa.Column("z_mm", sa.Double(), nullable=False),
        sa.Column("area_mm2", sa.Double(), nullable=False),
        sa.Column("volume_mm3", sa.Double(), nullable=False),
        sa.Column("volume_sigma_mm3", sa.Double(), nullable=True),
        sa.Column("max_mm", sa.Double(), nullable=False),
        sa.Column("mean_mm", sa.Double(), nullable=True),
        sa.Column("sigma_mm", sa.Double(), nullable=True),
        sa.Column("lod_mm", sa.Double(), nullable=True),
        sa.Column("flags", _JSON, nullable=False),
        sa.Column("earlier_region_id", sa.Uuid(), nullable=True),
        sa.Column("finding_ref", sa.Text(), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["comparison_id"], ["comparison.id"], name=op.f("fk_comparison_region_comparison_id")),
        sa.ForeignKeyConstraint(["earlier_region_id"], ["comparison_region.id"], name=op.f("fk_comparison_region_earlier_region_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparison_region")),
        sa.UniqueConstraint("comparison_id", "number", name=op.f("uq_comparison_region_comparison_id")),
    )
    op.create_index(op.f("ix_comparison_region_comparison_id"), "comparison_region", ["comparison_id"], unique=False)
    op.create_index(op.f("ix_comparison_region_earlier_region_id"), "comparison_region", ["earlier_region_id"], unique=False)
    op.create_index(op.f("ix_comparison_region_kind"), "comparison_region", ["kind"], unique=False)
    op.create_index(op.f("ix_comparison_region_updated_at"), "comparison_region", ["updated_at"], unique=False)


def _create_comparison_file() -> None:
    op.create_table(
        "comparison_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("comparison_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["comparison_id"], ["comparison.id"], name=op.f("fk_comparison_file_comparison_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparison_file")),
        sa.UniqueConstraint("comparison_id", "name", name=op.f("uq_comparison_file_comparison_id")),
    )
    op.create_index(op.f("ix_comparison_file_comparison_id"), "comparison_file", ["comparison_id"], unique=False)
    op.create_index(op.f("ix_comparison_file_sha256"), "comparison_file", ["sha256"], unique=False)
    op.create_index(op.f("ix_comparison_file_updated_at"), "comparison_file", ["updated_at"], unique=False)


def _add_thresholds() -> None:
    """Written out, for a batch would copy the table, and SQLite then drops what refers to its rows."""
    kind = sa.Double().compile(op.get_bind().dialect)
    for table in _OWNERS:
        check = f"CONSTRAINT ck_{table}_change_alert_positive CHECK (change_alert_mm > 0)"
        op.execute(f"ALTER TABLE {table} ADD COLUMN change_alert_mm {kind} {check}")


def upgrade() -> None:
    _add_thresholds()
    _create_comparison()
    _create_comparison_region()
    _create_comparison_file()


def downgrade() -> None:
    op.drop_table("comparison_file")
    op.drop_table("comparison_region")
    op.drop_table("comparison")
    for table in _OWNERS:
        op.execute(f"ALTER TABLE {table} DROP COLUMN change_alert_mm")
