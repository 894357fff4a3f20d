"""Photographs that come with the registration form: each goes the way of every upload, through quarantine and job."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from app.context import caller, parts
from app.i18n import gettext as _
from app.i18n import language
from app.texts import describe
from app.uploads import complete_upload, owner_key
from catalogue.errors import CatalogueError
from catalogue.policy import Action
from ingest.errors import IngestError

LARGEST_FORM = 120 * 1024 * 1024


def make_room(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Let a logged-in writer's registration carry a few photographs; every other form keeps the ordinary limit."""
    if endpoint == "workbench_artifacts.register" and current_user.is_authenticated:
        request.max_content_length = LARGEST_FORM


def take_photos(artifact_id: UUID) -> int:
    """Hand the form's photographs to the accept job; one that can't be taken is told, the record stays saved."""
    chosen = [file for file in request.files.getlist("photo") if file.filename]
    if not chosen or not caller().may(Action.UPLOAD_FILES):
        return 0
    return sum(_take(file, artifact_id) for file in chosen)


def _take(file: FileStorage, artifact_id: UUID) -> bool:
    """Quarantine one photograph and ask for its derivatives."""
    name = file.filename or ""
    box = parts().uploads
    try:
        file.stream.seek(0, 2)
        length = file.stream.tell()
        file.stream.seek(0)
        metadata = {"filename": name, "kind": "photo", "artifact_id": str(artifact_id)}
        info = box.begin(length, metadata, owner_key())
        complete_upload(box.append(info.id, 0, file.stream))
    except (CatalogueError, IngestError) as error:
        fault = describe(error.code, {"file": name, **error.values}, language())
        flash(_("The photograph %(file)s was not taken: %(fault)s", file=name, fault=fault.detail), "error")
        return False
    return True
