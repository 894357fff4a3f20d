"""Locked fields as JSON."""

from __future__ import annotations

from app.schemas.common import Body, Order
from catalogue.services.locking import Locks


class PrivateFieldsOrder(Order):
    """The fields that only staff shall see; all others are shown to everybody."""

    fields: list[str]


class PrivateFieldsBody(Body):
    """Who sees what: ``fields`` are locked, ``lockable`` can be, ``always`` are for staff whatever is locked."""

    fields: list[str]
    lockable: list[str]
    always: list[str]
    hidden: list[str]
    version: int


def private_fields_body(locks: Locks) -> dict[str, object]:
    """The locks of a record as the API gives them."""
    return {
        "fields": list(locks.locked),
        "lockable": list(locks.lockable),
        "always": sorted(locks.always),
        "hidden": sorted(locks.hidden),
        "version": locks.record.version,
    }
