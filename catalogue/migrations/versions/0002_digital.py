"""What is digitised: files, scans, models, scenes, tours, jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)


def _create_scene() -> None:
    op.create_table(
        "scene",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("title_vi", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=True),
        sa.Column("text_vi", sa.Text(), nullable=True),
        sa.Column("text_en", sa.Text(), nullable=True),
        sa.Column("artifact_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("visibility", sa.Enum("public", "restricted", name="visibility", native_enum=False, length=32), nullable=False),
        sa.Column("spawn", _JSON, nullable=False),
        sa.Column("floor", _JSON, nullable=False),
        sa.Column("lights", _JSON, nullable=False),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["artifact_id"], ["artifact.id"], name=op.f("fk_scene_artifact_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_scene_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scene")),
        sa.UniqueConstraint("slug", name=op.f("uq_scene_slug")),
    )
    op.create_index(op.f("ix_scene_artifact_id"), "scene", ["artifact_id"], unique=False)
    op.create_index(op.f("ix_scene_site_id"), "scene", ["site_id"], unique=False)
    op.create_index(op.f("ix_scene_updated_at"), "scene", ["updated_at"], unique=False)


def _create_digital_file() -> None:
    op.create_table(
        "digital_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.Enum("photo", "scan", "panorama", "document", name="filekind", native_enum=False, length=32), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("artifact_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("capture_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.Enum("public", "restricted", name="visibility", native_enum=False, length=32), nullable=False),
        sa.Column("title_vi", sa.String(length=300), nullable=True),
        sa.Column("title_en", sa.String(length=300), nullable=True),
        sa.Column("alt_vi", sa.Text(), nullable=True),
        sa.Column("alt_en", sa.Text(), nullable=True),
        sa.Column("licence", sa.String(length=120), nullable=True),
        sa.Column("attribution", sa.Text(), nullable=True),
        sa.Column("source_url", sa.String(length=500), nullable=True),
        sa.Column("details", _JSON, nullable=False),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.CheckConstraint("artifact_id is not null or site_id is not null", name=op.f("ck_digital_file_belongs")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_digital_file_size_positive")),
        sa.ForeignKeyConstraint(["artifact_id"], ["artifact.id"], name=op.f("fk_digital_file_artifact_id")),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_digital_file_capture_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_digital_file_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digital_file")),
        sa.UniqueConstraint("sha256", name=op.f("uq_digital_file_sha256")),
    )
    op.create_index(op.f("ix_digital_file_artifact_id"), "digital_file", ["artifact_id"], unique=False)
    op.create_index(op.f("ix_digital_file_capture_id"), "digital_file", ["capture_id"], unique=False)
    op.create_index(op.f("ix_digital_file_kind"), "digital_file", ["kind"], unique=False)
    op.create_index(op.f("ix_digital_file_site_id"), "digital_file", ["site_id"], unique=False)
    op.create_index(op.f("ix_digital_file_updated_at"), "digital_file", ["updated_at"], unique=False)


def _create_tour_stop() -> None:
    op.create_table(
        "tour_stop",
        sa.Column("tour_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("scene_id", sa.Uuid(), nullable=True),
        sa.Column("artifact_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("title_vi", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=True),
        sa.Column("text_vi", sa.Text(), nullable=True),
        sa.Column("text_en", sa.Text(), nullable=True),
        sa.Column("camera", _JSON, nullable=False),
        sa.CheckConstraint("(scene_id is not null and artifact_id is null and site_id is null) or (scene_id is null and artifact_id is not null and site_id is null) or (scene_id is null and artifact_id is null and site_id is not null)", name=op.f("ck_tour_stop_one_target")),
        sa.ForeignKeyConstraint(["artifact_id"], ["artifact.id"], name=op.f("fk_tour_stop_artifact_id")),
        sa.ForeignKeyConstraint(["scene_id"], ["scene.id"], name=op.f("fk_tour_stop_scene_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_tour_stop_site_id")),
        sa.ForeignKeyConstraint(["tour_id"], ["tour.id"], name=op.f("fk_tour_stop_tour_id")),
        sa.PrimaryKeyConstraint("tour_id", "position", name=op.f("pk_tour_stop")),
    )
    op.create_index(op.f("ix_tour_stop_artifact_id"), "tour_stop", ["artifact_id"], unique=False)
    op.create_index(op.f("ix_tour_stop_scene_id"), "tour_stop", ["scene_id"], unique=False)
    op.create_index(op.f("ix_tour_stop_site_id"), "tour_stop", ["site_id"], unique=False)


def _create_job_run() -> None:
    op.create_table(
        "job_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("payload", _JSON, nullable=False),
        sa.Column("input_digest", sa.String(length=64), nullable=False),
        sa.Column("active_key", sa.String(length=64), nullable=True),
        sa.Column("state", sa.Enum("queued", "running", "done", "failed", "cancelled", name="jobstate", native_enum=False, length=32), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("lease_until", _MOMENT, nullable=True),
        sa.Column("heartbeat_at", _MOMENT, nullable=True),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("step", sa.String(length=200), nullable=False),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("problem", _JSON, nullable=False),
        sa.Column("result", _JSON, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("artifact_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("started_at", _MOMENT, nullable=True),
        sa.Column("finished_at", _MOMENT, nullable=True),
        sa.CheckConstraint("progress between 0 and 1", name=op.f("ck_job_run_progress_range")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_job_run_account_id")),
        sa.ForeignKeyConstraint(["artifact_id"], ["artifact.id"], name=op.f("fk_job_run_artifact_id")),
        sa.ForeignKeyConstraint(["file_id"], ["digital_file.id"], name=op.f("fk_job_run_file_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_job_run_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sa.UniqueConstraint("active_key", name=op.f("uq_job_run_active_key")),
    )
    op.create_index(op.f("ix_job_run_artifact_id"), "job_run", ["artifact_id"], unique=False)
    op.create_index(op.f("ix_job_run_file_id"), "job_run", ["file_id"], unique=False)
    op.create_index(op.f("ix_job_run_input_digest"), "job_run", ["input_digest"], unique=False)
    op.create_index(op.f("ix_job_run_site_id"), "job_run", ["site_id"], unique=False)
    op.create_index("ix_job_run_waiting", "job_run", ["state", "created_at"], unique=False)


def _create_scan() -> None:
    op.create_table(
        "scan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("artifact_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("capture_id", sa.Uuid(), nullable=True),
        sa.Column("format", sa.String(length=32), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=True),
        sa.Column("unit_evidence", sa.String(length=120), nullable=True),
        sa.Column("points", sa.BigInteger(), nullable=True),
        sa.Column("triangles", sa.BigInteger(), nullable=True),
        sa.Column("is_watertight", sa.Boolean(), nullable=True),
        sa.Column("width_m", sa.Double(), nullable=True),
        sa.Column("height_m", sa.Double(), nullable=True),
        sa.Column("depth_m", sa.Double(), nullable=True),
        sa.Column("inspection", _JSON, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["artifact_id"], ["artifact.id"], name=op.f("fk_scan_artifact_id")),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_scan_capture_id")),
        sa.ForeignKeyConstraint(["file_id"], ["digital_file.id"], name=op.f("fk_scan_file_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_scan_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan")),
        sa.UniqueConstraint("file_id", name=op.f("uq_scan_file_id")),
    )
    op.create_index(op.f("ix_scan_artifact_id"), "scan", ["artifact_id"], unique=False)
    op.create_index(op.f("ix_scan_capture_id"), "scan", ["capture_id"], unique=False)
    op.create_index(op.f("ix_scan_site_id"), "scan", ["site_id"], unique=False)
    op.create_index(op.f("ix_scan_updated_at"), "scan", ["updated_at"], unique=False)


def _create_model() -> None:
    op.create_table(
        "model",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scan_id", sa.Uuid(), nullable=False),
        sa.Column("artifact_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("vr_ready", sa.Boolean(), nullable=False),
        sa.Column("report", _JSON, nullable=False),
        sa.Column("superseded_at", _MOMENT, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["artifact_id"], ["artifact.id"], name=op.f("fk_model_artifact_id")),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=op.f("fk_model_scan_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_model_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model")),
    )
    op.create_index(op.f("ix_model_artifact_id"), "model", ["artifact_id"], unique=False)
    op.create_index(op.f("ix_model_scan_id"), "model", ["scan_id"], unique=False)
    op.create_index(op.f("ix_model_site_id"), "model", ["site_id"], unique=False)
    op.create_index(op.f("ix_model_updated_at"), "model", ["updated_at"], unique=False)


def _create_derivative() -> None:
    op.create_table(
        "derivative",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("model_id", sa.Uuid(), nullable=True),
        sa.Column("usage", sa.Enum("thumbnail", "preview", "tiles", "thumb", "phone", "vr", "desktop", "ar", "poster", "master", name="usage", native_enum=False, length=32), nullable=False),
        sa.Column("quality", sa.String(length=32), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("details", _JSON, nullable=False),
        sa.Column("superseded_at", _MOMENT, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.CheckConstraint("(file_id is null) <> (model_id is null)", name=op.f("ck_derivative_one_source")),
        sa.ForeignKeyConstraint(["file_id"], ["digital_file.id"], name=op.f("fk_derivative_file_id")),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"], name=op.f("fk_derivative_model_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_derivative")),
    )
    op.create_index(op.f("ix_derivative_file_id"), "derivative", ["file_id"], unique=False)
    op.create_index(op.f("ix_derivative_model_id"), "derivative", ["model_id"], unique=False)
    op.create_index("ix_derivative_sha256", "derivative", ["sha256"], unique=False)
    op.create_index(op.f("ix_derivative_updated_at"), "derivative", ["updated_at"], unique=False)


def _create_event() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("moment", _MOMENT, nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("tool", sa.String(length=200), nullable=True),
        sa.Column("outcome", sa.Enum("success", "warning", "failure", name="outcome", native_enum=False, length=32), nullable=False),
        sa.Column("details", _JSON, nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("scan_id", sa.Uuid(), nullable=True),
        sa.Column("model_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["digital_file.id"], name=op.f("fk_event_file_id")),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"], name=op.f("fk_event_model_id")),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=op.f("fk_event_scan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_file_id"), "event", ["file_id"], unique=False)
    op.create_index(op.f("ix_event_model_id"), "event", ["model_id"], unique=False)
    op.create_index(op.f("ix_event_moment"), "event", ["moment"], unique=False)
    op.create_index(op.f("ix_event_scan_id"), "event", ["scan_id"], unique=False)


def _create_scene_model() -> None:
    op.create_table(
        "scene_model",
        sa.Column("scene_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("placement", _JSON, nullable=False),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"], name=op.f("fk_scene_model_model_id")),
        sa.ForeignKeyConstraint(["scene_id"], ["scene.id"], name=op.f("fk_scene_model_scene_id")),
        sa.PrimaryKeyConstraint("scene_id", "position", name=op.f("pk_scene_model")),
    )
    op.create_index(op.f("ix_scene_model_model_id"), "scene_model", ["model_id"], unique=False)


def upgrade() -> None:
    _create_scene()
    _create_digital_file()
    _create_tour_stop()
    _create_job_run()
    _create_scan()
    _create_model()
    _create_derivative()
    _create_event()
    _create_scene_model()


def downgrade() -> None:
    op.drop_table("scene_model")
    op.drop_table("event")
    op.drop_table("derivative")
    op.drop_table("model")
    op.drop_table("scan")
    op.drop_table("job_run")
    op.drop_table("tour_stop")
    op.drop_table("digital_file")
    op.drop_table("scene")
