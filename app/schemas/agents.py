"""People and bodies as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.schemas.common import Body, Order, Page, PageQuery, Text, text
from catalogue.records import Agent
from catalogue.vocab.heritage import AgentKind, AgentRole
from catalogue.vocab.terms import Status, Visibility

_PLAIN = (
    "code", "kind", "other_names", "dates_text", "year_from", "year_to", "source_url", "status", "visibility",
    "version", "created_at", "updated_at",
)  # fmt: skip


class AgentFacts(Order):
    """The facts of an agent that a writer may set."""

    title: Text | None = None
    kind: AgentKind = AgentKind.PERSON
    other_names: str | None = None
    dates_text: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    description: Text | None = None
    contact: str | None = None
    source_url: str | None = None
    visibility: Visibility = Visibility.PUBLIC
    ext: dict[str, Any] | None = None


class NewAgent(AgentFacts):
    """An agent to be entered; ``title.vi`` is enough, the code is made of it where none is given."""

    title: Text
    code: str | None = None


class AgentChanges(AgentFacts):
    """Only the facts that change; null empties one."""

    code: str | None = None


class AgentQuery(PageQuery):
    """What a list of agents is narrowed to: words of a name, with or without accents; a kind."""

    q: str = ""
    kind: AgentKind | None = None


class SimilarQuery(Order):
    """Names to be looked for, and the code of the one that is being edited."""

    name: str
    besides: str = ""


class Merger(Order):
    """The code of the agent that stays."""

    into: str


class AgentBody(Body):
    """A person, family or body; ``contact`` for staff alone."""

    code: str
    kind: AgentKind
    title: Text
    description: Text
    other_names: str | None
    dates_text: str | None
    year_from: int | None
    year_to: int | None
    source_url: str | None
    contact: str | None = None
    status: Status
    visibility: Visibility
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime
    links: dict[str, str]


class PartBody(Body):
    """A record in whose story the agent has a part."""

    number: str
    kind: str
    title: Text
    role: AgentRole


class FullAgentBody(AgentBody):
    """An agent with the records in whose story it has a part."""

    records: list[PartBody]


class AgentPage(Page):
    """A part of the list of agents."""

    items: list[AgentBody]


def agent_body(agent: Agent, *, is_staff: bool, links: dict[str, str]) -> dict[str, object]:
    """The agent as the API gives it to staff or to everybody."""
    return {
        **{name: getattr(agent, name) for name in _PLAIN},
        "title": text(agent, "title"),
        "description": text(agent, "description"),
        "contact": agent.contact if is_staff else None,
        "links": links,
    }
