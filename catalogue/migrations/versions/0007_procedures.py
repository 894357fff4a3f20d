"""Locations and movements, hand-overs, loans, condition checks with damage, treatments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def _create_loan() -> None:
    op.create_table('loan',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('direction', sa.Enum('out', 'in', name='loandirection', native_enum=False, length=32), nullable=False),
    sa.Column('state', sa.Enum('planned', 'approved', 'active', 'returned', 'cancelled', name='loanstate', native_enum=False, length=32), nullable=False),
    sa.Column('partner', sa.String(length=300), nullable=False),
    sa.Column('partner_contact', sa.Text(), nullable=True),
    sa.Column('agent_id', sa.Uuid(), nullable=True),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('decision_number', sa.String(length=120), nullable=True),
    sa.Column('decision_date', sa.Date(), nullable=True),
    sa.Column('approver', sa.String(length=200), nullable=True),
    sa.Column('insurance', sa.Text(), nullable=True),
    sa.Column('conditions', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.CheckConstraint('ends_on >= begins_on', name=op.f('ck_loan_span_forward')),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_loan_agent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_loan')),
    sa.UniqueConstraint('number', name=op.f('uq_loan_number'))
    )
    op.create_index(op.f('ix_loan_updated_at'), 'loan', ['updated_at'], unique=False)


def _create_object_entry() -> None:
    op.create_table('object_entry',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Enum('gift', 'purchase', 'excavation', 'transfer', 'loan', 'examination', 'confiscation', 'found', name='entryreason', native_enum=False, length=32), nullable=False),
    sa.Column('depositor', sa.String(length=300), nullable=False),
    sa.Column('depositor_contact', sa.Text(), nullable=True),
    sa.Column('agent_id', sa.Uuid(), nullable=True),
    sa.Column('receiver', sa.String(length=200), nullable=False),
    sa.Column('method', sa.String(length=200), nullable=True),
    sa.Column('place', sa.String(length=300), nullable=True),
    sa.Column('is_temporary', sa.Boolean(), nullable=False),
    sa.Column('return_by', sa.Date(), nullable=True),
    sa.Column('returned_on', sa.Date(), nullable=True),
    sa.Column('requirements', sa.Text(), nullable=True),
    sa.Column('insurance', sa.Text(), nullable=True),
    sa.Column('packing', sa.Text(), nullable=True),
    sa.Column('value_text', sa.String(length=300), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_object_entry_agent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_object_entry')),
    sa.UniqueConstraint('number', name=op.f('uq_object_entry_number'))
    )
    op.create_index(op.f('ix_object_entry_updated_at'), 'object_entry', ['updated_at'], unique=False)


def _create_location() -> None:
    op.create_table('location',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.Enum('building', 'floor', 'room', 'cabinet', 'shelf', 'box', 'outside', name='locationkind', native_enum=False, length=32), nullable=False),
    sa.Column('title_vi', sa.String(length=300), nullable=False),
    sa.Column('title_en', sa.String(length=300), nullable=True),
    sa.Column('parent_id', sa.Uuid(), nullable=True),
    sa.Column('path', sa.String(length=600), nullable=False),
    sa.Column('site_id', sa.Uuid(), nullable=True),
    sa.Column('is_public', sa.Boolean(), nullable=False),
    sa.Column('retired_at', _MOMENT, nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.CheckConstraint('id <> parent_id', name=op.f('ck_location_others')),
    sa.CheckConstraint('length(title_vi) > 0', name=op.f('ck_location_title_present')),
    sa.ForeignKeyConstraint(['parent_id'], ['location.id'], name=op.f('fk_location_parent_id')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_location_site_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_location')),
    sa.UniqueConstraint('code', name=op.f('uq_location_code'))
    )
    op.create_index(op.f('ix_location_parent_id'), 'location', ['parent_id'], unique=False)
    op.create_index('ix_location_path', 'location', ['path'], unique=False)
    op.create_index(op.f('ix_location_site_id'), 'location', ['site_id'], unique=False)
    op.create_index(op.f('ix_location_updated_at'), 'location', ['updated_at'], unique=False)


def _create_entry_item() -> None:
    op.create_table('entry_item',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('entry_id', sa.Uuid(), nullable=False),
    sa.Column('artifact_id', sa.Uuid(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('condition', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.CheckConstraint('count >= 1', name=op.f('ck_entry_item_count_positive')),
    sa.ForeignKeyConstraint(['artifact_id'], ['artifact.id'], name=op.f('fk_entry_item_artifact_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['object_entry.id'], name=op.f('fk_entry_item_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_item'))
    )
    op.create_index(op.f('ix_entry_item_artifact_id'), 'entry_item', ['artifact_id'], unique=False)
    op.create_index(op.f('ix_entry_item_entry_id'), 'entry_item', ['entry_id'], unique=False)
    op.create_index(op.f('ix_entry_item_updated_at'), 'entry_item', ['updated_at'], unique=False)


def _create_movement() -> None:
    op.create_table('movement',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('artifact_id', sa.Uuid(), nullable=False),
    sa.Column('from_id', sa.Uuid(), nullable=True),
    sa.Column('to_id', sa.Uuid(), nullable=True),
    sa.Column('to_text', sa.String(length=300), nullable=True),
    sa.Column('moved_at', _MOMENT, nullable=False),
    sa.Column('recorded_at', _MOMENT, nullable=False),
    sa.Column('reason', sa.Enum('inventory', 'storage', 'display', 'conservation', 'loan', 'return', 'study', 'digitisation', 'safety', 'correction', name='movereason', native_enum=False, length=32), nullable=False),
    sa.Column('decision_number', sa.String(length=120), nullable=True),
    sa.Column('decision_date', sa.Date(), nullable=True),
    sa.Column('approver', sa.String(length=200), nullable=True),
    sa.Column('mover', sa.String(length=200), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('corrects_id', sa.Uuid(), nullable=True),
    sa.Column('loan_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_movement_account_id')),
    sa.ForeignKeyConstraint(['artifact_id'], ['artifact.id'], name=op.f('fk_movement_artifact_id')),
    sa.ForeignKeyConstraint(['corrects_id'], ['movement.id'], name=op.f('fk_movement_corrects_id')),
    sa.ForeignKeyConstraint(['from_id'], ['location.id'], name=op.f('fk_movement_from_id')),
    sa.ForeignKeyConstraint(['loan_id'], ['loan.id'], name=op.f('fk_movement_loan_id')),
    sa.ForeignKeyConstraint(['to_id'], ['location.id'], name=op.f('fk_movement_to_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_movement'))
    )
    op.create_index('ix_movement_artifact', 'movement', ['artifact_id', 'moved_at'], unique=False)
    op.create_index(op.f('ix_movement_loan_id'), 'movement', ['loan_id'], unique=False)
    op.create_index(op.f('ix_movement_to_id'), 'movement', ['to_id'], unique=False)


def _create_condition_check() -> None:
    op.create_table('condition_check',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('artifact_id', sa.Uuid(), nullable=True),
    sa.Column('site_id', sa.Uuid(), nullable=True),
    sa.Column('checked_on', sa.Date(), nullable=False),
    sa.Column('checker', sa.String(length=200), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=True),
    sa.Column('method', sa.Text(), nullable=True),
    sa.Column('grade', sa.Enum('good', 'fair', 'poor', 'unacceptable', name='grade', native_enum=False, length=32), nullable=False),
    sa.Column('completeness', sa.String(length=300), nullable=True),
    sa.Column('surface', sa.Text(), nullable=True),
    sa.Column('structure', sa.Text(), nullable=True),
    sa.Column('summary_vi', sa.Text(), nullable=True),
    sa.Column('summary_en', sa.Text(), nullable=True),
    sa.Column('hazards', sa.Text(), nullable=True),
    sa.Column('priority', sa.Enum('negligible', 'minor', 'moderate', 'major', 'extreme', name='severity', native_enum=False, length=32), nullable=False),
    sa.Column('recommendation', sa.Text(), nullable=True),
    sa.Column('next_check_on', sa.Date(), nullable=True),
    sa.Column('model_id', sa.Uuid(), nullable=True),
    sa.Column('comparison_id', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.Column('status', sa.Enum('draft', 'review', 'published', 'withdrawn', name='status', native_enum=False, length=32), nullable=False),
    sa.Column('visibility', sa.Enum('public', 'restricted', name='visibility', native_enum=False, length=32), nullable=False),
    sa.Column('published_at', _MOMENT, nullable=True),
    sa.Column('withdrawn_at', _MOMENT, nullable=True),
    sa.CheckConstraint('artifact_id is not null or site_id is not null', name=op.f('ck_condition_check_belongs')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_condition_check_account_id')),
    sa.ForeignKeyConstraint(['artifact_id'], ['artifact.id'], name=op.f('fk_condition_check_artifact_id')),
    sa.ForeignKeyConstraint(['comparison_id'], ['comparison.id'], name=op.f('fk_condition_check_comparison_id')),
    sa.ForeignKeyConstraint(['model_id'], ['model.id'], name=op.f('fk_condition_check_model_id')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_condition_check_site_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_condition_check')),
    sa.UniqueConstraint('number', name=op.f('uq_condition_check_number'))
    )
    op.create_index(op.f('ix_condition_check_artifact_id'), 'condition_check', ['artifact_id'], unique=False)
    op.create_index(op.f('ix_condition_check_checked_on'), 'condition_check', ['checked_on'], unique=False)
    op.create_index(op.f('ix_condition_check_comparison_id'), 'condition_check', ['comparison_id'], unique=False)
    op.create_index('ix_condition_check_due', 'condition_check', ['next_check_on'], unique=False)
    op.create_index(op.f('ix_condition_check_site_id'), 'condition_check', ['site_id'], unique=False)
    op.create_index(op.f('ix_condition_check_status'), 'condition_check', ['status'], unique=False)
    op.create_index(op.f('ix_condition_check_updated_at'), 'condition_check', ['updated_at'], unique=False)


def _create_damage() -> None:
    op.create_table('damage',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('check_id', sa.Uuid(), nullable=False),
    sa.Column('previous_id', sa.Uuid(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('term_id', sa.Uuid(), nullable=True),
    sa.Column('type_text', sa.String(length=200), nullable=True),
    sa.Column('cause', sa.Enum('biological', 'chemical', 'physical', 'human', 'disaster', 'unknown', name='damagecause', native_enum=False, length=32), nullable=False),
    sa.Column('severity', sa.Enum('negligible', 'minor', 'moderate', 'major', 'extreme', name='severity', native_enum=False, length=32), nullable=False),
    sa.Column('change', sa.Enum('first_seen', 'stable', 'worse', 'better', 'treated', 'gone', name='damagechange', native_enum=False, length=32), nullable=False),
    sa.Column('place', sa.String(length=300), nullable=True),
    sa.Column('length_mm', sa.Double(), nullable=True),
    sa.Column('width_mm', sa.Double(), nullable=True),
    sa.Column('depth_mm', sa.Double(), nullable=True),
    sa.Column('area_mm2', sa.Double(), nullable=True),
    sa.Column('volume_mm3', sa.Double(), nullable=True),
    sa.Column('note_vi', sa.Text(), nullable=True),
    sa.Column('note_en', sa.Text(), nullable=True),
    sa.Column('file_id', sa.Uuid(), nullable=True),
    sa.Column('photo_x', sa.Double(), nullable=True),
    sa.Column('photo_y', sa.Double(), nullable=True),
    sa.Column('scene_id', sa.Uuid(), nullable=True),
    sa.Column('x_mm', sa.Double(), nullable=True),
    sa.Column('y_mm', sa.Double(), nullable=True),
    sa.Column('z_mm', sa.Double(), nullable=True),
    sa.Column('normal_x', sa.Double(), nullable=True),
    sa.Column('normal_y', sa.Double(), nullable=True),
    sa.Column('normal_z', sa.Double(), nullable=True),
    sa.Column('region_id', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.CheckConstraint('(x_mm is null) = (y_mm is null) and (y_mm is null) = (z_mm is null)', name=op.f('ck_damage_point_whole')),
    sa.CheckConstraint('id <> previous_id', name=op.f('ck_damage_others')),
    sa.CheckConstraint('photo_x between 0 and 1 and photo_y between 0 and 1', name=op.f('ck_damage_photo_range')),
    sa.ForeignKeyConstraint(['check_id'], ['condition_check.id'], name=op.f('fk_damage_check_id')),
    sa.ForeignKeyConstraint(['file_id'], ['digital_file.id'], name=op.f('fk_damage_file_id')),
    sa.ForeignKeyConstraint(['previous_id'], ['damage.id'], name=op.f('fk_damage_previous_id')),
    sa.ForeignKeyConstraint(['region_id'], ['comparison_region.id'], name=op.f('fk_damage_region_id')),
    sa.ForeignKeyConstraint(['scene_id'], ['scene.id'], name=op.f('fk_damage_scene_id')),
    sa.ForeignKeyConstraint(['term_id'], ['term.id'], name=op.f('fk_damage_term_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_damage'))
    )
    op.create_index(op.f('ix_damage_check_id'), 'damage', ['check_id'], unique=False)
    op.create_index(op.f('ix_damage_previous_id'), 'damage', ['previous_id'], unique=False)
    op.create_index(op.f('ix_damage_region_id'), 'damage', ['region_id'], unique=False)
    op.create_index(op.f('ix_damage_term_id'), 'damage', ['term_id'], unique=False)
    op.create_index(op.f('ix_damage_updated_at'), 'damage', ['updated_at'], unique=False)


def _create_loan_item() -> None:
    op.create_table('loan_item',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('loan_id', sa.Uuid(), nullable=False),
    sa.Column('artifact_id', sa.Uuid(), nullable=False),
    sa.Column('check_out_id', sa.Uuid(), nullable=True),
    sa.Column('check_in_id', sa.Uuid(), nullable=True),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.Column('returned_on', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['artifact_id'], ['artifact.id'], name=op.f('fk_loan_item_artifact_id')),
    sa.ForeignKeyConstraint(['check_in_id'], ['condition_check.id'], name=op.f('fk_loan_item_check_in_id')),
    sa.ForeignKeyConstraint(['check_out_id'], ['condition_check.id'], name=op.f('fk_loan_item_check_out_id')),
    sa.ForeignKeyConstraint(['loan_id'], ['loan.id'], name=op.f('fk_loan_item_loan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_loan_item')),
    sa.UniqueConstraint('loan_id', 'artifact_id', name='uq_loan_item_pair')
    )
    op.create_index(op.f('ix_loan_item_artifact_id'), 'loan_item', ['artifact_id'], unique=False)
    op.create_index(op.f('ix_loan_item_loan_id'), 'loan_item', ['loan_id'], unique=False)
    op.create_index(op.f('ix_loan_item_updated_at'), 'loan_item', ['updated_at'], unique=False)


def _create_treatment() -> None:
    op.create_table('treatment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('artifact_id', sa.Uuid(), nullable=True),
    sa.Column('site_id', sa.Uuid(), nullable=True),
    sa.Column('begun_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('conservator', sa.String(length=200), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('action_id', sa.Uuid(), nullable=True),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('methods', sa.Text(), nullable=True),
    sa.Column('materials', sa.Text(), nullable=True),
    sa.Column('result', sa.Text(), nullable=True),
    sa.Column('recommendation', sa.Text(), nullable=True),
    sa.Column('decision_number', sa.String(length=120), nullable=True),
    sa.Column('decision_date', sa.Date(), nullable=True),
    sa.Column('approver', sa.String(length=200), nullable=True),
    sa.Column('check_before_id', sa.Uuid(), nullable=True),
    sa.Column('check_after_id', sa.Uuid(), nullable=True),
    sa.Column('comparison_id', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.Column('status', sa.Enum('draft', 'review', 'published', 'withdrawn', name='status', native_enum=False, length=32), nullable=False),
    sa.Column('visibility', sa.Enum('public', 'restricted', name='visibility', native_enum=False, length=32), nullable=False),
    sa.Column('published_at', _MOMENT, nullable=True),
    sa.Column('withdrawn_at', _MOMENT, nullable=True),
    sa.CheckConstraint('artifact_id is not null or site_id is not null', name=op.f('ck_treatment_belongs')),
    sa.CheckConstraint('ended_on >= begun_on', name=op.f('ck_treatment_span_forward')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_treatment_account_id')),
    sa.ForeignKeyConstraint(['action_id'], ['term.id'], name=op.f('fk_treatment_action_id')),
    sa.ForeignKeyConstraint(['artifact_id'], ['artifact.id'], name=op.f('fk_treatment_artifact_id')),
    sa.ForeignKeyConstraint(['check_after_id'], ['condition_check.id'], name=op.f('fk_treatment_check_after_id')),
    sa.ForeignKeyConstraint(['check_before_id'], ['condition_check.id'], name=op.f('fk_treatment_check_before_id')),
    sa.ForeignKeyConstraint(['comparison_id'], ['comparison.id'], name=op.f('fk_treatment_comparison_id')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_treatment_site_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_treatment')),
    sa.UniqueConstraint('number', name=op.f('uq_treatment_number'))
    )
    op.create_index(op.f('ix_treatment_action_id'), 'treatment', ['action_id'], unique=False)
    op.create_index(op.f('ix_treatment_artifact_id'), 'treatment', ['artifact_id'], unique=False)
    op.create_index(op.f('ix_treatment_site_id'), 'treatment', ['site_id'], unique=False)
    op.create_index(op.f('ix_treatment_status'), 'treatment', ['status'], unique=False)
    op.create_index(op.f('ix_treatment_updated_at'), 'treatment', ['updated_at'], unique=False)


def _create_treatment_damage() -> None:
    op.create_table('treatment_damage',
    sa.Column('treatment_id', sa.Uuid(), nullable=False),
    sa.Column('damage_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['damage_id'], ['damage.id'], name=op.f('fk_treatment_damage_damage_id')),
    sa.ForeignKeyConstraint(['treatment_id'], ['treatment.id'], name=op.f('fk_treatment_damage_treatment_id')),
    sa.PrimaryKeyConstraint('treatment_id', 'damage_id', name=op.f('pk_treatment_damage'))
    )


def _create_treatment_file() -> None:
    op.create_table('treatment_file',
    sa.Column('treatment_id', sa.Uuid(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('stage', sa.String(length=16), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['digital_file.id'], name=op.f('fk_treatment_file_file_id')),
    sa.ForeignKeyConstraint(['treatment_id'], ['treatment.id'], name=op.f('fk_treatment_file_treatment_id')),
    sa.PrimaryKeyConstraint('treatment_id', 'file_id', name=op.f('pk_treatment_file'))
    )
    op.create_index(op.f('ix_treatment_file_updated_at'), 'treatment_file', ['updated_at'], unique=False)


def upgrade() -> None:
    _create_loan()
    _create_object_entry()
    _create_location()
    _create_entry_item()
    _create_movement()
    _create_condition_check()
    _create_damage()
    _create_loan_item()
    _create_treatment()
    _create_treatment_damage()
    _create_treatment_file()


def downgrade() -> None:
    op.drop_table("treatment_file")
    op.drop_table("treatment_damage")
    op.drop_table("treatment")
    op.drop_table("loan_item")
    op.drop_table("damage")
    op.drop_table("condition_check")
    op.drop_table("movement")
    op.drop_table("entry_item")
    op.drop_table("location")
    op.drop_table("object_entry")
    op.drop_table("loan")
