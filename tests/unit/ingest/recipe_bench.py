"""What the recipes' tests share: a real installation's parts, and a queue that remembers what it was told."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from app.wiring import Parts
from catalogue.policy import Identity
from catalogue.records import Artifact, JobRun
from catalogue.services.artifacts import register_artifact
from ingest.intake import UploadBox
from ingest.recipes import RecipeParts
from ingest.recipes.submit import Target, quarantine_file, submit_upload
from ingest.sandbox import StepLimits

WHO = Identity.system("test")


@dataclass
class Bell:
    """A queue that keeps the ids it was told."""

    rung: list[UUID] = field(default_factory=list)

    def announce(self, job_id: UUID) -> None:
        self.rung.append(job_id)


@dataclass(frozen=True)
class Bench:
    """One installation and its recipes' parts."""

    recipe: RecipeParts
    bell: Bell
    artifact_id: str

    @property
    def box(self) -> UploadBox:
        return UploadBox(self.recipe.home / "uploads")

    def submit(self, path: Path, **target: str) -> JobRun:
        """Quarantine a file and ask for its acceptance."""
        upload = quarantine_file(self.box, path, "test")
        with self.recipe.sessions.begin() as session:
            return submit_upload(session, WHO, upload, Target(artifact_id=self.artifact_id, **target))

    def cancelled(self) -> RecipeParts:
        return replace(self.recipe, is_cancelled=lambda: True)

    def with_progress(self, progress: Callable[[str, float], None]) -> RecipeParts:
        return replace(self.recipe, progress=progress)

    def leftovers(self) -> list[str]:
        """Everything that should not be there after a recipe, whatever its end."""
        folders = ("uploads", "work", "store/incoming")
        return [
            str(path.relative_to(self.recipe.home))
            for folder in folders
            if (self.recipe.home / folder).is_dir()
            for path in (self.recipe.home / folder).iterdir()
        ]

    def stored(self, area: str) -> list[str]:
        return sorted(self.recipe.store.keys(area))  # type: ignore[arg-type]


def make_bench(parts: Parts) -> Bench:
    """Parts of a fresh installation with one artifact."""
    bell = Bell()
    with parts.sessions.begin() as session:
        artifact: Artifact = register_artifact(
            session, WHO, {"accession_number": "BT.001", "title_vi": "Cao Đỉnh", "title_en": "Cao Urn"}
        )
    home = parts.settings.home
    recipe = RecipeParts(
        sessions=parts.sessions,
        store=parts.store,
        queue=bell,
        home=home,
        limits=StepLimits(memory_bytes=4 << 30, seconds=100, scratch=home / "scratch"),
        who=WHO,
        progress=lambda *_: None,
        is_cancelled=lambda: False,
    )
    return Bench(recipe, bell, str(artifact.id))


def write_cube(path: Path, *, truncated: bool = False) -> Path:
    """A binary PLY cube of 20 cm in metres."""
    points = [(x * 0.2, y * 0.2, z * 0.2) for x in (0, 1) for y in (0, 1) for z in (0, 1)]
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = [t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))]
    head = (
        "ply\nformat binary_little_endian 1.0\nelement vertex 8\nproperty float x\nproperty float y\nproperty float z\n"
        f"element face {len(faces)}\nproperty list uchar int vertex_indices\nend_header\n"
    )
    body = b"".join(struct.pack("<3f", *p) for p in points) + b"".join(struct.pack("<B3i", 3, *f) for f in faces)
    path.write_bytes(head.encode() + (body[:-40] if truncated else body))
    return path
