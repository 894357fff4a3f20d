"""Is it alive, is it ready: for load balancers and for whoever is called at night."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from http import HTTPStatus

import structlog
from flask import Blueprint, Flask, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.context import parts
from ingest.errors import IngestError

bp = Blueprint("health", __name__)
_log = structlog.get_logger(__name__)
_NO_STORE = {"Cache-Control": "no-store"}
_PROBE = "masters/00/00/" + "0" * 64


def register_health(app: Flask) -> None:
    """Add ``/healthz`` and ``/readyz``."""
    app.register_blueprint(bp)


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}, HTTPStatus.OK, _NO_STORE


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """Database, storage and quarantine answer; 503 names the ones that don't."""
    checks = {name: _passes(name, check) for name, check in _CHECKS.items()}
    is_ready = all(checks.values())
    body = {"status": "ok" if is_ready else "unready", "checks": checks}
    return jsonify(body), HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE, _NO_STORE


def _passes(name: str, check: Callable[[], object]) -> bool:
    """Whether a check ends without an error; the reason goes to the log, not to strangers."""
    try:
        check()
    except (SQLAlchemyError, sqlite3.Error, IngestError, OSError) as error:
        _log.warning("not ready", check=name, error=str(error))
        return False
    return True


def _check_database() -> None:
    """One row from the database, from a table of ours."""
    with parts().engine.connect() as connection:
        connection.execute(text("select version_num from alembic_version"))


def _check_storage() -> None:
    """The store answers a question."""
    parts().store.stat(_PROBE)


def _check_home() -> None:
    """The data folder takes writes."""
    if not os.access(parts().settings.home, os.W_OK):
        message = "data folder is not writable"
        raise PermissionError(message)


def _check_queue() -> None:
    """The courier answers."""
    parts().queue.waiting()


_CHECKS: dict[str, Callable[[], object]] = {
    "database": _check_database,
    "storage": _check_storage,
    "queue": _check_queue,
    "home": _check_home,
}
