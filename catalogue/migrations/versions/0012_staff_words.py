"""Words of private fields are indexed apart from public ones."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_BEFORE = ("exact_title", "exact_body", "title", "body")
_NOW = (*_BEFORE, "exact_staff", "staff")


def _make_index(columns: tuple[str, ...]) -> None:
    """The FTS5 table over ``search_entry``, kept by triggers and filled from the rows that are there."""
    names = ", ".join(columns)
    new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("new", "old"))
    add = f"INSERT INTO search_text(rowid, {names}) VALUES (new.id, {new});"  # noqa: S608  names of our own columns
    gone = f"VALUES ('delete', old.id, {old});"
    drop = f"INSERT INTO search_text(search_text, rowid, {names}) {gone}"
    op.execute(
        f"CREATE VIRTUAL TABLE search_text USING fts5({names}, content='search_entry', content_rowid='id',"
        " tokenize=\"unicode61 remove_diacritics 0\", prefix='2 3')"
    )
    op.execute("CREATE VIRTUAL TABLE search_text_terms USING fts5vocab(search_text, col)")
    op.execute(f"CREATE TRIGGER search_text_ai AFTER INSERT ON search_entry BEGIN {add} END")
    op.execute(f"CREATE TRIGGER search_text_ad AFTER DELETE ON search_entry BEGIN {drop} END")
    op.execute(f"CREATE TRIGGER search_text_au AFTER UPDATE OF {names} ON search_entry BEGIN {drop} {add} END")
    op.execute("INSERT INTO search_text(search_text) VALUES ('rebuild')")


def _drop_index() -> None:
    for trigger in ("search_text_ai", "search_text_ad", "search_text_au"):
        op.execute(f"DROP TRIGGER {trigger}")
    op.execute("DROP TABLE search_text_terms")
    op.execute("DROP TABLE search_text")


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        _drop_index()
    for name in ("exact_staff", "staff"):
        op.execute(f"ALTER TABLE search_entry ADD COLUMN {name} TEXT DEFAULT '' NOT NULL")
    if is_sqlite:
        _make_index(_NOW)
        return
    for index, columns in (("whole", "title || ' ' || body || ' ' || staff"),
                           ("exact_whole", "exact_title || ' ' || exact_body || ' ' || exact_staff")):  # fmt: skip
        op.execute(f"CREATE INDEX search_text_{index} ON search_entry USING gin (to_tsvector('simple', {columns}))")


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        _drop_index()
    else:
        op.execute("DROP INDEX search_text_whole")
        op.execute("DROP INDEX search_text_exact_whole")
    for name in ("staff", "exact_staff"):
        op.execute(f"ALTER TABLE search_entry DROP COLUMN {name}")
    if is_sqlite:
        _make_index(_BEFORE)
