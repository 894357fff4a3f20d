"""Facets live in the narrow rows alone; the text index keeps which column holds a word, no longer where in it.

Rows in memory find a facet's value, a year or a place (see ``catalogue.search.blocks``), so their indexes only cost
time when something is saved.
"""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_COLUMNS = ("exact_title", "exact_body", "title", "body", "exact_staff", "staff")
_IDLE = {"search_row": ("year_from", "x", "shown_x"), "search_entry": ("newest", "is_public")}


def _make_index(options: str) -> None:
    """The FTS5 table over ``search_entry`` in place of the one that is there, filled from the rows."""
    for table in ("search_text_terms", "search_text"):
        op.execute(f"DROP TABLE {table}")
    op.execute(
        f"CREATE VIRTUAL TABLE search_text USING fts5({', '.join(_COLUMNS)}, content='search_entry',"
        f" content_rowid='id', tokenize=\"unicode61 remove_diacritics 0\", {options})"
    )
    op.execute("CREATE VIRTUAL TABLE search_text_terms USING fts5vocab(search_text, col)")
    op.execute("INSERT INTO search_text(search_text) VALUES ('rebuild')")


def upgrade() -> None:
    op.execute("DROP TABLE search_facet")
    for table, names in _IDLE.items():
        for name in names:
            op.drop_index(f"ix_{table}_{name}", table)
    if op.get_bind().dialect.name == "sqlite":
        _make_index("prefix='2', detail=column")


def downgrade() -> None:
    op.execute(
        "CREATE TABLE search_facet (entry_id INTEGER NOT NULL REFERENCES search_entry (id) ON DELETE CASCADE,"
        " facet VARCHAR(32) NOT NULL, value VARCHAR(120) NOT NULL,"
        " CONSTRAINT pk_search_facet PRIMARY KEY (entry_id, facet, value))"
    )
    op.create_index("ix_search_facet_value", "search_facet", ["facet", "value", "entry_id"])
    for name, columns in (("year_from", ["year_from", "entry_id"]), ("x", ["x"]), ("shown_x", ["shown_x"])):
        op.create_index(f"ix_search_row_{name}", "search_row", columns)
    op.create_index("ix_search_entry_newest", "search_entry", ["updated_at", "id"])
    op.create_index("ix_search_entry_is_public", "search_entry", ["is_public"])
    if op.get_bind().dialect.name == "sqlite":
        _make_index("prefix='2 3'")
