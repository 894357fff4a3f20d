"""The field kit over HTTP: what a phone takes along, and entries that come back under its own ids."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from apiflask import APIBlueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.api.common import code_to_id, version_tag
from app.context import caller, parts
from app.schemas.fieldwork import (
    FieldEntryOrder,
    FieldRecordBody,
    KitBody,
    KitQuery,
    SyncedBody,
    entry_of,
    field_record,
    records_for_phone,
    synced_body,
)
from catalogue.db import now_utc
from catalogue.errors import NotFoundError
from catalogue.records import Artifact, Site
from catalogue.services.fieldwork import MOST_TAKEN, Synced, read_taken, sync_artifact, sync_site, take_along
from catalogue.services.sites import read_site, read_sites
from catalogue.services.vocabularies import list_terms, read_vocabulary

bp = APIBlueprint("field", __name__, url_prefix="/api/v1/field")
_LISTS = ("object-types", "materials", "techniques")
_Sync = Callable[..., Synced]


@bp.get("/kit")
@bp.input(KitQuery, location="query", arg_name="wish")
@bp.output(KitBody)
def kit(wish: KitQuery) -> ResponseReturnValue:
    """What a phone takes into the field: all sites, one site's artifacts, and the names that lists offer."""
    with parts().readers() as session:
        site_id = read_site(session, caller(), wish.site).id if wish.site else None
        artifacts, sites = take_along(session, caller(), site_id)
        codes = {site.id: site.code for site in sites}
        body = {
            "made_at": now_utc(),
            "recorder": caller().name,
            "sites": records_for_phone(sites, codes),
            "artifacts": records_for_phone(artifacts, codes),
            "is_cut": len(artifacts) == MOST_TAKEN or len(sites) == MOST_TAKEN,
            "lists": {slug: _names(session, slug) for slug in _LISTS},
        }
    return body, HTTPStatus.OK, {"Cache-Control": "no-store"}


@bp.get("/records/<uuid:uid>")
@bp.output(FieldRecordBody)
def read(uid: UUID) -> ResponseReturnValue:
    """A record as it is now, for the choice between two versions."""
    with parts().readers() as session:
        record = read_taken(session, caller(), uid)
        return field_record(record, _site_code(session, record)), HTTPStatus.OK, version_tag(record.version)


@bp.put("/artifacts/<uuid:uid>")
@bp.input(FieldEntryOrder, arg_name="order")
@bp.output(SyncedBody)
def put_artifact(uid: UUID, order: FieldEntryOrder) -> ResponseReturnValue:
    """Save an artifact that a phone wrote down; sending it twice is safe."""
    return _sync(sync_artifact, uid, order)


@bp.put("/sites/<uuid:uid>")
@bp.input(FieldEntryOrder, arg_name="order")
@bp.output(SyncedBody)
def put_site(uid: UUID, order: FieldEntryOrder) -> ResponseReturnValue:
    """Save a site that a phone wrote down; sending it twice is safe."""
    return _sync(sync_site, uid, order)


def _sync(save: _Sync, uid: UUID, order: FieldEntryOrder) -> ResponseReturnValue:
    """One entry in one transaction."""
    with parts().sessions.begin() as session:
        values = code_to_id(session, _split(order.values), "site")
        synced = save(session, caller(), entry_of(uid, order, values), now_utc())
        body = synced_body(synced, _site_code(session, synced.record))
    status = HTTPStatus.CREATED if synced.outcome == "created" else HTTPStatus.OK
    return body, status, version_tag(body["version"])


def _split(values: dict[str, object]) -> dict[str, object]:
    """Lists arrive as a phone shows them: parted by commas."""
    materials = values.get("materials")
    if not isinstance(materials, str):
        return dict(values)
    return {**values, "materials": [part.strip() for part in materials.split(",") if part.strip()]}


def _site_code(session: Session, record: Artifact | Site) -> str | None:
    """The code of an artifact's site."""
    site_id = record.site_id if isinstance(record, Artifact) else None
    return next((site.code for site in read_sites(session, caller(), [site_id]).values()), None)


def _names(session: Session, slug: str) -> list[str]:
    """The Vietnamese names of a vocabulary's terms; none where the museum has no such vocabulary."""
    try:
        return [named.vi for named in list_terms(session, read_vocabulary(session, slug))]
    except NotFoundError:
        return []
