"""Indexes that hold all that the figures of digitisation read, so that counting touches no whole record."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ARTIFACT = ("site_id", "protection", "status", "visibility", "has_3d", "organisation_id", "id")
_FILE = ("artifact_id", "kind", "withdrawn_at")


def upgrade() -> None:
    op.create_index("ix_artifact_figures", "artifact", list(_ARTIFACT), unique=False)
    op.create_index("ix_digital_file_figures", "digital_file", list(_FILE), unique=False)


def downgrade() -> None:
    op.drop_index("ix_digital_file_figures", "digital_file")
    op.drop_index("ix_artifact_figures", "artifact")
