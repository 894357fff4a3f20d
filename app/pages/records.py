"""Addresses of the public pages of any described record."""

from __future__ import annotations

from flask import url_for

from catalogue.records import Artifact, Collection, Site
from catalogue.services.described import Described


def record_url(record: Described) -> str:
    """The record's own page."""
    if isinstance(record, Artifact):
        return url_for("page_artifacts.show", number=record.accession_number)
    if isinstance(record, Site):
        return url_for("page_sites.show", code=record.code)
    room = "page_collections" if isinstance(record, Collection) else "page_traditions"
    return url_for(f"{room}.show", code=record.code)
