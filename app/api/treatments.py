"""Treatments over HTTP: proposed, begun, finished, with files before and after and what they answer; for staff."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from apiflask import APIBlueprint
from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.api.common import expected_version, find_owner, next_address, version_tag
from app.context import address, caller, parts
from app.schemas.treatments import (
    DamageChoice,
    FullTreatmentBody,
    NewTreatment,
    StagedFile,
    TreatmentEnd,
    TreatmentFacts,
    TreatmentPage,
    TreatmentQuery,
    stages_body,
    treatment_body,
)
from catalogue.errors import ValidationError
from catalogue.records import Treatment
from catalogue.services.artifacts import read_artifact
from catalogue.services.conditions import Checked
from catalogue.services.sites import read_site
from catalogue.services.treatment_lists import TreatmentFilter, find_treatments, set_treated, treated_record
from catalogue.services.treatments import (
    add_treatment,
    change_treatment_status,
    finish_treatment,
    hide_file,
    list_stages,
    list_treated,
    read_treatment,
    show_file,
    update_treatment,
)
from catalogue.vocab.terms import Status

bp = APIBlueprint("treatments", __name__, url_prefix="/api/v1/treatments")
_STEPS = {"review": Status.REVIEW, "publish": Status.PUBLISHED, "unpublish": Status.DRAFT, "withdraw": Status.WITHDRAWN}


@bp.get("")
@bp.input(TreatmentQuery, location="query", arg_name="wish")
@bp.output(TreatmentPage)
def index(wish: TreatmentQuery) -> ResponseReturnValue:
    """List treatments, the latest begin first: of one record, or at one stand."""
    with parts().readers() as session:
        only = TreatmentFilter(**find_owner(session, wish.artifact, wish.site), stand=wish.stand)
        page = find_treatments(session, caller(), only, cursor=wish.cursor, limit=wish.limit)
        items = [treatment_body(one, treated_record(session, one)) for one in page.items]
    return {"items": items, "next": next_address(page.next), "total": page.total}


@bp.post("")
@bp.input(NewTreatment, arg_name="new")
@bp.output(FullTreatmentBody, status_code=201)
def create(new: NewTreatment) -> ResponseReturnValue:
    """Record a treatment as a draft."""
    with parts().sessions.begin() as session:
        treatment = add_treatment(session, caller(), _record(session, new), _columns(new))
        body = _body(session, treatment)
    place = address("treatments.read", number=str(body["number"]))
    return body, HTTPStatus.CREATED, {"Location": place, **version_tag(body["version"])}


@bp.get("/<number>")
@bp.output(FullTreatmentBody)
def read(number: str) -> ResponseReturnValue:
    """One treatment with its files and the findings that it answers."""
    with parts().readers() as session:
        body = _body(session, read_treatment(session, caller(), number))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.patch("/<number>")
@bp.input(TreatmentFacts, arg_name="changes")
@bp.output(FullTreatmentBody)
def change(number: str, changes: TreatmentFacts) -> ResponseReturnValue:
    """Change an open treatment of the version named in If-Match."""
    version = expected_version(request)
    with parts().sessions.begin() as session:
        treatment = update_treatment(session, caller(), number, _columns(changes), expected_version=version)
        body = _body(session, treatment)
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.post("/<number>/finish")
@bp.input(TreatmentEnd, arg_name="end")
@bp.output(FullTreatmentBody)
def finish(number: str, end: TreatmentEnd) -> ResponseReturnValue:
    """Say that the work is done, with its result; it goes on to review."""
    with parts().sessions.begin() as session:
        treatment = finish_treatment(session, caller(), number, _columns(end), expected_version=None)
        body = _body(session, treatment)
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.post("/<number>/<any(review,publish,unpublish,withdraw):step>")
@bp.output(FullTreatmentBody)
def set_status(number: str, step: str) -> ResponseReturnValue:
    """Hand a treatment over for review, publish it, take it back to draft, or withdraw it."""
    with parts().sessions.begin() as session:
        body = _body(session, change_treatment_status(session, caller(), number, _STEPS[step]))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.post("/<number>/files")
@bp.input(StagedFile, arg_name="wish")
@bp.output(FullTreatmentBody)
def stage_file(number: str, wish: StagedFile) -> ResponseReturnValue:
    """Put a file of the record before, during or after the treatment."""
    with parts().sessions.begin() as session:
        show_file(session, caller(), number, wish.file, wish.stage)
        return _body(session, read_treatment(session, caller(), number))


@bp.delete("/<number>/files/<uuid:file_id>")
@bp.output(FullTreatmentBody)
def drop_file(number: str, file_id: UUID) -> ResponseReturnValue:
    """Take a file out of the treatment; the file stays with its record."""
    with parts().sessions.begin() as session:
        hide_file(session, caller(), number, file_id)
        return _body(session, read_treatment(session, caller(), number))


@bp.put("/<number>/damages")
@bp.input(DamageChoice, arg_name="wish")
@bp.output(FullTreatmentBody)
def damages(number: str, wish: DamageChoice) -> ResponseReturnValue:
    """Let the treatment answer exactly these findings."""
    with parts().sessions.begin() as session:
        set_treated(session, caller(), number, wish.damages)
        return _body(session, read_treatment(session, caller(), number))


def _record(session: Session, new: NewTreatment) -> Checked:
    """The record that is named.

    Raises:
        ValidationError: ``artifact``: ``one_of_two`` unless exactly one is named. NotFoundError.
    """
    if bool(new.artifact) == bool(new.site):
        raise ValidationError({"artifact": "one_of_two" if new.artifact else "required"})
    if new.artifact:
        return read_artifact(session, caller(), new.artifact)
    return read_site(session, caller(), str(new.site))


def _columns(facts: TreatmentFacts | TreatmentEnd) -> dict[str, object]:
    """What was given, by column; the record is dealt with apart."""
    return facts.model_dump(exclude_unset=True, exclude={"artifact", "site"})


def _body(session: Session, treatment: Treatment) -> dict[str, object]:
    """The treatment with its files and findings."""
    who = caller()
    return {
        **treatment_body(treatment, treated_record(session, treatment)),
        **stages_body(list_stages(session, who, treatment)),
        "damages": [one.id for one in list_treated(session, who, treatment)],
    }
