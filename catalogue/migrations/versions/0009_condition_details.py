"""What a condition check recommends and shows, areas on photographs, and zones of hazard."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)
_COLUMNS: dict[str, dict[str, sa.types.TypeEngine[Any]]] = {
    "condition_check": {
        "equipment": sa.Text(),
        "parts": sa.Text(),
        "advice_treat": sa.Text(),
        "advice_store": sa.Text(),
        "advice_pack": sa.Text(),
        "advice_handle": sa.Text(),
        "advice_display": sa.Text(),
    },
    "damage": {"photo_w": sa.Double(), "photo_h": sa.Double()},
}


def _create_check_file() -> None:
    op.create_table('check_file',
    sa.Column('check_id', sa.Uuid(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['check_id'], ['condition_check.id'], name=op.f('fk_check_file_check_id')),
    sa.ForeignKeyConstraint(['file_id'], ['digital_file.id'], name=op.f('fk_check_file_file_id')),
    sa.PrimaryKeyConstraint('check_id', 'file_id', name=op.f('pk_check_file'))
    )
    op.create_index(op.f('ix_check_file_updated_at'), 'check_file', ['updated_at'], unique=False)


def _create_hazard_zone() -> None:
    op.create_table('hazard_zone',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('flood', 'landslide', 'erosion', 'fire', 'other', name='hazardkind', native_enum=False, length=32), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('geometry', _JSON, nullable=False),
    sa.Column('west', sa.Double(), nullable=False),
    sa.Column('south', sa.Double(), nullable=False),
    sa.Column('east', sa.Double(), nullable=False),
    sa.Column('north', sa.Double(), nullable=False),
    sa.Column('retired_at', _MOMENT, nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.CheckConstraint('west <= east and south <= north', name=op.f('ck_hazard_zone_box_forward')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hazard_zone'))
    )
    op.create_index(op.f('ix_hazard_zone_updated_at'), 'hazard_zone', ['updated_at'], unique=False)


def upgrade() -> None:
    """Columns are written out, for a batch would copy the table, and SQLite then drops what refers to its rows."""
    dialect = op.get_bind().dialect
    for table, columns in _COLUMNS.items():
        for name, kind in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind.compile(dialect)}")
    _create_check_file()
    _create_hazard_zone()


def downgrade() -> None:
    op.drop_table("hazard_zone")
    op.drop_table("check_file")
    for table, columns in _COLUMNS.items():
        for name in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
