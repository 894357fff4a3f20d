"""Happenings in a record's own time: made, used, found, given, restored; by whom, where, when."""

from __future__ import annotations

from sqlalchemy.orm import Session

from catalogue.errors import ValidationError
from catalogue.policy import Identity
from catalogue.records import HistoryEvent
from catalogue.services.dating import dated
from catalogue.services.described import Described
from catalogue.services.parts import PartService, Values
from catalogue.services.references import agent_id, place_id
from catalogue.vocab.dates import DateError

_READ = {
    "date_edtf": "edtf",
    "date_earliest": "earliest",
    "date_latest": "latest",
    "date_calendar": "calendar",
    "date_reign": "reign",
    "date_certainty": "certainty",
}


def _settle(session: Session, who: Identity, record: Described, values: Values) -> Values:  # noqa: ARG001  a Settle
    """Agent and place by code or name become ids; a written date becomes its columns."""
    found = dict(values)
    if "agent" in found:
        found["agent_id"] = agent_id(session, who, found.pop("agent"))
    if "place" in found:
        found["place_id"] = place_id(session, found.pop("place"))
    if "date_text" in found:
        try:
            read = dated(str(found["date_text"] or ""))
        except DateError as fault:
            raise ValidationError({"date_text": fault.code}, **fault.values) from fault
        found |= {_READ.get(name, name): value for name, value in read.items()}
    return found


history = PartService(
    HistoryEvent,
    editable=(
        "kind",
        "date_text",
        *_READ.values(),
        "year_from",
        "year_to",
        "agent_id",
        "place_id",
        "note",
        "position",
    ),
    needed=("kind",),
    settle=_settle,
    order=("position", "created_at", "id"),
    is_searched=True,
    part="history",
)
