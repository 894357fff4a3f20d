"""The HTTP API under ``/api/v1``, the bytes under ``/d``, and the picture service under ``/iiif``."""

from __future__ import annotations

from apiflask import APIFlask

from app.api import (
    artifacts,
    comparisons,
    conditions,
    content,
    derivatives,
    files,
    iiif,
    jobs,
    locations,
    models,
    movements,
    scans,
    scenes,
    search,
    session,
    sites,
    tours,
    uploads,
    vocabularies,
)

NOUNS = (
    artifacts,
    sites,
    search,
    files,
    scans,
    models,
    derivatives,
    scenes,
    tours,
    comparisons,
    uploads,
    jobs,
    session,
    vocabularies,
    locations,
    movements,
    conditions,
)


def register_api(app: APIFlask) -> None:
    """Add every noun to the application."""
    for module in (*NOUNS, content, iiif):
        app.register_blueprint(module.bp)
