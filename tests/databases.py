"""Fresh databases for tests: a copy of one migrated file, or with CUUDINH_TEST_ON=postgres of one migrated database.

The suite runs on SQLite, and tests marked ``postgres`` on PostgreSQL; the variable runs all of them on PostgreSQL, on
the server that CUUDINH_TEST_POSTGRES names.
"""

from __future__ import annotations

import functools
import os
import shutil
import tempfile
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine, create_engine, make_url, text

from catalogue.db import make_engine
from catalogue.migrations import upgrade

ON_SQLITE = os.environ.get("CUUDINH_TEST_ON") != "postgres"
"""Whether this run is on SQLite; tests of its own index look there alone."""


def fresh_url(path: Path) -> str:
    """The address of a migrated, empty database of its own: the file ``path`` on SQLite."""
    if not ON_SQLITE:
        name = f"cuudinh_{uuid4().hex}"
        _run(f"CREATE DATABASE {name} TEMPLATE {_template_database()}")
        return _address(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_template_file(), path)
    return f"sqlite:///{path}"


@functools.cache
def _template_file() -> Path:
    """One migrated database file, made once per test process."""
    path = Path(tempfile.mkdtemp(prefix="cuudinh-test-")) / "empty.db"
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine)
    _write_out(engine)
    return path


@functools.cache
def _template_database() -> str:
    """One migrated database, made once per test process."""
    name = f"cuudinh_template_{uuid4().hex}"
    _run(f"CREATE DATABASE {name}")
    engine = make_engine(_address(name))
    upgrade(engine)
    engine.dispose()
    return name


def _write_out(engine: Engine) -> None:
    """Bring all of an SQLite database into its one file."""
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()


def _address(name: str) -> str:
    """The address of a database on the server."""
    url = make_url(os.environ["CUUDINH_TEST_POSTGRES"])
    return url.set(database=name).render_as_string(hide_password=False)


def _run(statement: str) -> None:
    """Tell the server something outside any transaction."""
    server = create_engine(os.environ["CUUDINH_TEST_POSTGRES"], isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(statement))
    server.dispose()
