"""The workbench's menu: groups of pages; a group shows its pages when one of them is open."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for

from app.context import caller
from app.i18n import gettext as _
from catalogue.policy import Action

_BELONGS = {  # pages that have no entry of their own stand below this one
    "workbench_files": "workbench_artifacts",
    "workbench_parts": "workbench_artifacts",
    "workbench_sight": "workbench_artifacts",
    "workbench_merge": "workbench_artifacts",
    "workbench_changes": "workbench_artifacts",
    "workbench_comparison_drawing": "workbench_comparisons",
    "workbench_comparison_steps": "workbench_comparisons",
    "workbench_terms": "workbench_vocabularies",
}


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the menu."""

    name: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """The groups, and the pages of the group that is open."""

    groups: tuple[Link, ...]
    pages: tuple[Link, ...]


def workbench_menu() -> Menu:
    """The menu for this reader and this page; pages that the reader may not open are left out."""
    groups: list[Link] = []
    pages: tuple[Link, ...] = ()
    for name, entries in _groups():
        links = tuple(link for link in map(_link, entries) if link)
        if links:
            is_open = any(link.is_current for link in links)
            groups.append(Link(name, links[0].url, is_open))
            pages = links if is_open else pages
    return Menu(tuple(groups), pages if len(pages) > 1 else ())


def _link(entry: tuple[str, str, Action | None]) -> Link | None:
    """A page of the menu, where there is one and the reader may open it."""
    endpoint, name, action = entry
    if endpoint not in current_app.view_functions or (action and not caller().may(action)):
        return None
    room = endpoint.partition(".")[0]
    here = _BELONGS.get(request.blueprint or "", request.blueprint)
    is_current = request.endpoint == endpoint or (room != "workbench" and here == room)
    return Link(name, url_for(endpoint), is_current)


def _groups() -> tuple[tuple[str, tuple[tuple[str, str, Action | None], ...]], ...]:
    """Group name to its pages: endpoint, name, and the action that opening it needs."""
    return (
        (_("Overview"), (("workbench.index", _("Overview"), None), ("workbench_dashboard.index", _("Progress"), None))),
        (
            _("Collection"),
            (
                ("workbench_artifacts.index", _("Artifacts"), None),
                ("workbench_sites.index", _("Sites"), None),
                ("workbench_traditions.index", _("Traditions and documents"), None),
                ("workbench_collections.index", _("Collections"), None),
                ("workbench_review.index", _("Review"), None),
            ),
        ),
        (
            _("Procedures"),
            (
                ("workbench_movements.index", _("Movements"), None),
                ("workbench_scan.index", _("Scan to move"), Action.MOVE_ARTIFACTS),
                ("workbench_entries.index", _("Object entry"), None),
                ("workbench_loans.index", _("Loans"), None),
                ("workbench_locations.index", _("Locations"), None),
            ),
        ),
        (
            _("Condition"),
            (
                ("workbench_conditions.index", _("Condition checks"), None),
                ("workbench_due.index", _("Due checks"), None),
                ("workbench_treatments.index", _("Treatments"), None),
                ("workbench_comparisons.index", _("Comparisons"), None),
            ),
        ),
        (
            _("Bulk work"),
            (
                ("workbench_imports.index", _("Import"), Action.WRITE_RECORDS),
                ("workbench_batch.index", _("Batch edit"), Action.WRITE_RECORDS),
                ("workbench_labels.index", _("Labels"), None),
                ("workbench_prints.index", _("Printing"), None),
                ("workbench_field.index", _("Field kit"), Action.WRITE_RECORDS),
            ),
        ),
        (
            _("Authorities"),
            (
                ("workbench_agents.index", _("People and bodies"), None),
                ("workbench_places.index", _("Places"), None),
                ("workbench_vocabularies.index", _("Vocabularies"), None),
            ),
        ),
        (
            _("Administration"),
            (
                ("workbench.jobs", _("Jobs"), None),
                ("workbench_accounts.index", _("Accounts"), Action.MANAGE_ACCOUNTS),
                ("workbench_organisations.index", _("Organisations"), Action.MANAGE_ACCOUNTS),
            ),
        ),
    )
