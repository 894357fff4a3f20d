"""Records for the API's tests, made through the real services."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from app.ingesting import Ingested, ingest_file
from app.jobs.worker import Worker
from app.wiring import Parts
from catalogue.services.artifacts import change_artifact_status, register_artifact, update_artifact
from catalogue.vocab.terms import Status
from ingest.recipes.submit import Target
from tests.people import SYSTEM

FACTS: dict[str, object] = {
    "object_type": "Bình",
    "description_vi": "Bình gốm hoa lam.",
    "location": "Kho 1",
    "recorder": "Trần Thị B",
    "recorded_on": "2025-03-01",
    "condition_text": "Sứt miệng",
}


@pytest.fixture
def add_artifact(parts: Parts) -> Callable[..., str]:
    """Registers an artifact; published unless told otherwise; gives its id."""

    def add(number: str, *, is_public: bool = True, **facts: object) -> str:
        values = {"accession_number": number, "title_vi": f"Bình {number}", **FACTS, **facts}
        with parts.sessions.begin() as session:
            artifact = register_artifact(session, SYSTEM, values)
            if is_public:
                change_artifact_status(session, SYSTEM, number, Status.PUBLISHED)
            return str(artifact.id)

    return add


@pytest.fixture
def hide_artifact(parts: Parts) -> Callable[[str], None]:
    """Takes an artifact back to draft."""

    def hide(number: str) -> None:
        with parts.sessions.begin() as session:
            change_artifact_status(session, SYSTEM, number, Status.DRAFT)

    return hide


@pytest.fixture
def restrict_artifact(parts: Parts) -> Callable[[str], None]:
    """Leaves an artifact published, but for staff alone."""

    def restrict(number: str) -> None:
        with parts.sessions.begin() as session:
            update_artifact(session, SYSTEM, number, {"visibility": "restricted"}, expected_version=None)

    return restrict


@pytest.fixture
def add_photo(parts: Parts, tmp_path: Path) -> Callable[..., Ingested]:
    """Takes a real photograph in and makes its pyramid and thumbnails by a real worker."""

    def add(artifact_id: str, *, name: str = "ảnh chụp.jpg", colour: int = 90, **words: object) -> Ingested:
        path = tmp_path / name
        picture = Image.linear_gradient("L").resize((600, 400)).convert("RGB")
        picture.paste((colour, 120, 30), (100, 100, 300, 200))
        picture.save(path, quality=90)
        done = ingest_file(parts, path, Target(artifact_id=artifact_id), lambda *_: None, words)
        worker = Worker(parts)
        while worker.run_next():
            pass
        return done

    return add
