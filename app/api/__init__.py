"""The HTTP API under ``/api/v1``, the bytes under ``/d``, and the picture service under ``/iiif``."""

from __future__ import annotations

from pathlib import Path

from apiflask import APIFlask

from app.discovery import blueprints_in


def register_api(app: APIFlask) -> None:
    """Add every noun to the application: each is one file of this folder."""
    for blueprint in blueprints_in(__name__, Path(__file__).parent):
        app.register_blueprint(blueprint)
