"""Statements for many rows: what SQLAlchemy and the full-text index do for each row is done once for all of them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import Dialect, Table, text
from sqlalchemy.orm import Session

_Convert = Callable[[object], object]
_HASH_BYTES = 64 << 20
_DEFAULT_HASH_BYTES, _DEFAULT_MERGE = 1 << 20, 4  # FTS5's own
_CACHE_KILOBYTES = 262_144
_PART = 500


def insert_many(
    session: Session, table: Table, rows: Sequence[Mapping[str, object]], same: Mapping[str, object] | None = None
) -> None:
    """Insert rows that all have the same columns; ``same`` holds the values that they share.

    Every value passes through its column's type, as with ``session.execute(insert(table), rows)``, which takes three
    times as long.
    """
    if not rows:
        return
    same = same or {}
    names = [name for name in rows[0] if name not in same]
    dialect = session.get_bind().dialect
    convert = [
        (place, _remembering(how))
        for place, name in enumerate(names)
        if (how := _converter(table, name, dialect)) is not None
    ]
    shared = tuple(_through(_converter(table, name, dialect), value) for name, value in same.items())
    quote = dialect.identifier_preparer.quote
    marks = ", ".join(["?" if dialect.paramstyle == "qmark" else "%s"] * (len(names) + len(shared)))
    columns = ", ".join(quote(name) for name in (*names, *same))
    given = [(*_converted(row, names, convert), *shared) for row in rows]
    statement = f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({marks})"  # noqa: S608  names of our own columns
    session.connection().exec_driver_sql(statement, given)


def _remembering(convert: _Convert) -> _Convert:
    """The same, but what is the very value of the row before is not converted again."""
    last, made = None, None

    def remembered(value: object) -> object:
        nonlocal last, made
        if value is not last:
            last, made = value, convert(value)
        return made

    return remembered


def _converted(
    row: Mapping[str, object], names: Sequence[str], convert: Sequence[tuple[int, _Convert]]
) -> list[object]:
    """A row's values in order; those of columns that need it are converted."""
    values = [row[name] for name in names]
    for place, how in convert:
        if (value := values[place]) is not None:
            values[place] = how(value)
    return values


@contextmanager
def text_index_at_once(session: Session) -> Iterator[None]:
    """Within the block the full-text index of SQLite is not kept by triggers; ``index_text`` and ``forget_text`` do.

    A trigger makes FTS5 write its memory out after every row, which takes six times as long. A fault inside the block
    must end the transaction, and does: then all is as it was. The cache holds more pages meanwhile, and Python looks
    less often for circles among the millions of things that are made and none of which is one.
    """
    with _fewer_collections():
        if _is_sqlite(session):
            with _large_cache(session):
                yield from _without_triggers(session)
        else:
            yield


def _without_triggers(session: Session) -> Iterator[None]:
    """Drop the triggers of the search entries, and make them again as they were."""
    found = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'search_entry'")
    triggers = session.execute(found).all()
    for name, _ in triggers:
        session.execute(text(f"DROP TRIGGER {name}"))
    _configure(session, _HASH_BYTES, 0)
    yield
    _configure(session, _DEFAULT_HASH_BYTES, _DEFAULT_MERGE)
    for _, statement in triggers:
        session.connection().exec_driver_sql(statement)


@contextmanager
def _fewer_collections() -> Iterator[None]:
    """Leave what is there out of the collector's sight, and let it look seldom."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 50, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def _large_cache(session: Session) -> Iterator[None]:
    """Room for the pages of a long transaction, so that none is written twice."""
    before = session.execute(text("PRAGMA cache_size")).scalar()
    session.execute(text(f"PRAGMA cache_size = -{_CACHE_KILOBYTES}"))
    try:
        yield
    finally:
        session.execute(text(f"PRAGMA cache_size = {int(before or -2_000)}")) if session.is_active else None


def index_text(session: Session, first: int, last: int) -> None:
    """Put the search entries with these numbers, both included, into the full-text index."""
    if not _is_sqlite(session):
        return
    names = _text_columns(session)
    put = f"INSERT INTO search_text(rowid, {names}) SELECT id, {names} FROM search_entry"  # noqa: S608  names of our own
    session.execute(text(f"{put} WHERE id BETWEEN :first AND :last"), {"first": first, "last": last})


def forget_text(session: Session, entry_ids: Sequence[int]) -> None:
    """Take search entries that are about to be deleted out of the full-text index."""
    if not _is_sqlite(session):
        return
    names = _text_columns(session)
    for start in range(0, len(entry_ids), _PART):
        numbers = ", ".join(str(int(number)) for number in entry_ids[start : start + _PART])
        session.execute(
            text(
                f"INSERT INTO search_text(search_text, rowid, {names})"  # noqa: S608  numbers, and names of our own
                f" SELECT 'delete', id, {names} FROM search_entry WHERE id IN ({numbers})"
            )
        )


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _text_columns(session: Session) -> str:
    """The columns of the full-text index, which all are columns of ``search_entry``."""
    return ", ".join(row.name for row in session.execute(text("PRAGMA table_info(search_text)")))


def _configure(session: Session, hash_bytes: int, merge: int) -> None:
    """How much FTS5 gathers before it writes, and whether it merges while writing."""
    for key, value in (("hashsize", hash_bytes), ("automerge", merge)):
        session.execute(
            text("INSERT INTO search_text(search_text, rank) VALUES (:key, :value)"), {"key": key, "value": value}
        )


def _converter(table: Table, name: str, dialect: Dialect) -> _Convert | None:
    """What makes a value of the column's type one that the driver takes."""
    return table.c[name].type.dialect_impl(dialect).bind_processor(dialect)


def _through(convert: _Convert | None, value: object) -> object:
    return value if convert is None or value is None else convert(value)
