"""Checks, writes or takes back a large table; broken off, it goes on where it was when the job runs again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session, sessionmaker

from app.importing import Wishes, check_again, commit_import, start_import, undo_import, waiting_table
from catalogue.db import make_readers
from catalogue.errors import CatalogueError
from catalogue.policy import Identity
from catalogue.records import Account
from catalogue.services.grants import identity_of
from catalogue.services.imports.batches import read_batch
from catalogue.services.imports.mapping import Plan, read_plan
from ingest.errors import StepError
from ingest.recipes import RecipeParts


@dataclass(frozen=True, slots=True)
class JobDesk:
    """What importing needs, of a job."""

    sessions: sessionmaker[Session]
    readers: sessionmaker[Session]
    home: Path


def run(parts: RecipeParts, payload: Mapping[str, object]) -> dict[str, object]:
    """Carry out ``what``: ``check``, ``remap``, ``commit`` or ``undo`` the ``batch``; gives its id.

    Raises:
        StepError: ``step_cancelled``, or the file is no table. CatalogueError: as the services say.
    """
    desk = JobDesk(parts.sessions, make_readers(parts.sessions.kw["bind"]), parts.home)
    who, batch_id, what = _asker(desk, payload), UUID(str(payload["batch"])), payload["what"]
    if what == "check":
        _check(parts, desk, who, payload)
    elif what == "remap":
        with desk.readers() as session:
            kind = read_batch(session, who, batch_id).kind
        check_again(desk, who, batch_id, _plan(kind, payload), _progress(parts))
    else:
        work = undo_import if what == "undo" else commit_import
        work(desk, who, batch_id, _teller(parts, desk, who, batch_id))
    return {"batch": str(batch_id)}


def _check(parts: RecipeParts, desk: JobDesk, who: Identity, payload: Mapping[str, object]) -> None:
    """Check the table that waits, and let it go."""
    batch_id, kind = UUID(str(payload["batch"])), str(payload["kind"])
    sheet, row = payload.get("sheet"), payload.get("header_row")
    plan = _plan(kind, payload) if payload.get("mapping") else None
    wishes = Wishes(kind, str(sheet) if sheet else None, int(str(row)) if row else None, plan, batch_id)
    path = waiting_table(desk, batch_id)
    if not path.is_file():
        raise CatalogueError("import_file_gone", file=str(payload["name"]))
    start_import(desk, who, path, str(payload["name"]), wishes, _progress(parts))
    path.unlink(missing_ok=True)


def _plan(kind: str, payload: Mapping[str, object]) -> Plan:
    """The mapping that was asked for."""
    mapping = payload.get("mapping")
    return read_plan(kind, mapping if isinstance(mapping, dict) else {})


def _asker(desk: JobDesk, payload: Mapping[str, object]) -> Identity:
    """Who asked, with the rights that they have by now.

    Raises:
        CatalogueError: ``forbidden``: the account is gone.
    """
    with desk.readers() as session:
        account = session.get(Account, UUID(str(payload["account"])))
        if account is None or account.disabled_at is not None:
            raise CatalogueError("forbidden", action="write_records", role="public")
        return identity_of(session, account)


def _progress(parts: RecipeParts) -> Callable[[str, float], None]:
    """Tells the job how far it is, and ends it when nobody wants it any more."""

    def tell(step: str, share: float) -> None:
        if parts.is_cancelled():
            raise StepError("step_cancelled", step="imports")
        parts.progress(step, share)

    return tell


def _teller(parts: RecipeParts, desk: JobDesk, who: Identity, batch_id: UUID) -> Callable[[int], None]:
    """Tells how many of the batch's rows are settled."""
    with desk.readers() as session:
        rows = int(str(read_batch(session, who, batch_id).counts.get("rows", 0)))
    progress = _progress(parts)
    return lambda done: progress("rows", min(done / max(rows, 1), 1.0))
