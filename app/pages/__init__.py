"""Pages that people read, in Vietnamese under ``/vi`` and in English under ``/en``."""

from __future__ import annotations

from urllib.parse import quote

from apiflask import APIFlask
from flask import request, url_for

from app.context import base_url
from app.i18n import LANGUAGES
from app.pages import artifacts, compare, data, home, login, photos, search, sites, tours, view
from app.pages.labels import make_labels
from app.pages.workbench import artifacts as workbench_artifacts
from app.pages.workbench import comparison_drawing, comparison_steps, overview
from app.pages.workbench import comparisons as workbench_comparisons
from app.pages.workbench import files as workbench_files
from app.pages.workbench import sites as workbench_sites

_PUBLIC = (home, login, search, artifacts, sites, photos, view, tours, compare, data)
_STAFF = (
    overview,
    workbench_artifacts,
    workbench_sites,
    workbench_files,
    workbench_comparisons,
    comparison_steps,
    comparison_drawing,
)


def register_pages(app: APIFlask) -> None:
    """Add every page to the application; none of them is part of the OpenAPI document."""
    for module in (*_PUBLIC, *_STAFF):
        app.register_blueprint(module.bp)
    app.context_processor(
        lambda: {"labels": make_labels(), "in_language": in_language, "canonical": base_url() + quote(request.path)}
    )


def in_language(code: str) -> str:
    """This page's address in another language; the front page where this address has no language."""
    head, _slash, rest = request.path.lstrip("/").partition("/")
    if head not in LANGUAGES:
        return url_for("home.index", lang=code)
    query = quote(request.query_string, safe="%=&+;,:/?@!$'()*~")
    return quote(f"/{code}/{rest}") + (f"?{query}" if query and request.method == "GET" else "")
