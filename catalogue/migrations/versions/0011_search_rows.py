"""Narrow rows that counting and mapping read, names of facet values by number, and the bands of photographs' hashes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_INDEXED = (
    ("ix_search_row_newest", ("updated_at", "entry_id")),
    ("ix_search_row_number", ("number", "entry_id")),
    ("ix_search_row_year_from", ("year_from", "entry_id")),
    ("ix_search_row_x", ("x",)),
    ("ix_search_row_shown_x", ("shown_x",)),
)
_BANDS = ("band_0", "band_1", "band_2", "band_3")


def upgrade() -> None:
    op.create_table(
        "search_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facet", sa.String(32), nullable=False),
        sa.Column("value", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_value")),
    )
    op.create_index("ix_search_value_place", "search_value", ["facet", "value"], unique=False)
    op.create_table(
        "search_row",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("year_from", sa.Integer(), nullable=True),
        sa.Column("year_to", sa.Integer(), nullable=True),
        sa.Column("x", sa.Integer(), nullable=True),
        sa.Column("y", sa.Integer(), nullable=True),
        sa.Column("shown_x", sa.Integer(), nullable=True),
        sa.Column("shown_y", sa.Integer(), nullable=True),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["search_entry.id"], name=op.f("fk_search_row_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_search_row")),
    )
    for name, columns in _INDEXED:
        op.create_index(name, "search_row", list(columns), unique=False)
    op.create_table(
        "photo_hash",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.String(16), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _BANDS),
        sa.ForeignKeyConstraint(["file_id"], ["digital_file.id"], name=op.f("fk_photo_hash_file_id")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_photo_hash")),
    )
    for name in _BANDS:
        op.create_index(op.f(f"ix_photo_hash_{name}"), "photo_hash", [name], unique=False)


def downgrade() -> None:
    op.drop_table("photo_hash")
    op.drop_table("search_row")
    op.drop_table("search_value")
