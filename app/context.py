"""The two things that every handler asks for: the built system, and who is asking."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app, request, url_for
from flask_login import current_user

from app.wiring import Parts
from catalogue.policy import Identity

EXTENSION = "cuudinh"


def parts() -> Parts:
    """The engine, store, queue and settings that this application was built from."""
    return cast("Parts", current_app.extensions[EXTENSION])


def caller() -> Identity:
    """The identity of the logged-in account, or the public."""
    if current_user.is_authenticated:
        return cast("Identity", current_user.identity)
    return Identity.public()


def address(endpoint: str, **values: str | UUID) -> str:
    """The full address of an endpoint as the reader can use it."""
    return base_url() + url_for(endpoint, _anchor=None, _method=None, _scheme=None, _external=False, **values)


def base_url() -> str:
    """Scheme and host: the configured public address where the reader came by it, else what the reader asked for."""
    public = parts().settings.public_url
    return public if urlsplit(public).netloc == request.host else request.host_url.rstrip("/")
