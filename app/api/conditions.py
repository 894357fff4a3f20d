"""Condition checks and their damage over HTTP; for staff."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from apiflask import APIBlueprint
from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.api.common import expected_version, find_owner, page_body, version_tag, whole_list
from app.context import address, caller, parts
from app.schemas.conditions import (
    CheckFacts,
    CheckList,
    CheckQuery,
    ComparisonWish,
    DamageBody,
    DamageFacts,
    DamageList,
    DueList,
    DueQuery,
    FullCheckBody,
    HazardBody,
    HazardList,
    NewCheck,
    NewHazards,
    RegionWish,
    check_body,
    check_columns,
    damage_body,
    due_body,
    hazard_body,
)
from catalogue.db import now_utc
from catalogue.errors import ValidationError
from catalogue.records import ConditionCheck, Damage
from catalogue.services.artifacts import read_artifact
from catalogue.services.check_drafts import region_to_damage
from catalogue.services.comparisons import read_comparison
from catalogue.services.condition_lists import CheckFilter, find_checks, records_of
from catalogue.services.conditions import (
    Checked,
    add_check,
    change_check_status,
    read_check,
    read_record,
    update_check,
)
from catalogue.services.damages import (
    add_damage,
    carry_over,
    link_comparison,
    list_damages,
    read_chain,
    read_damage,
    remove_damage,
    take_regions,
    update_damage,
)
from catalogue.services.due_list import DueFilter, plan_checks
from catalogue.services.hazards import add_hazards, list_hazards, retire_hazard
from catalogue.services.sites import read_site
from catalogue.vocab.days import day_of
from catalogue.vocab.terms import Status

bp = APIBlueprint("conditions", __name__, url_prefix="/api/v1/conditions")
_STEPS = {"review": Status.REVIEW, "publish": Status.PUBLISHED, "unpublish": Status.DRAFT, "withdraw": Status.WITHDRAWN}


@bp.get("")
@bp.input(CheckQuery, location="query", arg_name="wish")
@bp.output(CheckList)
def index(wish: CheckQuery) -> ResponseReturnValue:
    """List checks, latest first: of one record, with one grade, by one person, or only overdue ones."""
    with parts().readers() as session:
        owner = find_owner(session, wish.artifact, wish.site)
        only = CheckFilter(**owner, grade=wish.grade, status=wish.status, checker=wish.checker, is_overdue=wish.overdue)
        page = find_checks(session, caller(), only, cursor=wish.cursor, limit=wish.limit)
        records = records_of(session, page.items)
        return page_body(page, lambda check: check_body(check, records[check.id]))


@bp.get("/due")
@bp.input(DueQuery, location="query", arg_name="wish")
@bp.output(DueList)
def due(wish: DueQuery) -> ResponseReturnValue:
    """List what must be checked by a day (today when none is named), the longest overdue first, with its hazards."""
    with parts().readers() as session:
        site_id = read_site(session, caller(), wish.site).id if wish.site else None
        only = DueFilter(site_id, in_hazard=wish.in_hazard)
        found = plan_checks(session, caller(), wish.until or day_of(now_utc()), only, order=wish.order)
        return whole_list([due_body(row) for row in found])


@bp.get("/hazards")
@bp.output(HazardList)
def hazards() -> ResponseReturnValue:
    """List the zones of hazard in use."""
    with parts().readers() as session:
        return whole_list([hazard_body(zone) for zone in list_hazards(session, caller())])


@bp.post("/hazards")
@bp.input(NewHazards, arg_name="new")
@bp.output(HazardList, status_code=201)
def create_hazards(new: NewHazards) -> ResponseReturnValue:
    """Take the polygons of a GeoJSON document in as zones of one hazard."""
    with parts().sessions.begin() as session:
        values = {"kind": new.kind, "title": new.title, "source": new.source}
        made = add_hazards(session, caller(), values, new.geojson)
        return whole_list([hazard_body(zone) for zone in made]), HTTPStatus.CREATED


@bp.delete("/hazards/<uuid:zone_id>")
@bp.output(HazardBody)
def drop_hazard(zone_id: UUID) -> ResponseReturnValue:
    """Take a zone out of use; it stays kept."""
    with parts().sessions.begin() as session:
        return hazard_body(retire_hazard(session, caller(), zone_id))


@bp.post("/from-region")
@bp.input(RegionWish, arg_name="wish")
@bp.output(DamageBody, status_code=201)
def from_region(wish: RegionWish) -> ResponseReturnValue:
    """Turn a changed place of a comparison into a finding of the record's open check, made when there is none."""
    with parts().sessions.begin() as session:
        comparison = read_comparison(session, caller(), wish.comparison)
        body = damage_body(region_to_damage(session, caller(), comparison, wish.region))
    return body, HTTPStatus.CREATED, version_tag(body["version"])


@bp.post("")
@bp.input(NewCheck, arg_name="new")
@bp.output(FullCheckBody, status_code=201)
def create(new: NewCheck) -> ResponseReturnValue:
    """Record a check as a draft; what was damaged before is carried over by a step of its own."""
    with parts().sessions.begin() as session:
        record = _record(session, new.artifact, new.site)
        check = add_check(session, caller(), record, check_columns(new))
        body = _body(session, check)
    place = address("conditions.read", number=str(body["number"]))
    return body, HTTPStatus.CREATED, {"Location": place, **version_tag(body["version"])}


@bp.get("/<number>")
@bp.output(FullCheckBody)
def read(number: str) -> ResponseReturnValue:
    """One check with its findings."""
    with parts().readers() as session:
        body = _body(session, read_check(session, caller(), number))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.patch("/<number>")
@bp.input(CheckFacts, arg_name="changes")
@bp.output(FullCheckBody)
def change(number: str, changes: CheckFacts) -> ResponseReturnValue:
    """Change an open check of the version named in If-Match."""
    version = expected_version(request)
    with parts().sessions.begin() as session:
        check = update_check(session, caller(), number, check_columns(changes), expected_version=version)
        body = _body(session, check)
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.post("/<number>/<any(review,publish,unpublish,withdraw):step>")
@bp.output(FullCheckBody)
def set_status(number: str, step: str) -> ResponseReturnValue:
    """Hand a check over for review, publish it, take it back to draft, or withdraw it."""
    with parts().sessions.begin() as session:
        body = _body(session, change_check_status(session, caller(), number, _STEPS[step]))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.post("/<number>/carry-over")
@bp.output(DamageList, status_code=201)
def carry(number: str) -> ResponseReturnValue:
    """Copy what the check before left open into this one, as stable until somebody says otherwise."""
    with parts().sessions.begin() as session:
        made = carry_over(session, caller(), number)
        return whole_list([damage_body(damage) for damage in made]), HTTPStatus.CREATED


@bp.post("/<number>/regions")
@bp.input(ComparisonWish, arg_name="wish")
@bp.output(DamageList, status_code=201)
def regions(number: str, wish: ComparisonWish) -> ResponseReturnValue:
    """Make findings of a comparison's changed places, each once."""
    with parts().sessions.begin() as session:
        link_comparison(session, caller(), number, read_comparison(session, caller(), wish.comparison))
        made = take_regions(session, caller(), number, wish.regions)
        return whole_list([damage_body(damage) for damage in made]), HTTPStatus.CREATED


@bp.post("/<number>/damages")
@bp.input(DamageFacts, arg_name="new")
@bp.output(DamageBody, status_code=201)
def create_damage(number: str, new: DamageFacts) -> ResponseReturnValue:
    """Record a finding."""
    with parts().sessions.begin() as session:
        body = damage_body(add_damage(session, caller(), number, check_columns(new)))
    return body, HTTPStatus.CREATED, version_tag(body["version"])


@bp.patch("/damages/<uuid:damage_id>")
@bp.input(DamageFacts, arg_name="changes")
@bp.output(DamageBody)
def change_damage(damage_id: UUID, changes: DamageFacts) -> ResponseReturnValue:
    """Change a finding of the version named in If-Match while its check is open."""
    version = expected_version(request)
    with parts().sessions.begin() as session:
        columns = check_columns(changes)
        body = damage_body(update_damage(session, caller(), damage_id, columns, expected_version=version))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.delete("/damages/<uuid:damage_id>")
@bp.output({}, status_code=204)
def drop_damage(damage_id: UUID) -> ResponseReturnValue:
    """Take back a finding of the version named in If-Match that was a mistake; its history stays."""
    version = expected_version(request)
    with parts().sessions.begin() as session:
        remove_damage(session, caller(), damage_id, expected_version=version)
    return "", HTTPStatus.NO_CONTENT


@bp.get("/damages/<uuid:damage_id>/chain")
@bp.output(DamageList)
def chain(damage_id: UUID) -> ResponseReturnValue:
    """The same damage from check to check, first seen first."""
    with parts().readers() as session:
        damage: Damage = read_damage(session, caller(), damage_id)
        return whole_list([damage_body(one) for one in read_chain(session, caller(), damage)])


def _record(session: Session, artifact: str | None, site: str | None) -> Checked:
    """The record that is named.

    Raises:
        ValidationError: ``artifact``: ``one_of_two`` unless exactly one is named. NotFoundError.
    """
    if bool(artifact) == bool(site):
        raise ValidationError({"artifact": "one_of_two" if artifact else "required"})
    return read_artifact(session, caller(), artifact) if artifact else read_site(session, caller(), str(site))


def _body(session: Session, check: ConditionCheck) -> dict[str, object]:
    """The check with its findings."""
    damages = [damage_body(damage) for damage in list_damages(session, check)]
    return {**check_body(check, read_record(session, check)), "damages": damages}
