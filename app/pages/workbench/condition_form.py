"""The form of a condition check: its fields, and what was typed into it."""

from __future__ import annotations

import datetime as dt

from flask import request
from sqlalchemy.orm import Session

from app.context import caller
from app.i18n import gettext as _
from app.pages.condition_words import day_words
from app.pages.forms import Form, typed
from app.pages.record_media import owner_of
from catalogue.errors import NotFoundError, ValidationError
from catalogue.services.artifacts import read_artifact
from catalogue.services.conditions import Checked
from catalogue.services.models import list_models
from catalogue.services.sites import read_site

FIELDS = (
    "checked_on", "checker", "reason", "method", "equipment", "grade", "completeness", "surface", "structure", "parts",
    "summary_vi", "summary_en", "hazards", "priority", "recommendation", "advice_treat", "advice_store", "advice_pack",
    "advice_handle", "advice_display", "next_check_on", "model_id",
)  # fmt: skip


def form_labels() -> dict[str, str]:
    """The label of every field, as the form shows it."""
    return {
        "record": _("Object number or site code"),
        "checked_on": _("Day of the check"),
        "checker": _("Checked by"),
        "reason": _("Reason"),
        "method": _("Method"),
        "equipment": _("Equipment"),
        "grade": _("Overall grade"),
        "completeness": _("Completeness of the object"),
        "surface": _("Surface"),
        "structure": _("Structure"),
        "parts": _("Parts"),
        "summary_vi": _("Summary in Vietnamese"),
        "summary_en": _("Summary in English"),
        "hazards": _("Hazards"),
        "priority": _("Priority"),
        "recommendation": _("Recommendation"),
        "advice_treat": _("Treating"),
        "advice_store": _("Storing"),
        "advice_pack": _("Packing"),
        "advice_handle": _("Handling"),
        "advice_display": _("Displaying"),
        "next_check_on": _("Next check"),
        "model_id": _("Version of the 3D model"),
    }


def check_values() -> dict[str, object]:
    """What was sent; columns that can't be empty are left out where nothing was typed, so that they keep theirs."""
    found = typed(request.form, FIELDS)
    return {name: value for name, value in found.items() if value or name not in {"checked_on", "checker", "priority"}}


def find_record(session: Session, text: str) -> Checked:
    """The artifact with this number, else the site with this code.

    Raises:
        ValidationError: ``record``: ``required``, ``not_found``.
    """
    name = text.strip()
    if not name:
        raise ValidationError({"record": "required"})
    for read in (read_artifact, read_site):
        try:
            return read(session, caller(), name)
        except NotFoundError:
            continue
    raise ValidationError({"record": "not_found"})


def wished_record(session: Session, form: Form) -> Checked | None:
    """The record that a form names; None where it names none that is there."""
    try:
        return find_record(session, form.value("record"))
    except ValidationError:
        return None


def model_choices(session: Session, record: Checked | None) -> list[tuple[str, str]]:
    """The record's models, newest first, as a list of choices."""
    models = list_models(session, caller(), **owner_of(record)) if record is not None else []
    return [("", _("none")), *((str(one.id), _model_words(one.created_at.date(), one.report)) for one in models)]


def _model_words(day: dt.date, report: dict[str, object]) -> str:
    """A model by the day on which it was made and the scan that it was made from."""
    source = report.get("source")
    name = str(source.get("file", "")) if isinstance(source, dict) else ""
    return " · ".join(filter(None, (day_words(day), name)))
