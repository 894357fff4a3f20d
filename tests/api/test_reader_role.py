"""A reader of the staff on the workbench: reads what it may, and every address that writes refuses it.

The addresses are those of the application's own table: a new one is asked as soon as it is there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app.wiring import Parts
from catalogue.records import Audit, metadata
from catalogue.services.agents import add_agent
from catalogue.services.artifacts import read_artifact
from catalogue.services.collections import register_collection
from catalogue.services.conditions import add_check
from catalogue.services.damages import add_damage
from catalogue.services.entries import add_entry
from catalogue.services.jobs import NewJob, enqueue_job
from catalogue.services.loans import add_loan
from catalogue.services.locations import add_location
from catalogue.services.movements import move_artifacts
from catalogue.services.traditions import register_tradition
from catalogue.services.treatments import add_treatment
from tests.api.museum import DRAFT, SITE, furnish
from tests.api.procedures import HTML
from tests.people import SYSTEM, PersonClient

DAY = dt.date(2026, 1, 2)
WAYS_TO_CHANGES = frozenset(
    {
        "workbench.jobs", "workbench_accounts.create", "workbench_accounts.index", "workbench_accounts.show",
        "workbench_agents.create", "workbench_batch.index", "workbench_batch.show", "workbench_changes.ask",
        "workbench_collections.create", "workbench_comparisons.create", "workbench_comparisons.plan",
        "workbench_conditions.create", "workbench_conditions.edit", "workbench_entries.create",
        "workbench_files.artifact", "workbench_files.site", "workbench_imports.ask_undo", "workbench_imports.index",
        "workbench_imports.report", "workbench_imports.show", "workbench_loans.create", "workbench_locations.create",
        "workbench_merge.choose", "workbench_movements.create", "workbench_movements.mend",
        "workbench_organisations.index", "workbench_organisations.show", "workbench_places.create",
        "workbench_scan.index", "workbench_sites.create", "workbench_traditions.create", "workbench_treatments.create",
        "workbench_treatments.edit",
    }
)  # fmt: skip
"""Pages that are nothing but the way to a change, and work in hand; whoever may not make it is told so at once."""
NOTHING_THERE = frozenset(
    {
        "workbench_comparison_steps.give_back", "workbench_conditions.timeline", "workbench_imports.export",
        "workbench_labels.code", "workbench_organisations.close", "workbench_parts.add", "workbench_parts.edit",
        "workbench_parts.show", "workbench_places.show", "workbench_prints.document", "workbench_terms.add",
        "workbench_terms.create", "workbench_terms.retire", "workbench_terms.save", "workbench_terms.show",
        "workbench_vocabularies.export", "workbench_vocabularies.show",
    }
)  # fmt: skip
"""The museum of these tests may lack what the address names: then nothing is found, and nothing is changed."""
SHEETS = frozenset({"workbench_labels.sheet", "workbench_prints.cards"})
"""Sheets are printed by all of the staff; here nothing is chosen."""
Museum = Mapping[str, str]


@pytest.fixture
def museum(parts: Parts) -> Museum:
    """Records for the parameters of addresses: by blueprint and parameter, or by parameter alone."""
    ids = furnish(parts)
    with parts.sessions.begin() as session:
        artifact = read_artifact(session, SYSTEM, DRAFT)
        add_location(session, SYSTEM, {"code": "K1", "kind": "building", "title_vi": "Kho"})
        (moved,) = move_artifacts(session, SYSTEM, [DRAFT], {"to_text": "Kho", "reason": "inventory"})
        entry = add_entry(session, SYSTEM, {"reason": "gift", "depositor": "Bà Lan"}, [{"description": "Bát"}])
        wish = {"direction": "out", "partner": "Bảo tàng", "purpose": "Bày", "begins_on": DAY, "ends_on": DAY}
        check = add_check(session, SYSTEM, artifact, {"checked_on": DAY, "grade": "fair"})
        damage = add_damage(session, SYSTEM, check.number, {"type_text": "nứt", "severity": "minor"})
        treatment = add_treatment(session, SYSTEM, artifact, {"purpose": "Gắn", "begun_on": DAY})
        change = session.scalars(select(Audit).where(Audit.record_id == artifact.id)).first()
        add_agent(session, SYSTEM, {"code": "A1", "title_vi": "Thợ"})
        register_collection(session, SYSTEM, {"code": "C1", "title_vi": "Sưu tập"})
        register_tradition(session, SYSTEM, {"code": "T1", "kind": "craft", "title_vi": "Nghề"})
        job = enqueue_job(session, SYSTEM, NewJob("web_model", {"name": "x"}, artifact_id=artifact.id))
        return {
            "lang": "vi", "number": DRAFT, "code": SITE, "kind": "artifact", "movement_id": str(moved.id),
            "workbench_entries.number": entry.number,
            "workbench_loans.number": add_loan(session, SYSTEM, wish, [DRAFT]).number,
            "workbench_conditions.number": check.number, "damage_id": str(damage.id),
            "workbench_treatments.number": treatment.number, "workbench_locations.code": "K1",
            "workbench_agents.code": "A1", "workbench_collections.code": "C1", "workbench_traditions.code": "T1",
            "audit_id": str(change.id) if change else "", "job_id": str(job.id), "file_id": ids["photo"],
        }  # fmt: skip


def _rules(app: Flask) -> Iterator[Rule]:
    rules = (rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("workbench"))
    return iter(sorted(rules, key=lambda rule: (rule.endpoint, rule.rule)))


def _address(app: Flask, rule: Rule, museum: Museum) -> str:
    """The rule's address with the museum's records in it; with a stranger's id or name where it has none."""
    blueprint = rule.endpoint.partition(".")[0]
    values: dict[str, object] = {}
    for name, converter in rule._converters.items():
        choices = sorted(getattr(converter, "items", ()))
        known = museum.get(f"{blueprint}.{name}") or museum.get(name)
        is_fit = known is not None and (not choices or known in choices)
        values[name] = known if is_fit else choices[0] if choices else uuid4() if "_id" in name else "la"
    with app.test_request_context():
        built = rule.build(values)
    assert built is not None, rule
    return built[1]


def _stand(session: Session) -> dict[str, list[str]]:
    """Every row of every table, to be compared."""
    return {
        table.name: sorted(str(tuple(row)) for row in session.execute(select(table)))
        for table in metadata.sorted_tables
    }


def _ask(client: PersonClient, address: str, method: str) -> int:
    """The status of the answer to an empty form, or of the page."""
    data = {"csrf_token": client.csrf_token} if method != "GET" else None
    return client.open(address, method=method, data=data, headers=HTML).status_code


def test_a_reader_reads_the_workbench_and_is_refused_every_way_to_a_change(
    app: Flask, museum: Museum, log_in: Callable[[str], PersonClient]
) -> None:
    reader, wrong = log_in("reader"), []
    for rule in _rules(app):
        if "GET" not in (rule.methods or ()):
            continue
        status = _ask(reader, _address(app, rule, museum), "GET")
        if rule.endpoint in WAYS_TO_CHANGES:
            fit = {HTTPStatus.FORBIDDEN}
        elif rule.endpoint in NOTHING_THERE:
            fit = {HTTPStatus.OK, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}
        else:
            fit = {HTTPStatus.OK, HTTPStatus.SEE_OTHER}
        wrong += [(rule.endpoint, status)] if status not in fit else []
    assert wrong == []


def test_every_write_of_a_reader_is_refused_and_leaves_no_trace(
    app: Flask, parts: Parts, museum: Museum, log_in: Callable[[str], PersonClient]
) -> None:
    reader, wrong = log_in("reader"), []
    with parts.readers() as session:
        before = _stand(session)
    for rule in _rules(app):
        for method in sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}):
            status = _ask(reader, _address(app, rule, museum), method)
            if rule.endpoint in SHEETS:
                fit = {HTTPStatus.UNPROCESSABLE_ENTITY}
            elif rule.endpoint in NOTHING_THERE:
                fit = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
            else:
                fit = {HTTPStatus.FORBIDDEN}
            wrong += [(rule.endpoint, status)] if status not in fit else []
    assert wrong == []
    with parts.readers() as session:
        after = _stand(session)
    assert [name for name, rows in before.items() if rows != after[name]] == []


def test_the_exceptions_are_addresses_that_there_are(app: Flask) -> None:
    known = {rule.endpoint for rule in _rules(app)}
    assert known >= WAYS_TO_CHANGES | NOTHING_THERE | SHEETS
