"""Hand-overs and imports belong to an organisation: that of their first artifact, else that of who wrote them down."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TABLES = ("object_entry", "import_batch")
_BY_WRITER = """
    UPDATE object_entry SET organisation_id = (
        SELECT account.organisation_id FROM audit JOIN account ON account.id = audit.account_id
        WHERE audit.record_kind = 'object_entry' AND audit.record_id = object_entry.id AND audit.action = 'add'
        ORDER BY audit.moment LIMIT 1
    )
"""
_BY_ARTIFACT = """
    UPDATE object_entry SET organisation_id = (
        SELECT artifact.organisation_id FROM entry_item JOIN artifact ON artifact.id = entry_item.artifact_id
        WHERE entry_item.entry_id = object_entry.id ORDER BY entry_item.position LIMIT 1
    )
    WHERE EXISTS (
        SELECT 1 FROM entry_item WHERE entry_item.entry_id = object_entry.id AND entry_item.artifact_id IS NOT NULL
    )
"""
_BY_IMPORTER = """
    UPDATE import_batch SET organisation_id = (
        SELECT account.organisation_id FROM account WHERE account.id = import_batch.account_id
    )
"""


def upgrade() -> None:
    ident = sa.Uuid().compile(op.get_bind().dialect)
    for table in _TABLES:
        key = f"CONSTRAINT fk_{table}_organisation_id REFERENCES organisation (id)"
        op.execute(f"ALTER TABLE {table} ADD COLUMN organisation_id {ident} {key}")
        op.create_index(f"ix_{table}_organisation_id", table, ["organisation_id"])
    for fill in (_BY_WRITER, _BY_ARTIFACT, _BY_IMPORTER):
        op.execute(fill)


def downgrade() -> None:
    for table in _TABLES:
        op.drop_index(f"ix_{table}_organisation_id", table)
        op.execute(f"ALTER TABLE {table} DROP COLUMN organisation_id")
