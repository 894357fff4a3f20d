"""The form of a site: from what was typed to columns, and from a site to what the form shows."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.context import caller
from app.pages.fields import SITE
from app.pages.forms import Form, as_text, form_of, typed
from catalogue.errors import ValidationError
from catalogue.records import Site
from catalogue.services.pick_lists import find_site, write_site
from catalogue.services.sites import read_sites

_SENSITIVE = "is_location_sensitive"


def read_form(session: Session, given: MultiDict[str, str]) -> dict[str, object]:
    """The columns that a sent form fills: the site above becomes its id, yes or no a truth; what wasn't sent is absent.

    Raises:
        ValidationError: ``parent_code``: ``not_found``.
    """
    values = typed(given, SITE)
    if "parent_code" in given:
        values["parent_id"] = _parent_id(session, given["parent_code"])
    if _SENSITIVE in given:
        values[_SENSITIVE] = given[_SENSITIVE] == "yes"
    return values


def show_form(session: Session, site: Site) -> Form:
    """The form that shows a site as it is."""
    shown = form_of(site, SITE)
    picks = show_values(session, {"parent_id": site.parent_id, _SENSITIVE: site.is_location_sensitive})
    return Form({**shown.values, **picks})


def show_values(session: Session, values: Mapping[str, object]) -> dict[str, str]:
    """Column values as the form's fields show them, by the names of its fields."""
    shown = {name: as_text(value) for name, value in values.items() if name != "parent_id"}
    if "parent_id" in values:
        ident = values["parent_id"]
        parent = read_sites(session, caller(), [ident]).get(ident) if isinstance(ident, UUID) else None
        shown["parent_code"] = write_site(parent) if parent else ""
    if _SENSITIVE in values:
        shown[_SENSITIVE] = "yes" if values[_SENSITIVE] else "no"
    return shown


def new_form() -> Form:
    """An empty form with the commonest choices."""
    return Form({"kind": "architectural", "rank": "none", _SENSITIVE: "no"})


def _parent_id(session: Session, text: str) -> object:
    """The id of the site that was picked, None where the field is empty."""
    if not text.strip():
        return None
    site = find_site(session, caller(), text)
    if site is None:
        raise ValidationError({"parent_code": "not_found"})
    return site.id
