"""The next free number on the artifact's form, for browsers without scripts; scripts ask the API."""

from __future__ import annotations

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.context import caller
from app.pages.fields import field_labels
from app.pages.forms import Form, faults_of
from catalogue.errors import ValidationError
from catalogue.services.object_numbers import suggest_number
from catalogue.services.pick_lists import find_site


def numbered_form(session: Session, given: MultiDict[str, str]) -> Form:
    """The form as typed with the next free number of its site in it, or with what is missing for one."""
    values = given.to_dict()
    try:
        values["accession_number"] = _next_number(session, given)
    except ValidationError as error:
        return Form(values, faults_of(error, field_labels(), "accession_number"))
    return Form(values)


def _next_number(session: Session, given: MultiDict[str, str]) -> str:
    """The number.

    Raises:
        ValidationError: ``site_code``: ``required``, ``not_found``; ``number_place``: ``required``, ``malformed``.
    """
    typed = given.get("site_code", "").strip()
    site = find_site(session, caller(), typed) if typed else None
    if site is None:
        raise ValidationError({"site_code": "not_found" if typed else "required"})
    try:
        return suggest_number(session, caller(), site.code, given.get("number_place", ""))
    except ValidationError as error:
        raise ValidationError({"number_place": error.fields["place"]}) from None
