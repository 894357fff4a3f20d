"""The schema's history (Alembic), and the one call that brings a database up to date."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

_LOCK = 20261122  # any number; names our advisory lock on PostgreSQL


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest schema, all in one transaction; does nothing when it is there already."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if _revision_of(connection) != newest_revision():
            command.upgrade(migration_config(connection), "head")


def newest_revision() -> str:
    """The revision that this code expects."""
    head = ScriptDirectory(str(Path(__file__).parent)).get_current_head()
    return head or ""


def current_revision(engine: Engine) -> str | None:
    """The revision that the database has; None when it is empty."""
    with engine.connect() as connection:
        return _revision_of(connection)


def migration_config(connection: Connection) -> Config:
    """Alembic's configuration for an open connection (no ini file)."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _revision_of(connection: Connection) -> str | None:
    """What alembic_version says."""
    return MigrationContext.configure(connection).get_current_revision()
