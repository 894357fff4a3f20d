"""What artifacts, sites and accounts keep in their own rows: read dates, place, condition, organisation, second factor."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)
_ORGANISATION = "CONSTRAINT fk_{table}_organisation_id REFERENCES organisation (id)"
_GRADE = sa.String(32)
_COLUMNS: dict[str, dict[str, tuple[sa.types.TypeEngine[Any], str]]] = {
    "account": {
        "organisation_id": (sa.Uuid(), _ORGANISATION),
        "totp_secret": (sa.String(120), ""),
        "totp_confirmed_at": (_MOMENT, ""),
        "totp_last_step": (sa.BigInteger(), ""),
        "recovery_hashes": (_JSON, "DEFAULT '[]' NOT NULL"),
    },
    "artifact": {
        "date_edtf": (sa.String(80), ""),
        "date_earliest": (sa.Date(), ""),
        "date_latest": (sa.Date(), ""),
        "date_calendar": (sa.String(16), ""),
        "date_reign": (sa.String(64), ""),
        "date_certainty": (sa.String(32), ""),
        "location_id": (sa.Uuid(), "CONSTRAINT fk_artifact_location_id REFERENCES location (id)"),
        "condition_grade": (_GRADE, ""),
        "next_check_on": (sa.Date(), ""),
        "profile": (sa.String(32), ""),
        "subject": (sa.String(300), ""),
        "features": (sa.Text(), ""),
        "organisation_id": (sa.Uuid(), _ORGANISATION),
    },
    "site": {
        "route": (sa.Text(), ""),
        "values_text": (sa.Text(), ""),
        "protection_state": (sa.Text(), ""),
        "proposals": (sa.Text(), ""),
        "is_location_sensitive": (sa.Boolean(), "DEFAULT false NOT NULL"),
        "condition_grade": (_GRADE, ""),
        "next_check_on": (sa.Date(), ""),
        "organisation_id": (sa.Uuid(), _ORGANISATION),
    },
}
_INDEXED = (
    ("account", "organisation_id"),
    ("artifact", "condition_grade"),
    ("artifact", "location_id"),
    ("artifact", "next_check_on"),
    ("artifact", "organisation_id"),
    ("site", "condition_grade"),
    ("site", "next_check_on"),
    ("site", "organisation_id"),
)





def _add_columns() -> None:
    """Written out, for a batch would copy the table, and SQLite then drops what refers to its rows."""
    dialect = op.get_bind().dialect
    for table, columns in _COLUMNS.items():
        for name, (kind, rule) in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind.compile(dialect)} {rule.format(table=table)}")
    for table, name in _INDEXED:
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name], unique=False)


def _drop_columns() -> None:
    for table, name in _INDEXED:
        op.drop_index(op.f(f"ix_{table}_{name}"), table_name=table)
    for table, columns in _COLUMNS.items():
        for name in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")


def upgrade() -> None:
    _add_columns()


def downgrade() -> None:
    _drop_columns()
