"""The nouns of parts: their shapes, who writes them, and how they are listed."""

from __future__ import annotations

from typing import cast

from sqlalchemy.orm import Session

from app.api.part_routes import PartNoun, Rows
from app.context import caller
from app.schemas import part_links as linked
from app.schemas import parts as plain
from catalogue.records import Site
from catalogue.services.described import read_described
from catalogue.services.designations import designations
from catalogue.services.history import history
from catalogue.services.identifiers import identifiers
from catalogue.services.inscriptions import inscriptions
from catalogue.services.links import SeenLink, links, list_links
from catalogue.services.measurements import measurements
from catalogue.services.record_agents import record_agents
from catalogue.services.record_places import record_places
from catalogue.services.record_terms import record_terms
from catalogue.services.references import read_names
from catalogue.services.texts import texts
from catalogue.services.zones import list_zones, zones

Bodies = list[dict[str, object]]


def _links(session: Session, rows: Rows) -> Bodies:
    """Links as this record shows them; a row that was just written is read as one of its own."""
    others = read_described(session, caller(), {row.other_id for row in rows if not isinstance(row, SeenLink)})
    own = [SeenLink(row, others[row.other_id], is_inverse=False) for row in rows if not isinstance(row, SeenLink)]
    seen = [*(row for row in rows if isinstance(row, SeenLink)), *own]
    return [linked.link_body(one) for one in seen]


def _agents(session: Session, rows: Rows) -> Bodies:
    """Parts of agents that the reader may see."""
    names = read_names(session, caller(), rows)
    return [linked.agent_body(row, names) for row in rows if row.agent_id in names.agents]


def _history(session: Session, rows: Rows) -> Bodies:
    names = read_names(session, caller(), rows)
    return [linked.history_body(row, names) for row in rows]


def _places(session: Session, rows: Rows) -> Bodies:
    names = read_names(session, caller(), rows)
    return [linked.place_body(row, names) for row in rows]


def _terms(session: Session, rows: Rows) -> Bodies:
    names = read_names(session, caller(), rows)
    return [linked.term_body(row, names) for row in rows]


MEASUREMENTS = PartNoun(
    "measurements", measurements, plain.NewMeasurement, plain.MeasurementFacts, plain.MeasurementBody,
    lambda _session, rows: [plain.plain_body(row, plain.MeasurementBody) for row in rows],
)  # fmt: skip
IDENTIFIERS = PartNoun(
    "identifiers", identifiers, plain.NewIdentifier, plain.IdentifierFacts, plain.IdentifierBody,
    lambda _session, rows: [plain.plain_body(row, plain.IdentifierBody) for row in rows],
)  # fmt: skip
INSCRIPTIONS = PartNoun(
    "inscriptions", inscriptions, plain.InscriptionFacts, plain.InscriptionFacts, plain.InscriptionBody,
    lambda _session, rows: [plain.inscription_body(row) for row in rows],
)  # fmt: skip
TEXTS = PartNoun(
    "texts", texts, plain.NewText, plain.TextFacts, plain.TextBody,
    lambda _session, rows: [plain.plain_body(row, plain.TextBody) for row in rows],
)  # fmt: skip
DESIGNATIONS = PartNoun(
    "designations", designations, plain.NewDesignation, plain.DesignationFacts, plain.DesignationBody,
    lambda _session, rows: [plain.plain_body(row, plain.DesignationBody) for row in rows],
)  # fmt: skip
ZONES = PartNoun(
    "zones", zones, plain.NewZone, plain.ZoneFacts, plain.ZoneBody,
    lambda _session, rows: [plain.zone_body(row) for row in rows],
    rows=lambda session, record: list_zones(session, caller(), cast("Site", record)),
)  # fmt: skip
EVENTS = PartNoun(
    "events", history, linked.NewHistory, linked.HistoryFacts, linked.HistoryBody, _history,
    renamed={"date": "date_text"},
)  # fmt: skip
AGENTS = PartNoun(
    "agents", record_agents, linked.NewAgentPart, linked.AgentPartFacts, linked.AgentPartBody, _agents,
)  # fmt: skip
PLACES = PartNoun(
    "places", record_places, linked.NewPlacePart, linked.PlacePartFacts, linked.PlacePartBody, _places,
)  # fmt: skip
TERMS = PartNoun("terms", record_terms, linked.NewTermPart, linked.TermPartFacts, linked.TermPartBody, _terms)
LINKS = PartNoun(
    "links", links, linked.NewLink, linked.LinkFacts, linked.LinkBody, _links,
    rows=lambda session, record: list_links(session, caller(), record),
)  # fmt: skip

COMMON = (IDENTIFIERS, TEXTS, DESIGNATIONS, EVENTS, AGENTS, PLACES, TERMS, LINKS)
"""What every described record may have."""
