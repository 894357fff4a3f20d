"""People and bodies on the workbench: found without accents, entered with a hint of doubles, merged."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.pages.authority_words import AGENT, agent_fields, agent_kinds, part_rows, title_in
from app.pages.forms import Form, faults_of, form_of, typed
from app.pages.rights import staff_only
from app.pages.workbench.next_links import next_link
from app.pages.workbench.rows import conflict_rows, history_rows
from catalogue.errors import ConflictError, NotFoundError, StaleError, ValidationError
from catalogue.policy import Action, require
from catalogue.records import Agent
from catalogue.services.agents import (
    add_agent,
    change_agent_status,
    count_parts,
    list_agents,
    list_parts,
    merge_agents,
    read_agent,
    similar_agents,
    update_agent,
)
from catalogue.services.audits import read_history
from catalogue.services.authority_names import names_in
from catalogue.vocab.heritage import AgentKind
from catalogue.vocab.terms import Status

bp = Blueprint("workbench_agents", __name__, url_prefix="/<any(vi,en):lang>/workbench/agents")
bp.before_request(staff_only)
_KINDS = {kind.value: kind for kind in AgentKind}


@bp.get("/")
def index() -> ResponseReturnValue:
    """All people and bodies, or those with the words in a name."""
    wish = Form({"q": request.args.get("q", ""), "kind": request.args.get("kind", "")})
    with parts().readers() as session:
        page = list_agents(
            session,
            caller(),
            words=wish.value("q"),
            kind=_KINDS.get(wish.value("kind")),
            cursor=request.args.get("cursor"),
        )
        counts = count_parts(session, page.items)
    return render_template(
        "workbench/agents.html",
        wish=wish,
        rows=[(agent, title_in(agent), counts.get(agent.id, 0)) for agent in page.items],
        total=page.total,
        kinds=agent_kinds(),
        next_page=next_link(".index", wish, page.next),
        may_write=caller().may(Action.WRITE_RECORDS),
    )


@bp.get("/new")
def create() -> ResponseReturnValue:
    """An empty form."""
    require(caller(), Action.WRITE_RECORDS)
    return _page(Form({"kind": "person"}))


@bp.post("/new")
def add() -> ResponseReturnValue:
    """Save somebody new; who is called nearly so already is shown first, once."""
    form = Form(request.form.to_dict())
    names = names_in(form.value("title_vi"), form.value("title_en"), form.value("other_names"))
    if not form.value("is_new_one"):
        with parts().readers() as session:
            if found := similar_agents(session, caller(), names):
                return _page(form, similar=found)
    try:
        with parts().sessions.begin() as session:
            code = add_agent(session, caller(), typed(request.form, AGENT)).code
    except (ValidationError, ConflictError) as error:
        return _page(Form(form.values, faults_of(error, agent_fields(), "code"))), HTTPStatus.UNPROCESSABLE_ENTITY
    return _saved(code)


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """One person or body: form, records, merging."""
    with parts().readers() as session:
        return _full_page(session, read_agent(session, caller(), code))


@bp.post("/<code>")
def save(code: str) -> ResponseReturnValue:
    """Save changes; when someone else saved first, both versions are shown."""
    form, version = Form(request.form.to_dict()), request.form.get("version", None, int)
    try:
        with parts().sessions.begin() as session:
            new = update_agent(session, caller(), code, typed(request.form, AGENT), expected_version=version).code
    except StaleError:
        return _conflict(form, code)
    except (ValidationError, ConflictError) as error:
        return _again(code, Form(form.values, faults_of(error, agent_fields(), "code")))
    return _saved(new)


@bp.post("/<code>/publish")
def publish(code: str) -> ResponseReturnValue:
    """Show to everybody, or take back."""
    version = request.form.get("version", None, int)
    with parts().sessions.begin() as session:
        agent = read_agent(session, caller(), code)
        wanted = Status.DRAFT if agent.status is Status.PUBLISHED else Status.PUBLISHED
        change_agent_status(session, caller(), code, wanted, expected_version=version)
    flash(_("Published.") if wanted is Status.PUBLISHED else _("Taken back to draft."), "success")
    return redirect(url_for(".show", code=code), HTTPStatus.SEE_OTHER)


@bp.post("/<code>/merge")
def merge(code: str) -> ResponseReturnValue:
    """Let what hangs on this one move to another."""
    into, version = request.form.get("into", "").strip(), request.form.get("version", None, int)
    try:
        with parts().sessions.begin() as session:
            kept = merge_agents(session, caller(), code, into, expected_version=version).code
    except (NotFoundError, ValidationError) as error:
        fault = error if isinstance(error, ValidationError) else ValidationError({"into": "not_found"})
        return _again(code, Form({"into": into}, faults_of(fault, agent_fields(), "into")))
    flash(_("Merged: everything that named the other one is here now."), "success")
    return redirect(url_for(".show", code=kept), HTTPStatus.SEE_OTHER)


def _saved(code: str) -> ResponseReturnValue:
    flash(_("Saved."), "success")
    return redirect(url_for(".show", code=code), HTTPStatus.SEE_OTHER)


def _again(code: str, form: Form) -> ResponseReturnValue:
    """The page with what was typed and what is wrong with it."""
    with parts().readers() as session:
        agent = read_agent(session, caller(), code)
        shown = Form({**form_of(agent, AGENT).values, **form.values}, form.faults)
        return _full_page(session, agent, form=shown), HTTPStatus.UNPROCESSABLE_ENTITY


def _conflict(form: Form, code: str) -> ResponseReturnValue:
    """The form as typed beside what the other writer saved."""
    with parts().readers() as session:
        current = read_agent(session, caller(), code)
        rows = conflict_rows(current, form, agent_fields())
        mine = Form({**form.values, "version": str(current.version)})
        return _full_page(session, current, form=mine, conflict=rows), HTTPStatus.CONFLICT


def _full_page(session: Session, agent: Agent, form: Form | None = None, **more: object) -> str:
    """The page of somebody who is there."""
    who = caller()
    audit = read_history(session, who, "agent", agent.id) if who.may(Action.READ_AUDIT) else []
    names = names_in(agent.title_vi, agent.title_en, agent.other_names)
    return _page(
        form or form_of(agent, AGENT),
        agent=agent,
        records=part_rows(list_parts(session, who, agent)),
        similar=similar_agents(session, who, names, besides=agent.code),
        history=history_rows(audit),
        **more,
    )


def _page(form: Form, agent: Agent | None = None, **more: object) -> str:
    """The page with the form."""
    who = caller()
    return render_template(
        "workbench/agent.html",
        form=form,
        agent=agent,
        title=title_in(agent) if agent else _("New person or body"),
        kinds=agent_kinds(),
        words=agent_fields(),
        may_write=who.may(Action.WRITE_RECORDS),
        may_publish=who.may(Action.PUBLISH),
        **more,
    )
