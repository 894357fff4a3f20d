"""The form of a treatment: its fields, its choices, and what was typed into it."""

from __future__ import annotations

from flask import request
from sqlalchemy.orm import Session

from app.context import caller
from app.i18n import gettext as _
from app.i18n import language
from app.pages.condition_words import condition_words, day_words
from app.pages.forms import typed
from catalogue.errors import NotFoundError
from catalogue.services.conditions import Checked, list_checks
from catalogue.services.vocabularies import Named, list_terms, read_vocabulary

FIELDS = (
    "begun_on", "conservator", "action_id", "purpose", "methods", "materials", "result", "recommendation",
    "decision_number", "decision_date", "approver", "check_before_id", "check_after_id",
)  # fmt: skip
FINISH = ("ended_on", "result", "recommendation", "check_after_id")
Choices = list[tuple[str, str]]


def form_labels() -> dict[str, str]:
    """The label of every field, as the form shows it."""
    return {
        "record": _("Object number or site code"),
        "begun_on": _("Begins on"),
        "ended_on": _("Finished on"),
        "conservator": _("Treated by"),
        "action_id": _("Kind of treatment"),
        "purpose": _("Proposal: what and why"),
        "methods": _("Method"),
        "materials": _("Materials used"),
        "result": _("Result"),
        "recommendation": _("Recommendation"),
        "decision_number": _("Decision number"),
        "decision_date": _("Decision date"),
        "approver": _("Approved by"),
        "check_before_id": _("Check before"),
        "check_after_id": _("Check after"),
    }


def treatment_values() -> dict[str, object]:
    """What was sent; who treats is left out where nothing was typed, so that the column keeps its own."""
    found = typed(request.form, FIELDS)
    return {name: value for name, value in found.items() if value or name != "conservator"}


def action_choices(session: Session) -> Choices:
    """Conservation actions as a list of choices, in the order of the vocabulary."""
    return [("", _("none")), *((str(one.term.id), _named(one)) for one in _terms(session, "conservation-actions"))]


def action_name(session: Session, ident: object) -> str:
    """The name of an action; empty for none."""
    return dict(action_choices(session)).get(str(ident), "") if ident else ""


def material_names(session: Session) -> list[str]:
    """Names of materials that a field suggests."""
    return [_named(one) for one in _terms(session, "materials")]


def check_choices(session: Session, record: Checked | None) -> Choices:
    """The record's checks, latest first, as a list of choices."""
    words = condition_words()
    checks = list_checks(session, caller(), record) if record is not None else []
    rows = [
        (str(one.id), f"{one.number} · {day_words(one.checked_on)} · {words.grade[one.grade.value]}") for one in checks
    ]
    return [("", _("none")), *rows]


def _terms(session: Session, slug: str) -> list[Named]:
    try:
        return list_terms(session, read_vocabulary(session, slug))
    except NotFoundError:
        return []


def _named(one: Named) -> str:
    return one.en if language() == "en" else one.vi
