"""Vocabularies, numbers, sizes, inscriptions, decisions, zones; imports, saved searches, unfinished forms, grants."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)


def _create_import_mapping() -> None:
    op.create_table('import_mapping',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('headers', _JSON, nullable=False),
    sa.Column('columns', _JSON, nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_mapping')),
    sa.UniqueConstraint('kind', 'name', name='uq_import_mapping_name')
    )
    op.create_index(op.f('ix_import_mapping_updated_at'), 'import_mapping', ['updated_at'], unique=False)


def _create_vocabulary() -> None:
    op.create_table('vocabulary',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('slug', sa.String(length=64), nullable=False),
    sa.Column('uri', sa.String(length=500), nullable=True),
    sa.Column('title_vi', sa.String(length=300), nullable=False),
    sa.Column('title_en', sa.String(length=300), nullable=True),
    sa.Column('description_vi', sa.Text(), nullable=True),
    sa.Column('description_en', sa.Text(), nullable=True),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('licence', sa.String(length=120), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vocabulary')),
    sa.UniqueConstraint('slug', name=op.f('uq_vocabulary_slug'))
    )
    op.create_index(op.f('ix_vocabulary_updated_at'), 'vocabulary', ['updated_at'], unique=False)


def _create_identifier() -> None:
    op.create_table('identifier',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('scheme', sa.String(length=64), nullable=False),
    sa.Column('value', sa.String(length=200), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_identifier_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identifier'))
    )
    op.create_index(op.f('ix_identifier_record_id'), 'identifier', ['record_id'], unique=False)
    op.create_index(op.f('ix_identifier_updated_at'), 'identifier', ['updated_at'], unique=False)
    op.create_index('ix_identifier_value', 'identifier', ['scheme', 'value'], unique=True)


def _create_inscription() -> None:
    op.create_table('inscription',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=True),
    sa.Column('script', sa.String(length=12), nullable=True),
    sa.Column('language', sa.String(length=12), nullable=True),
    sa.Column('technique', sa.String(length=120), nullable=True),
    sa.Column('transcription', sa.Text(), nullable=True),
    sa.Column('phonetic', sa.Text(), nullable=True),
    sa.Column('translation_vi', sa.Text(), nullable=True),
    sa.Column('translation_en', sa.Text(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_inscription_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inscription'))
    )
    op.create_index(op.f('ix_inscription_record_id'), 'inscription', ['record_id'], unique=False)
    op.create_index(op.f('ix_inscription_updated_at'), 'inscription', ['updated_at'], unique=False)


def _create_measurement() -> None:
    op.create_table('measurement',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('part', sa.String(length=120), nullable=True),
    sa.Column('dimension', sa.Enum('height', 'width', 'depth', 'length', 'diameter', 'diameter_mouth', 'diameter_base', 'thickness', 'circumference', 'weight', 'volume', 'area', name='dimension', native_enum=False, length=32), nullable=False),
    sa.Column('value', sa.Double(), nullable=False),
    sa.Column('unit', sa.Enum('mm', 'cm', 'm', 'g', 'kg', 'ml', 'l', 'm2', 'ha', name='measureunit', native_enum=False, length=32), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.CheckConstraint('value > 0', name=op.f('ck_measurement_value_positive')),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_measurement_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measurement'))
    )
    op.create_index(op.f('ix_measurement_record_id'), 'measurement', ['record_id'], unique=False)
    op.create_index(op.f('ix_measurement_updated_at'), 'measurement', ['updated_at'], unique=False)


def _create_term() -> None:
    op.create_table('term',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('vocabulary_id', sa.Uuid(), nullable=False),
    sa.Column('slug', sa.String(length=120), nullable=False),
    sa.Column('uri', sa.String(length=500), nullable=True),
    sa.Column('broader_id', sa.Uuid(), nullable=True),
    sa.Column('path', sa.String(length=600), nullable=False),
    sa.Column('notation', sa.String(length=64), nullable=True),
    sa.Column('note_vi', sa.Text(), nullable=True),
    sa.Column('note_en', sa.Text(), nullable=True),
    sa.Column('exact_match', _JSON, nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired_at', _MOMENT, nullable=True),
    sa.Column('replaced_by_id', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.CheckConstraint('id <> broader_id and id <> replaced_by_id', name=op.f('ck_term_others')),
    sa.ForeignKeyConstraint(['broader_id'], ['term.id'], name=op.f('fk_term_broader_id')),
    sa.ForeignKeyConstraint(['replaced_by_id'], ['term.id'], name=op.f('fk_term_replaced_by_id')),
    sa.ForeignKeyConstraint(['vocabulary_id'], ['vocabulary.id'], name=op.f('fk_term_vocabulary_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_term')),
    sa.UniqueConstraint('uri', name=op.f('uq_term_uri')),
    sa.UniqueConstraint('vocabulary_id', 'slug', name='uq_term_slug')
    )
    op.create_index(op.f('ix_term_broader_id'), 'term', ['broader_id'], unique=False)
    op.create_index('ix_term_path', 'term', ['vocabulary_id', 'path'], unique=False)
    op.create_index(op.f('ix_term_updated_at'), 'term', ['updated_at'], unique=False)


def _create_form_draft() -> None:
    op.create_table('form_draft',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('form', sa.String(length=32), nullable=False),
    sa.Column('record_key', sa.String(length=80), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=True),
    sa.Column('base_version', sa.Integer(), nullable=True),
    sa.Column('values', _JSON, nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_form_draft_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_draft')),
    sa.UniqueConstraint('account_id', 'form', 'record_key', name='uq_form_draft_place')
    )
    op.create_index(op.f('ix_form_draft_account_id'), 'form_draft', ['account_id'], unique=False)
    op.create_index(op.f('ix_form_draft_updated_at'), 'form_draft', ['updated_at'], unique=False)


def _create_import_batch() -> None:
    op.create_table('import_batch',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('file_name', sa.String(length=255), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('state', sa.Enum('checked', 'committed', 'undone', name='batchstate', native_enum=False, length=32), nullable=False),
    sa.Column('mapping', _JSON, nullable=False),
    sa.Column('counts', _JSON, nullable=False),
    sa.Column('notices', _JSON, nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('actor', sa.String(length=200), nullable=False),
    sa.Column('committed_at', _MOMENT, nullable=True),
    sa.Column('undone_at', _MOMENT, nullable=True),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_import_batch_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_batch'))
    )
    op.create_index(op.f('ix_import_batch_state'), 'import_batch', ['state'], unique=False)
    op.create_index(op.f('ix_import_batch_updated_at'), 'import_batch', ['updated_at'], unique=False)


def _create_protection_zone() -> None:
    op.create_table('protection_zone',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('site_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('zone_1', 'zone_2', 'buffer', name='zonekind', native_enum=False, length=32), nullable=False),
    sa.Column('geometry', _JSON, nullable=False),
    sa.Column('area_m2', sa.Double(), nullable=True),
    sa.Column('west', sa.Double(), nullable=False),
    sa.Column('south', sa.Double(), nullable=False),
    sa.Column('east', sa.Double(), nullable=False),
    sa.Column('north', sa.Double(), nullable=False),
    sa.Column('decision_number', sa.String(length=120), nullable=True),
    sa.Column('decision_date', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.CheckConstraint('area_m2 > 0', name=op.f('ck_protection_zone_area_positive')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_protection_zone_site_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_protection_zone'))
    )
    op.create_index(op.f('ix_protection_zone_site_id'), 'protection_zone', ['site_id'], unique=False)
    op.create_index(op.f('ix_protection_zone_updated_at'), 'protection_zone', ['updated_at'], unique=False)


def _create_record_term() -> None:
    op.create_table('record_term',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('term_id', sa.Uuid(), nullable=False),
    sa.Column('facet', sa.Enum('type', 'material', 'technique', 'subject', 'style', 'function', name='termfacet', native_enum=False, length=32), nullable=False),
    sa.Column('part', sa.String(length=120), nullable=False),
    sa.Column('certainty', sa.Enum('certain', 'probable', 'possible', name='certainty', native_enum=False, length=32), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_record_term_record_id')),
    sa.ForeignKeyConstraint(['term_id'], ['term.id'], name=op.f('fk_record_term_term_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_term')),
    sa.UniqueConstraint('record_id', 'facet', 'term_id', 'part', name='uq_record_term_place')
    )
    op.create_index(op.f('ix_record_term_record_id'), 'record_term', ['record_id'], unique=False)
    op.create_index(op.f('ix_record_term_term_id'), 'record_term', ['term_id'], unique=False)
    op.create_index(op.f('ix_record_term_updated_at'), 'record_term', ['updated_at'], unique=False)


def _create_role_grant() -> None:
    op.create_table('role_grant',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.Enum('administrator', 'conservator', 'restorer', 'curator', 'data_officer', 'member', 'public', 'system', name='role', native_enum=False, length=32), nullable=False),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_role_grant_account_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_role_grant_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant')),
    sa.UniqueConstraint('account_id', 'organisation_id', 'role', name='uq_role_grant_whole')
    )
    op.create_index(op.f('ix_role_grant_account_id'), 'role_grant', ['account_id'], unique=False)
    op.create_index(op.f('ix_role_grant_organisation_id'), 'role_grant', ['organisation_id'], unique=False)
    op.create_index(op.f('ix_role_grant_updated_at'), 'role_grant', ['updated_at'], unique=False)


def _create_saved_search() -> None:
    op.create_table('saved_search',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('query', _JSON, nullable=False),
    sa.Column('is_alert', sa.Boolean(), nullable=False),
    sa.Column('seen_at', _MOMENT, nullable=True),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_saved_search_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_search')),
    sa.UniqueConstraint('account_id', 'name', name='uq_saved_search_name')
    )
    op.create_index(op.f('ix_saved_search_account_id'), 'saved_search', ['account_id'], unique=False)
    op.create_index(op.f('ix_saved_search_updated_at'), 'saved_search', ['updated_at'], unique=False)


def _create_term_label() -> None:
    op.create_table('term_label',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('term_id', sa.Uuid(), nullable=False),
    sa.Column('lang', sa.String(length=12), nullable=False),
    sa.Column('kind', sa.Enum('preferred', 'alternative', 'hidden', name='labelkind', native_enum=False, length=32), nullable=False),
    sa.Column('value', sa.String(length=200), nullable=False),
    sa.Column('folded', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['term_id'], ['term.id'], name=op.f('fk_term_label_term_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_term_label')),
    sa.UniqueConstraint('term_id', 'lang', 'kind', 'value', name='uq_term_label_value')
    )
    op.create_index('ix_term_label_folded', 'term_label', ['folded'], unique=False)
    op.create_index(op.f('ix_term_label_term_id'), 'term_label', ['term_id'], unique=False)


def _create_import_row() -> None:
    op.create_table('import_row',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('row_number', sa.Integer(), nullable=False),
    sa.Column('action', sa.Enum('create', 'update', 'same', 'skip', 'refuse', name='rowaction', native_enum=False, length=32), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=True),
    sa.Column('problems', _JSON, nullable=False),
    sa.Column('before', _JSON, nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['import_batch.id'], name=op.f('fk_import_row_batch_id')),
    sa.PrimaryKeyConstraint('batch_id', 'row_number', name=op.f('pk_import_row'))
    )
    op.create_index('ix_import_row_record', 'import_row', ['record_id'], unique=False)


def _create_designation() -> None:
    op.create_table('designation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('provincial', 'national', 'special_national', 'national_treasure', 'antiquity', 'unesco_world', 'unesco_intangible', 'unesco_memory', 'unesco_memory_regional', 'national_intangible', 'national_documentary', name='designationkind', native_enum=False, length=32), nullable=False),
    sa.Column('decision_number', sa.String(length=120), nullable=True),
    sa.Column('decision_date', sa.Date(), nullable=True),
    sa.Column('authority', sa.String(length=200), nullable=True),
    sa.Column('revoked_on', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('file_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', _MOMENT, nullable=False),
    sa.Column('updated_at', _MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['digital_file.id'], name=op.f('fk_designation_file_id')),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_designation_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_designation'))
    )
    op.create_index(op.f('ix_designation_kind'), 'designation', ['kind'], unique=False)
    op.create_index(op.f('ix_designation_record_id'), 'designation', ['record_id'], unique=False)
    op.create_index(op.f('ix_designation_updated_at'), 'designation', ['updated_at'], unique=False)


def upgrade() -> None:
    _create_import_mapping()
    _create_vocabulary()
    _create_identifier()
    _create_inscription()
    _create_measurement()
    _create_term()
    _create_form_draft()
    _create_import_batch()
    _create_protection_zone()
    _create_record_term()
    _create_role_grant()
    _create_saved_search()
    _create_term_label()
    _create_import_row()
    _create_designation()


def downgrade() -> None:
    op.drop_table("designation")
    op.drop_table("import_row")
    op.drop_table("term_label")
    op.drop_table("saved_search")
    op.drop_table("role_grant")
    op.drop_table("record_term")
    op.drop_table("protection_zone")
    op.drop_table("import_batch")
    op.drop_table("form_draft")
    op.drop_table("term")
    op.drop_table("measurement")
    op.drop_table("inscription")
    op.drop_table("identifier")
    op.drop_table("vocabulary")
    op.drop_table("import_mapping")
