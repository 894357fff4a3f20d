"""Where and when records were written down in the field."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table('field_note',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('noted_at', _MOMENT, nullable=False),
    sa.Column('latitude', sa.Double(), nullable=True),
    sa.Column('longitude', sa.Double(), nullable=True),
    sa.Column('accuracy_m', sa.Double(), nullable=True),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.CheckConstraint('latitude between -90 and 90 and longitude between -180 and 180', name=op.f('ck_field_note_on_earth')),
    sa.CheckConstraint('(latitude is null) = (longitude is null)', name=op.f('ck_field_note_point_whole')),
    sa.CheckConstraint('accuracy_m >= 0', name=op.f('ck_field_note_accuracy_positive')),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_field_note_record_id')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_field_note_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_field_note'))
    )
    op.create_index(op.f('ix_field_note_record_id'), 'field_note', ['record_id'], unique=False)
    op.create_index(op.f('ix_field_note_updated_at'), 'field_note', ['updated_at'], unique=False)


def downgrade() -> None:
    op.drop_table('field_note')
