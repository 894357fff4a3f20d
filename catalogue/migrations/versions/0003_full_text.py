"""The full-text index over search_entry: FTS5 on SQLite, GIN on PostgreSQL."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_COLUMNS = ("exact_title", "exact_body", "title", "body")


def _rows(alias: str) -> str:
    return ", ".join(f"{alias}.{column}" for column in _COLUMNS)


def _sqlite() -> None:
    names = ", ".join(_COLUMNS)
    add = f"INSERT INTO search_text(rowid, {names}) VALUES (new.id, {_rows('new')});"
    drop = f"INSERT INTO search_text(search_text, rowid, {names}) VALUES ('delete', old.id, {_rows('old')});"
    op.execute(
        f"CREATE VIRTUAL TABLE search_text USING fts5({names}, content='search_entry', content_rowid='id',"
        " tokenize=\"unicode61 remove_diacritics 0\", prefix='2 3')"
    )
    op.execute("CREATE VIRTUAL TABLE search_text_terms USING fts5vocab(search_text, col)")
    op.execute(f"CREATE TRIGGER search_text_ai AFTER INSERT ON search_entry BEGIN {add} END")
    op.execute(f"CREATE TRIGGER search_text_ad AFTER DELETE ON search_entry BEGIN {drop} END")
    op.execute(f"CREATE TRIGGER search_text_au AFTER UPDATE OF {names} ON search_entry BEGIN {drop} {add} END")


def _postgresql() -> None:
    op.execute(
        "CREATE INDEX search_text_folded ON search_entry"
        " USING gin (to_tsvector('simple', title || ' ' || body))"
    )
    op.execute(
        "CREATE INDEX search_text_exact ON search_entry"
        " USING gin (to_tsvector('simple', exact_title || ' ' || exact_body))"
    )


def upgrade() -> None:
    _postgresql() if op.get_bind().dialect.name == "postgresql" else _sqlite()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX search_text_folded")
        op.execute("DROP INDEX search_text_exact")
        return
    for trigger in ("search_text_ai", "search_text_ad", "search_text_au"):
        op.execute(f"DROP TRIGGER {trigger}")
    op.execute("DROP TABLE search_text_terms")
    op.execute("DROP TABLE search_text")
