"""Five ways into the same public data: which doors each audience finds on its page. A table, nothing else decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from flask import url_for

from app.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Door:
    """One thing to do: what it is called, what is behind it, where it is."""

    title: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Audience:
    """One audience: its name, what its page promises, its doors, and which list stands below them."""

    slug: str
    name: str
    lead: str
    doors: tuple[Door, ...]
    shows: str


Writer = Callable[[str, str, str], Door]
"""Makes the door that writes to the museum: title, text, subject."""


def audiences(contact: str) -> list[Audience]:
    """All five in their order; ``contact`` is the address for reports and orders, empty where there is none."""
    write = partial(_mail, contact)
    return [_citizens(write), _tourists(), _business(write), _agencies(), _press(write)]


def _citizens(write: Writer) -> Audience:
    told = _("Cracks, theft, building works, fire: say where, when, and add a photograph.")
    doors = (
        Door(_("Monuments near me"), _("On the map, with your place if you share it."), url_for("page_map.index")),
        Door(_("Find a monument or an object"), _("By name, with or without accents."), url_for("page_search.index")),
        write(_("Report damage"), told, _("Report of damage")),
    )
    lead = _("The monuments around you, and whom to tell when one is harmed.")
    return Audience("citizen", _("Citizens"), lead, doors, "sites")


def _tourists() -> Audience:
    doors = (
        Door(_("Virtual tours"), _("Step by step, on a screen or with a headset."), url_for("page_tours.index")),
        Door(_("Map of monuments"), _("Plan your way through the city."), url_for("page_map.index")),
        _models(_("Masterpieces in 3D"), _("Turn them on your phone.")),
    )
    lead = _("See before you go, and see what is closed to visitors.")
    return Audience("tourist", _("Tourists"), lead, doors, "tours")


def _business(write: Writer) -> Audience:
    told = _("Large files, new photographs, commercial use.")
    doors = (
        Door(_("Licences and open data"), _("What each licence allows, with numbers."), url_for("page_data.index")),
        _models(_("Objects with 3D models"), _("For print, film, games and teaching.")),
        write(_("Order pictures or models"), told, _("Order of pictures")),
    )
    lead = _("What may be reused, under which licence, and how to order pictures and models.")
    return Audience("business", _("Business"), lead, doors, "licences")


def _agencies() -> Audience:
    by_rank = _("National and special national monuments first.")
    doors = (
        Door(_("Monuments by rank"), by_rank, url_for("page_search.index", kind="site")),
        Door(_("Map of monuments"), _("Sensitive places are shown approximately."), url_for("page_map.index")),
        Door(_("Data for your systems"), _("JSON over HTTP, documented with OpenAPI."), url_for("page_data.index")),
    )
    lead = _("Ranks, decisions and places of monuments, as a list and as data.")
    return Audience("agency", _("Agencies"), lead, doors, "decisions")


def _press(write: Writer) -> Audience:
    treasures = url_for("page_search.index", protection="bao_vat")
    told = _("Interviews, filming, pictures that are not here.")
    doors = (
        Door(_("Find an object"), _("Each page has facts, sources and a citation."), url_for("page_search.index")),
        Door(_("National treasures"), _("Objects of the highest legal class."), treasures),
        write(_("Ask the press office"), told, _("Press enquiry")),
    )
    lead = _("Pictures to download with the credit line to print, and the facts to check.")
    return Audience("press", _("Press"), lead, doors, "pictures")


def _models(title: str, text: str) -> Door:
    return Door(title, text, url_for("page_search.index", has_3d="yes"))


def _mail(contact: str, title: str, text: str, subject: str) -> Door:
    """A door that writes to the museum; without an address it says where to ask."""
    if contact:
        return Door(title, text, f"mailto:{contact}?subject={quote(subject)}")
    where = _("Ask at the front desk of the museum.")
    return Door(title, f"{text} {where}", "")
