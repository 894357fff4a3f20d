"""People and bodies: entered once, found without accents, told when they look alike, merged with what hangs on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import Agent, HistoryEvent, Loan, ObjectEntry, RecordAgent
from catalogue.services.audits import expect_version, record_change
from catalogue.services.authority_names import Called, alike, free_code, names_in, rank_names, read_offset
from catalogue.services.described import Described, index_described, read_described
from catalogue.services.paging import Page, clamp, page_by, write_cursor
from catalogue.services.private_fields import one_for_reader
from catalogue.services.publishing import set_status
from catalogue.services.validation import assign, need
from catalogue.services.visibility import seen
from catalogue.vocab.folding import clean, fold
from catalogue.vocab.heritage import AgentKind, AgentRole
from catalogue.vocab.terms import Status

EDITABLE = (
    "code", "kind", "title_vi", "title_en", "other_names", "dates_text", "year_from", "year_to", "description_vi",
    "description_en", "contact", "source_url", "visibility", "ext",
)  # fmt: skip
_FILLED = (
    "title_en", "dates_text", "year_from", "year_to", "description_vi", "description_en", "contact", "source_url",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A record in whose story an agent has a part."""

    record: Described
    role: AgentRole


def add_agent(session: Session, who: Identity, values: Mapping[str, object]) -> Agent:
    """Save a new agent as a draft; ``title_vi`` is enough, a missing ``code`` is made of it.

    Raises:
        ValidationError: a field breaks a rule. ConflictError: ``agent_taken``: the code is in use.
    """
    require(who, Action.WRITE_RECORDS)
    need(values, "title_vi")
    agent = Agent(ext={}, kind=AgentKind.PERSON, status=Status.DRAFT)
    given = {name: value for name, value in values.items() if name != "code" or value}
    if "code" not in given:
        given["code"] = free_code(session, Agent.code, str(values["title_vi"]))
    assign(agent, given, EDITABLE)
    _check(session, agent)
    record_change(session, who, agent, "add")
    return agent


def update_agent(
    session: Session, who: Identity, code: str, changes: Mapping[str, object], *, expected_version: int | None
) -> Agent:
    """Change facts of an agent; the records that name it are found under its new names.

    Raises:
        NotFoundError, ValidationError, ConflictError (``agent_taken``), StaleError (someone else saved first).
    """
    require(who, Action.WRITE_RECORDS)
    agent = read_agent(session, who, code)
    expect_version(agent, expected_version)
    with session.no_autoflush:
        assign(agent, changes, EDITABLE)
        _check(session, agent)
    record_change(session, who, agent, "update")
    _index(session, who, _record_ids(session, agent))
    return agent


def change_agent_status(
    session: Session, who: Identity, code: str, status: Status, *, expected_version: int | None = None
) -> Agent:
    """Show an agent to everybody, take it back, or withdraw it.

    Raises:
        NotFoundError, StaleError; ConflictError: ``status_step``.
    """
    require(who, Action.PUBLISH)
    agent = read_agent(session, who, code)
    expect_version(agent, expected_version)
    if set_status(agent, status, agent.code):
        record_change(session, who, agent, status.value)
    return agent


def read_agent(session: Session, who: Identity, code: str) -> Agent:
    """The agent with this code, if the reader may see it.

    Raises:
        NotFoundError: ``agent_not_found``.
    """
    agent = session.scalar(select(Agent).where(Agent.code == clean(code), seen(who, Agent)))
    if agent is None:
        raise NotFoundError("agent_not_found", agent=code)
    return one_for_reader(session, who, agent)


def list_agents(
    session: Session,
    who: Identity,
    *,
    words: str = "",
    kind: AgentKind | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Agent]:
    """Agents that the reader may see: by code, or with these words in a name, typed with or without accents."""
    query = select(Agent).where(seen(who, Agent), Agent.status != Status.WITHDRAWN)
    query = query.where(Agent.kind == kind) if kind else query
    if not fold(words):
        return page_by(session, query, Agent.code, cursor, limit)
    start, limit = read_offset(cursor), clamp(limit)
    ids = rank_names((_called(agent) for agent in session.scalars(query)), words)
    found = {agent.id: agent for agent in session.scalars(select(Agent).where(Agent.id.in_(ids[start:][:limit])))}
    following = write_cursor(str(start + limit)) if len(ids) > start + limit else None
    return Page([found[ident] for ident in ids[start:][:limit]], following, len(ids))


def similar_agents(session: Session, who: Identity, names: Sequence[str], *, besides: str = "") -> list[Agent]:
    """Agents that are called nearly the same, the likest first: a hint before the same one is entered twice."""
    require(who, Action.READ_DRAFTS)
    query = select(Agent).where(Agent.status != Status.WITHDRAWN, Agent.code != besides)
    agents = {agent.id: agent for agent in session.scalars(query)}
    return [agents[ident] for ident in alike(map(_called, agents.values()), names)]


def list_parts(session: Session, who: Identity, agent: Agent, limit: int = 200) -> list[Part]:
    """The records in whose story the agent has a part, those that the reader may see."""
    rows = session.scalars(select(RecordAgent).where(RecordAgent.agent_id == agent.id).limit(limit)).all()
    records = read_described(session, who, {row.record_id for row in rows})
    return [Part(records[row.record_id], row.role) for row in rows if row.record_id in records]


def count_parts(session: Session, agents: Sequence[Agent]) -> dict[UUID, int]:
    """How many parts each agent has."""
    amount = func.count().label("amount")
    query = select(RecordAgent.agent_id, amount).where(RecordAgent.agent_id.in_([agent.id for agent in agents]))
    return {row.agent_id: row.amount for row in session.execute(query.group_by(RecordAgent.agent_id))}


def merge_agents(
    session: Session, who: Identity, code: str, into: str, *, expected_version: int | None = None
) -> Agent:
    """Make one agent of two: what hangs on the first moves to the second, which gets its names; the first is withdrawn.

    Where both have the same part in a record it stays once. ``expected_version`` is that of the first.

    Raises:
        NotFoundError: ``agent_not_found``; StaleError; ValidationError: ``into``: ``circular``: one with itself.
    """
    require(who, Action.WRITE_RECORDS)
    gone, kept = read_agent(session, who, code), read_agent(session, who, into)
    expect_version(gone, expected_version)
    if gone.id == kept.id:
        raise ValidationError({"into": "circular"})
    touched = _record_ids(session, gone)
    _move_parts(session, gone, kept)
    for kind in (HistoryEvent, Loan, ObjectEntry):
        session.execute(update(kind).where(kind.agent_id == gone.id).values(agent_id=kept.id))
    for name in _FILLED:
        if getattr(kept, name) in (None, ""):
            setattr(kept, name, getattr(gone, name))
    own = {kept.title_vi, kept.title_en}
    told = names_in(kept.other_names, gone.title_vi, gone.title_en, gone.other_names)
    kept.other_names = "; ".join(name for name in told if name not in own) or None
    gone.ext = {**gone.ext, "merged_into": kept.code}
    set_status(gone, Status.WITHDRAWN, gone.code)
    record_change(session, who, gone, "merge")
    record_change(session, who, kept, "merge")
    _index(session, who, touched)
    return kept


def _move_parts(session: Session, gone: Agent, kept: Agent) -> None:
    """Parts in records move; one that the kept agent has already goes."""
    own = {
        (row.record_id, row.role) for row in session.scalars(select(RecordAgent).where(RecordAgent.agent_id == kept.id))
    }
    for row in session.scalars(select(RecordAgent).where(RecordAgent.agent_id == gone.id)).all():
        if (row.record_id, row.role) in own:
            session.delete(row)
        else:
            row.agent_id = kept.id
    session.flush()


def _record_ids(session: Session, agent: Agent) -> set[UUID]:
    return set(session.scalars(select(RecordAgent.record_id).where(RecordAgent.agent_id == agent.id)))


def _index(session: Session, who: Identity, ids: set[UUID]) -> None:
    """Records are found by the names of their agents."""
    for record in read_described(session, who, ids).values():
        index_described(session, record)


def _called(agent: Agent) -> Called:
    names = names_in(agent.title_vi, agent.title_en, agent.other_names)
    return Called(agent.id, (*names, agent.code))


def _check(session: Session, agent: Agent) -> None:
    """Rules that need more than one column."""
    faults: dict[str, str] = {}
    if "/" in agent.code or not any(c.isalnum() for c in agent.code):
        faults["code"] = "malformed"
    if agent.year_from is not None and agent.year_to is not None and agent.year_from > agent.year_to:
        faults["year_to"] = "out_of_range"
    code = agent.code
    other = session.scalar(select(Agent.id).where(Agent.code == code))
    is_taken = other is not None and other != agent.id
    if (faults or is_taken) and agent in session:
        session.expire(agent)
    if faults:
        raise ValidationError(faults)
    if is_taken:
        raise ConflictError("agent_taken", agent=code)
