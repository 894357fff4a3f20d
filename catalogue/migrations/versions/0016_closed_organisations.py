"""Organisations can be closed: they keep what they have and take no more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.execute(f"ALTER TABLE organisation ADD COLUMN closed_at {_MOMENT.compile(op.get_bind().dialect)}")


def downgrade() -> None:
    op.execute("ALTER TABLE organisation DROP COLUMN closed_at")
