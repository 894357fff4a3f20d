"""The form of an artifact: from what was typed to columns, and from an artifact to what the form shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.context import caller
from app.i18n import TIME_ZONE
from app.i18n import gettext as _
from app.pages.fields import ARTIFACT
from app.pages.forms import Form, as_text, form_of, typed
from catalogue.errors import ValidationError
from catalogue.records import Artifact, Location
from catalogue.services.pick_lists import find_location, find_site, write_location, write_site
from catalogue.services.sites import read_sites
from catalogue.services.wording import WORDED, read_wording, words_in
from catalogue.vocab.dates import reigns, write_date
from catalogue.vocab.dates.errors import DateError
from catalogue.vocab.dates.reading import read_date

KEPT_FOR_NEXT = ("site_code", "location", "recorder", "profile")
"""What "save and register another" hands on to the next form."""


def read_form(session: Session, given: MultiDict[str, str]) -> dict[str, object]:
    """The columns that a sent form fills: picks become ids, reign and year a written date; what wasn't sent is absent.

    Raises:
        ValidationError: ``site_code``: ``not_found``.
    """
    values = typed(given, ARTIFACT)
    if "site_code" in given:
        values["site_id"] = _site_id(session, given["site_code"])
    if "location" in given:
        place = find_location(session, given["location"])
        values["location_id"] = place.id if place else None
        if place is not None:
            values["location"] = place.title_vi
    if not values.get("date_text") and given.get("reign"):
        values["date_text"] = reign_date(given["reign"], given.get("reign_year", ""))
    if "profile" in values:
        values["profile"] = values["profile"] or None
    return values


def show_form(session: Session, artifact: Artifact) -> Form:
    """The form that shows an artifact as it is."""
    shown = form_of(artifact, ARTIFACT)
    return Form({**shown.values, **_picks(session, artifact.site_id, artifact.location_id, shown.value("location"))})


def show_values(session: Session, values: Mapping[str, object]) -> dict[str, str]:
    """Column values as the form's fields show them, by the names of its fields."""
    shown = {name: as_text(value) for name, value in values.items() if name not in {"site_id", "location_id"}}
    picks = _picks(session, values.get("site_id"), values.get("location_id"), shown.get("location", ""))
    sent = {"site_code": "site_id" in values, "location": "location" in values}
    return shown | {name: text for name, text in picks.items() if sent[name]}


def new_form() -> Form:
    """An empty form: who records and the day are known, and what the form before handed on."""
    today = dt.datetime.now(TIME_ZONE).date().isoformat()
    handed_on = {name: request.args[name] for name in KEPT_FOR_NEXT if request.args.get(name)}
    return Form({"count": "1", "recorder": caller().name, "recorded_on": today, **handed_on})


def reign_date(reign_id: str, year: str) -> str:
    """A date picked by reign and year, as the house writes it; as typed where there is no such year."""
    reign = reigns().get(reign_id)
    if reign is None:
        return year
    text = f"{reign.name} {year.strip()}".strip()
    gregorian = reign.year_of(int(year)) if year.strip().isdecimal() else None
    try:
        return write_date(
            read_date(f"{text} ({gregorian})" if gregorian else f"niên hiệu {text}" if not year else text)
        )
    except DateError:
        return text


def unknown_words(session: Session, given: MultiDict[str, str]) -> Iterator[str]:
    """A notice for each word of the form that no list holds; it was kept as free text."""
    for column, (_facet, vocabulary) in WORDED.items():
        words = read_wording(session, vocabulary, words_in(given.get(column, ""))).unknown
        if words:
            yield _("Not in the vocabulary, kept as free text: %(words)s", words=", ".join(words))
    place = given.get("location", "").strip()
    if place and find_location(session, place) is None:
        yield _("“%(place)s” is no location of the list; it was kept as free text.", place=place)


def _site_id(session: Session, text: str) -> object:
    """The id of the site that was picked, None where the field is empty."""
    if not text.strip():
        return None
    site = find_site(session, caller(), text)
    if site is None:
        raise ValidationError({"site_code": "not_found"})
    return site.id


def _picks(session: Session, site_id: object, location_id: object, location: str) -> dict[str, str]:
    """Site and place as their pick-lists write them."""
    site = read_sites(session, caller(), [site_id]).get(site_id) if isinstance(site_id, UUID) else None
    place = session.get(Location, location_id) if location_id else None
    return {
        "site_code": write_site(site) if site else "",
        "location": write_location(session, place) if place else location,
    }
