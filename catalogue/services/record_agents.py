"""Who had which part in a record's story."""

from __future__ import annotations

from sqlalchemy.orm import Session

from catalogue.policy import Identity
from catalogue.records import RecordAgent
from catalogue.services.described import Described
from catalogue.services.parts import PartService, Values
from catalogue.services.references import agent_id


def _settle(session: Session, who: Identity, record: Described, values: Values) -> Values:  # noqa: ARG001  a Settle
    """The agent by code or name becomes an id."""
    found = dict(values)
    if "agent" in found:
        found["agent_id"] = agent_id(session, who, found.pop("agent"))
    return found


record_agents = PartService(
    RecordAgent,
    editable=("agent_id", "role", "certainty", "note"),
    needed=("agent", "role"),
    settle=_settle,
    twin=("role", "agent_id"),
    is_searched=True,
    part="agents",
)
