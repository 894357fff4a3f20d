"""Which fields of a record only staff see, over HTTP; for its own staff."""

from __future__ import annotations

from http import HTTPStatus

from apiflask import APIBlueprint
from flask import request
from flask.typing import ResponseReturnValue

from app.api.common import expected_version, version_tag
from app.context import caller, parts
from app.schemas.private_fields import PrivateFieldsBody, PrivateFieldsOrder, private_fields_body
from catalogue.services.locking import Locks, lock_fields, read_locks
from catalogue.vocab.heritage import RecordKind

bp = APIBlueprint("private_fields", __name__, url_prefix="/api/v1")
_KINDS = {
    "artifacts": RecordKind.ARTIFACT,
    "sites": RecordKind.SITE,
    "traditions": RecordKind.TRADITION,
    "collections": RecordKind.COLLECTION,
}


@bp.get("/artifacts/<path:number>/private-fields")
@bp.get("/sites/<path:number>/private-fields")
@bp.get("/traditions/<path:number>/private-fields")
@bp.get("/collections/<path:number>/private-fields")
@bp.output(PrivateFieldsBody)
def read(number: str) -> ResponseReturnValue:
    """The locked fields of a record, and those that can be."""
    with parts().readers() as session:
        return _answer(read_locks(session, caller(), _kind(), number))


@bp.put("/artifacts/<path:number>/private-fields")
@bp.put("/sites/<path:number>/private-fields")
@bp.put("/traditions/<path:number>/private-fields")
@bp.put("/collections/<path:number>/private-fields")
@bp.input(PrivateFieldsOrder, arg_name="order")
@bp.output(PrivateFieldsBody)
def replace(number: str, order: PrivateFieldsOrder) -> ResponseReturnValue:
    """Lock exactly these fields, of the version named in If-Match."""
    version = expected_version(request)
    with parts().sessions.begin() as session:
        locks = lock_fields(session, caller(), _kind(), number, order.fields, expected_version=version)
    return _answer(locks)


def _kind() -> RecordKind:
    """The kind that the address names."""
    return _KINDS[request.path.removeprefix(f"{bp.url_prefix}/").partition("/")[0]]


def _answer(locks: Locks) -> ResponseReturnValue:
    return private_fields_body(locks), HTTPStatus.OK, version_tag(locks.record.version)
