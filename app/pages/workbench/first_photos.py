"""Photographs that come with the registration form: each goes the way of every upload, through quarantine and job.

A form that can't be saved yet carries the ids of its photographs, which wait in quarantine; so they are chosen once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import flash, request
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from app.context import caller, parts
from app.i18n import format_bytes, language, ngettext
from app.i18n import gettext as _
from app.texts import describe
from app.uploads import complete_upload, own_upload, owner_key
from catalogue.errors import CatalogueError
from catalogue.policy import Action
from ingest.errors import IngestError, UploadError
from ingest.intake import UploadInfo
from ingest.recipes.submit import Target

LARGEST_FORM = 120 * 1024 * 1024
HELD = "held_photos"
"""The field that carries the ids of photographs that wait, with commas between them."""
_DROPPED = "drop_photo"


@dataclass(frozen=True, slots=True)
class HeldPhoto:
    """A photograph that waits for its record: the upload's id, the file's name, its size in words."""

    id: str
    name: str
    size: str


def make_room(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Let a logged-in writer's registration carry a few photographs; every other form keeps the ordinary limit."""
    if endpoint == "workbench_artifacts.register" and current_user.is_authenticated:
        request.max_content_length = LARGEST_FORM


def take_photos(artifact_id: object) -> int:
    """Hand the form's photographs to the accept job; one that can't be taken is told, the record stays saved."""
    if not caller().may(Action.UPLOAD_FILES):
        return 0
    waiting, gone = _waiting(request.form.get(HELD, ""))
    _tell_gone(gone)
    target = Target(artifact_id=str(artifact_id), kind="photo")
    return sum(_hand_over(info, target) for info in (*waiting, *_hold_chosen(owner_key())))


def hold_photos(owner: str = "") -> str:
    """Keep the photographs of a form that can't be saved yet; gives what its field ``HELD`` carries from now on.

    Args:
        owner: whose they are; the caller's if not told.
    """
    carried = [one for one in _ids(request.form.get(HELD, "")) if one not in request.form.getlist(_DROPPED)]
    if not owner and not caller().may(Action.UPLOAD_FILES):
        return ""
    return ",".join([*carried, *(info.id for info in _hold_chosen(owner or owner_key()))])


def held_photos(carried: str) -> Sequence[HeldPhoto]:
    """The photographs that a form carries; that some are no longer kept is told."""
    if not carried or not caller().may(Action.UPLOAD_FILES):
        return ()
    waiting, gone = _waiting(carried)
    _tell_gone(gone)
    return [HeldPhoto(info.id, info.name, format_bytes(info.length)) for info in waiting]


def _hold_chosen(owner: str) -> Iterator[UploadInfo]:
    """Quarantine the photographs that were chosen on this form; one that can't be taken is told."""
    for file in request.files.getlist("photo"):
        if not file.filename:
            continue
        try:
            yield _hold(file, owner)
        except (CatalogueError, IngestError) as error:
            _tell(file.filename, error)


def _hold(file: FileStorage, owner: str) -> UploadInfo:
    """One photograph in quarantine, whole."""
    file.stream.seek(0, 2)
    length = file.stream.tell()
    file.stream.seek(0)
    box = parts().uploads
    info = box.begin(length, {"filename": file.filename or "", "kind": "photo"}, owner)
    return box.append(info.id, 0, file.stream)


def _hand_over(info: UploadInfo, target: Target) -> bool:
    """Ask for one photograph to be kept and prepared."""
    try:
        complete_upload(info, target)
    except (CatalogueError, IngestError) as error:
        _tell(info.name, error)
        return False
    return True


def _waiting(carried: str) -> tuple[list[UploadInfo], int]:
    """Those that a form carries and that were not dropped, and how many of them are gone."""
    found, gone = [], 0
    for ident in _ids(carried):
        if ident in request.form.getlist(_DROPPED):
            continue
        try:
            found.append(own_upload(ident))
        except UploadError:
            gone += 1
    return found, gone


def _ids(carried: str) -> list[str]:
    return list(dict.fromkeys(part for part in carried.split(",") if part))


def _tell(name: str, error: CatalogueError | IngestError) -> None:
    """Say which photograph was not taken, and why."""
    fault = describe(error.code, {"file": name, **error.values}, language())
    flash(_("The photograph %(file)s was not taken: %(fault)s", file=name, fault=fault.detail), "error")


def _tell_gone(number: int) -> None:
    """Say how many photographs waited too long."""
    if number:
        words = ngettext(
            "%(num)s photograph is no longer kept: please choose it once more.",
            "%(num)s photographs are no longer kept: please choose them once more.",
            number,
        )
        flash(words, "error")
