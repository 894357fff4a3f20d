"""A mark of the search's changes names its entry, so that only that one is read again."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE search_change ADD COLUMN entry_id INTEGER")


def downgrade() -> None:
    op.execute("ALTER TABLE search_change DROP COLUMN entry_id")
