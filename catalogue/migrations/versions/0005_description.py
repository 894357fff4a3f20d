"""Handles of records with their texts and links, agents, places, history, living traditions, collections."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)


def _create_agent() -> None:
    op.create_table('agent',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.Enum('person', 'family', 'body', name='agentkind', native_enum=False, length=32), nullable=False),
    sa.Column('title_vi', sa.String(length=300), nullable=False),
    sa.Column('title_en', sa.String(length=300), nullable=True),
    sa.Column('other_names', sa.Text(), nullable=True),
    sa.Column('dates_text', sa.String(length=200), nullable=True),
    sa.Column('year_from', sa.Integer(), nullable=True),
    sa.Column('year_to', sa.Integer(), nullable=True),
    sa.Column('description_vi', sa.Text(), nullable=True),
    sa.Column('description_en', sa.Text(), nullable=True),
    sa.Column('contact', sa.Text(), nullable=True),
    sa.Column('source_url', sa.String(length=500), nullable=True),
    sa.Column('ext', _JSON, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.Column('status', sa.Enum('draft', 'review', 'published', 'withdrawn', name='status', native_enum=False, length=32), nullable=False),
    sa.Column('visibility', sa.Enum('public', 'restricted', name='visibility', native_enum=False, length=32), nullable=False),
    sa.Column('published_at', _MOMENT, nullable=True),
    sa.Column('withdrawn_at', _MOMENT, nullable=True),
    sa.CheckConstraint('length(title_vi) > 0', name=op.f('ck_agent_title_present')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agent')),
    sa.UniqueConstraint('code', name=op.f('uq_agent_code'))
    )
    op.create_index(op.f('ix_agent_status'), 'agent', ['status'], unique=False)
    op.create_index(op.f('ix_agent_updated_at'), 'agent', ['updated_at'], unique=False)


def _create_collection() -> None:
    op.create_table('collection',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('title_vi', sa.String(length=300), nullable=False),
    sa.Column('title_en', sa.String(length=300), nullable=True),
    sa.Column('description_vi', sa.Text(), nullable=True),
    sa.Column('description_en', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.Column('status', sa.Enum('draft', 'review', 'published', 'withdrawn', name='status', native_enum=False, length=32), nullable=False),
    sa.Column('visibility', sa.Enum('public', 'restricted', name='visibility', native_enum=False, length=32), nullable=False),
    sa.Column('published_at', _MOMENT, nullable=True),
    sa.Column('withdrawn_at', _MOMENT, nullable=True),
    sa.CheckConstraint('length(title_vi) > 0', name=op.f('ck_collection_title_present')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_collection')),
    sa.UniqueConstraint('code', name=op.f('uq_collection_code'))
    )
    op.create_index(op.f('ix_collection_status'), 'collection', ['status'], unique=False)
    op.create_index(op.f('ix_collection_updated_at'), 'collection', ['updated_at'], unique=False)


def _create_organisation() -> None:
    op.create_table('organisation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('title_vi', sa.String(length=300), nullable=False),
    sa.Column('title_en', sa.String(length=300), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.CheckConstraint('length(title_vi) > 0', name=op.f('ck_organisation_title_present')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation')),
    sa.UniqueConstraint('code', name=op.f('uq_organisation_code'))
    )
    op.create_index(op.f('ix_organisation_updated_at'), 'organisation', ['updated_at'], unique=False)


def _create_place() -> None:
    op.create_table('place',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.Enum('country', 'region', 'province', 'district', 'commune', 'village', 'historical', name='placekind', native_enum=False, length=32), nullable=False),
    sa.Column('title_vi', sa.String(length=300), nullable=False),
    sa.Column('title_en', sa.String(length=300), nullable=True),
    sa.Column('folded', sa.String(length=300), nullable=False),
    sa.Column('parent_id', sa.Uuid(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('successor_id', sa.Uuid(), nullable=True),
    sa.Column('change_reason', sa.Text(), nullable=True),
    sa.Column('decision_number', sa.String(length=120), nullable=True),
    sa.Column('latitude', sa.Double(), nullable=True),
    sa.Column('longitude', sa.Double(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.CheckConstraint('id <> successor_id and id <> parent_id', name=op.f('ck_place_others')),
    sa.CheckConstraint('length(title_vi) > 0', name=op.f('ck_place_title_present')),
    sa.CheckConstraint('valid_to >= valid_from', name=op.f('ck_place_span_forward')),
    sa.ForeignKeyConstraint(['parent_id'], ['place.id'], name=op.f('fk_place_parent_id')),
    sa.ForeignKeyConstraint(['successor_id'], ['place.id'], name=op.f('fk_place_successor_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_place')),
    sa.UniqueConstraint('code', name=op.f('uq_place_code'))
    )
    op.create_index('ix_place_folded', 'place', ['folded'], unique=False)
    op.create_index(op.f('ix_place_parent_id'), 'place', ['parent_id'], unique=False)
    op.create_index(op.f('ix_place_successor_id'), 'place', ['successor_id'], unique=False)
    op.create_index(op.f('ix_place_updated_at'), 'place', ['updated_at'], unique=False)


def _create_record() -> None:
    op.create_table('record',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('artifact', 'site', 'tradition', 'agent', 'place', 'collection', name='recordkind', native_enum=False, length=32), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record'))
    )
    op.create_index(op.f('ix_record_kind'), 'record', ['kind'], unique=False)


def _create_tradition() -> None:
    op.create_table('tradition',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.Enum('language', 'folk_literature', 'performing_arts', 'social_practice', 'festival', 'folk_knowledge', 'craft', name='traditionkind', native_enum=False, length=32), nullable=False),
    sa.Column('title_vi', sa.String(length=300), nullable=False),
    sa.Column('title_en', sa.String(length=300), nullable=True),
    sa.Column('other_names', sa.Text(), nullable=True),
    sa.Column('community', sa.String(length=300), nullable=True),
    sa.Column('description_vi', sa.Text(), nullable=True),
    sa.Column('description_en', sa.Text(), nullable=True),
    sa.Column('season', sa.String(length=200), nullable=True),
    sa.Column('state', sa.Text(), nullable=True),
    sa.Column('safeguarding', sa.Text(), nullable=True),
    sa.Column('attribution', sa.Text(), nullable=True),
    sa.Column('licence', sa.String(length=120), nullable=True),
    sa.Column('ext', _JSON, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.Column('status', sa.Enum('draft', 'review', 'published', 'withdrawn', name='status', native_enum=False, length=32), nullable=False),
    sa.Column('visibility', sa.Enum('public', 'restricted', name='visibility', native_enum=False, length=32), nullable=False),
    sa.Column('published_at', _MOMENT, nullable=True),
    sa.Column('withdrawn_at', _MOMENT, nullable=True),
    sa.CheckConstraint('length(title_vi) > 0', name=op.f('ck_tradition_title_present')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tradition')),
    sa.UniqueConstraint('code', name=op.f('uq_tradition_code'))
    )
    op.create_index(op.f('ix_tradition_status'), 'tradition', ['status'], unique=False)
    op.create_index(op.f('ix_tradition_updated_at'), 'tradition', ['updated_at'], unique=False)


def _create_collection_item() -> None:
    op.create_table('collection_item',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('collection_id', sa.Uuid(), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['collection_id'], ['collection.id'], name=op.f('fk_collection_item_collection_id')),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_collection_item_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_collection_item')),
    sa.UniqueConstraint('collection_id', 'record_id', name='uq_collection_item_pair')
    )
    op.create_index(op.f('ix_collection_item_collection_id'), 'collection_item', ['collection_id'], unique=False)
    op.create_index(op.f('ix_collection_item_record_id'), 'collection_item', ['record_id'], unique=False)
    op.create_index(op.f('ix_collection_item_updated_at'), 'collection_item', ['updated_at'], unique=False)


def _create_history_event() -> None:
    op.create_table('history_event',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('production', 'use', 'find', 'acquisition', 'transfer', 'restoration', 'damage', 'exhibition', 'other', name='historykind', native_enum=False, length=32), nullable=False),
    sa.Column('date_text', sa.String(length=200), nullable=True),
    sa.Column('edtf', sa.String(length=80), nullable=True),
    sa.Column('earliest', sa.Date(), nullable=True),
    sa.Column('latest', sa.Date(), nullable=True),
    sa.Column('year_from', sa.Integer(), nullable=True),
    sa.Column('year_to', sa.Integer(), nullable=True),
    sa.Column('calendar', sa.String(length=16), nullable=True),
    sa.Column('reign', sa.String(length=64), nullable=True),
    sa.Column('certainty', sa.String(length=32), nullable=True),
    sa.Column('agent_id', sa.Uuid(), nullable=True),
    sa.Column('place_id', sa.Uuid(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_history_event_agent_id')),
    sa.ForeignKeyConstraint(['place_id'], ['place.id'], name=op.f('fk_history_event_place_id')),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_history_event_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_history_event'))
    )
    op.create_index(op.f('ix_history_event_agent_id'), 'history_event', ['agent_id'], unique=False)
    op.create_index(op.f('ix_history_event_place_id'), 'history_event', ['place_id'], unique=False)
    op.create_index(op.f('ix_history_event_record_id'), 'history_event', ['record_id'], unique=False)
    op.create_index(op.f('ix_history_event_updated_at'), 'history_event', ['updated_at'], unique=False)
    op.create_index(op.f('ix_history_event_year_from'), 'history_event', ['year_from'], unique=False)


def _create_private_field() -> None:
    op.create_table('private_field',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('field', sa.String(length=64), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_private_field_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_private_field'))
    )
    op.create_index('ix_private_field_place', 'private_field', ['record_id', 'field'], unique=True)
    op.create_index(op.f('ix_private_field_updated_at'), 'private_field', ['updated_at'], unique=False)


def _create_record_agent() -> None:
    op.create_table('record_agent',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('agent_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.Enum('maker', 'workshop', 'patron', 'owner', 'user', 'finder', 'donor', 'seller', 'restorer', 'depicted', 'commemorated', 'practitioner', 'manager', name='agentrole', native_enum=False, length=32), nullable=False),
    sa.Column('certainty', sa.Enum('certain', 'probable', 'possible', name='certainty', native_enum=False, length=32), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_record_agent_agent_id')),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_record_agent_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_agent')),
    sa.UniqueConstraint('record_id', 'agent_id', 'role', name='uq_record_agent_part')
    )
    op.create_index(op.f('ix_record_agent_agent_id'), 'record_agent', ['agent_id'], unique=False)
    op.create_index(op.f('ix_record_agent_record_id'), 'record_agent', ['record_id'], unique=False)
    op.create_index(op.f('ix_record_agent_updated_at'), 'record_agent', ['updated_at'], unique=False)


def _create_record_link() -> None:
    op.create_table('record_link',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('other_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('part_of', 'pair_of', 'copy_of', 'depicts', 'documents', 'used_in', 'held_at', 'succeeds', 'related', name='linkkind', native_enum=False, length=32), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.CheckConstraint('record_id <> other_id', name=op.f('ck_record_link_two_records')),
    sa.ForeignKeyConstraint(['other_id'], ['record.id'], name=op.f('fk_record_link_other_id')),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_record_link_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_link')),
    sa.UniqueConstraint('record_id', 'other_id', 'kind', name='uq_record_link_pair')
    )
    op.create_index(op.f('ix_record_link_other_id'), 'record_link', ['other_id'], unique=False)
    op.create_index(op.f('ix_record_link_record_id'), 'record_link', ['record_id'], unique=False)
    op.create_index(op.f('ix_record_link_updated_at'), 'record_link', ['updated_at'], unique=False)


def _create_record_place() -> None:
    op.create_table('record_place',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('place_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.Enum('address', 'made', 'found', 'used', 'depicted', 'practised', name='placerole', native_enum=False, length=32), nullable=False),
    sa.Column('certainty', sa.Enum('certain', 'probable', 'possible', name='certainty', native_enum=False, length=32), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['place_id'], ['place.id'], name=op.f('fk_record_place_place_id')),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_record_place_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_place')),
    sa.UniqueConstraint('record_id', 'place_id', 'role', name='uq_record_place_part')
    )
    op.create_index(op.f('ix_record_place_place_id'), 'record_place', ['place_id'], unique=False)
    op.create_index(op.f('ix_record_place_record_id'), 'record_place', ['record_id'], unique=False)
    op.create_index(op.f('ix_record_place_updated_at'), 'record_place', ['updated_at'], unique=False)


def _create_record_text() -> None:
    op.create_table('record_text',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('field', sa.String(length=32), nullable=False),
    sa.Column('lang', sa.String(length=12), nullable=False),
    sa.Column('script', sa.String(length=12), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.CheckConstraint('length(value) > 0', name=op.f('ck_record_text_value_present')),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_record_text_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_text')),
    sa.UniqueConstraint('record_id', 'field', 'lang', 'script', name='uq_record_text_place')
    )
    op.create_index(op.f('ix_record_text_record_id'), 'record_text', ['record_id'], unique=False)
    op.create_index(op.f('ix_record_text_updated_at'), 'record_text', ['updated_at'], unique=False)


def upgrade() -> None:
    _create_agent()
    _create_collection()
    _create_organisation()
    _create_place()
    _create_record()
    _create_tradition()
    _create_collection_item()
    _create_history_event()
    _create_private_field()
    _create_record_agent()
    _create_record_link()
    _create_record_place()
    _create_record_text()
    for kind in ("artifact", "site"):
        op.execute(f"INSERT INTO record (id, kind) SELECT id, '{kind}' FROM {kind}")


def downgrade() -> None:
    op.drop_table("record_text")
    op.drop_table("record_place")
    op.drop_table("record_link")
    op.drop_table("record_agent")
    op.drop_table("private_field")
    op.drop_table("history_event")
    op.drop_table("collection_item")
    op.drop_table("tradition")
    op.drop_table("record")
    op.drop_table("place")
    op.drop_table("organisation")
    op.drop_table("collection")
    op.drop_table("agent")
