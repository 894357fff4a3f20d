"""People, bodies and areas in words: kinds, fields, and the rows of records that name them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from app.i18n import gettext as _
from app.i18n import language
from app.pages import part_labels
from app.pages.cards import in_words
from catalogue.records import Agent, Artifact, Place, Site
from catalogue.services import agents, places
from catalogue.services.described import Described, number_of
from catalogue.vocab.heritage import AgentKind, PlaceKind

AGENT = (
    "code", "kind", "title_vi", "title_en", "other_names", "dates_text", "year_from", "year_to", "description_vi",
    "description_en", "contact", "source_url",
)  # fmt: skip
PLACE = (
    "code", "kind", "title_vi", "title_en", "valid_from", "valid_to", "change_reason", "decision_number", "latitude",
    "longitude",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PartRow:
    """A record that names somebody or somewhere, and in which part."""

    number: str
    title: str
    url: str
    role: str


def agent_kinds() -> dict[str, str]:
    """What an agent is."""
    return {
        AgentKind.PERSON.value: _("Person"),
        AgentKind.FAMILY.value: _("Family or clan"),
        AgentKind.BODY.value: _("Body"),
    }


def place_kinds() -> dict[str, str]:
    """Levels of areas."""
    return {
        PlaceKind.COUNTRY.value: _("Country"),
        PlaceKind.REGION.value: _("Region"),
        PlaceKind.PROVINCE.value: _("Province or city under the government"),
        PlaceKind.DISTRICT.value: _("District"),
        PlaceKind.COMMUNE.value: _("Commune or ward"),
        PlaceKind.VILLAGE.value: _("Village"),
        PlaceKind.HISTORICAL.value: _("Historical area"),
    }


def agent_fields() -> dict[str, str]:
    """The fields of an agent's form."""
    return {
        "code": _("Code"),
        "kind": _("Kind"),
        "title_vi": _("Name in Vietnamese"),
        "title_en": _("Name in English"),
        "other_names": _("Other names"),
        "dates_text": _("Years of life or work"),
        "year_from": _("From year"),
        "year_to": _("To year"),
        "description_vi": _("Description in Vietnamese"),
        "description_en": _("Description in English"),
        "contact": _("Contact"),
        "source_url": _("Source (address)"),
        "into": _("The one that stays (code)"),
    }


def place_fields() -> dict[str, str]:
    """The fields of an area's form."""
    return {
        "code": _("Code"),
        "kind": _("Level"),
        "title_vi": _("Name in Vietnamese"),
        "title_en": _("Name in English"),
        "parent": _("Lies in (code)"),
        "parent_id": _("Lies in (code)"),
        "valid_from": _("Name valid from"),
        "valid_to": _("Name valid to"),
        "change_reason": _("Reason of the new name"),
        "decision_number": _("Decision number"),
        "latitude": _("Latitude"),
        "longitude": _("Longitude"),
        "codes": _("Areas that merge"),
    }


def part_rows(found: Sequence[agents.Part] | Sequence[places.Part]) -> list[PartRow]:
    """Records with their part in words."""
    roles = {**part_labels.place_role_words(), **part_labels.agent_role_words()}
    return [
        PartRow(number_of(part.record), title_in(part.record), url_of(part.record), roles[part.role.value])
        for part in found
    ]


def title_in(record: Described | Agent | Place) -> str:
    """A record's name in the reader's language, else in the other one."""
    return in_words(record.title_vi, record.title_en)


def url_of(record: Described) -> str:
    """The record's page."""
    number = number_of(record)
    if isinstance(record, Artifact):
        return url_for("page_artifacts.show", number=number)
    if isinstance(record, Site):
        return url_for("page_sites.show", code=number)
    endpoint = "page_traditions.show" if record.__tablename__ == "tradition" else "page_collections.show"
    return url_for(endpoint, code=number)


def span_of(place: Place) -> str:
    """The days between which a name held."""
    if place.valid_from is None and place.valid_to is None:
        return ""
    end = _day(place.valid_to) or _("today")
    return f"{_day(place.valid_from) or '…'} – {end}"


def _day(day: dt.date | None) -> str:
    if day is None:
        return ""
    return day.strftime("%d/%m/%Y") if language() == "vi" else day.strftime("%d %b %Y")
