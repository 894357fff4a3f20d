"""What is known: accounts, sites, artifacts, search rows, audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)


def _create_account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=300), nullable=True),
        sa.Column("role", sa.Enum("administrator", "conservator", "restorer", "curator", "data_officer", "member", "public", "system", name="role", native_enum=False, length=32), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("disabled_at", _MOMENT, nullable=True),
        sa.Column("last_login_at", _MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_index(op.f("ix_account_updated_at"), "account", ["updated_at"], unique=False)


def _create_search_entry() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("number_words", sa.String(length=200), nullable=False),
        sa.Column("title_vi", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=True),
        sa.Column("summary_vi", sa.Text(), nullable=True),
        sa.Column("summary_en", sa.Text(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("exact_title", sa.Text(), nullable=False),
        sa.Column("exact_body", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("record_kind", "record_id", name="uq_search_entry_record"),
    )
    op.create_index(op.f("ix_search_entry_is_public"), "search_entry", ["is_public"], unique=False)
    op.create_index("ix_search_entry_newest", "search_entry", ["updated_at", "id"], unique=False)
    op.create_index(op.f("ix_search_entry_number_words"), "search_entry", ["number_words"], unique=False)


def _create_site() -> None:
    op.create_table(
        "site",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("title_vi", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=True),
        sa.Column("other_names", sa.Text(), nullable=True),
        sa.Column("kind", sa.Enum("historical", "architectural", "archaeological", "scenic", "mixed", "building", "museum", name="sitekind", native_enum=False, length=32), nullable=False),
        sa.Column("rank", sa.Enum("none", "provincial", "national", "special_national", name="siterank", native_enum=False, length=32), nullable=False),
        sa.Column("decision_number", sa.String(length=120), nullable=True),
        sa.Column("decision_date", sa.Date(), nullable=True),
        sa.Column("description_vi", sa.Text(), nullable=True),
        sa.Column("description_en", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("period", sa.String(length=200), nullable=True),
        sa.Column("attribution", sa.Text(), nullable=True),
        sa.Column("licence", sa.String(length=120), nullable=True),
        sa.Column("is_specimen", sa.Boolean(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("ext", _JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.Column("status", sa.Enum("draft", "review", "published", "withdrawn", name="status", native_enum=False, length=32), nullable=False),
        sa.Column("visibility", sa.Enum("public", "restricted", name="visibility", native_enum=False, length=32), nullable=False),
        sa.Column("published_at", _MOMENT, nullable=True),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.CheckConstraint("latitude between -90 and 90", name=op.f("ck_site_latitude_range")),
        sa.CheckConstraint("length(title_vi) > 0", name=op.f("ck_site_title_present")),
        sa.CheckConstraint("longitude between -180 and 180", name=op.f("ck_site_longitude_range")),
        sa.ForeignKeyConstraint(["parent_id"], ["site.id"], name=op.f("fk_site_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("code", name=op.f("uq_site_code")),
    )
    op.create_index(op.f("ix_site_parent_id"), "site", ["parent_id"], unique=False)
    op.create_index(op.f("ix_site_status"), "site", ["status"], unique=False)
    op.create_index(op.f("ix_site_updated_at"), "site", ["updated_at"], unique=False)


def _create_tour() -> None:
    op.create_table(
        "tour",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("title_vi", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=True),
        sa.Column("text_vi", sa.Text(), nullable=True),
        sa.Column("text_en", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.Column("status", sa.Enum("draft", "review", "published", "withdrawn", name="status", native_enum=False, length=32), nullable=False),
        sa.Column("visibility", sa.Enum("public", "restricted", name="visibility", native_enum=False, length=32), nullable=False),
        sa.Column("published_at", _MOMENT, nullable=True),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tour")),
        sa.UniqueConstraint("slug", name=op.f("uq_tour_slug")),
    )
    op.create_index(op.f("ix_tour_status"), "tour", ["status"], unique=False)
    op.create_index(op.f("ix_tour_updated_at"), "tour", ["updated_at"], unique=False)


def _create_artifact() -> None:
    op.create_table(
        "artifact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("accession_number", sa.String(length=64), nullable=False),
        sa.Column("title_vi", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=True),
        sa.Column("other_names", sa.Text(), nullable=True),
        sa.Column("object_type", sa.String(length=120), nullable=True),
        sa.Column("materials", _JSON, nullable=False),
        sa.Column("technique", sa.String(length=300), nullable=True),
        sa.Column("period", sa.String(length=200), nullable=True),
        sa.Column("date_text", sa.String(length=200), nullable=True),
        sa.Column("year_from", sa.Integer(), nullable=True),
        sa.Column("year_to", sa.Integer(), nullable=True),
        sa.Column("maker", sa.String(length=300), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("height_mm", sa.Double(), nullable=True),
        sa.Column("width_mm", sa.Double(), nullable=True),
        sa.Column("depth_mm", sa.Double(), nullable=True),
        sa.Column("measurement_note", sa.Text(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("description_vi", sa.Text(), nullable=True),
        sa.Column("description_en", sa.Text(), nullable=True),
        sa.Column("inscription", sa.Text(), nullable=True),
        sa.Column("protection", sa.Enum("none", "di_vat", "co_vat", "bao_vat", name="protection", native_enum=False, length=32), nullable=False),
        sa.Column("condition_text", sa.Text(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("location", sa.String(length=300), nullable=True),
        sa.Column("recorder", sa.String(length=200), nullable=True),
        sa.Column("recorded_on", sa.Date(), nullable=True),
        sa.Column("rights", sa.Text(), nullable=True),
        sa.Column("licence", sa.String(length=120), nullable=True),
        sa.Column("attribution", sa.Text(), nullable=True),
        sa.Column("source_url", sa.String(length=500), nullable=True),
        sa.Column("is_specimen", sa.Boolean(), nullable=False),
        sa.Column("has_3d", sa.Boolean(), nullable=False),
        sa.Column("ext", _JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.Column("status", sa.Enum("draft", "review", "published", "withdrawn", name="status", native_enum=False, length=32), nullable=False),
        sa.Column("visibility", sa.Enum("public", "restricted", name="visibility", native_enum=False, length=32), nullable=False),
        sa.Column("published_at", _MOMENT, nullable=True),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.CheckConstraint("count >= 1", name=op.f("ck_artifact_count_positive")),
        sa.CheckConstraint("height_mm > 0 and width_mm > 0 and depth_mm > 0", name=op.f("ck_artifact_size_positive")),
        sa.CheckConstraint("length(title_vi) > 0", name=op.f("ck_artifact_title_present")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_artifact_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_artifact")),
        sa.UniqueConstraint("accession_number", name=op.f("uq_artifact_accession_number")),
    )
    op.create_index(op.f("ix_artifact_site_id"), "artifact", ["site_id"], unique=False)
    op.create_index(op.f("ix_artifact_status"), "artifact", ["status"], unique=False)
    op.create_index(op.f("ix_artifact_updated_at"), "artifact", ["updated_at"], unique=False)


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("moment", _MOMENT, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("record_kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("changes", _JSON, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_audit_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_moment"), "audit", ["moment"], unique=False)
    op.create_index("ix_audit_record", "audit", ["record_kind", "record_id", "moment"], unique=False)


def _create_search_facet() -> None:
    op.create_table(
        "search_facet",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("facet", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["search_entry.id"], name=op.f("fk_search_facet_entry_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry_id", "facet", "value", name=op.f("pk_search_facet")),
    )
    op.create_index("ix_search_facet_value", "search_facet", ["facet", "value", "entry_id"], unique=False)


def _create_capture() -> None:
    op.create_table(
        "capture",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("artifact_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("captured_at", _MOMENT, nullable=True),
        sa.Column("operator", sa.String(length=200), nullable=True),
        sa.Column("device", sa.String(length=300), nullable=True),
        sa.Column("method", sa.String(length=120), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("parameters", _JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["artifact_id"], ["artifact.id"], name=op.f("fk_capture_artifact_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_capture_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture")),
    )
    op.create_index(op.f("ix_capture_artifact_id"), "capture", ["artifact_id"], unique=False)
    op.create_index(op.f("ix_capture_site_id"), "capture", ["site_id"], unique=False)
    op.create_index(op.f("ix_capture_updated_at"), "capture", ["updated_at"], unique=False)


def upgrade() -> None:
    _create_account()
    _create_search_entry()
    _create_site()
    _create_tour()
    _create_artifact()
    _create_audit()
    _create_search_facet()
    _create_capture()


def downgrade() -> None:
    op.drop_table("capture")
    op.drop_table("search_facet")
    op.drop_table("audit")
    op.drop_table("artifact")
    op.drop_table("tour")
    op.drop_table("site")
    op.drop_table("search_entry")
    op.drop_table("account")
