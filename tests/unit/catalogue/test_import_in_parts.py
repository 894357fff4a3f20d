"""Large tables are written and taken back part by part: broken off anywhere, nothing is lost or comes twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from catalogue.db import make_sessions
from catalogue.errors import ConflictError
from catalogue.records import Artifact, Audit, Record, SearchEntry, SearchRow
from catalogue.services.artifacts import update_artifact
from catalogue.services.imports import committing, undoing
from catalogue.services.imports.batches import Source, all_rows, check_rows, keep_batch, read_batch
from catalogue.services.imports.committing import commit_in_parts
from catalogue.services.imports.mapping import suggest_plan
from catalogue.services.imports.undoing import undo_in_parts
from catalogue.vocab.heritage import BatchState
from tests.cataloguing import STAFF, fresh_engine

HEADER = ("Số hiệu", "Tên hiện vật")
ROWS = [[f"A.{number}", f"Bình {number}"] for number in range(8)] + [["A.1", "Bình trùng số"], ["B.1", "Ấm"]]
LEFT = (Artifact, Record, SearchEntry, SearchRow)


class StopError(Exception):
    """The process ends here."""


def stop_after(parts: int):
    """Ends the work after so many parts."""
    told: list[int] = []

    def tell(done: int) -> None:
        told.append(done)
        if len(told) == parts:
            raise StopError

    return tell


@pytest.fixture
def sessions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(committing, "_CHUNK", 3)
    monkeypatch.setattr(undoing, "_PART", 3)
    engine = fresh_engine(tmp_path)
    yield make_sessions(engine)
    engine.dispose()


SOURCE = Source("lớn.csv", "0" * 64, HEADER, lambda _: enumerate(ROWS, 2))


def checked(sessions: sessionmaker[Session]):
    plan = suggest_plan("artifacts", HEADER)
    with sessions.begin() as session:
        return keep_batch(session, STAFF, SOURCE, plan, check_rows(session, STAFF, SOURCE, plan)).id


def state(sessions: sessionmaker[Session], batch_id) -> BatchState:
    with sessions() as session:
        return read_batch(session, STAFF, batch_id).state


def outcomes(sessions: sessionmaker[Session], batch_id) -> list[tuple[int, str]]:
    with sessions() as session:
        rows = all_rows(session, STAFF, read_batch(session, STAFF, batch_id))
        return [(row.row_number, row.action.value) for row in rows]


def amounts(sessions: sessionmaker[Session]) -> list[int | None]:
    with sessions() as session:
        return [session.scalar(select(func.count()).select_from(kind)) for kind in LEFT]


EXPECTED = [(number, "refuse" if number == 10 else "create") for number in range(2, 12)]


@pytest.mark.parametrize("parts", [1, 2, 3, 4])
def test_writing_that_was_broken_off_goes_on_behind_the_last_row(sessions, parts: int) -> None:
    batch_id = checked(sessions)
    with pytest.raises(StopError):
        commit_in_parts(sessions, STAFF, batch_id, SOURCE, stop_after(parts))
    assert state(sessions, batch_id) is BatchState.WRITING
    assert amounts(sessions)[0] == min(3 * parts, 9) - (parts == 3)
    with sessions.begin() as session:  # somebody else writes in between
        update_artifact(session, STAFF, "A.0", {"maker": "Ai"}, expected_version=1)
    commit_in_parts(sessions, STAFF, batch_id, SOURCE)
    assert outcomes(sessions, batch_id) == EXPECTED
    assert amounts(sessions) == [9, 9, 9, 9]
    with sessions() as session:
        batch = read_batch(session, STAFF, batch_id)
        assert batch.state is BatchState.COMMITTED
        assert batch.counts == {"rows": 10, "create": 9, "refuse": 1, "notices": 0}
        registered = select(func.count()).select_from(Audit).where(Audit.action == "register")
        assert session.scalar(registered) == 9
    with pytest.raises(ConflictError):
        commit_in_parts(sessions, STAFF, batch_id, SOURCE)


def test_two_writers_of_one_batch_write_it_once(sessions) -> None:
    batch_id = checked(sessions)

    def second(_: int) -> None:
        commit_in_parts(sessions, STAFF, batch_id, SOURCE)

    with pytest.raises(ConflictError):  # the other one went on behind the first part and finished
        commit_in_parts(sessions, STAFF, batch_id, SOURCE, second)
    assert (outcomes(sessions, batch_id), amounts(sessions)) == (EXPECTED, [9, 9, 9, 9])
    assert state(sessions, batch_id) is BatchState.COMMITTED


def test_writing_ends_when_somebody_takes_the_batch_back(sessions) -> None:
    batch_id = checked(sessions)
    with pytest.raises(ConflictError):
        commit_in_parts(sessions, STAFF, batch_id, SOURCE, lambda _: undo_in_parts(sessions, STAFF, batch_id))
    assert (amounts(sessions), state(sessions, batch_id)) == ([0, 0, 0, 0], BatchState.UNDONE)


def test_what_was_broken_off_can_be_taken_back(sessions) -> None:
    batch_id = checked(sessions)
    with pytest.raises(StopError):
        commit_in_parts(sessions, STAFF, batch_id, SOURCE, stop_after(2))
    undo_in_parts(sessions, STAFF, batch_id)
    assert amounts(sessions) == [0, 0, 0, 0]
    assert state(sessions, batch_id) is BatchState.UNDONE


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_undoing_that_was_broken_off_goes_on(sessions, parts: int) -> None:
    batch_id = checked(sessions)
    commit_in_parts(sessions, STAFF, batch_id, SOURCE)
    with sessions.begin() as session:
        update_artifact(session, STAFF, "A.2", {"maker": "Ai"}, expected_version=1)
    with pytest.raises(StopError):
        undo_in_parts(sessions, STAFF, batch_id, stop_after(parts))
    undo_in_parts(sessions, STAFF, batch_id)
    assert amounts(sessions) == [1, 1, 1, 1]
    with sessions() as session:
        batch = read_batch(session, STAFF, batch_id)
        assert (batch.state, batch.counts["undone"], batch.counts["kept"]) == (BatchState.UNDONE, 8, 1)
        assert set(batch.counts) == {"rows", "create", "refuse", "notices", "undone", "kept"}
