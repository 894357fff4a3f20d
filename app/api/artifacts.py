"""Artifacts over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from apiflask import APIBlueprint
from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.api.common import code_to_id, expected_version, find_owner, is_staff, page_body, version_tag
from app.api.links import artifact_links
from app.api.place_codes import place_codes, place_id
from app.context import address, caller, parts
from app.schemas.artifacts import (
    ArtifactBody,
    ArtifactChanges,
    ArtifactFacts,
    ArtifactPage,
    ArtifactQuery,
    NewArtifact,
    artifact_body,
)
from app.schemas.common import to_columns
from catalogue.records import Artifact, Derivative
from catalogue.services.artifacts import (
    ArtifactFilter,
    change_artifact_status,
    list_artifacts,
    read_artifact,
    register_artifact,
    update_artifact,
)
from catalogue.services.derivatives import pick_thumbnails
from catalogue.vocab.terms import Status

bp = APIBlueprint("artifacts", __name__, url_prefix="/api/v1/artifacts")


@bp.get("")
@bp.input(ArtifactQuery, location="query", arg_name="wish")
@bp.output(ArtifactPage)
def index(wish: ArtifactQuery) -> ResponseReturnValue:
    """List artifacts by accession number."""
    with parts().readers() as session:
        site_id = find_owner(session, None, wish.site)["site_id"]
        only = ArtifactFilter(site_id, wish.status, wish.object_type, wish.has_3d)
        page = list_artifacts(session, caller(), only=only, cursor=wish.cursor, limit=wish.limit)
        thumbnails = pick_thumbnails(session, caller(), [artifact.id for artifact in page.items])
        codes = place_codes(session, [artifact.location_id for artifact in page.items])
        return page_body(page, lambda one: shown_artifact(one, thumbnails.get(one.id), codes))


@bp.post("")
@bp.input(NewArtifact, arg_name="new")
@bp.output(ArtifactBody, status_code=201)
def create(new: NewArtifact) -> ResponseReturnValue:
    """Register an artifact as a draft."""
    with parts().sessions.begin() as session:
        body = _full_body(session, register_artifact(session, caller(), _columns(session, new)))
    place = address("artifacts.read", number=new.accession_number.strip())
    return body, HTTPStatus.CREATED, {"Location": place, **version_tag(body["version"])}


@bp.get("/<path:number>")
@bp.output(ArtifactBody)
def read(number: str) -> ResponseReturnValue:
    """One artifact by accession number."""
    with parts().readers() as session:
        body = _full_body(session, read_artifact(session, caller(), number))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.patch("/<path:number>")
@bp.input(ArtifactChanges, arg_name="changes")
@bp.output(ArtifactBody)
def change(number: str, changes: ArtifactChanges) -> ResponseReturnValue:
    """Change facts of the version named in If-Match."""
    version = expected_version(request)
    with parts().sessions.begin() as session:
        columns = _columns(session, changes)
        artifact = update_artifact(session, caller(), number, columns, expected_version=version)
        body = _full_body(session, artifact)
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.post("/<path:number>/publish")
@bp.output(ArtifactBody)
def publish(number: str) -> ResponseReturnValue:
    """Show the artifact to everybody."""
    return _set_status(number, Status.PUBLISHED)


@bp.post("/<path:number>/unpublish")
@bp.output(ArtifactBody)
def unpublish(number: str) -> ResponseReturnValue:
    """Take the artifact back to draft."""
    return _set_status(number, Status.DRAFT)


@bp.post("/<path:number>/withdraw")
@bp.output(ArtifactBody)
def withdraw(number: str) -> ResponseReturnValue:
    """Take the artifact out of every list; nothing is deleted."""
    return _set_status(number, Status.WITHDRAWN)


def _set_status(number: str, status: Status) -> ResponseReturnValue:
    """One step of the record's life; If-Match is obeyed where it is sent."""
    version = expected_version(request) if "If-Match" in request.headers else None
    with parts().sessions.begin() as session:
        artifact = change_artifact_status(session, caller(), number, status, expected_version=version)
        body = _full_body(session, artifact)
    return body, HTTPStatus.OK, version_tag(body["version"])


def _columns(session: Session, order: ArtifactFacts) -> dict[str, object]:
    """What was sent, by column name; ids in place of the codes of site and location.

    Raises:
        ValidationError: ``site`` or ``location_code``: ``not_found``.
    """
    columns = code_to_id(session, to_columns(order), "site")
    if "location_code" in columns:
        code = columns.pop("location_code")
        columns["location_id"] = place_id(session, str(code) if code else None, "location_code")
    return columns


def _full_body(session: Session, artifact: Artifact) -> dict[str, object]:
    """The artifact with its picture and its location looked up."""
    thumbnail = pick_thumbnails(session, caller(), [artifact.id]).get(artifact.id)
    return shown_artifact(artifact, thumbnail, place_codes(session, [artifact.location_id]))


def shown_artifact(
    artifact: Artifact, thumbnail: Derivative | None = None, codes: Mapping[UUID, str] | None = None
) -> dict[str, object]:
    """The artifact as this reader sees it; ``codes`` are those of locations by id."""
    links = artifact_links(artifact, thumbnail)
    return artifact_body(artifact, is_staff=is_staff(), links=links, codes=codes or {})
