"""Parts of records count their saves and are withdrawn, never deleted; a withdrawn identifier frees its number."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_PARTS = (
    "collection_item", "designation", "history_event", "identifier", "inscription", "measurement", "protection_zone",
    "record_agent", "record_link", "record_place", "record_term", "record_text",
)  # fmt: skip
_MOMENT = sa.DateTime(timezone=True)
_IN_USE = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    dialect = op.get_bind().dialect
    for table in _PARTS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN version INTEGER DEFAULT 1 NOT NULL")
        op.execute(f"ALTER TABLE {table} ADD COLUMN withdrawn_at {_MOMENT.compile(dialect)}")
    op.drop_index("ix_identifier_value", table_name="identifier")
    op.create_index(
        "ix_identifier_value",
        "identifier",
        ["scheme", "value"],
        unique=True,
        sqlite_where=_IN_USE,
        postgresql_where=_IN_USE,
    )


def downgrade() -> None:
    op.drop_index("ix_identifier_value", table_name="identifier")
    op.create_index("ix_identifier_value", "identifier", ["scheme", "value"], unique=True)
    for table in _PARTS:
        op.execute(f"ALTER TABLE {table} DROP COLUMN withdrawn_at")
        op.execute(f"ALTER TABLE {table} DROP COLUMN version")
