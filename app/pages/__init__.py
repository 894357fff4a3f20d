"""Pages that people read, in Vietnamese under ``/vi`` and in English under ``/en``."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from apiflask import APIFlask
from flask import request, url_for

from app.context import base_url
from app.discovery import blueprints_in
from app.i18n import LANGUAGES
from app.pages.labels import make_labels
from app.pages.workbench.nav import workbench_menu


def register_pages(app: APIFlask) -> None:
    """Add every page to the application; none of them is part of the OpenAPI document."""
    for blueprint in blueprints_in(__name__, Path(__file__).parent):
        app.register_blueprint(blueprint)
    app.context_processor(
        lambda: {"labels": make_labels(), "in_language": in_language, "canonical": base_url() + quote(request.path)}
    )
    app.context_processor(lambda: {"workbench_menu": workbench_menu})


def in_language(code: str) -> str:
    """This page's address in another language; the front page where this address has no language."""
    head, _slash, rest = request.path.lstrip("/").partition("/")
    if head not in LANGUAGES:
        return url_for("home.index", lang=code)
    query = quote(request.query_string, safe="%=&+;,:/?@!$'()*~")
    return quote(f"/{code}/{rest}") + (f"?{query}" if query and request.method == "GET" else "")
