"""A database of its own for each test of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from catalogue.db import make_sessions
from tests.cataloguing import fresh_engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An engine on a migrated, empty database."""
    made = fresh_engine(tmp_path)
    yield made
    made.dispose()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    """Sessions on that database."""
    return make_sessions(engine)


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """One open transaction; what the test leaves behind is dropped."""
    with sessions() as opened, opened.begin() as transaction:
        yield opened
        if transaction.is_active:
            transaction.rollback()
