"""Builds the web application from settings: one function, no globals."""

from __future__ import annotations

import pydantic
from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from flask import Response, abort

from app.api import register_api
from app.assets import serve_assets
from app.auth import admit
from app.context import EXTENSION
from app.health import register_health
from app.i18n import speak
from app.pages import register_pages
from app.problems import problem_response, register_problems
from app.schemas.common import field_faults
from app.security import limit_guesses, protect
from app.settings import Settings, load_settings
from app.wiring import Parts, build_parts

API_VERSION = "1.0.0"


def create_app(settings: Settings | None = None, parts: Parts | None = None) -> APIFlask:
    """The whole web application, ready for any WSGI server.

    Args:
        settings: what this installation is like; read from the environment when absent.
        parts: engine, store and queue already built (commands, tests); built from ``settings`` when absent.

    Returns:
        The application; its parts are in ``app.extensions["cuudinh"]``.
    """
    built = parts or build_parts(settings or load_settings())
    app = APIFlask(
        "app",
        title="Cửu Đỉnh",
        version=API_VERSION,
        spec_path="/api/v1/openapi.json",
        docs_path=None,
        json_errors=False,
        static_folder=None,
    )
    _configure(app, built)
    protect(app, built.settings)
    speak(app)
    admit(app)
    register_problems(app)
    app.error_callback = _shape_problem
    serve_assets(app)
    register_health(app)
    register_api(app)
    register_pages(app)
    _hide_pages(app)
    limit_guesses(app, "login.submit")
    for endpoint in ("login.submit_code", "account.confirm", "account.turn_off", "account.renew", "account.password"):
        limit_guesses(app, endpoint, limits="6 per minute; 30 per hour")
    return app


def _configure(app: APIFlask, parts: Parts) -> None:
    """Settings of Flask and of the OpenAPI document."""
    app.extensions[EXTENSION] = parts
    app.json.ensure_ascii = False
    app.json.sort_keys = False
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        SPEC_FORMAT="json",
        SERVERS=[{"url": parts.settings.public_url}],
        DESCRIPTION="Heritage records, their files, models and tours. Errors are RFC 9457 problem documents.",
        LICENSE={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        VALIDATION_ERROR_STATUS_CODE=422,
        AUTO_404_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        BABEL_DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh",
    )


def _hide_pages(app: APIFlask) -> None:
    """Keep pages and bytes out of the OpenAPI document: APIFlask wants every blueprint to say whether it is in."""
    for blueprint in app.blueprints.values():
        vars(blueprint).setdefault("enable_openapi", False)


def _shape_problem(error: HTTPError) -> Response:
    """JSON of the wrong shape, told field by field as every other problem is."""
    cause = error.__cause__
    if isinstance(cause, pydantic.ValidationError):
        return problem_response(field_faults(cause))
    return abort(error.status_code)
