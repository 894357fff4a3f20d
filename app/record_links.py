"""Where people go from a record: staff to the workbench, visitors to its public page."""

from __future__ import annotations

from flask import url_for

from catalogue.records import Artifact, Site
from catalogue.services.codes import Labelled


def record_page(record: Labelled, *, is_staff: bool) -> str:
    """The page on which this reader works with a record, or looks at it."""
    if isinstance(record, Artifact):
        room = "workbench_artifacts.edit" if is_staff else "page_artifacts.show"
        return url_for(room, number=record.accession_number)
    if isinstance(record, Site):
        return url_for("workbench_sites.edit" if is_staff else "page_sites.show", code=record.code)
    return url_for("workbench_locations.show", code=record.code)
