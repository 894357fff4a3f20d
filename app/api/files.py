"""Stored masters over HTTP: their records, and their bytes."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from apiflask import APIBlueprint, FileSchema
from flask import request
from flask.typing import ResponseReturnValue

from app.api.common import expected_version, find_owner, is_staff, version_tag, whole_list
from app.api.links import file_links
from app.context import caller, parts
from app.delivery import Delivery, deliver
from app.schemas.common import to_columns
from app.schemas.files import FileBody, FileChanges, FilePage, FileQuery, file_body
from catalogue.errors import ForbiddenError
from catalogue.records import DigitalFile
from catalogue.services.files import gives_master, list_files, read_file, update_file, withdraw_file

bp = APIBlueprint("files", __name__, url_prefix="/api/v1/files")


@bp.get("")
@bp.input(FileQuery, location="query", arg_name="wish")
@bp.output(FilePage)
def index(wish: FileQuery) -> ResponseReturnValue:
    """Files of an artifact or a site, in their order."""
    with parts().readers() as session:
        owner = find_owner(session, wish.artifact, wish.site)
        return whole_list([_body(file) for file in list_files(session, caller(), kind=wish.kind, **owner)])


@bp.get("/<uuid:file_id>")
@bp.output(FileBody)
def read(file_id: UUID) -> ResponseReturnValue:
    """One file's record."""
    with parts().readers() as session:
        body = _body(read_file(session, caller(), file_id))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.patch("/<uuid:file_id>")
@bp.input(FileChanges, arg_name="changes")
@bp.output(FileBody)
def change(file_id: UUID, changes: FileChanges) -> ResponseReturnValue:
    """Change what is said of a file, of the version named in If-Match."""
    version = expected_version(request)
    with parts().sessions.begin() as session:
        body = _body(update_file(session, caller(), file_id, to_columns(changes), expected_version=version))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.post("/<uuid:file_id>/withdraw")
@bp.output(FileBody)
def withdraw(file_id: UUID) -> ResponseReturnValue:
    """Take a file out of every list; its bytes stay."""
    version = expected_version(request) if "If-Match" in request.headers else None
    with parts().sessions.begin() as session:
        return _body(withdraw_file(session, caller(), file_id, expected_version=version))


@bp.get("/<uuid:file_id>/content")
@bp.output(FileSchema(type="string", format="binary"), content_type="application/octet-stream")
def content(file_id: UUID) -> ResponseReturnValue:
    """The master's bytes: for staff, and for everybody where it is published under a licence."""
    with parts().readers() as session:
        file = read_file(session, caller(), file_id)
        is_given = gives_master(session, caller(), file)
    if not is_given:
        raise ForbiddenError("master_closed", file=file.name)
    what = Delivery(file.key, file.sha256, file.size, file.media_type, file.name, is_public=False, is_attachment=True)
    return deliver(parts().store, what)


def _body(file: DigitalFile) -> dict[str, object]:
    """The file as this reader sees it."""
    return file_body(file, is_staff=is_staff(), links=file_links(file))
