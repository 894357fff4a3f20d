"""People and bodies over HTTP: read by everybody once published, entered and merged by staff."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

from apiflask import APIBlueprint
from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.api.common import expected_version, is_staff, page_body, version_tag, whole_list
from app.context import address, base_url, caller, parts
from app.schemas.agents import (
    AgentBody,
    AgentChanges,
    AgentPage,
    AgentQuery,
    FullAgentBody,
    Merger,
    NewAgent,
    SimilarQuery,
    agent_body,
)
from app.schemas.common import text, to_columns
from catalogue.records import Agent
from catalogue.services.agents import (
    add_agent,
    change_agent_status,
    list_agents,
    list_parts,
    merge_agents,
    read_agent,
    similar_agents,
    update_agent,
)
from catalogue.services.authority_names import names_in
from catalogue.services.described import kind_of, number_of
from catalogue.vocab.terms import Status

bp = APIBlueprint("agents", __name__, url_prefix="/api/v1/agents")
_STEPS = {"publish": Status.PUBLISHED, "unpublish": Status.DRAFT, "withdraw": Status.WITHDRAWN}


@bp.get("")
@bp.input(AgentQuery, location="query", arg_name="wish")
@bp.output(AgentPage)
def index(wish: AgentQuery) -> ResponseReturnValue:
    """List people and bodies by code, or those with the words of ``q`` in a name, accents or not."""
    with parts().readers() as session:
        page = list_agents(session, caller(), words=wish.q, kind=wish.kind, cursor=wish.cursor, limit=wish.limit)
        return page_body(page, _body)


@bp.get("/similar")
@bp.input(SimilarQuery, location="query", arg_name="wish")
@bp.output(AgentPage)
def similar(wish: SimilarQuery) -> ResponseReturnValue:
    """Who is called nearly so already."""
    with parts().readers() as session:
        found = similar_agents(session, caller(), names_in(wish.name), besides=wish.besides)
        return whole_list([_body(agent) for agent in found])


@bp.post("")
@bp.input(NewAgent, arg_name="new")
@bp.output(AgentBody, status_code=201)
def create(new: NewAgent) -> ResponseReturnValue:
    """Enter a person or body as a draft."""
    with parts().sessions.begin() as session:
        agent = add_agent(session, caller(), to_columns(new))
        body, code = _body(agent), agent.code
    return body, HTTPStatus.CREATED, {"Location": address("agents.read", code=code), **version_tag(body["version"])}


@bp.get("/<code>")
@bp.output(FullAgentBody)
def read(code: str) -> ResponseReturnValue:
    """One person or body with the records in whose story it has a part."""
    with parts().readers() as session:
        agent = read_agent(session, caller(), code)
        body = _body(agent) | {"records": _records(session, agent)}
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.patch("/<code>")
@bp.input(AgentChanges, arg_name="changes")
@bp.output(AgentBody)
def change(code: str, changes: AgentChanges) -> ResponseReturnValue:
    """Change facts of the version named in If-Match."""
    version = expected_version(request)
    with parts().sessions.begin() as session:
        body = _body(update_agent(session, caller(), code, to_columns(changes), expected_version=version))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.post("/<code>/<any(publish,unpublish,withdraw):step>")
@bp.output(AgentBody)
def set_status(code: str, step: str) -> ResponseReturnValue:
    """Show to everybody, take back to draft, or take out of every list."""
    version = expected_version(request) if "If-Match" in request.headers else None
    with parts().sessions.begin() as session:
        body = _body(change_agent_status(session, caller(), code, _STEPS[step], expected_version=version))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.post("/<code>/merge")
@bp.input(Merger, arg_name="wish")
@bp.output(AgentBody)
def merge(code: str, wish: Merger) -> ResponseReturnValue:
    """Let what hangs on this one move to another, and withdraw this one, of the version named in If-Match."""
    version = expected_version(request)
    with parts().sessions.begin() as session:
        body = _body(merge_agents(session, caller(), code, wish.into, expected_version=version))
    return body, HTTPStatus.OK, version_tag(body["version"])


def _body(agent: Agent) -> dict[str, object]:
    """The agent as this reader sees it."""
    links = {"self": f"{base_url()}/api/v1/agents/{quote(agent.code)}"}
    return agent_body(agent, is_staff=is_staff(), links=links)


def _records(session: Session, agent: Agent) -> list[dict[str, object]]:
    """The records in whose story the agent has a part."""
    return [
        {
            "number": number_of(part.record),
            "kind": kind_of(part.record).value,
            "title": text(part.record, "title"),
            "role": part.role,
        }
        for part in list_parts(session, caller(), agent)
    ]
