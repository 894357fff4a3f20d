"""Run by Alembic: applies or compares migrations on the connection that it was handed."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.schema import SchemaItem

from catalogue.db import UtcDateTime
from catalogue.records import metadata

_SEARCH_OWN = "search_text"  # the FTS5 table, its shadow tables and the PostgreSQL indexes


def include_object(_: SchemaItem, name: str | None, __: str, reflected: bool, ___: SchemaItem | None) -> bool:  # noqa: FBT001  Alembic's signature
    """Leave out what the full-text engine keeps for itself."""
    return not (reflected and name is not None and name.startswith(_SEARCH_OWN))


def render_item(kind: str, item: object, _: AutogenContext) -> str | Literal[False]:
    """Write our column types as plain SQLAlchemy ones, so that old migrations need none of our code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_object=include_object,
    render_item=render_item,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
