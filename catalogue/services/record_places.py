"""Which area plays which part for a record: its address now and earlier, where it was made or found."""

from __future__ import annotations

from sqlalchemy.orm import Session

from catalogue.policy import Identity
from catalogue.records import RecordPlace
from catalogue.services.described import Described
from catalogue.services.parts import PartService, Values
from catalogue.services.references import place_id


def _settle(session: Session, who: Identity, record: Described, values: Values) -> Values:  # noqa: ARG001  a Settle
    """The area by code or name becomes an id."""
    found = dict(values)
    if "place" in found:
        found["place_id"] = place_id(session, found.pop("place"))
    return found


record_places = PartService(
    RecordPlace,
    editable=("place_id", "role", "certainty", "note"),
    needed=("place", "role"),
    settle=_settle,
    twin=("role", "place_id"),
    is_searched=True,
    part="places",
)
